"""From text to a ``Round``: values, keys, codes that refer, filters, and the defaults between tables."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pandas as pd

from placements.errors import InputError, Problem, Where, nearest
from placements.round.core import Round
from placements.round.filters import LEARNER_NAMES, TAG, check_filter
from placements.round.heading import Heading, read_heading
from placements.tables import TABLES
from placements.tables.column import Column, Table
from placements.tables.folder import read_folder
from placements.tables.kinds import FILTER, Refused
from placements.tables.parse import Parsed, parse, unknown_codes
from placements.tables.raw import RawRound, RawTable
from placements.tables.workbook import read_workbook

CONTRASTS = ("setting", "provider", "sector")
"""What ``first`` may be where a sequence's kind is ``contrast``."""


def read_raw(path: Path) -> RawRound:
    """Return a folder or a workbook as text.

    Raises
    ------
    InputError
        Where it is neither, or cannot be read.
    """
    if path.is_dir():
        return read_folder(path)
    if not path.exists():
        raise InputError.of(path, "there is no such folder or workbook")
    if path.suffix.casefold() == ".xlsx":
        return read_workbook(path)
    raise InputError.of(path, "is a file; a round is a folder, or a workbook (.xlsx)")


def build_round(raw: RawRound) -> tuple[Round | None, list[Problem]]:
    """Return the round, and every problem of its text.

    Where some rows are wrong, the round has the other rows, so that the checks that look across
    tables can add what *they* find; it is ``None`` where not even that can be built.
    """
    problems = list(raw.problems)
    unreadable = {p.where.file.removesuffix(".csv") for p in problems if p.where}
    tables = {
        name: table for name, table in raw.tables.items() if table.rows or TABLES[name].required
    }
    heading = read_heading(raw, problems)
    for table in TABLES.values():
        _check_present(table, tables.get(table.name), raw, unreadable, problems)
    parsed = {name: parse(table, tables.get(name), problems) for name, table in TABLES.items()}
    frames = {name: p.frame for name, p in parsed.items()}
    _check_references(parsed, frames, problems)
    _check_filters(parsed, frames, problems)
    _drop_orphans(frames)
    complete = all(len(frames[name]) for name, table in TABLES.items() if table.required)
    if heading is None or not complete:
        return None, problems
    return _round(heading, frames, tables), problems


def _check_present(
    table: Table,
    raw: RawTable | None,
    source: RawRound,
    unreadable: set[str],
    problems: list[Problem],
) -> None:
    if not table.required or table.name in unreadable:
        return
    workbook = source.heading_where.sheet is not None
    file = source.heading_where.file if workbook else f"{table.name}.csv"
    where = Where(file, table.name if workbook else None)
    if raw is None:
        problems.append(Problem(f"there is no such {'sheet' if workbook else 'file'}", where))
    elif not raw.rows:
        problems.append(Problem("has no rows; a round needs at least one", where))


def _check_references(
    parsed: Mapping[str, Parsed], frames: dict[str, pd.DataFrame], problems: list[Problem]
) -> None:
    """Report each code that its table does not have, and drop its row."""
    for name, table in TABLES.items():
        for column in table.columns:
            if column.refers_to:
                known = parsed[column.refers_to].codes.get(_target(column))
                bad = unknown_codes(column, known, parsed[name].raw, problems)
                frames[name] = frames[name].drop(index=bad, errors="ignore")


def _target(column: Column) -> str:
    """Return the column of the other table that a code refers to."""
    key = TABLES[column.refers_to].key
    return column.name if column.name in key else key[0]


def _drop_orphans(frames: dict[str, pd.DataFrame]) -> None:
    """Drop rows that refer to a row dropped for its own problem, until none does."""
    changed = True
    while changed:
        changed = False
        for name, table in TABLES.items():
            for column in table.columns:
                target = frames.get(column.refers_to)
                if target is None or not len(target):
                    continue
                keep = frames[name][column.name].isin(["", *target[_target(column)]])
                changed |= not keep.all()
                frames[name] = frames[name][keep]


