"""Read a folder of CSV files and ``round.toml`` as text."""

from __future__ import annotations

import csv
import datetime as dt
import io
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from placements.errors import InputError, Problem, Where, counted, nearest
from placements.tables import TABLES
from placements.tables.raw import MAX_CELL, MAX_COLUMNS, MAX_ROWS, RawRound, RawTable

HEADING_FILE = "round.toml"
NOTES = (".md",)
"""Files for people, that may lie beside the tables. Never read."""
MAX_BYTES = 500_000_000
"""Largest file read: some fifty times the largest table of a system with 3,000 learners."""


def read_folder(folder: Path) -> RawRound:
    """Return every table of a folder as text.

    Raises
    ------
    InputError
        Where there is no such folder, or it cannot be listed.
    """
    try:
        files = sorted(path for path in folder.iterdir() if not path.name.startswith("."))
    except OSError as error:
        raise InputError.of(folder, f"cannot be read: {error.strerror}") from error
    if not files:
        raise InputError.of(folder, f"the folder is empty; a round needs at least {HEADING_FILE}")
    raw = RawRound(str(folder), {}, Where(HEADING_FILE), {})
    for path in files:
        _read_file(path, raw)
    if not (folder / HEADING_FILE).exists():
        raw.problems.append(Problem("there is no such file", Where(HEADING_FILE)))
    return raw


def _read_file(path: Path, raw: RawRound) -> None:
    if path.name == HEADING_FILE:
        raw.heading.update(_read_heading(path, raw.problems))
    elif path.suffix == ".csv" and path.stem in TABLES:
        if (table := read_csv(path, raw.problems)) is not None:
            raw.tables[path.stem] = table
    elif path.suffix.casefold() not in NOTES and not path.is_dir():
        hint = nearest(path.name, [HEADING_FILE, *(f"{name}.csv" for name in TABLES)])
        raw.problems.append(Problem("is not a table of a round", Where(path.name), None, hint))


def _text_of(path: Path, problems: list[Problem]) -> str | None:
    where = Where(path.name)
    try:
        if path.stat().st_size > MAX_BYTES:
            problems.append(Problem(f"is larger than {MAX_BYTES // 1_000_000} MB", where))
            return None
        return path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        problems.append(Problem(f"cannot be read: {error.strerror}", where))
    except UnicodeDecodeError as error:
        line = path.read_bytes()[: error.start].count(b"\n") + 1
        problems.append(
            Problem(
                "is not UTF-8 text",
                Where(path.name, line=line),
                suggestion="save it as 'CSV UTF-8 (comma delimited)'",
            )
        )
    return None


def read_csv(path: Path, problems: list[Problem]) -> RawTable | None:
    """Return one CSV file as text, or ``None`` with the reason added to ``problems``."""
    if (text := _text_of(path, problems)) is None:
        return None
    found = len(problems)
    rows: list[list[str]] = []
    lines: list[int] = []
    try:
        for line, row in _csv_rows(text):
            if any(row) and len(rows) <= MAX_ROWS:
                rows.append(row)
                lines.append(line)
    except csv.Error as error:
        problems.append(Problem(f"is not a CSV file: {_plain(error)}", Where(path.name)))
        return None
    if not rows:
        problems.append(
            Problem("is empty: the line with the column names is missing", Where(path.name))
        )
        return None
    header, rows, lines = rows[0], rows[1:], lines[1:]
    _check_shape(path.name, header, rows, lines, problems)
    return None if len(problems) > found else RawTable(path.name, header, rows, lines)


def _csv_rows(text: str) -> Iterator[tuple[int, list[str]]]:
    csv.field_size_limit(max(len(text), 1))
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    line = 1
    for row in reader:
        yield line, row
        line = reader.line_num + 1


def _plain(error: csv.Error) -> str:
    return "a quotation mark is not closed" if "unexpected end" in str(error) else str(error)


def _check_shape(
    file: str, header: list[str], rows: list[list[str]], lines: list[int], problems: list[Problem]
) -> None:
    """Refuse too many rows or columns, ragged rows and huge cells."""
    if len(rows) >= MAX_ROWS:
        problems.append(Problem(f"has more than {MAX_ROWS:,} rows", Where(file)))
    if len(header) > MAX_COLUMNS:
        problems.append(Problem(f"has more than {MAX_COLUMNS} columns", Where(file)))
    for line, row in zip(lines, rows, strict=True):
        if len(row) != len(header):
            problems.append(
                Problem(
                    f"has {counted(len(row), 'cell')}, but there are {len(header)} columns",
                    Where(file, line=line),
                    suggestion="put a value that holds a comma in double quotes"
                    if len(row) > len(header)
                    else None,
                )
            )
    for line, row in zip([1, *lines], [header, *rows], strict=True):
        for column, cell in zip(header, row, strict=False):
            if len(cell) > MAX_CELL:
                problems.append(
                    Problem(
                        f"holds {len(cell):,} characters; a cell holds at most {MAX_CELL:,}",
                        Where(file, line=line, column=column[:40]),
                    )
                )


def _read_heading(path: Path, problems: list[Problem]) -> dict[str, tuple[str, Where]]:
    if (text := _text_of(path, problems)) is None:
        return {}
    try:
        tree = tomllib.loads(text.replace("\r\n", "\n"))
    except tomllib.TOMLDecodeError as error:
        problems.append(Problem(f"is not TOML: {error}", Where(path.name)))
        return {}
    if "level" in tree:
        levels = tree.pop("level")
        if not isinstance(levels, list):
            problems.append(
                Problem("is not a list: write [[level]]", Where(path.name, column="level"))
            )
        else:
            tree["level"] = {str(k): level for k, level in enumerate(levels, 1)}
    return {key: (value, Where(path.name, column=key)) for key, value in _flat(tree)}


def _flat(tree: Any, prefix: str = "") -> Iterator[tuple[str, str]]:
    if not isinstance(tree, dict):
        yield prefix, heading_text(tree)
        return
    for key, value in tree.items():
        yield from _flat(value, f"{prefix}.{key}" if prefix else key)


def heading_text(value: object) -> str:
    """Return a value of ``round.toml`` as the text that a workbook's cell would hold."""
    if isinstance(value, dt.date) and not isinstance(value, dt.datetime):
        return value.isoformat()
    if isinstance(value, float):
        return f"{value:.15g}" if abs(value) < 1e15 and value == value else str(value)
    return str(value)
