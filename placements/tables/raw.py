"""Tables as text, with the place of every cell, before anything is read into it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from placements.errors import Problem, Where

MAX_CELL = 10_000
"""Most characters in one cell: no code, filter or name comes near it."""
MAX_ROWS = 1_000_000
MAX_COLUMNS = 200


@dataclass(frozen=True, slots=True)
class RawTable:
    """One table as text.

    Parameters
    ----------
    file
        File or workbook that it came from.
    sheet
        Sheet of the workbook; ``None`` for a CSV file.
    header
        Names of the columns, as written.
    rows
        Text of every cell, each row as long as the header.
    lines
        Line of the file, or row of the sheet, of each row.
    """

    file: str
    header: Sequence[str]
    rows: Sequence[Sequence[str]]
    lines: Sequence[int]
    sheet: str | None = None

    def where(self, row: int | None = None, column: str | None = None) -> Where:
        """Return the place of a row (position, 0 first), a column or a cell."""
        line = None if row is None else self.lines[row]
        cell = None
        if self.sheet is not None and line is not None and column in self.header:
            cell = f"{letters(list(self.header).index(column))}{line}"
        return Where(self.file, self.sheet, line, column, cell)


@dataclass(frozen=True, slots=True)
class RawRound:
    """A whole round as text: the heading's dotted keys, the tables, and what could not be read.

    Parameters
    ----------
    heading
        Dotted key → (text, place), as in a workbook's sheet ``round``.
    tables
        Name → table, for the tables present.
    problems
        What was wrong with the files themselves.
    """

    source: str
    heading: dict[str, tuple[str, Where]]
    heading_where: Where
    tables: dict[str, RawTable]
    problems: list[Problem] = field(default_factory=list)


def letters(column: int) -> str:
    """Return a workbook's letters for a column position, 0 first."""
    text = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        text = chr(65 + rest) + text
    return text
