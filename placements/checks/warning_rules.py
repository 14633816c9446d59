"""Warnings on rules as they are written: those that say nothing, or not what they seem to."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

import numpy as np
import pandas as pd

from placements.checks.case import Case
from placements.checks.error_rows import ELSEWHERE
from placements.checks.words import several
from placements.errors import Problem, Severity, counted
from placements.round import Level
from placements.tables.heading import DEFAULT_LEVELS

BELONG_TO_NOBODY = frozenset({"staffing_shortfall", "peak_load", "unfilled_vacancies"})
"""Measures that no learner has a share of."""
WORST = "worst_learner"


def requirement_without_bounds(case: Case) -> Iterator[Problem]:
    """Find requirements with neither a minimum nor a maximum."""
    rules = case["requirements"]
    for row in np.flatnonzero(rules["minimum"].isna() & rules["maximum"].isna()):
        where = case.where("requirements", row, "minimum")
        message = "has neither a minimum nor a maximum: it asks for nothing"
        found = rules["requirement_id"].iat[row]
        yield Problem(message, where, found, severity=Severity.WARNING)


def sequence_misread(case: Case) -> Iterator[Problem]:
    """Find sequences whose ``then`` does nothing, or where a blank one means every placement."""
    rules = case["sequences"]
    before = rules["kind"] == "before"
    for row in np.flatnonzero(~before & (rules["then"] != "")):
        message = f"is not used by a sequence of kind {rules['kind'].iat[row]}"
        where = case.where("sequences", row, "then")
        found = rules["then"].iat[row]
        yield Problem(message, where, found, "clear it", Severity.WARNING)
    for row in np.flatnonzero(before & (rules["then"] == "")):
        message = "has a blank then: every placement, the first included, must come after another"
        where = case.where("sequences", row, "then")
        found = rules["sequence_id"].iat[row]
        yield Problem(message, where, found, severity=Severity.WARNING)


def history_nowhere(case: Case) -> Iterator[Problem]:
    """Find past placements of which nothing says where they were."""
    history = case["history"]
    blank = history["setting_id"] == ""
    for column in ELSEWHERE:
        blank &= history[column].map(len) == 0
    rows = np.flatnonzero(blank)
    if len(rows):
        who = several(pd.unique(history["learner_id"].iloc[rows]))
        message = (
            f"{counted(len(rows), 'past placement')} without a setting, provider, sector, care "
            f"context or tag: no filter that asks for one counts it; {who}"
        )
        where = case.first_where("history", rows, "setting_id")
        yield Problem(message, where, severity=Severity.WARNING)


def units_mixed(case: Case) -> Iterator[Problem]:
    """Find levels that add measures of different units at equal weight.

    The default levels do so by agreement: a wish is scored in minutes.
    """
    default = tuple(
        Level(name, tuple(sorted((measure, float(weight)) for measure, weight in weights.items())))
        for name, weights in DEFAULT_LEVELS
    )
    if case.round.levels == default:
        return
    for number, level in enumerate(case.round.levels, 1):
        weighed = [(name, weight) for name, weight in level.weights if name != WORST]
        mixed = {
            (name, weight)
            for one, other in combinations(weighed, 2)
            if one[1] == other[1] and case.units[one[0]] != case.units[other[0]]
            for name, weight in (one, other)
        }
        if mixed:
            said = several((f"{name} [{case.units[name]}]" for name, _ in sorted(mixed)), shown=10)
            message = f"level {number}, {level.name}, adds different units at equal weight: {said}"
            hint = "give each the weight that one unit of it has against the others"
            where = case.level_where(number, min(mixed)[0])
            yield Problem(message, where, None, hint, Severity.WARNING)


def worst_of_nothing(case: Case) -> Iterator[Problem]:
    """Find levels with ``worst_learner`` but no measure of which a learner has a share."""
    for number, level in enumerate(case.round.levels, 1):
        names = {name for name, _ in level.weights}
        if WORST in names and not names - {WORST} - BELONG_TO_NOBODY:
            message = (
                "is the largest learner's sum of the level's other measures, but there are none"
            )
            where = case.level_where(number, WORST)
            yield Problem(message, where, WORST, severity=Severity.WARNING)


CHECKS = (
    requirement_without_bounds,
    sequence_misread,
    history_nowhere,
    units_mixed,
    worst_of_nothing,
)
