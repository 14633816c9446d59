"""How little the worst-off learner could travel, or how far wishes be met: bounds for any round.

Each learner's blocks at the nearest setting that may be offered, whoever else wants it. Whose sum
is still above a threshold must leave blocks unplaced; where all those together are more unplaced
weeks than the plan has, no plan that leaves as few reaches the threshold.
"""

from __future__ import annotations

import numpy as np

from placements.candidates import Candidates
from placements.plan import Plan
from placements.verdict import level_value

STEPS = 60
"""Halvings of the interval in which the bound is looked for."""


def least_travel(plan: Plan, candidates: Candidates) -> float:
    """Return a lower end of the worst-off learner's one-way minutes x weeks.

    Of the plans that are at least as good as this one at the level that counts unplaced weeks; 0
    where none above the last does.
    """
    spare = _spare_weeks(plan, candidates)
    if spare is None:
        return 0.0
    needs = Needs(candidates)
    low, high = 0.0, needs.most
    if needs.unplaced(0.0) <= spare:
        return 0.0
    for _ in range(STEPS):
        middle = (low + high) / 2
        low, high = (middle, high) if needs.unplaced(middle) > spare else (low, middle)
    # Whole minutes times whole weeks: the least value that can be is the next whole number.
    return float(np.ceil(low - 1e-6))


def least_wished(candidates: Candidates) -> float:
    """Return a lower end of the worst-off learner's point-weeks: minus all that could be met."""
    own = candidates.round.learner_blocks
    best = np.zeros(len(own))
    np.maximum.at(best, candidates.column("learner_block"), candidates.column("score"))
    points = np.zeros(len(candidates.round.learner_ids))
    np.subtract.at(points, own["learner"].to_numpy(), best * own["weeks"].to_numpy())
    return float(points.max(initial=-np.inf)) + 0.0 if len(points) else 0.0


def _spare_weeks(plan: Plan, candidates: Candidates) -> float | None:
    """Return how many weighted weeks of blocks with somewhere to go may stay unplaced."""
    own = plan.round.learner_blocks
    for level in plan.round.levels:
        weights = dict(level.weights)
        if "unplaced_weeks" in weights and "preference" not in weights:
            counted = level_value(plan, level) / weights["unplaced_weeks"]
            somewhere = np.zeros(len(own), dtype=bool)
            somewhere[candidates.column("learner_block")] = True
            never = ~somewhere & ~own["optional"].to_numpy()
            return counted - float(_price(candidates)[never].sum())
        if "travel_minutes" in weights:
            return None
    return None


def _price(candidates: Candidates) -> np.ndarray:
    """Return each block's weeks times its learner's priority."""
    own, learners = candidates.round.learner_blocks, candidates.round["learners"]
    priority = learners["priority"].to_numpy(dtype=float)[own["learner"]]
    return own["weeks"].to_numpy(dtype=float) * priority


class Needs:
    """The least travel of each learner's blocks, dearest first, and what leaving one out costs."""

    def __init__(self, candidates: Candidates) -> None:
        own = candidates.round.learner_blocks
        minutes = np.full(len(own), np.inf)
        np.minimum.at(minutes, candidates.column("learner_block"), candidates.column("minutes"))
        counted = np.isfinite(minutes) & ~own["optional"].to_numpy()
        weeks = own["weeks"].to_numpy(dtype=float)
        price = _price(candidates)
        order = np.lexsort((-minutes, own["learner"].to_numpy()))
        order = order[counted[order] & (price[order] > 0)]
        learner = own["learner"].to_numpy()[order]
        self.edges = np.flatnonzero(np.r_[True, np.diff(learner) > 0, True])
        self.travel = (minutes * weeks)[order]
        self.price = price[order]
        self.total = np.add.reduceat(self.travel, self.edges[:-1]) if len(order) else np.zeros(0)

    @property
    def most(self) -> float:
        """The most that any learner's least travel comes to."""
        return float(self.total.max(initial=0.0))

    def unplaced(self, threshold: float) -> float:
        """Return the least weighted weeks to leave out for everybody to be at the threshold."""
        weeks = 0.0
        for k in np.flatnonzero(self.total > threshold).tolist():
            part = slice(self.edges[k], self.edges[k + 1])
            over = self.total[k] - threshold
            before = np.r_[0.0, np.cumsum(self.travel[part])[:-1]]
            with np.errstate(divide="ignore", invalid="ignore"):
                share = np.clip((over - before) / self.travel[part], 0.0, 1.0)
            weeks += float((np.nan_to_num(share) * self.price[part]).sum())
        return weeks
