"""Read the heading of a round: ``round.toml``, or a workbook's sheet ``round``."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from placements.errors import Problem, Where, nearest
from placements.round.core import Level, TravelModel
from placements.round.levels import LEVEL, read_levels
from placements.tables.column import Column
from placements.tables.demand import TRAVEL_MODES
from placements.tables.heading import HEADING
from placements.tables.parse import read_cell
from placements.tables.raw import UNREAD, RawRound
from placements.tables.refused import Refused

Texts = dict[str, tuple[str, Where]]
"""Key → text and place."""


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
    if raw.heading is None:
        return None
    found = len(problems)
    values = _values(raw.heading, raw.heading_where, problems)
    texts = {key: held for key, held in raw.heading.items() if key.startswith(LEVEL)}
    levels = read_levels(texts, raw.heading_where, problems)
    unread = UNREAD in raw.heading or any(text == UNREAD for text, _ in raw.heading.values())
    if unread or len(problems) > found or not _ends(values, raw.heading["weeks"][1], problems):
        return None
    speeds = tuple(
        (mode, values[f"travel.{mode}.km_per_hour"], values[f"travel.{mode}.extra_minutes"])
        for mode in TRAVEL_MODES
    )
    travel_model = TravelModel(values["travel.detour"], speeds)
    return Heading(
        values["name"], values["start"], values["weeks"], values["published"], travel_model, levels
    )


def _values(texts: Texts, where: Where, problems: list[Problem]) -> dict[str, Any]:
    """Return the value of every key but the levels'."""
    known = {column.name: column for column in HEADING}
    values = {name: column.blank for name, column in known.items()}
    for key, (text, place) in texts.items():
        if key in known and text != UNREAD:
            values[key] = _value(known[key], text, place, problems)
        elif key not in known and key != UNREAD and not key.startswith(LEVEL):
            hint = nearest(key, known)
            problems.append(Problem("is not a key of a round", place, key, hint))
    if UNREAD not in texts:  # else a missing key may be the one that cannot be read
        for name, column in known.items():
            if column.required and name not in texts:
                place = Where(where.file, where.sheet, column=name)
                problems.append(Problem("the key is missing", place))
    return values


def _value(column: Column, text: str, where: Where, problems: list[Problem]) -> Any:
    try:
        return read_cell(column, text)
    except Refused as error:
        problems.append(Problem(error.expected, where, text or None, error.suggestion))
        return column.blank


def _ends(values: dict[str, Any], where: Where, problems: list[Problem]) -> bool:
    """Return whether the horizon ends on a date that there is."""
    try:
        values["start"] + dt.timedelta(weeks=values["weeks"])
    except OverflowError:
        message = f"weeks from {values['start']} end after the last date of the calendar"
        problems.append(Problem(message, where, str(values["weeks"])))
        return False
    return True
