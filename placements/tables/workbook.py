"""Read a workbook (``.xlsx``) as text, within limits that a hostile file cannot pass.

A 5 kB file can name a cell at the far corner of a sheet, and 1 MB can unpack to gigabytes: the
parts are measured before they are opened, and rows are streamed and counted.
"""

from __future__ import annotations

import datetime as dt
import zipfile
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import ParseError

import defusedxml
import openpyxl
from openpyxl.utils.exceptions import InvalidFileException

from placements.errors import InputError, Problem, Where, nearest
from placements.tables import TABLES
from placements.tables.raw import MAX_CELL, MAX_COLUMNS, MAX_ROWS, RawRound, RawTable, letters

HEADING_SHEET = "round"
NOTES_SHEETS = ("README", "Issues")
"""Sheets for people: a guide in the template, the list in a marked copy. Never read."""
MAX_UNPACKED = 500_000_000
MAX_RATIO = 200
MAX_PARTS = 2_000
MAX_BLANK_ROWS = 1_000
"""Rows without a value between two that have one: more is a stray cell, not a table."""


def read_workbook(path: Path) -> RawRound:
    """Return every table of a workbook as text.

    Raises
    ------
    InputError
        Where the file is not a workbook, or unpacks to more than a round can need.
    """
    _guard(path)
    raw = RawRound(path.name, {}, Where(path.name, HEADING_SHEET), {})
    try:
        book = openpyxl.load_workbook(path, read_only=True, data_only=False, keep_links=False)
    except (
        InvalidFileException,
        zipfile.BadZipFile,
        KeyError,
        ValueError,
        ParseError,
        defusedxml.DefusedXmlException,
    ) as error:
        raise InputError.of(path, "is not a workbook that can be read (.xlsx)") from error
    with book_closed(book):
        for sheet in book.worksheets:
            _read_sheet(path.name, sheet, raw)
    if not raw.heading and not any(
        p.where and p.where.sheet == HEADING_SHEET for p in raw.problems
    ):
        raw.problems.append(Problem("there is no such sheet, or it is empty", raw.heading_where))
    return raw


class book_closed:  # noqa: N801 - reads as a word, like contextlib's own
    """Close a read-only workbook, which holds its file open, whatever happens."""

    def __init__(self, book: Any) -> None:
        self.book = book

    def __enter__(self) -> None:
        return None

    def __exit__(self, *_: object) -> None:
        self.book.close()


def _guard(path: Path) -> None:
    try:
        with zipfile.ZipFile(path) as parts:
            infos = parts.infolist()
    except OSError as error:
        raise InputError.of(path, f"cannot be read: {error.strerror}") from error
    except zipfile.BadZipFile as error:
        raise InputError.of(path, "is not a workbook (.xlsx)") from error
    unpacked = sum(info.file_size for info in infos)
    packed = max(sum(info.compress_size for info in infos), 1)
    if len(infos) > MAX_PARTS:
        raise InputError.of(path, f"has {len(infos):,} parts; a workbook has at most {MAX_PARTS:,}")
    if unpacked > MAX_UNPACKED or (unpacked > 20_000_000 and unpacked / packed > MAX_RATIO):
        raise InputError.of(
            path, f"unpacks to {unpacked / 1e6:,.0f} MB, more than a round can need"
        )


def _read_sheet(file: str, sheet: Any, raw: RawRound) -> None:
    name = sheet.title
    if name in NOTES_SHEETS:
        return
    if name not in TABLES and name != HEADING_SHEET:
        hint = nearest(name, [HEADING_SHEET, *TABLES])
        raw.problems.append(Problem("is not a table of a round", Where(file, name), None, hint))
        return
    found = len(raw.problems)
    table = _table(file, sheet, raw.problems)
    if table is None or len(raw.problems) > found:
        return
    if name != HEADING_SHEET:
        raw.tables[name] = table
        return
    if list(table.header[:2]) != ["key", "value"]:
        raw.problems.append(Problem("has not the columns key and value", Where(file, name)))
        return
    for row, (key, value, *_) in enumerate(table.rows):
        where = table.where(row, "value")
        if key in raw.heading:
            raw.problems.append(Problem("is repeated", table.where(row, "key"), key))
        if value:
            raw.heading[key] = (value, where)


def _table(file: str, sheet: Any, problems: list[Problem]) -> RawTable | None:
    name = sheet.title
    header: list[str] | None = None
    rows: list[list[str]] = []
    lines: list[int] = []
    last = 0
    sheet.reset_dimensions()
    for line, cells in enumerate(sheet.iter_rows(max_col=MAX_COLUMNS + 1), 1):
        filled = [cell for cell in cells if cell.value is not None]
        if not filled:
            if line - last > MAX_ROWS:
                break
            continue
        if line - last > MAX_BLANK_ROWS or filled[-1].column > MAX_COLUMNS or len(rows) >= MAX_ROWS:
            problems.append(_stray(file, name, filled[-1]))
            return None
        last = line
        texts = {cell.column - 1: _text(cell, file, name, problems) for cell in filled}
        if header is None:
            header = [texts.get(k, "") for k in range(max(texts) + 1)]
            continue
        if beyond := [k for k in texts if k >= len(header) or not header[k]]:
            problems.append(
                _stray(file, name, next(c for c in filled if c.column - 1 == beyond[0]))
            )
            continue
        rows.append([texts.get(k, "") for k in range(len(header))])
        lines.append(line)
    if header is None:
        return None
    keep = [k for k, title in enumerate(header) if title]
    return RawTable(
        file, [header[k] for k in keep], [[row[k] for k in keep] for row in rows], lines, name
    )


def _stray(file: str, sheet: str, cell: Any) -> Problem:
    address = f"{letters(cell.column - 1)}{cell.row}"
    return Problem(
        "is outside the table",
        Where(file, sheet, cell.row, None, address),
        str(cell.value)[:MAX_CELL],
        "clear the cell, or give its column a name",
    )


def _text(cell: Any, file: str, sheet: str, problems: list[Problem]) -> str:
    """Return a cell as the text a CSV file would hold, or add the reason why it has none."""
    where = Where(file, sheet, cell.row, None, f"{letters(cell.column - 1)}{cell.row}")
    value = cell.value
    if cell.data_type == "f":
        problems.append(
            Problem(
                "is a formula",
                where,
                str(value),
                "copy it and paste its value (paste special: values)",
            )
        )
    elif cell.data_type == "e":
        problems.append(Problem("is an error of the workbook", where, str(value)))
    elif isinstance(value, bool):
        problems.append(Problem("is TRUE or FALSE", where, str(value), "write yes or no as text"))
    elif isinstance(value, dt.datetime):
        return _date_text(value, where, problems)
    elif isinstance(value, dt.date):
        return value.isoformat()
    elif isinstance(value, (int, float)):
        return f"{value:.15g}" if abs(value) < 1e15 else f"{value:.0f}"
    elif isinstance(value, str) and len(value) <= MAX_CELL:
        return value
    else:
        problems.append(Problem(f"holds more than {MAX_CELL:,} characters, or no text", where))
    return ""


def _date_text(value: dt.datetime, where: Where, problems: list[Problem]) -> str:
    if value.time() != dt.time():
        problems.append(Problem("is a time of day, not a date", where, str(value)))
    return value.date().isoformat()
