"""A round as the texts of its tables again, so that an edited one is read like any other."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd

from placements.errors import Where
from placements.round.core import Round
from placements.tables import TABLES
from placements.tables.raw import RawRound, RawTable
from placements.tables.text import as_text

Texts = dict[str, pd.DataFrame]
"""Table → text of every cell, indexed by line; tables without rows are not there."""
HEADING_FILE, HEADING_SHEET = "round.toml", "round"


def texts_of(round: Round) -> Texts:
    """Return every table that has rows, as written: blank where a default is another column's."""
    return {
        name: _table(round, name)
        for name, table in TABLES.items()
        if len(round[name]) or table.required
    }


def _table(round: Round, name: str) -> pd.DataFrame:
    frame, names = round.written.get(name, round[name]), TABLES[name].names
    # The file's own order of columns, so that a workbook's cells have their addresses.
    source = round.sources.get(name)
    held = [column for column in source.header if column] if source is not None else []
    cells = {column: column_texts(frame[column]) for column in dict.fromkeys([*held, *names])}
    return pd.DataFrame(cells, index=_lines(round, name), dtype=object)


def _lines(round: Round, name: str) -> np.ndarray:
    """Return the line of the user's file that each row came from."""
    if name not in round.sources:
        return np.arange(2, len(round[name]) + 2)
    lines = np.asarray(round.sources[name].lines, dtype=np.int64)
    return lines[np.asarray(round.origins[name], dtype=np.int64)]


def column_texts(values: pd.Series) -> list[str]:
    """Return the texts of a column; each different value is written once."""
    codes, different = pd.factorize(values.astype(object), use_na_sentinel=False)
    texts = np.array([as_text(value) for value in different], dtype=object)
    return list(texts[codes])


def cell(value: object) -> str:
    """Return a value that somebody gave as the text of a cell; ``None`` is blank."""
    if isinstance(value, (bool, np.bool_)):
        return "yes" if value else "no"
    if isinstance(value, (list, tuple)):
        return ";".join(cell(item) for item in value)
    if isinstance(value, np.generic):
        return cell(value.item())
    return as_text(value)


def raw_round(round: Round, texts: Texts, levels: dict[str, str] | None = None) -> RawRound:
    """Return tables and heading as text, each cell with the place that it came from.

    Parameters
    ----------
    levels
        Keys of the levels, ``level.1.name``, with their texts; ``None``: the round's own.
    """
    keys = {**_heading(round), **(level_texts(round) if levels is None else levels)}
    where = _heading_where(round)
    heading = {
        key: (text, Where(where.file, where.sheet, column=key)) for key, text in keys.items()
    }
    tables = {name: _raw(round, name, frame) for name, frame in texts.items()}
    return RawRound(round.name, heading, where, tables)


def _raw(round: Round, name: str, frame: pd.DataFrame) -> RawTable:
    source = round.sources.get(name)
    rows = list(zip(*(frame[column] for column in frame.columns), strict=True))
    file, sheet = (source.file, source.sheet) if source is not None else (f"{name}.csv", None)
    return RawTable(file, tuple(frame.columns), rows, frame.index.tolist(), sheet, 1)


def _heading_where(round: Round) -> Where:
    books = {source.file for source in round.sources.values() if source.sheet is not None}
    return Where(min(books), HEADING_SHEET) if books else Where(HEADING_FILE)


def _heading(round: Round) -> dict[str, str]:
    texts = {"name": round.name, "start": cell(round.start), "weeks": str(round.weeks)}
    if round.published is not None:
        texts["published"] = cell(round.published)
    texts["travel.detour"] = as_text(float(round.travel_model.detour))
    for mode, speed, extra in round.travel_model.speeds:
        texts[f"travel.{mode}.km_per_hour"] = as_text(float(speed))
        texts[f"travel.{mode}.extra_minutes"] = as_text(float(extra))
    return texts


def level_texts(round: Round) -> dict[str, str]:
    """Return the keys of a round's levels with their texts."""
    texts = {}
    for number, level in enumerate(round.levels, 1):
        texts[f"level.{number}.name"] = level.name
        for measure, weight in level.weights:
            texts[f"level.{number}.{measure}"] = as_text(float(weight))
    return texts


def day_before(day: dt.date) -> str:
    """Return the day before, as text."""
    return (day - dt.timedelta(days=1)).isoformat()
