"""Positions and areas of postcodes: the ONS Postcode Directory or the NSPL, of any release.

The names of their columns carry the year (``lad25cd``), so they are known by pattern. Millions of
rows are gone through, of which only the postcodes in use are kept.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from placements.errors import InputError, nearest
from placements.importers.grids import separator_of
from placements.importers.opendata.found import position_of, postcode_of
from placements.importers.records import Record, Wanted, find_header, read_records

ROWS = 200_000
"""Rows read at a time."""
WANTED = (
    Wanted("postcode", ("pcds", "pcd8?", "pcd7", "pcd2", "postcode"), needed=True),
    Wanted("latitude", ("lat", "latitude"), needed=True),
    Wanted("longitude", ("long", "longitude"), needed=True),
    Wanted("ended", ("doterm",)),
    Wanted("authority", ("lad[0-9]{2}cd", "oslaua", "laua")),
    Wanted("ics", ("icb[0-9]{2}cd", "icb", "stp[0-9]{2}cd", "stp")),
    Wanted("sub_icb", ("sicbl[0-9]{2}cd", "sicbl", "ccg[0-9]{2}cd", "ccg")),
)
NAMES = (
    Wanted("code", ("[a-z]+[0-9]{2}cd",), needed=True),
    Wanted("ods_code", ("[a-z]+[0-9]{2}cdh",)),
    Wanted("name", ("[a-z]+[0-9]{2}nm",), needed=True),
)


@dataclass(frozen=True, slots=True)
class Postcode:
    """What the directory says of one postcode."""

    position: tuple[float, float] | None
    ended: str
    authority: str
    ics: str
    sub_icb: str


@dataclass(frozen=True, slots=True)
class AreaName:
    """Name of an area, and its code of the Organisation Data Service where it has one."""

    name: str
    ods_code: str


def read_postcodes(paths: Sequence[Path], wanted: Collection[str]) -> dict[str, Postcode]:
    """Return what the files say of the wanted postcodes, each written ``ST4 6QG``.

    Raises
    ------
    InputError
        Where a file cannot be read, or lacks the postcodes or their positions.
    """
    found: dict[str, Postcode] = {}
    keys = {code.replace(" ", "") for code in wanted}
    for path in paths:
        for row in _rows(path, keys):
            found.setdefault(postcode_of(row["postcode"]), _postcode(row))
    return found


def _rows(path: Path, keys: Collection[str]) -> Iterator[dict[str, str]]:
    try:
        with path.open(encoding="utf-8-sig", errors="replace") as file:
            first = file.readline().rstrip("\r\n")
        separator = separator_of(first)
        names = [name.strip('"') for name in first.split(separator)]
        header = find_header(names, WANTED, "")
        if header is None:
            raise InputError.of(path, _missing(names))
        chosen = {names[at]: name for name, at in header.columns.items()}
        for part in pd.read_csv(
            path,
            sep=separator,
            usecols=list(chosen),
            dtype=str,
            keep_default_na=False,
            encoding="utf-8-sig",
            encoding_errors="replace",
            chunksize=ROWS,
        ):
            rows = part.rename(columns=chosen)
            known = rows["postcode"].str.replace(" ", "").str.upper().isin(keys)
            yield from rows[known].to_dict("records")
    except OSError as error:
        raise InputError.of(path, f"cannot be read: {error.strerror}") from error
    except (ValueError, pd.errors.ParserError) as error:
        raise InputError.of(path, f"is not a postcode file: {error}") from error


def _missing(names: Sequence[str]) -> str:
    needed = [column for column in WANTED if column.needed]
    missing = [column.name for column in needed if find_header(names, [column], "") is None]
    hints = [hint for name in missing if (hint := nearest(name, names))]
    shown = ", ".join([*(f"no column for the {name}" for name in missing), *hints])
    return f"is not a postcode file: {shown}; expected such as pcds, lat, long, lad25cd"


def _postcode(row: dict[str, str]) -> Postcode:
    position = position_of(row["latitude"], row["longitude"])
    columns = (row.get(name, "").strip() for name in ("ended", "authority", "ics", "sub_icb"))
    return Postcode(position, *columns)


def read_area_names(paths: Sequence[Path]) -> dict[str, AreaName]:
    """Return the names of areas by their code, of the lists that come with a postcode directory.

    Raises
    ------
    InputError
        Where a file is no such list.
    """
    rows: list[Record] = [row for path in paths for row in read_records(path, NAMES)]
    return {
        row["code"]: AreaName(row["name"], row["ods_code"])
        for row in rows
        if re.fullmatch(r"[A-Z][0-9]{8}", row["code"])
    }
