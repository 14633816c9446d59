"""Read an OpenDocument spreadsheet (``.ods``) row by row, without holding the whole file.

The Care Quality Commission publishes its directory in this form too; libraries for it either load
the whole document at once, or end the program at a stray cell far out.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TypeAlias

from defusedxml.ElementTree import iterparse

from placements.errors import InputError
from placements.tables.raw import MAX_COLUMNS, MAX_ROWS

MAX_UNPACKED = 2_000_000_000
"""Rows are read one by one, so that only what is kept of them is in memory."""
MAX_RATIO = 500
TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
Sheet: TypeAlias = tuple[str, list[tuple[int, list[str]]]]
"""Name, and row numbers from 1 with the text of their cells."""
CELLS = (f"{TABLE}table-cell", f"{TABLE}covered-table-cell")


def ods_sheets(path: Path) -> Iterator[Sheet]:
    """Yield the name and the lines of every sheet.

    Raises
    ------
    InputError
        Where it is not such a file, or is damaged.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            _measure(path, archive.getinfo("content.xml"))
            with archive.open("content.xml") as source:
                yield from _sheets(source)
    except (InputError, OSError):
        raise
    except Exception as error:  # a damaged part can raise anything: KeyError, ParseError
        raise InputError.of(path, "is not an OpenDocument spreadsheet (.ods)") from error


def _measure(path: Path, info: zipfile.ZipInfo) -> None:
    ratio = info.file_size / max(info.compress_size, 1)
    if info.file_size > MAX_UNPACKED or (info.file_size > 20_000_000 and ratio > MAX_RATIO):
        raise InputError.of(path, f"unpacks to {info.file_size / 1e6:,.0f} MB, which is too much")


def _sheets(source: Any) -> Iterator[Sheet]:
    name, line = "", 1
    lines: list[tuple[int, list[str]]] = []
    for event, element in iterparse(source, events=("start", "end")):
        if event == "start":
            if element.tag == f"{TABLE}table":
                name, lines, line = element.get(f"{TABLE}name", ""), [], 1
        elif element.tag == f"{TABLE}table":
            yield name, lines
            element.clear()
        elif element.tag == f"{TABLE}table-row":
            times = int(element.get(f"{TABLE}number-rows-repeated", "1"))
            if any(cells := _cells(element)):
                # A row repeated without end is a fill, as is one with nothing in it.
                times = min(times, MAX_ROWS - len(lines))
                lines += [(line + k, cells) for k in range(times)]
            line += times
            element.clear()


def _cells(row: Any) -> list[str]:
    texts: list[str] = []
    for cell in row:
        if cell.tag in CELLS:
            times = int(cell.get(f"{TABLE}number-columns-repeated", "1"))
            texts += [_cell(cell)] * min(times, MAX_COLUMNS - len(texts))
    while texts and not texts[-1]:
        texts.pop()
    return texts


def _cell(cell: Any) -> str:
    kind = cell.get(f"{OFFICE}value-type", "")
    if kind == "date":
        return str(cell.get(f"{OFFICE}date-value", ""))[:10]
    if kind == "boolean":
        return str(cell.get(f"{OFFICE}boolean-value", "")).upper()
    if kind in ("float", "percentage", "currency"):
        return _number(str(cell.get(f"{OFFICE}value", "")))
    paragraphs = cell.findall(f"{TEXT}p")  # its own, not those of a comment on it
    return "\n".join("".join(p.itertext()) for p in paragraphs).strip()


def _number(value: str) -> str:
    return value[:-2] if value.endswith(".0") else value
