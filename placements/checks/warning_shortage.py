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
            who = counted(found.wanted, "learner")
            if found.wanted <= FEW:
                who += f" ({several(found.learners)})"
            if not _constant(found):
                who = f"up to {who} (week {found.week})"
            message = (
                f"{spells(found.spells)}: {who} can only go to {_settings(found)}{blocks}, "
                f"with room for {found.room}: at least {found.lost:,} learner-weeks go unplaced"
            )
            yield Problem(message, severity=Severity.WARNING)


def _constant(found: Shortfall) -> bool:
    """Return whether as many learners are without a place in every week."""
    weeks = sum(last - first + 1 for first, last in found.spells)
    return found.lost == weeks * (found.wanted - found.room)


def _settings(found: Shortfall) -> str:
    """Return ``S8 (primary)``, or ``13 settings within their reach (social_care)``."""
    many = len(found.sectors) > FEW
    sectors = counted(len(found.sectors), "sector") if many else several(found.sectors)
    if len(found.settings) <= FEW:
        return f"{several(found.settings)} ({sectors})"
    return f"{counted(len(found.settings), 'setting')} within their reach ({sectors})"


def weeks_short(case: Case) -> Iterator[Problem]:
    """Find minimums that settings cannot give to all the learners who need them."""
    rules = case["requirements"]
    for found in case.shortfalls:
        if found.week is None:
            filters = [where or "anywhere" for where in found.where]
            same = f" (for them the same as {several(filters[1:])})" if filters[1:] else ""
            message = (
                f"{counted(len(found.learners), 'learner')} still "
                f"{'needs' if len(found.learners) == 1 else 'need'} "
                f"{counted(found.wanted, 'week')} where {filters[0]}{same}, for "
                f"{several(found.requirements)}; {_settings(found)} can give them "
                f"at most {found.room:,}"
            )
            row = np.flatnonzero(rules["requirement_id"] == found.requirements[0])[0]
            where = case.where("requirements", row, "minimum")
            yield Problem(message, where, severity=Severity.WARNING)


CHECKS = (places_short, weeks_short)
