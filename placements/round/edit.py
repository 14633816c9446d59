"""Edits of a round in the words of its tables: each gives the texts of another round.

An edit is no more than what somebody could have written into the files; what it gives is read
and checked as they are. So a default that follows from another column follows from its new value.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from placements.errors import InputError, Problem, nearest
from placements.round.core import Level, Round
from placements.round.filters import TAG, parse_filter
from placements.round.texts import (
    cell,
    column_texts,
    day_before,
    level_texts,
    raw_round,
    texts_of,
)
from placements.tables import TABLES
from placements.tables.raw import RawRound
from placements.tables.refused import Refused

LIKE = "like"
"""Key of an added row that names another row by its code: what is not said is as there."""
STANDING = "always"


def change(round: Round, table: str, where: str, column: str, value: object) -> RawRound:
    """Write a value into a column, in every row that a filter matches."""
    _refuse_unknown(column, _columns(table), f"is not a column of {table}")
    rows, texts = matching(round, table, where), texts_of(round)
    texts[table].loc[rows, column] = cell(value)
    return raw_round(round, texts)


def close(round: Round, settings: str, open_until: object = None) -> RawRound:
    """Close settings after a day; without one, for the whole round."""
    last = day_before(round.start) if open_until is None else cell(open_until)
    texts = texts_of(round)
    chosen = chosen_settings(round, settings)
    frame = texts["settings"]
    at = np.isin(frame["setting_id"].to_numpy(dtype=object), chosen)
    frame.loc[at, "open_until"] = last
    frame.loc[at & (frame["open_from"] > last).to_numpy(dtype=bool), "open_from"] = ""
    texts["capacity"] = _without_standing(texts["capacity"], chosen, last)
    return raw_round(round, texts)


def _without_standing(capacity: pd.DataFrame, settings: list[str], last: str) -> pd.DataFrame:
    """End the rows that ask for learners in every week: a closed setting asks for nobody."""
    standing = (
        capacity["setting_id"].isin(settings)
        & (capacity["minimum_applies"] == STANDING)
        & (capacity["minimum"] != "0")
    )
    later = standing & ((capacity["until"] == "") | (capacity["until"] > last))
    ended = capacity.assign(until=capacity["until"].where(~later, last))
    return ended[~(later & (capacity["from"] > last))]


def open_again(
    round: Round, settings: str, open_from: object = None, open_until: object = None
) -> RawRound:
    """Open settings between two days; a blank one is no limit."""
    texts = texts_of(round)
    frame = texts["settings"]
    at = np.isin(frame["setting_id"].to_numpy(dtype=object), chosen_settings(round, settings))
    frame.loc[at, "open_from"] = cell(open_from)
    frame.loc[at, "open_until"] = cell(open_until)
    return raw_round(round, texts)


def add(round: Round, table: str, rows: Iterable[Mapping[str, Any]] | pd.DataFrame) -> RawRound:
    """Add rows to a table; ``like`` in a row names the code of one that it else equals."""
    known = _columns(table)
    texts = texts_of(round)
    held = texts.get(table, pd.DataFrame(columns=list(known), dtype=object))
    listed = rows.to_dict("records") if isinstance(rows, pd.DataFrame) else list(rows)
    added = []
    for given in listed:
        row = {str(name): value for name, value in given.items()}
        base = _like(held, table, row.pop(LIKE)) if LIKE in row else dict.fromkeys(known, "")
        for name in row:
            _refuse_unknown(name, known, f"is not a column of {table}")
        added.append({**base, **{name: cell(value) for name, value in row.items()}})
    after = max([1, *held.index]) + 1
    new = pd.DataFrame(added, index=range(after, after + len(added)), columns=list(known))
    texts[table] = pd.concat([held, new.astype(object)]) if added else held
    return raw_round(round, texts)


def _like(held: pd.DataFrame, table: str, code: object) -> dict[str, str]:
    key = TABLES[table].key
    if len(key) != 1:
        raise refused(LIKE, f"needs a table whose rows have a code; {table} has none")
    codes = held[key[0]].tolist()
    _refuse_unknown(cell(code), codes, f"is not in {table}")
    return {str(k): v for k, v in held.iloc[codes.index(cell(code))].items()}


def drop(round: Round, table: str, where: str) -> RawRound:
    """Delete every row that a filter matches."""
    rows, texts = matching(round, table, where), texts_of(round)
    texts[table] = texts[table][~rows]
    return raw_round(round, {name: frame for name, frame in texts.items() if len(frame)})


def set_levels(round: Round, levels: Sequence[str | Level | Mapping[str, Any]]) -> RawRound:
    """Put levels in the place of the round's; a name alone is one that the round has."""
    own = {level.name: level for level in round.levels}
    texts = {}
    for number, level in enumerate(levels, 1):
        for key, value in _level(level, own).items():
            texts[f"level.{number}.{key}"] = cell(value)
    return raw_round(round, texts_of(round), texts or level_texts(round))


def _level(level: str | Level | Mapping[str, Any], own: Mapping[str, Level]) -> dict[str, Any]:
    if isinstance(level, str):
        _refuse_unknown(level, own, "is not a level of this round")
        level = own[level]
    if isinstance(level, Level):
        return {"name": level.name, **dict(level.weights)}
    return dict(level)


# ---- which rows --------------------------------------------------------------------------------


def chosen_settings(round: Round, settings: str) -> list[str]:
    """Return the codes of settings: one by its code, or those that a filter picks."""
    if "=" in settings:
        rows = matching(round, "settings", settings)
        return round["settings"].loc[rows, "setting_id"].tolist()
    _refuse_unknown(settings, round.setting_at, "is not in settings")
    return [settings]


def matching(round: Round, table: str, where: str) -> np.ndarray:
    """Return which rows of a table a filter on its columns matches; refuse one without any."""
    _columns(table)
    frame = round[table]
    mask = np.ones(len(frame), dtype=bool)
    try:
        conditions = parse_filter(where).conditions
    except Refused as error:
        raise refused(where, error.expected, error.suggestion) from error
    for condition in conditions:
        if condition.name == TAG and "tags" in frame:
            equal = np.array([not set(condition.values).isdisjoint(t) for t in frame["tags"]])
        else:
            _refuse_unknown(condition.name, frame.columns, f"is not a column of {table}")
            equal = np.isin(column_texts(frame[condition.name]), condition.values)
        mask &= (~equal if condition.negated else equal).astype(bool)
    if not mask.any():
        raise refused(where, f"matches no row of {table}")
    return mask


def _columns(table: str) -> tuple[str, ...]:
    _refuse_unknown(table, TABLES, "is not a table of a round")
    return TABLES[table].names


def _refuse_unknown(code: str, known: Iterable[str], message: str) -> None:
    if code not in (known := list(known)):
        raise refused(code, message, nearest(code, known))


def refused(found: str, message: str, suggestion: str | None = None) -> InputError:
    """Return the error for an edit that names what the round does not have."""
    return InputError("the change", [Problem(message, None, found, suggestion)])
