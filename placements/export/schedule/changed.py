"""What differs from what was announced."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from placements.changes import IN_WORDS, Change, Kind, Spot, Spots
from placements.errors import counted
from placements.export.facts import Facts
from placements.export.schedule.page import add_page
from placements.export.workbook import Book

ORDER = (Kind.WITHDRAWN, Kind.MOVED, Kind.RETIMED, Kind.NEW)
"""What must be acted on comes first."""


def add_changes(book: Book, facts: Facts) -> None:
    """Add every block that is not as it was announced."""
    add_changes_of(book, facts, facts.before, facts.changes)


def add_changes_of(book: Book, facts: Facts, before: Spots | None, found: Sequence[Change]) -> None:
    """Add the blocks of one reader that are not as they were announced.

    Parameters
    ----------
    before, found
        What was announced before and what has changed of it, as far as it is the reader's;
        ``None``: nothing was announced.
    """
    sentence = "Nothing was announced before this plan: there is nothing to compare it with."
    if before is not None:
        new = sum(change.kind is Kind.NEW for change in found)
        gone = len(found) - new
        sentence = (
            f"Announced or fixed before: {counted(len(before), 'placement')}, of which "
            f"{len(before) - gone:,} are kept and {gone:,} are not. New: {new:,}."
        )
    by_kind = sorted(found, key=lambda change: ORDER.index(change.kind))
    narrow = {"Announced: setting": 30, "Now: setting": 30}
    add_page(book, "Changes", sentence, _change_frame(facts, by_kind), narrow=narrow)


def _change_frame(facts: Facts, changes: Sequence[Change]) -> pd.DataFrame:
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
