"""Tables as text, with the place of every cell, before anything is read into it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from placements.errors import Problem, Where

MAX_CELL = 10_000
"""Most characters in one cell: no code, filter or name comes near it."""
MAX_ROWS = 3_000_000
"""Most rows of a table: measured travel of 3,000 learners to 1,000 settings."""
MAX_COLUMNS = 200
UNREAD = "\0"
"""Text of a cell that its reader has refused. No file can hold it: each refuses the character."""


@dataclass(frozen=True, slots=True)
class RawTable:
    """One table as text.

    Parameters
    ----------
    file
        File or workbook that it came from.
    header
        Names of the columns, as written; ``""`` for a column without a name or a value.
    rows
        Text of every cell, each row as long as the header; ``UNREAD`` where the reader has
        already said why there is none.
    lines
        Line of the file, or row of the sheet, of each row.
    sheet
        Sheet of the workbook; ``None`` for a CSV file.
    header_line
        Line of the file, or row of the sheet, of the header.
    loose
        Texts of rows that could not be cut into columns: each may be a code.
    complete
        Whether every row was read, whole or loose; else codes may be missing.
    """

    file: str
    header: Sequence[str]
    rows: Sequence[Sequence[str]]
    lines: Sequence[int]
    sheet: str | None = None
    header_line: int | None = None
    loose: frozenset[str] = frozenset()
    complete: bool = True

    def where(self, row: int | None = None, column: str | None = None) -> Where:
        """Return the place of a row (position, 0 first), a column or a cell."""
        line = None if row is None else self.lines[row]
        cell = None
        at = self.header_line if line is None else line
        if self.sheet is not None and column is not None and column in self.header:
            cell = None if at is None else address(at, list(self.header).index(column))
        return Where(self.file, self.sheet, line, column, cell)

    @property
    def is_empty(self) -> bool:
        """Whether there is no row: then the table is as good as absent, and its codes are free."""
        return not self.rows and not self.loose

    def cells(self, column: str) -> list[str]:
        """Return the texts of a column."""
        at = list(self.header).index(column)
        return [row[at] for row in self.rows]


@dataclass(frozen=True, slots=True)
class RawRound:
    """A whole round as text: the heading's dotted keys, the tables, and what could not be read.

    Parameters
    ----------
    source
        What was read, as the user named it.
    heading
        Dotted key → (text, place), as in a workbook's sheet ``round``; ``None`` where it is
        missing or cannot be read, and ``problems`` says why.
    tables
        Name → table, for the tables present.
    problems
        What was wrong with the files themselves.
    unread
        Names of tables that are present but could not be read, and ``problems`` says why.
    """

    source: str
    heading: dict[str, tuple[str, Where]] | None
    heading_where: Where
    tables: dict[str, RawTable]
    problems: list[Problem] = field(default_factory=list)
    unread: frozenset[str] = frozenset()


def address(line: int, column: int) -> str:
    """Return a workbook's address (``C12``) for a row, 1 first, and a column position, 0 first."""
    return f"{letters(column)}{line}"


def letters(column: int) -> str:
    """Return a workbook's letters for a column position, 0 first."""
    text = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        text = chr(65 + rest) + text
    return text
