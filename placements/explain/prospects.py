"""Each learner's prospect alone: whether all can still be placed and met, and what cannot."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from models.measures.requirement_shortfall import progress
from models.measures.sequence_breaches import breaches
from placements.candidates import Candidates
from placements.engine.pool import first_pool
from placements.explain.unproven import Conflict, conflict
from placements.floors.alone import LEARNERS, Alone, alone
from placements.plan import Plan
from placements.round import Round

Tell = Callable[[int, int, str], None]
"""Told how many of how many learners are answered, and what comes next."""


@dataclass(frozen=True, slots=True)
class Prospect:
    """What one learner can still do.

    Parameters
    ----------
    possible
        Whether everything can still be placed and met, alone; ``None``: not known.
    conflict
        A smallest set of what cannot be had together; ``None`` where there is none.
    short
        Fewest unmet units and weeks that remain, alone; ``None``: not known.
    """

    learner_id: str
    possible: bool | None
    conflict: Conflict | None = None
    short: float | None = 0.0


def open_learners(plan: Plan) -> Iterator[str]:
    """Yield the learners whom a plan leaves with something unplaced or unmet."""
    yield from (learner for learner, _ in plan.unplaced)
    yield from (stay.learner_id for _, stay in breaches(plan))
    for requirement, learner, _, achieved in progress(plan):
        if requirement.missed(achieved) > 0:
            yield learner


def prospects(
    plan: Plan, candidates: Candidates, forced: np.ndarray, tell: Tell
) -> tuple[Prospect, ...]:
    """Return each learner's prospect: a plan that gives them everything is proof enough.

    The others are asked with a few choices of each block first, then with all of them.
    """
    round = plan.round
    open_ = [round.learner_at[code] for code in sorted(set(open_learners(plan)))]
    fixed = np.zeros(len(candidates), dtype=bool)
    fixed[forced] = True
    mine = np.flatnonzero(np.isin(candidates.column("learner"), open_))
    few = mine[first_pool(candidates.take(mine), None)]
    few = np.union1d(few, forced)
    some = candidates.take(few)
    left = [
        one.learner
        for one in alone(some, open_, np.flatnonzero(fixed[few]))
        if not _whole(round, one)
    ]
    known = {}
    for first in range(0, len(left), LEARNERS):
        tell(first, len(left), "learners alone")
        for one in alone(candidates, left[first : first + LEARNERS], forced):
            known[one.learner] = _prospect(plan, one)
    codes = round.learner_ids
    return tuple(known.get(k, Prospect(codes[k], True)) for k in range(len(codes)))


def _required(round: Round, one: Alone) -> list[str]:
    own = round.learner_blocks
    rows = own[(own["learner"] == one.learner) & ~own["optional"]]
    return rows["block_id"].tolist()


def _whole(round: Round, one: Alone) -> bool:
    """Return whether everything can be placed and met, with the choices given."""
    blocks = _required(round, one)
    if not set(blocks) <= set(one.blocks) or one.constant > 0:
        return False
    return one.possible(blocks, [*one.items]) is True


def _prospect(plan: Plan, one: Alone) -> Prospect:
    code = plan.round.learner_ids[one.learner]
    if _whole(plan.round, one):
        return Prospect(code, True)
    closed = sorted(set(_required(plan.round, one)) - set(one.blocks))
    least = [one.least(k) for k in range(len(one.costs))]
    proven = all(found is not None and sure for found, sure in least)
    short = one.constant + sum(found or 0.0 for found, _ in least[1:]) if proven else None
    if closed or one.missing:
        what = Conflict(code, tuple(closed), one.missing, smallest=True)
        return Prospect(code, False, what, short)
    why = conflict(plan, one)
    return Prospect(code, None if why is None else False, why, short)
