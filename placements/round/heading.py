"""Read the heading of a round: ``round.toml``, or a workbook's sheet ``round``."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import Any

from placements.errors import Problem, Where, nearest
from placements.round.core import Level, TravelModel
from placements.tables.demand import TRAVEL_MODES
from placements.tables.heading import DEFAULT_LEVELS, HEADING, LEVEL_WEIGHT
from placements.tables.kinds import Refused
from placements.tables.raw import RawRound


@dataclass(frozen=True, slots=True)
class Heading:
    """The heading's values."""

    name: str
    start: dt.date
    weeks: int
    published: dt.date | None
    travel_model: TravelModel
    levels: tuple[Level, ...]


def read_heading(raw: RawRound, problems: list[Problem]) -> Heading | None:
    """Return the heading, or ``None`` with every reason added to ``problems``."""
    if not raw.heading:
        return None
    found = len(problems)
    levels = _levels(raw, problems)
    values = _values(raw, problems)
    if len(problems) > found:
        return None
    speeds = tuple(
        (mode, values[f"travel.{mode}.km_per_hour"], values[f"travel.{mode}.extra_minutes"])
        for mode in TRAVEL_MODES
    )
    travel_model = TravelModel(values["travel.detour"], speeds)
    return Heading(
        values["name"], values["start"], values["weeks"], values["published"], travel_model, levels
    )


def _values(raw: RawRound, problems: list[Problem]) -> dict[str, Any]:
    """Return the value of every key but the levels'."""
    known = {column.name: column for column in HEADING}
    values = {name: column.blank for name, column in known.items()}
    for key, (text, where) in raw.heading.items():
        if key.startswith("level."):
            continue
        if key not in known:
            hint = nearest(key, known)
            problems.append(Problem("is not a key of a round", where, key, hint))
            continue
        try:
            values[key] = known[key].kind.parse(text)
        except Refused as error:
            problems.append(Problem(error.expected, where, text, error.suggestion))
    for name, column in known.items():
        if column.required and name not in raw.heading:
            where = Where(raw.heading_where.file, raw.heading_where.sheet, column=name)
            problems.append(Problem("the key is missing", where))
    return values


def _levels(raw: RawRound, problems: list[Problem]) -> tuple[Level, ...]:
    found: dict[int, dict[str, tuple[str, Where]]] = {}
    for key, (text, where) in raw.heading.items():
        if not key.startswith("level."):
            continue
        parts = re.fullmatch(r"level\.([1-9][0-9]{0,2})\.([^.]+)", key)
        if not parts:
            problems.append(
                Problem("is not a key of a level: level.1.name, level.1.changes", where, key)
            )
            continue
        found.setdefault(int(parts[1]), {})[parts[2]] = (text, where)
    if not found:
        return tuple(_level(name, weights) for name, weights in DEFAULT_LEVELS)
    if sorted(found) != list(range(1, len(found) + 1)):
        numbers = ", ".join(str(number) for number in sorted(found))
        problems.append(
            Problem(f"levels are numbered {numbers}; expected 1, 2, 3 …", raw.heading_where)
        )
    return tuple(_read_level(number, found[number], problems) for number in sorted(found))


def _level(name: str, weights: dict[str, float]) -> Level:
    return Level(
        name, tuple(sorted((measure, float(weight)) for measure, weight in weights.items()))
    )


def _read_level(number: int, keys: dict[str, tuple[str, Where]], problems: list[Problem]) -> Level:
    where = next(iter(keys.values()))[1]
    name = keys.pop("name", None)
    if name is None or not name[0].strip():
        problems.append(Problem(f"level {number} has no name", where))
    weights = {}
    for measure, (text, place) in keys.items():
        try:
            weights[measure] = LEVEL_WEIGHT.parse(text)
        except Refused as error:
            problems.append(Problem(error.expected, place, text, error.suggestion))
    if not keys:
        problems.append(
            Problem(f"level {number} has no measure, such as unplaced_weeks = 1", where)
        )
    return _level(name[0] if name else "", weights)
