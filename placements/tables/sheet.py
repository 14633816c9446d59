"""Read one sheet of a workbook as text: what each cell holds, never what it is shown as."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from defusedxml.ElementTree import iterparse
from openpyxl.worksheet._reader import FORMULA_TAG, ROW_TAG, WorkSheetParser
from openpyxl.xml.constants import SHEET_MAIN_NS

from placements.errors import Problem, Where, quoted
from placements.tables import TABLES
from placements.tables.archive import Book
from placements.tables.gather import Gather
from placements.tables.kinds import CODE, YES_NO, Kind
from placements.tables.raw import MAX_COLUMNS, UNREAD, RawTable
from placements.tables.refused import Refused
from placements.tables.text import number_text

PLAIN_FORMATS = ("General", "0", "@")
"""Formats that show a whole number as its digits: 7, where 000 would show 007."""
MOST_NUMBER = 1e15
"""A workbook keeps 15 digits of a number."""
MOST_ROWS = 1_048_576
"""Of any sheet."""
MERGED_TAG = f"{{{SHEET_MAIN_NS}}}mergeCell"
Cell = dict[str, Any]
"""``row``, ``column`` (1 first), ``value``, ``data_type``, ``style_id``: openpyxl's own form."""


def read_sheet(
    file: str, book: Book, name: str, part: str, problems: list[Problem]
) -> RawTable | None:
    """Return what can be read of a sheet, and add what cannot to ``problems``.

    Raises
    ------
    Exception
        Of any class, where the part is damaged.
    """
    gather, taken = Gather(file, name, problems), bytearray(MOST_ROWS + 1)
    parser = CellParser(
        None,
        book.texts,
        epoch=book.styles.epoch,
        date_formats=book.styles._date_formats,
        timedelta_formats=book.styles._timedelta_formats,
    )
    with book.archive.open(part) as source:
        # openpyxl's own loop drops cells beyond a width, rows out of order, and merged cells, and
        # gives up where a drop-down or a colour is not to its taste.
        for _, element in iterparse(source):
            if element.tag == MERGED_TAG:
                where = Where(file, name, cell=element.get("ref"))
                hint = "unmerge them and fill each cell"
                problems.append(Problem("cells are merged", where, None, hint))
            elif element.tag == ROW_TAG:
                line, cells = parser.parse_row(element)
                element.clear()
                if not 0 < line <= MOST_ROWS or taken[line]:
                    raise ValueError(f"row {line}")  # programs differ in which they show
                taken[line] = True
                if not _add(line, cells, gather, book):
                    break
    return gather.table()


class CellParser(WorkSheetParser):  # type: ignore[misc] # openpyxl has no types
    """openpyxl's reader of cells; what a formula says is nothing to a round."""

    def parse_formula(self, element: Any) -> str:
        """Return a formula as written; one that shares another's text is written ``=``."""
        return f"={element.findtext(FORMULA_TAG) or ''}"


def _add(line: int, cells: list[Cell], gather: Gather, book: Book) -> bool:
    """Give a row to the table; return whether the next one is wanted."""
    holding = [cell for cell in cells if cell["value"] not in (None, "")]
    filled = {cell["column"] - 1: cell for cell in holding}
    if len(filled) < len(holding):
        raise ValueError(f"two cells of one place in row {line}")
    width = len(gather.header) or min(max(filled, default=-1) + 1, MAX_COLUMNS)
    texts = [""] * width
    for column, cell in sorted(filled.items()):
        if column >= width:
            gather.refuse(
                line, "is outside the table", "clear the cell, or name its column", column
            )
            continue
        kind = _kind(gather.sheet, gather.header[column]) if gather.header else None
        try:
            texts[column] = cell_text(cell, kind, book)
        except Refused as error:
            texts[column] = UNREAD
            gather.refuse(line, error.expected, error.suggestion, column)
    return gather.add(line, texts) and gather.has_room


def _kind(table: str | None, column: str) -> Kind | None:
    if table is not None and table in TABLES and column in TABLES[table].names:
        return TABLES[table].column(column).kind
    return None


def cell_text(cell: Cell, kind: Kind | None, book: Book) -> str:
    """Return a cell as the text a CSV file would hold.

    Parameters
    ----------
    kind
        What the column holds; ``None`` where it is not known.

    Raises
    ------
    Refused
        Where the cell holds no text, or one that hangs on how a workbook shows it.
    """
    value, form = cell["value"], cell["data_type"]
    if form == "f":
        hint = "copy it and paste its value (paste special: values)"
        raise Refused(f"holds the formula {quoted(value)}", hint)
    if form == "e":
        raise Refused(f"is {value}, an error of the workbook", "write the value itself")
    if isinstance(value, bool):
        wanted = "yes or no" if kind is YES_NO else "what the cell should hold"
        raise Refused(f"is {str(value).upper()}, not text", f"write {wanted}, as text")
    if isinstance(value, dt.date):
        return _date_text(value, kind)
    if isinstance(value, (dt.time, dt.timedelta)):
        raise Refused("is a time of day or a length of time", "format the cell as text")
    if isinstance(value, (int, float)):
        return _number_text(cell, kind, book)
    return _unescaped(str(value)).replace("\r\n", "\n").replace("\r", "\n")


def _unescaped(text: str) -> str:
    """Return a text without the escapes by which a workbook writes some characters."""
    if "_x" not in text:
        return text
    plain = re.sub("_x([0-9A-Fa-f]{4})_", lambda found: chr(int(found[1], 16)), text)
    if UNREAD in plain:
        raise Refused("holds a NUL character", "write it without")
    # Two escapes may be the halves of one character.
    return plain.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _date_text(value: dt.date, kind: Kind | None) -> str:
    if kind is not None and not kind.is_date:
        hint = "format the cell as text, then write what it should hold"
        raise Refused(f"is the date {value:%Y-%m-%d}, in a column that holds none", hint)
    if isinstance(value, dt.datetime):
        if value.time() != dt.time():
            raise Refused(f"is {value:%Y-%m-%d %H:%M}, not a date alone", f"write {value:%Y-%m-%d}")
        value = value.date()
    return value.isoformat()


def _number_text(cell: Cell, kind: Kind | None, book: Book) -> str:
    value = cell["value"]
    if not abs(value) < MOST_NUMBER:
        hint = "format the cell as text, then write it again"
        raise Refused("is a number of more digits than a workbook keeps", hint)
    shown = book.number_format(cell["style_id"])
    if kind is not None and shown not in PLAIN_FORMATS:
        what = f"is the number {number_text(value)}, shown as '{shown}'"
        if not kind.is_number and not kind.is_date:
            wanted = "the code" if kind is CODE else "what it should hold"
            raise Refused(what, f"format the cell as text, then write {wanted}")
        if _is_scaled(shown):
            raise Refused(what, "format the cell as a number, then write what it should hold")
    return number_text(value)


def _is_scaled(shown: str) -> bool:
    """Return whether a format shows another number than the cell's: per cent, or thousands."""
    bare = re.sub(r'"[^"]*"|\\.|_.|\[[^\]]*\]', "", shown)
    return "%" in bare or re.search(r"[0#?],+(?![0#?,])", bare) is not None
