"""Open a workbook (``.xlsx``) only after measuring it: 1 MB can unpack to gigabytes."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from defusedxml.ElementTree import iterparse
from openpyxl.cell.text import Text
from openpyxl.reader.excel import ExcelReader
from openpyxl.styles.numbers import BUILTIN_FORMATS, BUILTIN_FORMATS_MAX_SIZE
from openpyxl.styles.stylesheet import apply_stylesheet
from openpyxl.xml.constants import SHARED_STRINGS, SHEET_MAIN_NS

from placements.errors import InputError

MAX_UNPACKED = 200_000_000
MAX_OTHER_PART = 20_000_000
"""Most that a part which is no sheet, text or picture unpacks to: styles are read whole."""
MAX_RATIO = 200
MAX_PARTS = 2_000
BEFORE_2007 = bytes.fromhex("d0cf11e0a1b11ae1")
"""How old workbooks and password-protected ones begin."""
STRICT = b"http://purl.oclc.org/ooxml/"
"""Names of a rarely used variant, of which openpyxl reads no cell."""

DECLARATION, PROLOGUE = b"<!DOCTYPE", 65_536
"""How declarations begin, and the first bytes of a part, where they stand."""
UNREADABLE = "cannot be read; open it as a workbook and save it again as .xlsx"
TEXT_TAG = f"{{{SHEET_MAIN_NS}}}si"


@dataclass(frozen=True, slots=True)
class Book:
    """An open workbook, of which no sheet has been read yet.

    Parameters
    ----------
    styles
        openpyxl's workbook: number formats and the day that is number 0.
    texts
        The texts that cells share, as the file writes them.
    sheets
        Name and part of each sheet, in order; ``None`` for a chart or a missing part.
    """

    archive: zipfile.ZipFile
    styles: Any
    texts: list[str]
    sheets: tuple[tuple[str, str | None], ...]

    def number_format(self, style: int) -> str:
        """Return how cells of a style show a number, such as ``General`` or ``000``."""
        number = self.styles._cell_styles[style].numFmtId
        if number < BUILTIN_FORMATS_MAX_SIZE:
            return BUILTIN_FORMATS.get(number, "General")
        return str(self.styles._number_formats[number - BUILTIN_FORMATS_MAX_SIZE])


@contextmanager
def open_book(path: Path, most: int = MAX_UNPACKED) -> Iterator[Book]:
    """Open a workbook, and close it whatever happens.

    Parameters
    ----------
    most
        Largest size that it may unpack to [bytes].

    Raises
    ------
    InputError
        Where the file is not a workbook, or unpacks to more than a round can need.
    """
    _measure(path, most)
    reader: Any = None
    try:
        reader = ExcelReader(path, read_only=True, keep_links=False)
        book = _book(reader)
    except Exception as error:  # a damaged part can raise anything: KeyError, TypeError, zlib.error
        if reader is not None:
            reader.archive.close()
        raise InputError.of(path, UNREADABLE) from error
    with reader.archive:
        yield book


def _book(reader: ExcelReader) -> Book:
    """Read what sheets share. Charts, links, properties and themes are nothing to a round."""
    reader.read_manifest()
    reader.read_workbook()
    apply_stylesheet(reader.archive, reader.wb)
    sheets = []
    for sheet, part in reader.parser.find_sheets():
        is_there = part.target in reader.valid_files and part.Type.endswith("/worksheet")
        sheets.append((sheet.name, part.target if is_there else None))
    return Book(reader.archive, reader.wb, _texts(reader), tuple(sheets))


def _texts(reader: ExcelReader) -> list[str]:
    """Return the texts that cells share, as the file writes them.

    openpyxl's own list has half of the escapes undone: then none could tell ``_x000D_``, a line
    break, from the same seven letters.
    """
    part = reader.package.find(SHARED_STRINGS)
    if part is None:
        return []
    texts = []
    with reader.archive.open(part.PartName[1:]) as source:
        for _, element in iterparse(source):
            if element.tag == TEXT_TAG:
                texts.append(Text.from_tree(element).content)
                element.clear()
    return texts


def _measure(path: Path, most: int) -> None:
    try:
        with path.open("rb") as file:
            if file.read(8) == BEFORE_2007:
                message = (
                    "is an old workbook or has a password; save it as .xlsx, without a password"
                )
                raise InputError.of(path, message)
        with zipfile.ZipFile(path) as parts:
            infos = parts.infolist()
            strict = STRICT in parts.open("xl/workbook.xml").read(10_000)
            declares = any(_declares(parts, info) for info in infos[:MAX_PARTS])
    except OSError as error:
        raise InputError.of(path, f"cannot be read: {error.strerror or error}") from error
    except InputError:
        raise
    except Exception as error:  # zipfile raises more than BadZipFile on random bytes
        raise InputError.of(path, "is not a workbook (.xlsx)") from error
    if (fault := _fault(infos, most, strict, declares)) is not None:
        raise InputError.of(path, fault)


def _declares(parts: zipfile.ZipFile, info: zipfile.ZipInfo) -> bool:
    """Return whether a part begins with declarations, such as of entities: no workbook's does."""
    if not info.filename.endswith((".xml", ".rels")):
        return False
    try:
        with parts.open(info) as part:
            return DECLARATION in part.read(PROLOGUE).replace(b"\0", b"")  # in whatever encoding
    except Exception:  # a damaged part: told where it is read, if it is
        return False


def _fault(infos: list[zipfile.ZipInfo], most: int, strict: bool, declares: bool) -> str | None:
    """Return why the parts of an archive are not opened."""
    if len(infos) > MAX_PARTS:
        return f"has {len(infos):,} parts; a workbook has at most {MAX_PARTS:,}"
    if len({info.filename.casefold() for info in infos}) < len(infos):
        # Programs differ in which of the two they show.
        return "has two parts of one name; save it again as .xlsx"
    if _is_too_large(infos, most):
        size = sum(info.file_size for info in infos) / 1e6
        return f"unpacks to {size:,.0f} MB, more than a round can need"
    if declares:
        return UNREADABLE
    return "is a 'Strict Open XML' workbook; save it as 'Excel Workbook'" if strict else None


def _is_too_large(infos: list[zipfile.ZipInfo], most: int) -> bool:
    unpacked = sum(info.file_size for info in infos)
    packed = max(sum(info.compress_size for info in infos), 1)
    large = ("xl/worksheets/", "xl/sharedStrings", "xl/media/")
    others = [info.file_size for info in infos if not info.filename.startswith(large)]
    return (
        unpacked > most
        or (unpacked > MAX_OTHER_PART and unpacked / packed > MAX_RATIO)
        or max(others, default=0) > MAX_OTHER_PART
    )
