"""Open a workbook (``.xlsx``) only after measuring it: 1 MB can unpack to gigabytes."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Any

from openpyxl.reader.excel import ExcelReader

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


def open_workbook(path: Path) -> ExcelReader:
    """Return a workbook, open, of which no sheet has been read yet.

    Raises
    ------
    InputError
        Where the file is not a workbook, or unpacks to more than a round can need.
    """
    _measure(path)
    reader: Any = None
    try:
        reader = ExcelReader(path, read_only=True, keep_links=False)
        reader.read()
    except Exception as error:  # a damaged part can raise anything: KeyError, TypeError, zlib.error
        if reader is not None:
            reader.archive.close()
        raise InputError.of(path, "is not a workbook that can be read (.xlsx)") from error
    return reader


def _measure(path: Path) -> None:
    try:
        with path.open("rb") as file:
            if file.read(8) == BEFORE_2007:
                message = (
                    "is an old or a password-protected workbook; save it as .xlsx, without one"
                )
                raise InputError.of(path, message)
        with zipfile.ZipFile(path) as parts:
            infos = parts.infolist()
            strict = STRICT in parts.open("xl/workbook.xml").read(10_000)
    except OSError as error:
        raise InputError.of(path, f"cannot be read: {error.strerror or error}") from error
    except InputError:
        raise
    except Exception as error:  # zipfile raises more than BadZipFile on random bytes
        raise InputError.of(path, "is not a workbook (.xlsx)") from error
    if len(infos) > MAX_PARTS:
        raise InputError.of(path, f"has {len(infos):,} parts; a workbook has at most {MAX_PARTS:,}")
    if _is_too_large(infos):
        size = sum(info.file_size for info in infos) / 1e6
        raise InputError.of(path, f"unpacks to {size:,.0f} MB, more than a round can need")
    if strict:
        raise InputError.of(path, "is a 'Strict Open XML' workbook; save it as 'Excel Workbook'")


def _is_too_large(infos: list[zipfile.ZipInfo]) -> bool:
    unpacked = sum(info.file_size for info in infos)
    packed = max(sum(info.compress_size for info in infos), 1)
    read_whole = ("xl/worksheets/", "xl/sharedStrings", "xl/media/")
    others = [info.file_size for info in infos if not info.filename.startswith(read_whole)]
    return (
        unpacked > MAX_UNPACKED
        or (unpacked > MAX_OTHER_PART and unpacked / packed > MAX_RATIO)
        or max(others, default=0) > MAX_OTHER_PART
    )
