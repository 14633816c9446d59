"""Read a workbook (``.xlsx``) as text: one sheet a table, and the sheet ``round``."""

from __future__ import annotations

import warnings
from collections import Counter
from dataclasses import replace
from pathlib import Path

from placements.errors import Problem, Where, nearest
from placements.tables import TABLES, Column, Table
from placements.tables.archive import Book, open_book
from placements.tables.kinds import TEXT
from placements.tables.parse import check_header
from placements.tables.raw import UNREAD, RawRound, RawTable
from placements.tables.sheet import read_sheet
from placements.tables.toml_file import Heading

HEADING_SHEET = "round"
GUIDE_SHEET, ISSUES_SHEET = NOTES_SHEETS = ("README", "Issues")
"""Sheets for people: a guide in the template, the list in a marked copy. Never read."""
NO_TABLE = f"delete it, or keep notes on the sheet {GUIDE_SHEET}"
"""What to do with a sheet that is like no table."""
HEADING_TABLE = Table(
    HEADING_SHEET,
    "a key of round.toml",
    (
        Column("key", TEXT, "Dotted key, such as start or level.1.name", required=True),
        Column("value", TEXT, "Its value", required=True),
        Column("meaning", TEXT, "What the key says, for people; not read"),
    ),
)


def read_workbook(path: Path) -> RawRound:
    """Return every table of a workbook as text; hidden sheets are sheets like any other.

    Raises
    ------
    InputError
        Where the file is not a workbook, or unpacks to more than a round can need.
    """
    problems: list[Problem] = []
    with warnings.catch_warnings():
        # openpyxl warns of drop-downs and colours that it does not keep: nothing to the reader.
        warnings.simplefilter("ignore")
        with open_book(path) as book:
            found = _tables(path.name, book, problems)
    heading_where = Where(path.name, HEADING_SHEET)
    if HEADING_SHEET not in found:
        problems.append(Problem("there is no such sheet", heading_where))
    sheet = found.pop(HEADING_SHEET, None)
    heading = None if sheet is None else _heading(sheet, problems)
    tables = {name: table for name, table in found.items() if table is not None}
    unread = frozenset(found) - frozenset(tables)
    return RawRound(str(path), heading, heading_where, tables, problems, unread)


def _tables(file: str, book: Book, problems: list[Problem]) -> dict[str, RawTable | None]:
    """Return the tables and the heading; ``None`` for one that cannot be read."""
    times = Counter(name for name, _ in book.sheets)
    found: dict[str, RawTable | None] = {}
    for name, part in book.sheets:
        where = Where(file, name)
        if name in NOTES_SHEETS or name in found:
            continue
        if name not in TABLES and name != HEADING_SHEET:
            hint = nearest(name, [HEADING_SHEET, *TABLES]) or NO_TABLE
            problems.append(Problem("is not a table of a round", where, None, hint))
            continue
        found[name] = None
        if times[name] > 1:
            problems.append(Problem("is the name of two sheets", where))
        elif part is None:
            problems.append(Problem("is a chart, or its cells are missing from the file", where))
        else:
            found[name] = _table(file, book, name, part, problems)
    return found


def _table(file: str, book: Book, name: str, part: str, problems: list[Problem]) -> RawTable | None:
    try:
        return read_sheet(file, book, name, part, problems)
    except Exception:  # a damaged part can raise anything: IndexError, ParseError, zlib.error
        problems.append(Problem("the sheet is damaged and cannot be read", Where(file, name)))
        return None


def _heading(table: RawTable, problems: list[Problem]) -> Heading | None:
    """Return key → (text, place) of the sheet ``round``; an unreadable key is ``UNREAD``."""
    if not table.header:
        return {}
    if check_header(HEADING_TABLE, table, problems):
        return None
    heading: Heading = {}
    for row, (key, value) in enumerate(zip(table.cells("key"), table.cells("value"), strict=True)):
        if key in heading and key != UNREAD:
            problems.append(Problem("is there twice", table.where(row, "key"), key))
        where = table.where(row, "value")
        heading[key] = (value, replace(where, column="value" if key in ("", UNREAD) else key))
    if not table.complete:
        heading[UNREAD] = ("", table.where())
    return heading
