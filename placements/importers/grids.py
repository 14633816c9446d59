"""Other people's tables as text: CSV of any separator, workbooks (.xlsx) and OpenDocument (.ods).

A round's own files are read strictly (``placements.tables``). These files belong to their
publishers, so titles above the header, unused columns and older encodings are taken as they come;
but a cell that cannot be read is never guessed, and is refused where it is used.
"""

from __future__ import annotations

import csv
import io
import warnings
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

from defusedxml.ElementTree import iterparse
from openpyxl.worksheet._reader import ROW_TAG

from placements.errors import InputError
from placements.importers.opendocument import ods_sheets
from placements.tables.archive import Book, open_book
from placements.tables.raw import MAX_COLUMNS, MAX_ROWS, UNREAD
from placements.tables.refused import Refused
from placements.tables.sheet import CellParser, cell_text

MAX_BYTES = 200_000_000
MAX_UNPACKED = 1_000_000_000
"""Largest workbook: the Care Quality Commission's directory has 6.7 million cells."""
SEPARATORS = ",;\t|"
ODD_SEPARATOR = "¬"
"""NHS Choices separates by it, and its texts hold loose quotation marks."""

Line: TypeAlias = tuple[int, list[str]]
"""Line of the file or row of the sheet, 1 first, and the text of its cells."""


@dataclass(frozen=True, slots=True)
class Grid:
    """A file or a sheet as text.

    Parameters
    ----------
    lines
        Can be gone through once; lines without a value are left out. A cell that cannot be read
        is ``UNREAD`` and the reason.
    """

    file: str
    sheet: str | None
    lines: Iterable[Line]


def grids(path: Path) -> Iterator[Grid]:
    """Yield the sheets of a workbook, or the one table of a CSV file.

    Raises
    ------
    InputError
        Where the file cannot be read, or is none of these.
    """
    ending = path.suffix.casefold()
    try:
        if not path.is_file():
            raise InputError.of(path, "there is no such file")
        if ending == ".xlsx":
            yield from _workbook(path)
        elif ending == ".ods":
            for name, lines in ods_sheets(path):
                yield Grid(path.name, name, lines)
        else:
            yield Grid(path.name, None, _csv_lines(path))
    except OSError as error:
        raise InputError.of(path, f"cannot be read: {error.strerror}") from error


# ---- CSV ---------------------------------------------------------------------------------------


def _csv_lines(path: Path) -> Iterator[Line]:
    text = csv_text(path)
    separator = separator_of(text.partition("\n")[0])
    usual = csv.field_size_limit(max(len(text), 1))
    reader = csv.reader(
        io.StringIO(text, newline=""),
        delimiter=separator,
        quoting=csv.QUOTE_NONE if separator == ODD_SEPARATOR else csv.QUOTE_MINIMAL,
        strict=True,
    )
    line = 1
    try:
        for cells in reader:
            if any(cells):
                yield line, [cell.strip() for cell in cells]
            line = reader.line_num + 1
    except csv.Error as error:
        raise InputError.of(path, f"line {line}: {error}") from error
    finally:
        csv.field_size_limit(usual)


def csv_text(path: Path) -> str:
    """Return the text of a file in UTF-8 or, as older publications are, Windows's own encoding."""
    if path.stat().st_size > MAX_BYTES:
        raise InputError.of(path, f"is larger than {MAX_BYTES // 1_000_000} MB")
    content = path.read_bytes()
    if b"\0" in content:
        raise InputError.of(path, "is not a text file, a workbook (.xlsx) or a spreadsheet (.ods)")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", errors="replace")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def separator_of(header: str) -> str:
    """Return what separates the cells of a line."""
    if ODD_SEPARATOR in header:
        return ODD_SEPARATOR
    return max(SEPARATORS, key=header.count)


# ---- workbooks ---------------------------------------------------------------------------------


def _workbook(path: Path) -> Iterator[Grid]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl's, of colours and drop-downs
        with open_book(path, MAX_UNPACKED) as book:
            for name, part in book.sheets:
                if part is not None:
                    yield Grid(path.name, name, _sheet_lines(path, book, part))


def _sheet_lines(path: Path, book: Book, part: str) -> Iterator[Line]:
    parser = CellParser(
        None,
        book.texts,
        epoch=book.styles.epoch,
        date_formats=book.styles._date_formats,
        timedelta_formats=book.styles._timedelta_formats,
    )
    try:
        with book.archive.open(part) as source:
            for _, element in iterparse(source):
                if element.tag == ROW_TAG:
                    line, cells = parser.parse_row(element)
                    element.clear()
                    texts = _texts(cells, book)
                    if any(texts):
                        yield min(line, MAX_ROWS), texts
    except (InputError, GeneratorExit):
        raise
    except Exception as error:  # a damaged part can raise anything
        raise InputError.of(path, "a sheet is damaged and cannot be read") from error


def _texts(cells: list[dict[str, Any]], book: Book) -> list[str]:
    filled = {c["column"] - 1: c for c in cells if c["value"] not in (None, "")}
    inside = [column for column in filled if column < MAX_COLUMNS]
    texts = [""] * (max(inside, default=-1) + 1)
    for column in inside:
        texts[column] = _text(filled[column], book)
    return texts


def _text(cell: dict[str, Any], book: Book) -> str:
    if isinstance(cell["value"], bool) and cell["data_type"] == "b":
        return "TRUE" if cell["value"] else "FALSE"
    try:
        return cell_text(cell, None, book).strip()
    except Refused as refused:
        return f"{UNREAD}{refused.expected}"
