"""What every provider hosts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

import numpy as np
import pandas as pd

from placements.export.facts import Facts
from placements.export.places import of_everybody
from placements.export.schedule.page import add_page
from placements.export.workbook import Book
from placements.plan import Stay

COLUMNS = (
    "Provider code",
    "Provider",
    "Settings",
    "Settings used",
    "Learners",
    "Placements",
    "Learner-weeks",
    "Place-weeks",
    "Place-weeks free",
    "Share used",
    "Most learners in one week",
)


def add_providers(book: Book, facts: Facts) -> None:
    """Add one row a provider."""
    sentence = (
        "A row is a provider. Place-weeks are counted at settings with places for everybody: "
        "blank where a provider has none."
    )
    frame = pd.DataFrame(_rows(facts), columns=list(COLUMNS))
    share = {"Share used": {"num_format": "0%", "align": "right", "indent": 1}}
    add_page(book, "Providers", sentence, frame, narrow={"Provider": 40}, formats=share)


def _rows(facts: Facts) -> Iterator[tuple[object, ...]]:
    plan = facts.plan
    hosted: dict[str, list[Stay]] = defaultdict(list)
    for stay in plan.stays:
        hosted[stay.provider_id].append(stay)
    for code, settings in plan.round["settings"].groupby("provider_id")["setting_id"]:
        stays = hosted[str(code)]
        found = (of_everybody(facts.limits[setting]) for setting in settings)
        own = [limit for limit in found if limit is not None]
        open_weeks = sum(int(np.maximum(p.open, 0).sum()) for p in own)
        free = sum(int(p.free.sum()) for p in own)
        yield (
            code,
            facts.providers[str(code)],
            len(settings),
            len({stay.setting_id for stay in stays}),
            len({stay.learner_id for stay in stays}),
            len(stays),
            sum(stay.weeks for stay in stays),
            open_weeks or None,
            free if open_weeks else None,
            1 - free / open_weeks if open_weeks else None,
            _most(stays, plan.round.weeks),
        )


def _most(stays: list[Stay], weeks: int) -> int:
    """Return the largest number of learners in any week."""
    change = np.zeros(weeks + 1, dtype=np.int64)
    for stay in stays:
        change[stay.start - 1] += 1
        change[stay.end] -= 1
    return int(change.cumsum().max(initial=0))
