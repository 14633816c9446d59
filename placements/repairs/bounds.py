"""Bounds of a repair that hold whatever part was solved: from what no plan can keep."""

from __future__ import annotations

import numpy as np

from placements.engine.solved import higher
from placements.floors.least import MOST, Floors, missing_most
from placements.plan import Plan
from placements.repairs.displaced import least_changes
from placements.repairs.order import Order, kept
from placements.repairs.standing import Standing
from placements.round import Level


def bounds(
    plan: Plan,
    order: Order,
    standing: Standing,
    values: tuple[float, ...],
) -> tuple[float | None, ...]:
    """Return a bound for each level; ``None``: not known.

    What the round no longer allows has to change, whatever is placed where; a block without any
    choice has no place in any plan; nobody gets more than their own calendar allows; and some must
    make way for others.
    """
    forced = ~standing.allowed
    lost = ~kept(plan, standing)
    same = bool((lost == forced).all())
    first, after = order.changed_at, order.changed_at + len(order.counted)
    closed = [_due(level, standing) for level in order.due]
    alone = _alone(plan, order, standing, values)
    due = tuple(map(higher, closed, alone))
    changed: float | None = float(forced.sum())
    best = values[:first] == (0.0, *due)
    if best and values[first] > forced.sum():
        changed = higher(changed, least_changes(plan, order, standing))
    late = [value if same else None for value in values[first + 1 : after]]
    rest: list[float | None] = [None] * len(order.rest)
    return (0.0, *due, changed, *late, *rest)


def _due(level: Level, standing: Standing) -> float:
    """Return what a level comes to at least: its measures are never below 0."""
    weight = dict(level.weights).get("unplaced_weeks", 0.0)
    own, learners = standing.round.learner_blocks, standing.round["learners"]
    open_ = np.zeros(len(own), dtype=bool)
    choices = standing.candidates.column("learner_block")[~standing.closed_choices]
    open_[choices] = True
    without = ~open_ & ~own["optional"].to_numpy()
    priority = learners["priority"].to_numpy()[own["learner"].to_numpy()]
    return float(weight * (own["weeks"].to_numpy() * priority)[without].sum())


def _alone(
    plan: Plan, order: Order, standing: Standing, values: tuple[float, ...]
) -> tuple[float | None, ...]:
    """Return what the learners whom the repair leaves with something open must miss, each alone."""
    candidates, own = standing.candidates, missing_most(plan)[:MOST]
    block = candidates.column("learner_block")
    mine = np.isin(candidates.column("learner"), own) & ~standing.closed_choices
    stays = np.empty(0, dtype=np.int64)
    if values[0] == 0:  # then no plan that is as good moves what is frozen
        rows = standing.rows[standing.allowed & standing.column("frozen")]
        stays = np.sort(rows["candidate"].to_numpy(dtype=np.int64))
        stays = stays[mine[stays]]
        mine &= ~np.isin(block, block[stays])
        mine[stays] = True
    taken = np.flatnonzero(mine)
    floors = Floors(candidates.take(taken), order.due, own, np.searchsorted(taken, stays))
    return floors.bounds(values[1 : 1 + len(order.due)])
