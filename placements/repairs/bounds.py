"""Bounds of a repair that hold whatever part was solved: from what no plan can keep."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from placements.engine.solved import higher
from placements.floors.least import MOST, Floors, missing_most
from placements.plan import Plan
from placements.repairs.choices import of_blocks, open_choices
from placements.repairs.displaced import Least, least_changes
from placements.repairs.order import Order, kept
from placements.repairs.room import people_of
from placements.repairs.standing import Standing
from placements.round import Level


@dataclass(frozen=True, eq=False)
class Known:
    """What is known of plans that keep all that is frozen, and are as good as a repair.

    Parameters
    ----------
    values
        The repair's, of the levels due.
    due
        Bounds of the levels due.
    least
        Of the fewest changes; ``None``: nothing.
    """

    values: tuple[float, ...]
    due: tuple[float | None, ...]
    least: Least | None

    @classmethod
    def of(
        cls, plan: Plan, order: Order, standing: Standing, values: tuple[float, ...]
    ) -> Known | None:
        """Return what can be known; ``None`` where a repair moves something frozen.

        ``values``: the repair's, of every level.
        """
        if values[0]:
            return None
        due = due_bounds(plan, order, standing, values)
        least = least_changes(plan, order, standing, values, due)
        return cls(values[1 : order.changed_at], due, least)

    def serves(self, values: tuple[float, ...], order: Order) -> bool:
        """Return whether it is true also of plans as good as one with these values."""
        now = values[1 : order.changed_at]
        better = (new <= old for new, old in zip(now, self.values, strict=True))
        return values[0] == 0 and all(better)


def bounds(
    plan: Plan,
    order: Order,
    standing: Standing,
    values: tuple[float, ...],
    known: Known | None = None,
) -> tuple[float | None, ...]:
    """Return a bound for each level; ``None``: not known.

    What the round no longer allows has to change, whatever is placed where; what is frozen holds
    its places in every plan as good; a block without any choice has no place in any plan; nobody
    gets more than their own calendar allows; and some must make way for others.

    Parameters
    ----------
    known
        Of this plan, or of another repair; it may have been no better at the levels due.
    """
    keeps = values[0] == 0  # then no plan that is as good moves what is frozen
    forced = standing.surely_lost if keeps else ~standing.allowed
    same = bool((~kept(plan, standing) == forced).all())
    first, after = order.changed_at, order.changed_at + len(order.counted)
    if known is None or not known.serves(values, order):
        known = Known.of(plan, order, standing, values) if values[first] > forced.sum() else None
    due = due_bounds(plan, order, standing, values) if known is None else known.due
    told = None if known is None or known.least is None else known.least.changes
    late = [value if same else None for value in values[first + 1 : after]]
    rest: list[float | None] = [None] * len(order.rest)
    return (0.0, *due, higher(float(forced.sum()), told), *late, *rest)


def due_bounds(
    plan: Plan, order: Order, standing: Standing, values: tuple[float, ...]
) -> tuple[float | None, ...]:
    """Return a bound of each level due: what each learner must miss, added up."""
    missing = missing_most(plan)
    rows = _open(missing, standing, keeps=values[0] == 0)
    closed = [_due(missing, level, standing, rows) for level in order.due]
    return tuple(map(higher, closed, _alone(missing, order, standing, rows, values)))


def _open(missing: list[int], standing: Standing, *, keeps: bool) -> np.ndarray:
    """Return the choices of learners whom the repair leaves with something open.

    ``keeps``: whether they are those of plans that keep what is frozen.
    """
    everybody = people_of(standing.round, np.arange(len(standing.round.learner_blocks)))
    blocks = np.flatnonzero(np.isin(everybody, missing))
    if keeps:
        return open_choices(standing, blocks)
    rows = of_blocks(standing.room, blocks)
    return rows[~standing.closed_choices[rows]]


def _due(missing: list[int], level: Level, standing: Standing, rows: np.ndarray) -> float:
    """Return what a level comes to at least, as its measures are never below 0.

    ``rows``: the choices of those whom the repair leaves with something open.
    """
    weight = dict(level.weights).get("unplaced_weeks", 0.0)
    own, learners = standing.round.learner_blocks, standing.round["learners"]
    without = ~own["optional"].to_numpy() & own["learner"].isin(missing).to_numpy()
    without[standing.candidates.column("learner_block")[rows]] = False
    priority = learners["priority"].to_numpy()[own["learner"].to_numpy()]
    return float(weight * (own["weeks"].to_numpy() * priority)[without].sum())


def _alone(
    missing: list[int],
    order: Order,
    standing: Standing,
    rows: np.ndarray,
    values: tuple[float, ...],
) -> tuple[float | None, ...]:
    """Return what the learners whom the repair leaves with something open must miss, each alone."""
    candidates, own = standing.candidates, missing[:MOST]
    rows = rows[np.isin(candidates.column("learner")[rows], own)]
    stays = np.flatnonzero(np.isin(rows, standing.certain)) if values[0] == 0 else None
    floors = Floors(candidates.take(rows), order.due, own, stays)
    return floors.bounds(values[1 : 1 + len(order.due)])
