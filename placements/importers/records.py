"""Rows of other people's tables by our names: the header is found, its columns known by pattern."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from placements.errors import InputError, Problem, Where, nearest
from placements.importers.grids import Grid, Line, grids
from placements.tables.raw import UNREAD, address

TITLES = 30
"""Most lines of title above a header."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A column that is looked for.

    Parameters
    ----------
    name
        What we call it.
    patterns
        Regular expressions of its header, best first; headers are compared in small letters, with
        one space for everything that is no letter or digit.
    needed
        Whether the table is none of ours without it.
    """

    name: str
    patterns: tuple[str, ...]
    needed: bool = False


@dataclass(frozen=True, slots=True)
class Record:
    """One row, by our names of its columns; a column that is not there is blank.

    Parameters
    ----------
    columns
        Our name → header as written, of the columns that the table has.
    extra
        Header as written → text, for the columns asked for by their beginning.
    """

    file: str
    sheet: str | None
    line: int
    values: Mapping[str, str]
    columns: Mapping[str, str] = field(default_factory=dict)
    extra: Mapping[str, str] = field(default_factory=dict)

    def __getitem__(self, name: str) -> str:
        return self.values.get(name, "")

    def where(self, column: str | None = None) -> Where:
        """Return the place of the row, or of its cell in the column that has our name."""
        return Where(
            self.file, self.sheet, self.line, self.columns.get(column or "", column) or None
        )


@dataclass(frozen=True, slots=True)
class Header:
    """Where the columns are.

    Parameters
    ----------
    columns
        Our name → position.
    extra
        Header as written → position.
    names
        The headers as written.
    """

    columns: Mapping[str, int]
    extra: Mapping[str, int]
    names: Sequence[str]


def plain(header: str) -> str:
    """Return a header as it is compared.

    >>> plain(" Location_ODS  Code*")
    'location ods code'
    """
    return " ".join(re.findall(r"[a-z0-9]+", header.casefold()))


def read_records(path: Path, wanted: Sequence[Wanted], starts: str = "") -> list[Record]:
    """Return the rows of the first table of a file that has every needed column.

    Parameters
    ----------
    starts
        Columns whose header starts so are kept under their own names.

    Raises
    ------
    InputError
        Where the file cannot be read, no table of it has the columns, or a cell in use is
        unreadable; lists every problem.
    """
    seen: list[tuple[Grid, list[Line]]] = []
    for grid in grids(path):
        lines = iter(grid.lines)
        head: list[Line] = []
        for line in lines:
            head.append(line)
            if (header := find_header(line[1], wanted, starts)) is not None:
                return _checked(path, [*_records(grid, header, lines)], header)
            if len(head) == TITLES:
                break
        seen.append((grid, head))
    raise _no_header(path, seen, wanted)


def read_kinds(
    paths: Iterable[Path], kinds: Mapping[str, Sequence[Wanted]]
) -> dict[str, list[Record]]:
    """Return the rows of every kind of table that files and their sheets hold, known by header.

    Raises
    ------
    InputError
        Where a file cannot be read, or a cell in use is unreadable.
    """
    found: dict[str, list[Record]] = {}
    for path in paths:
        for grid in grids(path):
            lines = iter(grid.lines)
            for _, cells in islice(lines, TITLES):
                headers = {k: find_header(cells, wanted, "") for k, wanted in kinds.items()}
                kind, header = next(((k, h) for k, h in headers.items() if h), ("", None))
                if header is not None:
                    records = _checked(path, [*_records(grid, header, lines)], header)
                    found.setdefault(kind, []).extend(records)
                    break
    return found


def find_header(cells: Sequence[str], wanted: Sequence[Wanted], starts: str) -> Header | None:
    """Return where the columns are, if these cells are the header; else ``None``."""
    names = [plain(cell) for cell in cells]
    columns: dict[str, int] = {}
    for column in wanted:
        for pattern in column.patterns:
            at = [k for k, name in enumerate(names) if re.fullmatch(pattern, name)]
            if at:
                columns[column.name] = at[0]
                break
        else:
            if column.needed:
                return None
    start = plain(starts)
    own = {cells[k]: k for k, name in enumerate(names) if start and name.startswith(f"{start} ")}
    return Header(columns, own, cells)


def _records(grid: Grid, header: Header, lines: Iterable[Line]) -> Iterator[Record]:
    columns = {name: header.names[at] for name, at in header.columns.items()}
    for line, cells in lines:
        values = {n: cells[k] for n, k in header.columns.items() if k < len(cells) and cells[k]}
        extra = {n: cells[k] for n, k in header.extra.items() if k < len(cells) and cells[k]}
        if values:
            yield Record(grid.file, grid.sheet, line, values, columns, extra)


def _checked(path: Path, records: list[Record], header: Header) -> list[Record]:
    problems = [
        Problem(text.removeprefix(UNREAD), _cell(record, header, name))
        for record in records
        for name, text in record.values.items()
        if text.startswith(UNREAD)
    ]
    if problems:
        raise InputError(path, problems)
    return records


def _cell(record: Record, header: Header, name: str) -> Where:
    at = header.columns[name]
    cell = None if record.sheet is None else address(record.line, at)
    return Where(record.file, record.sheet, record.line, header.names[at], cell)


def _no_header(
    path: Path, seen: list[tuple[Grid, list[Line]]], wanted: Sequence[Wanted]
) -> InputError:
    needed = [column for column in wanted if column.needed]
    best: list[str] = max(
        (cells for _, head in seen for _, cells in head),
        key=lambda cells: sum(find_header(cells, [column], "") is not None for column in needed),
        default=[],
    )
    missing = [column for column in needed if find_header(best, [column], "") is None]
    names = [name for name in best if name]
    problems = [
        Problem(f"no column for the {c.name.replace('_', ' ')}", None, None, nearest(c.name, names))
        for c in missing
    ]
    shown = ", ".join(names[:12]) or "nothing"
    return InputError(path, [*problems, Problem(f"the nearest to a header found is: {shown}")])
