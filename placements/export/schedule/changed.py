"""What differs from what was announced."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from placements.changes import IN_WORDS, Change, Kind, Spot
from placements.errors import counted
from placements.export.facts import Facts
from placements.export.schedule.page import add_page
from placements.export.workbook import Book

ORDER = (Kind.WITHDRAWN, Kind.MOVED, Kind.RETIMED, Kind.NEW)
"""What must be acted on comes first."""


def add_changes(book: Book, facts: Facts) -> None:
    """Add every block that is not as it was announced."""
    sentence = "Nothing was announced before this plan: there is nothing to compare it with."
    if facts.before is not None:
        kept = len(facts.before) - sum(c.kind is not Kind.NEW for c in facts.changes)
        new = sum(c.kind is Kind.NEW for c in facts.changes)
        sentence = (
            f"Announced or fixed before: {counted(len(facts.before), 'placement')}, of which "
            f"{kept:,} are kept and {len(facts.before) - kept:,} are not. New: {new:,}."
        )
    by_kind = sorted(facts.changes, key=lambda c: ORDER.index(c.kind))
    narrow = {"Announced: setting": 30, "Now: setting": 30}
    add_page(book, "Changes", sentence, change_frame(facts, by_kind), narrow=narrow)


def change_frame(facts: Facts, changes: Sequence[Change]) -> pd.DataFrame:
    """Return changes as a table."""
    rows = [
        (c.learner_id, c.block_id, IN_WORDS[c.kind], *_spot(facts, c.was), *_spot(facts, c.now))
        for c in changes
    ]
    columns = ["Learner", "Block", "What changed", "Announced: setting code", "Announced: setting"]
    columns += ["Announced: first day", "Now: setting code", "Now: setting", "Now: first day"]
    return pd.DataFrame(rows, columns=columns)


def _spot(facts: Facts, spot: Spot | None) -> tuple[object, ...]:
    if spot is None:
        return None, None, None
    # A setting announced earlier may have left the round.
    return spot.setting_id, facts.settings.get(spot.setting_id, ""), spot.start
