"""What a table is: its columns, its key, and where its codes come from, all as data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from placements.tables.kinds import Kind


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table.

    Parameters
    ----------
    meaning
        One line for the data dictionary and the template's notes.
    required
        Whether the column must be there and every cell filled.
    default
        Value of a blank cell, already parsed; ``None``: the kind's own blank.
    default_text
        How the dictionary shows the default, where it is not simply ``default``.
    unit
        Unit, without brackets; empty for none.
    refers_to
        Table that must hold the code, when that table is present.
    """

    name: str
    kind: Kind
    meaning: str
    required: bool = False
    default: Any = None
    default_text: str = ""
    unit: str = ""
    refers_to: str = ""

    @property
    def blank(self) -> Any:
        """Value of a blank cell."""
        return self.kind.blank if self.default is None else self.default


@dataclass(frozen=True, slots=True)
class Table:
    """One table of a round.

    Parameters
    ----------
    one_row_is
        What a row stands for.
    key
        Columns that no two rows may share; empty: rows are a plain list.
    required
        Whether a round must have it.
    notes
        What the data dictionary says below the columns.
    """

    name: str
    one_row_is: str
    columns: tuple[Column, ...]
    key: tuple[str, ...] = ()
    required: bool = False
    notes: str = ""

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the columns, in order."""
        return tuple(column.name for column in self.columns)

    def column(self, name: str) -> Column:
        """Return the column of this name."""
        return next(column for column in self.columns if column.name == name)
