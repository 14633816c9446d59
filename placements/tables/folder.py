"""Read a folder of CSV files and ``round.toml`` as text."""

from __future__ import annotations

import os
from pathlib import Path

from placements.errors import InputError, Problem, Where, nearest
from placements.tables import TABLES
from placements.tables.csv_file import csv_table, read_csv
from placements.tables.parquet_file import parquet_table
from placements.tables.raw import RawRound, RawTable
from placements.tables.toml_file import read_toml

__all__ = ["HEADING_FILE", "read_csv", "read_folder", "travel_beside"]

HEADING_FILE = "round.toml"
TRAVEL_PARQUET = "travel.parquet"
NOTES = (".md",)
"""Files for people, that may lie beside the tables. Never read."""


def read_folder(folder: Path) -> RawRound:
    """Return every table of a folder as text.

    Raises
    ------
    InputError
        Where there is no such folder, it cannot be listed, or it is empty.
    """
    try:
        names = sorted(path.name for path in folder.iterdir() if not path.name.startswith("."))
    except OSError as error:
        raise InputError.of(folder, f"cannot be read: {error.strerror}") from error
    if not names:
        raise InputError.of(folder, f"the folder is empty; a round needs at least {HEADING_FILE}")
    problems: list[Problem] = []
    heading = None
    if HEADING_FILE in names:
        heading = read_toml(folder / HEADING_FILE, problems)
    else:
        problems.append(Problem("there is no such file", Where(HEADING_FILE)))
    found = {
        name: csv_table(folder / f"{name}.csv", problems)
        for name in TABLES
        if f"{name}.csv" in names
    }
    if TRAVEL_PARQUET in names:
        found["travel"] = _travel(folder, names, problems)
    _refuse_others(folder, names, problems)
    tables: dict[str, RawTable] = {name: table for name, table in found.items() if table}
    unread = frozenset(found) - frozenset(tables)
    return RawRound(str(folder), heading, Where(HEADING_FILE), tables, problems, unread)


def _travel(folder: Path, names: list[str], problems: list[Problem]) -> RawTable | None:
    if "travel.csv" in names:
        message = "is there beside travel.csv: which of them counts is not known"
        problems.append(Problem(message, Where(TRAVEL_PARQUET), None, "remove one of them"))
        return None
    return parquet_table(folder / TRAVEL_PARQUET, problems)


def travel_beside(workbook: Path, raw: RawRound) -> None:
    """Take the travel that lies beside a workbook: a sheet ends at 1,048,576 rows."""
    for ending, read in ((".csv", csv_table), (".parquet", parquet_table)):
        file = workbook.with_name(f"{workbook.stem}.travel{ending}")
        if not file.exists():
            continue
        if "travel" in raw.tables:
            message = "is there beside other travel of this round: which counts is not known"
            where = Where(file.name)
            raw.problems.append(Problem(message, where, None, "remove one of them"))
        elif (table := read(file, raw.problems)) is not None:
            raw.tables["travel"] = table


def _refuse_others(folder: Path, names: list[str], problems: list[Problem]) -> None:
    known = [HEADING_FILE, *(f"{name}.csv" for name in TABLES), TRAVEL_PARQUET]
    for name in names:
        # os.path, unlike pathlib, answers for what it may not look at.
        note = Path(name).suffix.casefold() in NOTES
        if name in known or note or os.path.isdir(folder / name):
            continue
        shown = name.encode(errors="backslashreplace").decode()  # any bytes can name a file
        hint = nearest(shown, known)
        problems.append(Problem("is not a table of a round", Where(shown), None, hint))
