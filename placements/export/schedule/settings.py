"""Who is at every setting: one row a time in which the same learners are there."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Collection, Iterator

import numpy as np
import pandas as pd

from placements.export.facts import Facts
from placements.export.looks import sector_name
from placements.export.places import Places, of_everybody
from placements.export.schedule.page import add_page
from placements.export.workbook import Book
from placements.plan import Stay
from placements.round.capacity import NO_LIMIT

COLUMNS = (
    "Setting code",
    "Setting",
    "Provider",
    "Sector",
    "From",
    "Until",
    "Weeks",
    "Learners",
    "Places",
    "Free",
    "Who is there",
)


def add_settings(book: Book, facts: Facts, chosen: Collection[str] | None = None) -> None:
    """Add who is where from when until when, at these settings or at all."""
    sentence = (
        "A row is a time in which the same learners are at a setting. Places are those for "
        "everybody; where a setting has places for some learners only, see Settings by week."
    )
    frame = pd.DataFrame(_rows(facts, chosen), columns=list(COLUMNS))
    narrow = {"Setting": 30, "Provider": 26, "Who is there": 48}
    add_page(book, "Settings", sentence, frame, narrow=narrow)


def _rows(facts: Facts, chosen: Collection[str] | None) -> Iterator[tuple[object, ...]]:
    round = facts.plan.round
    settings = round["settings"]
    columns = (settings[name] for name in ("setting_id", "name", "provider_id", "sector"))
    for code, name, provider, sector in zip(*columns, strict=True):
        if chosen is not None and code not in chosen:
            continue
        own = facts.plan.by_setting.get(code, ())
        limit = of_everybody(facts.limits[code])
        about = (code, name, facts.providers[provider], sector_name(sector))
        for first, last, who in _times(own, limit, round.weeks):
            days: tuple[dt.date, dt.date] = round.monday(first), round.sunday(last)
            room = _room(limit, first, len(who))
            yield (*about, *days, last - first + 1, len(who), *room, ", ".join(who) or "nobody")


def _room(limit: Places | None, week: int, there: int) -> tuple[int | None, int | None]:
    """Return places and free places in a week; ``None``: not limited for everybody."""
    if limit is None or limit.open[week - 1] == NO_LIMIT:
        return None, None
    most = int(limit.open[week - 1])
    return most, max(most - there, 0)


def _times(
    own: Collection[Stay], limit: Places | None, weeks: int
) -> Iterator[tuple[int, int, list[str]]]:
    """Yield first and last week and the learners of each time in which nothing changes."""
    cuts = {1, weeks + 1, *(s.start for s in own), *(s.end + 1 for s in own)}
    if limit is not None:
        cuts |= set((np.flatnonzero(np.diff(limit.open)) + 2).tolist())
    edges = sorted(cut for cut in cuts if 1 <= cut <= weeks + 1)
    for first, after in itertools.pairwise(edges):
        who = sorted(s.learner_id for s in own if s.start <= first <= s.end)
        yield first, after - 1, who
