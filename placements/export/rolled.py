"""A round that is being rolled forward: its texts, and every decision that changed them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from placements.tables import TABLES

Row = dict[str, str]
Rows = dict[str, list[Row]]


@dataclass(frozen=True, slots=True)
class Decision:
    """One thing that the new round has otherwise than the last: its table, and what."""

    table: str
    what: str


@dataclass(frozen=True, slots=True)
class Rolled:
    """The new round as texts, with every decision that made it."""

    heading: dict[str, str]
    tables: Rows
    start: dt.date
    decisions: list[Decision] = field(default_factory=list)

    def decide(self, table: str, what: str) -> None:
        """List a decision."""
        self.decisions.append(Decision(table, what))

    def drop(self, table: str, gone: Iterable[int], why: str) -> None:
        """Leave out rows of a table, by position, and list each."""
        positions = set(gone)
        rows = self.tables.get(table, [])
        for at in sorted(positions):
            self.decide(table, f"{_named(table, rows[at])}: gone, {why}")
        self.tables[table] = [row for at, row in enumerate(rows) if at not in positions]


def _named(table: str, row: Mapping[str, str]) -> str:
    """Return a row by its key, or by what it requires."""
    names = TABLES[table].key or tuple(c.name for c in TABLES[table].columns if c.required)
    return " ".join(row.get(name, "") for name in names)
