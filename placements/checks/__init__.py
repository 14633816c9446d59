"""Checks across the tables of a round: errors, contradictions and warnings, one function each.

Errors stop everything (the round cannot be read in exactly one way). Contradictions are fixed
pins and links that cannot all hold: no plan exists. Warnings never stop anything.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from placements.candidates import Candidates
from placements.checks import (
    contradictions,
    error_calendar,
    error_pins,
    error_rows,
    warning_absence,
    warning_calendar,
    warning_filters,
    warning_links,
    warning_pins,
    warning_places,
    warning_positions,
    warning_reach,
    warning_rules,
    warning_shortage,
)
from placements.checks.case import Case, Check
from placements.errors import Problem
from placements.round import Round

ERRORS: tuple[Check, ...] = (
    *error_calendar.CHECKS,
    *error_pins.CHECKS,
    *error_rows.CHECKS,
)
CONTRADICTIONS: tuple[Check, ...] = contradictions.CHECKS
WARNINGS: tuple[Check, ...] = (
    *warning_positions.CHECKS,
    *warning_shortage.CHECKS,
    *warning_reach.CHECKS,
    *warning_calendar.CHECKS,
    *warning_absence.CHECKS,
    *warning_places.CHECKS,
    *warning_pins.CHECKS,
    *warning_links.CHECKS,
    *warning_filters.CHECKS,
    *warning_rules.CHECKS,
)


def check_errors(round: Round, units: Mapping[str, str]) -> list[Problem]:
    """Return the errors of a round, which may lack the rows that could not be read.

    Parameters
    ----------
    units
        Name → unit of every measure that a level may hold.
    """
    return _found(ERRORS, Case(round, units))


def check_contradictions(round: Round, candidates: Candidates | None = None) -> list[Problem]:
    """Return the fixed pins and links that cannot all hold, for a round without errors."""
    return _found(CONTRADICTIONS, Case(round, given=candidates))


def check_round(
    round: Round, units: Mapping[str, str], candidates: Candidates | None = None
) -> list[Problem]:
    """Return everything that looks wrong: errors alone, or else contradictions, then warnings.

    Parameters
    ----------
    units
        Name → unit of every measure that a level may hold.
    candidates
        The round's candidates, where they are known; else they are built.
    """
    case = Case(round, units, candidates)
    return _found(ERRORS, case) or _found((*CONTRADICTIONS, *WARNINGS), case)


def _found(checks: Iterable[Check], case: Case) -> list[Problem]:
    return [problem for check in checks for problem in check(case)]


__all__ = [
    "CONTRADICTIONS",
    "ERRORS",
    "WARNINGS",
    "check_contradictions",
    "check_errors",
    "check_round",
]
