"""Rows as they come, from a file or a sheet, gathered into a table; the first is the header."""

from __future__ import annotations

from array import array
from collections.abc import Sequence

from placements.errors import Problem, Where, counted
from placements.tables.raw import MAX_CELL, MAX_COLUMNS, MAX_ROWS, UNREAD, RawTable, address

MAX_PROBLEMS = 1_000
"""Rows out of shape after which a table is read no further: it is not a table of a round."""


class Gather:
    """Makes a table of rows, and adds what is wrong with their shape to ``problems``.

    Rows without a value are skipped wherever they stand; the others keep their line numbers.

    Parameters
    ----------
    file, sheet
        Where the rows come from; ``sheet`` is ``None`` for a CSV file.
    """

    def __init__(self, file: str, sheet: str | None, problems: list[Problem]) -> None:
        self.file = file
        self.sheet = sheet
        self.problems = problems
        self.header: tuple[str, ...] = ()
        self.complete = True
        self._header_line = 0
        self._unnamed: set[int] = set()
        self._rows: list[tuple[str, ...]] = []
        self._lines = array("q")
        self._loose: set[str] = set()
        self._texts: dict[str, str] = {}  # equal texts of a table are one text in memory
        self._room = MAX_PROBLEMS

    def add(self, line: int, cells: Sequence[str]) -> bool:
        """Take a row; return whether the next one is wanted."""
        text = "".join(cells)
        if not text:
            return True
        if not self.header:
            return self._take_header(line, cells)
        if text.isspace():
            self.refuse(line, "holds only spaces", "clear the row")
        elif len(cells) != len(self.header):
            self._take_ragged(line, cells)
        else:
            self._take(line, cells if len(text) <= MAX_CELL else self._checked(line, cells))
        return self.has_room

    @property
    def has_room(self) -> bool:
        """Whether more problems would still be listed."""
        return self._room > 0

    def refuse(
        self, line: int | None, message: str, hint: str | None = None, column: int | None = None
    ) -> None:
        """Add a problem of a line or cell; after too many, the table is read no further."""
        self._room -= 1
        name = cell = None
        if column is not None:
            name = self.header[column][:40].strip(UNREAD) if column < len(self.header) else None
            cell = address(line or 0, column) if self.sheet is not None else None
        where = Where(self.file, self.sheet, line, name or None, cell)
        self.problems.append(Problem(message, where, None, hint))
        if not self._room:
            message = (
                f"is read no further: the first {MAX_PROBLEMS:,} problems of its rows are here"
            )
            self.problems.append(Problem(message, Where(self.file, self.sheet)))

    def table(self) -> RawTable | None:
        """Return the table, without columns where there was no row; ``None`` for a bad header."""
        if not self.header and self._room < MAX_PROBLEMS:
            return None
        return RawTable(
            self.file,
            self.header,
            self._rows,
            self._lines,
            self.sheet,
            self._header_line,
            frozenset(self._loose),
            self.complete and self.has_room,
        )

    def _take_header(self, line: int, cells: Sequence[str]) -> bool:
        if len(cells) > MAX_COLUMNS:
            self.refuse(line, f"has {len(cells):,} columns; a table has at most {MAX_COLUMNS}")
            return False
        if self.sheet is None and len(cells) == 1 and any(mark in cells[0] for mark in ";\t|"):
            hint = "save it as 'CSV UTF-8 (comma delimited)'"
            self.refuse(line, "the columns are not separated by commas", hint)
            return False
        self.header = tuple(self._checked(line, cells))
        self._header_line = line
        self._unnamed = {k for k, name in enumerate(cells) if not name}
        return True

    def _take_ragged(self, line: int, cells: Sequence[str]) -> None:
        self._loose.update(cells)
        found, columns = counted(len(cells), "cell"), counted(len(self.header), "column")
        hint = "put a value that holds a comma in double quotes"
        fewer = len(cells) < len(self.header)
        self.refuse(line, f"has {found}, but the table has {columns}", None if fewer else hint)

    def _take(self, line: int, cells: Sequence[str]) -> None:
        if len(self._rows) == MAX_ROWS:
            self.refuse(None, f"has more than {MAX_ROWS:,} rows")
            self._room = 0
            return
        if self._unnamed:
            self._refuse_unnamed(line, cells)
        self._rows.append(tuple(map(self._texts.setdefault, cells, cells)))
        self._lines.append(line)

    def _refuse_unnamed(self, line: int, cells: Sequence[str]) -> None:
        """Report the first value of each column without a name."""
        for column in sorted(k for k in self._unnamed if cells[k]):
            self.refuse(line, "a value is in a column without a name", "name the column", column)
            self._unnamed.discard(column)

    def _checked(self, line: int, cells: Sequence[str]) -> Sequence[str]:
        """Return the cells, ``UNREAD`` where one is too long."""
        checked = list(cells)
        for column, cell in enumerate(cells):
            if len(cell) > MAX_CELL:
                most = f"a cell holds at most {MAX_CELL:,}"
                self.refuse(line, f"holds {len(cell):,} characters; {most}", None, column)
                checked[column] = UNREAD
        return checked
