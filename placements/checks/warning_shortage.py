"""Early warnings: shortages that the networks prove before anything is solved."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from placements.checks.case import Case
from placements.checks.words import several, spells
from placements.errors import Problem, Severity, counted
from placements.network import Shortfall

FEW = 3
"""So many sectors or settings are named; more are counted."""


def places_short(case: Case) -> Iterator[Problem]:
    """Find weeks in which learners want more places than all they can reach have."""
    for found in case.shortfalls:
        if found.week is not None:
            blocks = f" for blocks where {found.where[0]}" if found.where else ""
            varies = "" if _constant(found) else f", at worst (week {found.week}),"
            message = (
                f"{spells(found.spells)}:{varies} {counted(found.wanted, 'learner')} can only go "
                f"to {_settings(found)}{blocks}, with room for {found.room}: at least "
                f"{found.lost:,} learner-weeks go unplaced"
            )
            yield Problem(message, severity=Severity.WARNING)


def _constant(found: Shortfall) -> bool:
    """Return whether the worst week is like every other."""
    weeks = sum(last - first + 1 for first, last in found.spells)
    return found.lost == weeks * (found.wanted - found.room)


def _settings(found: Shortfall) -> str:
    """Return ``social_care (11 settings)`` or ``S0012 (primary)``."""
    several_sectors = len(found.sectors) > FEW
    sectors = f"{len(found.sectors)} sectors" if several_sectors else several(found.sectors)
    if len(found.settings) <= FEW:
        return f"{several(found.settings)} ({sectors})"
    return f"{sectors}, {counted(len(found.settings), 'setting')} within their reach"


def weeks_short(case: Case) -> Iterator[Problem]:
    """Find minimums that settings cannot give to all the learners who need them."""
    rules = case["requirements"]
    for found in case.shortfalls:
        if found.week is None:
            wheres = " and ".join(where or "anywhere" for where in found.where)
            message = (
                f"{counted(found.wanted, 'week')} where {wheres} are still needed by "
                f"{counted(len(found.learners), 'learner')} (for {several(found.requirements)}), "
                f"but {_settings(found)} can give them at most {found.room:,}"
            )
            row = np.flatnonzero(rules["requirement_id"] == found.requirements[0])[0]
            where = case.where("requirements", row, "minimum")
            yield Problem(message, where, severity=Severity.WARNING)


CHECKS = (places_short, weeks_short)