def _check_filters(
    parsed: Mapping[str, Parsed], frames: dict[str, pd.DataFrame], problems: list[Problem]
) -> None:
    names = [*TABLES["settings"].names, TAG, *LEARNER_NAMES]
    values = _closed_values(parsed)
    for name, table in TABLES.items():
        raw = parsed[name].raw
        for column in table.columns:
            if raw is None or column.kind is not FILTER:
                continue
            for row, text in frames[name][column.name].items():
                contrast = name == "sequences" and frames[name].at[row, "kind"] == "contrast"
                try:
                    if contrast and column.name == "first":
                        _check_contrast(text)
                    else:
                        check_filter(text, names, values)
                except Refused as error:
                    where = raw.where(row, column.name)
                    problems.append(Problem(error.expected, where, text, error.suggestion))
                    frames[name] = frames[name].drop(index=row)


def _check_contrast(text: str) -> None:
    if text not in CONTRASTS:
        raise Refused("is not setting, provider or sector", nearest(text, CONTRASTS))


def _closed_values(parsed: Mapping[str, Parsed]) -> dict[str, frozenset[str]]:
    """Return the names of filters whose values are a closed list, with the values."""
    closed = {name: frozenset(("yes", "no")) for name in LEARNER_NAMES}
    for column in TABLES["settings"].columns:
        if column.kind.values:
            closed[column.name] = frozenset(column.kind.values)
        elif column.refers_to and (codes := parsed[column.refers_to].codes):
            closed[column.name] = codes[_target(column)]
    closed["setting_id"] = parsed["settings"].codes.get("setting_id", frozenset())
    return closed


# ---- defaults that another table gives -----------------------------------------------------


def _round(
    heading: Heading, frames: dict[str, pd.DataFrame], tables: Mapping[str, RawTable]
) -> Round:
    frames["settings"] = _with_provider(frames["settings"], frames["providers"])
    frames["learners"] = _with_programme(frames["learners"], frames["programmes"])
    frames["history"] = _with_hours(frames["history"], frames["learners"])
    ordered = {name: _ordered(frame, TABLES[name]) for name, frame in frames.items()}
    return Round(
        name=heading.name,
        start=heading.start,
        weeks=heading.weeks,
        published=heading.published,
        travel_model=heading.travel_model,
        levels=heading.levels,
        tables={name: frame.reset_index(drop=True) for name, frame in ordered.items()},
        sources=tables,
        origins={name: frame.index.to_numpy() for name, frame in ordered.items()},
    )


def _ordered(frame: pd.DataFrame, table: Table) -> pd.DataFrame:
    """Sort by the key, or else by every column: row order never matters."""
    by = list(table.key or table.names)
    text = frame[by].map(lambda v: "" if v is pd.NaT else str(v)) if len(frame) else frame[by]
    return frame.loc[text.sort_values(by, kind="stable").index] if len(frame) else frame


def _looked_up(codes: pd.Series, table: pd.DataFrame, key: str, column: str) -> np.ndarray:
    """Return a column of another table for each code; ``""`` or NaN where it has no such row."""
    blank = "" if table[column].dtype == object else np.nan
    found = codes.map(table.set_index(key)[column].to_dict())
    # An empty table maps every code to a float; text is filled into a column of objects only.
    return found.astype(object if blank == "" else float).fillna(blank).to_numpy()


def _with_provider(settings: pd.DataFrame, providers: pd.DataFrame) -> pd.DataFrame:
    filled = {}
    for name in ("ownership", "place_id"):
        own = settings[name]
        theirs = _looked_up(settings["provider_id"], providers, "provider_id", name)
        filled[name] = own.where(own != "", theirs).astype(object)
    return settings.assign(**filled)


def _with_programme(learners: pd.DataFrame, programmes: pd.DataFrame) -> pd.DataFrame:
    filled = {}
    for name in ("max_travel_minutes", "weekly_hours"):
        theirs = _looked_up(learners["programme_id"], programmes, "programme_id", name)
        filled[name] = learners[name].fillna(pd.Series(theirs, index=learners.index)).astype(float)
    for name in ("learner_type", "education_provider"):
        filled[name] = pd.Series(
            _looked_up(learners["programme_id"], programmes, "programme_id", name),
            index=learners.index,
            dtype=object,
        )
    return learners.assign(**filled)


def _with_hours(history: pd.DataFrame, learners: pd.DataFrame) -> pd.DataFrame:
    weekly = _looked_up(history["learner_id"], learners, "learner_id", "weekly_hours").astype(float)
    hours = pd.Series(weekly * history["weeks"].to_numpy(), index=history.index)
    return history.assign(hours=history["hours"].fillna(hours))
