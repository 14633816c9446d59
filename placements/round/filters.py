"""Filters pick settings, for one learner: ``sector=primary|community;driver_required=no``.

All conditions of a filter must hold; an empty filter matches everything. A blank attribute
equals no value, so ``!=`` is true of it. Two conditions depend on the learner: ``base`` (the
setting is their own base) and ``employer`` (their employer runs it).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from placements.errors import nearest, quoted
from placements.tables import TABLES
from placements.tables.kinds import CODE
from placements.tables.refused import Refused
from placements.tables.text import as_text

LEARNER_NAMES = ("base", "employer")
TAG = "tag"
FILTER_NAMES = (*TABLES["settings"].names, TAG, *LEARNER_NAMES)
"""Every name that a condition may have."""
FEW = 10
"""Values that a message can list where none is near."""


@dataclass(frozen=True, slots=True)
class Condition:
    """``name=value|value`` or, ``negated``, ``name!=value|value``."""

    name: str
    values: tuple[str, ...]
    negated: bool


@dataclass(frozen=True, slots=True)
class Filter:
    """A list of conditions, all of which must hold."""

    conditions: tuple[Condition, ...]

    @property
    def about_settings(self) -> tuple[Condition, ...]:
        """The conditions that are the same for every learner."""
        return tuple(c for c in self.conditions if c.name not in LEARNER_NAMES)

    @property
    def about_learner(self) -> tuple[Condition, ...]:
        """The conditions on the learner's own base and employer."""
        return tuple(c for c in self.conditions if c.name in LEARNER_NAMES)


@lru_cache(maxsize=10_000)
def parse_filter(text: str) -> Filter:
    """Return the filter that a cell's text states.

    Raises
    ------
    Refused
        Where the text is not a list of conditions.
    """
    parts = [part.strip() for part in text.split(";")] if text.strip() else []
    return Filter(tuple(_condition(part) for part in parts))


def _condition(part: str) -> Condition:
    found = re.fullmatch(r"([^=!|;]+?)\s*(!?=)\s*([^=!;]+)", part)
    if not found:
        raise Refused(
            "is not a filter: a condition is name=value or name!=value, with ';' between conditions"
        )
    values = tuple(value.strip() for value in found[3].split("|"))
    if "" in values:
        raise Refused("is not a filter: a value between two '|' is empty")
    return Condition(found[1].strip(), values, found[2] == "!=")


def check_filter(text: str, closed: Mapping[str, frozenset[str]], *, hints: bool = True) -> None:
    """Refuse a filter with an unknown name, or with a value that no setting can have.

    Parameters
    ----------
    closed
        Name → the values that exist, for names whose values are a closed list.
    hints
        Whether to look for the nearest value of a closed list.

    Raises
    ------
    Refused
        With what is expected, and the nearest known name or value.
    """
    for condition in parse_filter(text).conditions:
        name = condition.name
        if name not in FILTER_NAMES:
            raise Refused(
                f"is not a filter: {quoted(name)} is not a name that filters know",
                nearest(name, FILTER_NAMES) or f"known: {', '.join(FILTER_NAMES)}",
            )
        for value in condition.values:
            if name not in closed:
                _check_value(name, value)
            elif value not in closed[name]:
                hint = _nearest_or_all(value, closed[name]) if hints else None
                raise Refused(f"is a filter whose {name} {quoted(value)} does not exist", hint)


def _nearest_or_all(value: str, known: frozenset[str]) -> str | None:
    few = f"known: {', '.join(sorted(known))}" if 0 < len(known) <= FEW else None
    return nearest(value, known) or few


def _check_value(name: str, value: str) -> None:
    """Refuse a value that a column of settings cannot hold, or never holds in this form."""
    kind = CODE if name == TAG else TABLES["settings"].column(name).kind
    try:
        tidy = as_text(kind.read(value))
    except Refused as error:
        message = f"is a filter whose {name} {quoted(value)} {error.expected}"
        raise Refused(message, error.suggestion) from error
    if tidy != value:
        message = f"is a filter whose {name} {quoted(value)} is not in the form that is compared"
        raise Refused(message, f"write {tidy}")


class Attributes:
    """The attributes that filters read, of a list of places, as text.

    Parameters
    ----------
    columns
        Name → text of each place, ``""`` for blank.
    tags
        Tags of each place.
    """

    def __init__(self, columns: Mapping[str, np.ndarray], tags: Sequence[tuple[str, ...]]) -> None:
        self.columns = dict(columns)
        self.tags = tuple(tags)
        self._masks: dict[Filter, np.ndarray] = {}

    def matches(self, where: Filter) -> np.ndarray:
        """Return for each place whether the learner-independent conditions hold, (places,)."""
        if where not in self._masks:
            mask = np.ones(len(self.tags), dtype=bool)
            for condition in where.about_settings:
                mask &= self._holds(condition)
            mask.flags.writeable = False
            self._masks[where] = mask
        return self._masks[where]

    def _holds(self, condition: Condition) -> np.ndarray:
        if condition.name == TAG:
            wanted = set(condition.values)
            equal = np.array([not wanted.isdisjoint(tags) for tags in self.tags], dtype=bool)
        else:
            equal = np.isin(self.columns[condition.name], condition.values)
        return ~equal if condition.negated else equal
