"""From text to a ``Round``: values, keys, codes that refer, filters, and defaults."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd

from placements.errors import InputError, Problem, Where
from placements.round.core import Round
from placements.round.defaults import with_defaults
from placements.round.heading import Heading, read_heading
from placements.round.references import check_references
from placements.tables import TABLES
from placements.tables.column import Table
from placements.tables.folder import read_folder, travel_beside
from placements.tables.parse import parse
from placements.tables.raw import RawRound, RawTable
from placements.tables.text import as_text
from placements.tables.workbook import read_workbook

OTHER_WORKBOOKS = (".xls", ".xlsm", ".xlsb", ".xltx", ".ods", ".numbers")
"""Endings of workbooks that are not read."""


def read_raw(path: Path) -> RawRound:
    """Return a folder or a workbook as text.

    Raises
    ------
    InputError
        Where it is neither, or cannot be read.
    """
    try:
        if path.is_dir():
            return read_folder(path)
        if not path.exists():
            raise InputError.of(path, "there is no such folder or workbook")
        if not path.is_file():
            raise InputError.of(path, "is neither a folder nor a file")
    except OSError as error:
        raise InputError.of(path, f"cannot be read: {error.strerror}") from error
    if path.suffix.casefold() == ".xlsx":
        raw = read_workbook(path)
        travel_beside(path, raw)
        return raw
    if path.suffix.casefold() in OTHER_WORKBOOKS:
        message = "is another kind of workbook; open it and save it as Excel Workbook (.xlsx)"
        raise InputError.of(path, message)
    raise InputError.of(path, "is a file; a round is a folder, or a workbook (.xlsx)")


def build_round(raw: RawRound) -> tuple[Round | None, list[Problem]]:
    """Return the round, and every problem of its text in the order of the tables and their lines.

    Where some rows are wrong, the round has the other rows, so that the checks that look across
    tables can add what *they* find; it is ``None`` where not even that can be built.
    """
    problems = list(raw.problems)
    heading = read_heading(raw, problems)
    problems += [_missing(name, raw) for name, table in TABLES.items() if _is_missed(table, raw)]
    parsed = {name: parse(table, raw.tables.get(name), problems) for name, table in TABLES.items()}
    frames = check_references(parsed, problems)
    problems.sort(key=_place)
    complete = all(len(frames[name]) for name, table in TABLES.items() if table.required)
    if heading is None or not complete:
        return None, problems
    return _round(heading, frames, raw), problems


def _is_missed(table: Table, raw: RawRound) -> bool:
    """Return whether a required table is absent or empty, and nobody has said so yet."""
    held = raw.tables.get(table.name)
    return table.required and table.name not in raw.unread and (held is None or held.is_empty)


def _missing(name: str, raw: RawRound) -> Problem:
    workbook = raw.heading_where.sheet is not None
    where = Where(raw.heading_where.file, name) if workbook else Where(f"{name}.csv")
    if name in raw.tables:
        return Problem("has no rows; a round needs at least one", where)
    return Problem(f"there is no such {'sheet' if workbook else 'file'}", where)


def _place(problem: Problem) -> tuple[int, int]:
    """Return the position of a problem: the heading, the tables in order, then other files."""
    where = problem.where or Where("")
    name = where.sheet or where.file.removesuffix(".csv").removesuffix(".toml")
    order = ["round", *TABLES]
    return order.index(name) if name in order else len(order), where.line or 0


def _round(heading: Heading, written: dict[str, pd.DataFrame], raw: RawRound) -> Round:
    frames = with_defaults(written)
    ordered = {name: _ordered(frame, TABLES[name]) for name, frame in frames.items()}
    return Round(
        name=heading.name,
        start=heading.start,
        weeks=heading.weeks,
        published=heading.published,
        travel_model=heading.travel_model,
        levels=heading.levels,
        tables={name: frame.reset_index(drop=True) for name, frame in ordered.items()},
        sources=_sources(raw),
        origins={name: frame.index.to_numpy() for name, frame in ordered.items()},
        written={
            name: frame.loc[ordered[name].index].reset_index(drop=True)
            for name, frame in written.items()
            if frame is not frames[name]
        },
    )


def _sources(raw: RawRound) -> dict[str, RawTable]:
    """Return every table present, for places in messages; its texts are not kept in memory."""
    file, workbook = raw.heading_where.file, raw.heading_where.sheet is not None
    unread = {
        name: RawTable(file, (), (), (), name, complete=False)
        if workbook
        else RawTable(f"{name}.csv", (), (), (), complete=False)
        for name in raw.unread
    }
    read = {
        name: replace(
            table, rows=(), loose=frozenset(), complete=table.complete and not table.loose
        )
        for name, table in raw.tables.items()
    }
    return {**read, **unread}


def _ordered(frame: pd.DataFrame, table: Table) -> pd.DataFrame:
    """Sort by the key, or else by every column: row order never matters."""
    if len(frame) < 2:
        return frame
    by = table.key or table.names
    return frame.iloc[np.lexsort([_ranks(frame[name]) for name in reversed(by)])]


def _ranks(values: pd.Series) -> np.ndarray:
    """Return the position of each value among the different ones, by their texts."""
    codes, different = pd.factorize(values.astype(object), use_na_sentinel=False)
    texts = [as_text(value) for value in different]
    position = {text: k for k, text in enumerate(sorted(set(texts)))}
    return np.array([position[text] for text in texts], dtype=np.int64)[codes]
