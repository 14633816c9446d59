"""Read the levels of the objective: ``level.1.name``, ``level.1.unplaced_weeks`` and so on."""

from __future__ import annotations

import re

from placements.errors import Problem, Where
from placements.round.core import Level
from placements.tables.heading import DEFAULT_LEVELS, LEVEL_NAME, LEVEL_WEIGHT
from placements.tables.parse import read_cell
from placements.tables.raw import UNREAD
from placements.tables.refused import Refused

LEVEL = "level."
"""How the keys of levels begin."""

Texts = dict[str, tuple[str, Where]]
"""Key → text and place."""


def read_levels(texts: Texts, where: Where, problems: list[Problem]) -> tuple[Level, ...]:
    """Return the levels in order, the default ones where there are none.

    Parameters
    ----------
    texts
        The keys of levels, with the number: ``level.1.name``.
    where
        The place of the heading as a whole.
    """
    found: dict[int, Texts] = {}
    for key, held in texts.items():
        if parts := re.fullmatch(r"level\.([1-9][0-9]{0,2})\.([^.]+)", key):
            found.setdefault(int(parts[1]), {})[parts[2]] = held
        else:
            message = "is not a key of a level, such as level.1.name"
            problems.append(Problem(message, held[1], key))
    if not found:
        return tuple(_level(name, weights) for name, weights in DEFAULT_LEVELS)
    if sorted(found) != list(range(1, len(found) + 1)):
        numbers = ", ".join(str(number) for number in sorted(found))
        problems.append(Problem(f"levels are numbered {numbers}; expected 1, 2, 3 …", where))
    return tuple(_read_level(number, found[number], problems) for number in sorted(found))


def _level(name: str, weights: dict[str, float]) -> Level:
    return Level(name, tuple(sorted((measure, float(w)) for measure, w in weights.items())))


def _read_level(number: int, texts: Texts, problems: list[Problem]) -> Level:
    anywhere = next(iter(texts.values()))[1]
    name, place = texts.get("name", ("", anywhere))
    try:
        if name != UNREAD:
            read_cell(LEVEL_NAME, name)
    except Refused:
        problems.append(Problem(f"level {number} has no name", place))
    measures = {measure: held for measure, held in texts.items() if measure != "name"}
    if not any(text for text, _ in measures.values()):
        message = f"level {number} has no measure, such as unplaced_weeks = 1"
        problems.append(Problem(message, place))
    return _level(name, _weights(measures, problems))


def _weights(texts: Texts, problems: list[Problem]) -> dict[str, float]:
    """Return the weight of each measure; a blank cell of a workbook is a measure left out."""
    weights = {}
    for measure, (text, where) in texts.items():
        if text in ("", UNREAD):
            continue
        try:
            weights[measure] = LEVEL_WEIGHT.read(text)
        except Refused as error:
            problems.append(Problem(error.expected, where, text, error.suggestion))
    return weights
