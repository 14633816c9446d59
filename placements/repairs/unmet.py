"""Whom a repair leaves with less than before, and which choices would mend that."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from typing import TypeAlias

import numpy as np

from models.measure import Measure
from models.measures import MEASURES
from models.measures.requirement_shortfall import progress
from models.requirements import Requirement
from placements.plan import Plan
from placements.repairs.room import Room
from placements.repairs.standing import Standing, plan_of_rows
from placements.round import Level

Worse: TypeAlias = dict[tuple[int, Requirement], float]
"""Position of a learner and requirement → by how much more it is missed than before."""


def worse(before: Plan, after: Plan, learners: Collection[int]) -> Worse:
    """Return what some learners miss more in a plan than in one before.

    Parameters
    ----------
    before, after
        Of these learners only, or of more.
    """
    was, now = _missed(before), _missed(after)
    codes = before.round.learner_ids
    asked = {codes[k]: k for k in learners}
    return {
        (asked[learner], requirement): amount - was[learner, requirement]
        for (learner, requirement), amount in sorted(now.items(), key=_by_code)
        if learner in asked and amount > was[learner, requirement]
    }


def _missed(plan: Plan) -> defaultdict[tuple[str, Requirement], float]:
    found: defaultdict[tuple[str, Requirement], float] = defaultdict(float)
    for requirement, learner, _, achieved in progress(plan):
        amount = requirement.missed(achieved)
        if amount > 0:
            found[learner, requirement] += amount
    return found


def _by_code(item: tuple[tuple[str, Requirement], float]) -> tuple[str, str]:
    (learner, requirement), _ = item
    return learner, requirement.requirement_id


def worse_off(plan: Plan, standing: Standing, due: Sequence[Level]) -> np.ndarray:
    """Return the learners whom a repair leaves with less of what is due than before, (n,).

    Of a learner who was where the round no longer says what that was worth: with any less than all.

    Parameters
    ----------
    due
        Levels whose measures say what each learner lacks.
    """
    round, rows, known = standing.round, standing.rows, standing.known
    unknown = set(rows["learner_id"].drop(known.index))
    before = plan_of_rows(round, known)
    found: set[str] = set()
    for name in sorted({name for level in due for name, _ in level.weights}):
        measure = MEASURES[name]
        if isinstance(measure, Measure):
            was, now = measure.value(before), measure.value(plan)
            for who in filter(None, now):
                least = 0.0 if who in unknown else was.get(who, 0.0)
                found |= {who} if now[who] > least else set()
    return np.array(sorted(round.learner_at[who] for who in found), dtype=np.int64)


def helping(room: Room, rows: np.ndarray, requirement: Requirement) -> np.ndarray:
    """Return which of a learner's candidates count towards a requirement's minimum, (rows,).

    Where there is none it is a maximum that is exceeded: then those that it does not count.
    """
    candidates = room.candidates
    learner, setting = (candidates.column(name)[rows] for name in ("learner", "setting"))
    counts = candidates.round.matches(requirement.where, learner, setting)
    if requirement.stages:
        counts = counts & np.isin(candidates.column("stage")[rows], requirement.stages)
    return counts if requirement.minimum is not None else ~counts
