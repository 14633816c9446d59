"""The order of a repair: the learners' due, then as few changes as can be, then the rest.

What is counted of the earlier plan is stated as rows of costs beside the round's own levels, so
that any engine minimises it, and recomputed from the plain plan by ``values``.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np

from placements.engine.matrix import Matrix
from placements.plan import Plan
from placements.repairs.standing import Standing
from placements.round import Level
from placements.tables.heading import DEFAULT_LEVELS
from placements.verdict import Verdict, level_value

PLACED, CURRICULUM = (
    Level(name, tuple(sorted((m, float(w)) for m, w in weights.items())))
    for name, weights in DEFAULT_LEVELS[:2]
)
FROZEN = "frozen placements kept"
CHANGED = "placements changed"
LATEST = "changes start late"


@dataclass(frozen=True, slots=True)
class Order:
    """Levels of a repair, in strict order: frozen, ``due``, ``counted``, ``rest``.

    Parameters
    ----------
    due
        Everyone placed and the curriculum: the round's own levels of nothing else, or the default.
    rest
        The round's other levels.
    counted
        Names of the levels that count what is not kept; those after the first may be left out.
    """

    due: tuple[Level, ...]
    rest: tuple[Level, ...]
    counted: tuple[str, ...] = (CHANGED, LATEST)

    @classmethod
    def of(cls, levels: tuple[Level, ...]) -> Order:
        """Return the order for a round's levels."""
        measures = [{name for name, _ in level.weights} for level in levels]
        placed, curriculum = ({n for n, _ in level.weights} for level in (PLACED, CURRICULUM))
        due = [lv for lv, own in zip(levels, measures, strict=True) if own <= placed | curriculum]
        named = {name for level in due for name, _ in level.weights}
        if not named & placed:
            due.insert(0, PLACED)
        if not named & curriculum:
            due.append(CURRICULUM)
        return cls(tuple(due), tuple(level for level in levels if level not in due))

    @property
    def stated(self) -> tuple[Level, ...]:
        """The levels that measures state, in order."""
        return (*self.due, *self.rest)

    @property
    def names(self) -> tuple[str, ...]:
        """Names of all levels, in order."""
        due, rest = ([level.name for level in levels] for levels in (self.due, self.rest))
        return (FROZEN, *due, *self.counted, *rest)

    @property
    def changed_at(self) -> int:
        """Position of the level that counts changes."""
        return 1 + len(self.due)


def with_changes(matrix: Matrix, order: Order, standing: Standing) -> Matrix:
    """Return a matrix of ``order.stated`` with the levels that count what is not kept.

    Its candidates may be a part of the round's; what is no choice today is closed.
    """
    upper = matrix.upper.copy()
    position = _positions(matrix, standing)
    upper[matrix.assign[standing.closed_choices[position]]] = 0.0
    frozen, *counted = (
        _row(matrix, standing, position, weights) for weights in _weights(order, standing)
    )
    at = len(order.due)
    costs = [frozen[0][None], matrix.costs[:at], *(cost[None] for cost, _ in counted)]
    constants = [[frozen[1]], matrix.constants[:at], [constant for _, constant in counted]]
    one = Fraction(1)
    return replace(
        matrix,
        upper=upper,
        costs=np.vstack([*costs, matrix.costs[at:]]),
        constants=np.concatenate([*constants, matrix.constants[at:]]),
        grains=(one, *matrix.grains[:at], *(one for _ in counted), *matrix.grains[at:]),
    )


def _positions(matrix: Matrix, standing: Standing) -> np.ndarray:
    """Return the position in the round's candidates of each candidate of the matrix."""
    if matrix.candidates is standing.candidates:
        return np.arange(len(matrix.candidates))
    return matrix.candidates.column("position").astype(np.int64)


def _weights(order: Order, standing: Standing) -> list[np.ndarray]:
    """Return what losing each row of the plan costs, (rows,) each: if frozen, and as counted."""
    late = standing.round.weeks + 1 - np.clip(standing.column("week"), 1, standing.round.weeks)
    frozen = standing.column("frozen") & standing.allowed
    counted = {CHANGED: np.ones(len(late)), LATEST: late.astype(float)}
    return [frozen.astype(float), *(counted[name] for name in order.counted)]


def _row(
    matrix: Matrix, standing: Standing, position: np.ndarray, weights: np.ndarray
) -> tuple[np.ndarray, float]:
    """Return the costs of a level that loses its weight for each row not kept, and its constant."""
    cost = np.zeros(matrix.rows.shape[1])
    _, at, row = np.intersect1d(position, standing.column("candidate"), return_indices=True)
    cost[matrix.assign[at]] = -weights[row]
    return cost, float(weights.sum())


def kept(plan: Plan, standing: Standing) -> np.ndarray:
    """Return which rows of the earlier plan a plan keeps, (rows,)."""
    now = {(p.learner_id, p.block_id): (p.setting_id, p.start) for p in plan.placements}
    names = [standing.rows[n] for n in ("learner_id", "block_id", "setting_id", "week")]
    return np.array(
        [now.get((a, b)) == (s, w) for a, b, s, w in zip(*names, strict=True)], dtype=bool
    )


def values(
    plan: Plan, order: Order, standing: Standing, verdict: Verdict | None = None
) -> tuple[float, ...]:
    """Return the value of every level, recomputed from the plain plan.

    ``verdict``: of the plan, where it is known; what it says of a level is not computed again.
    """
    judged = () if verdict is None else verdict.values
    known = dict(zip(plan.round.levels, judged, strict=False))
    lost = ~kept(plan, standing)
    frozen, *counted = (float(weights[lost].sum()) for weights in _weights(order, standing))
    due, rest = (
        [known[level] if level in known else level_value(plan, level) for level in levels]
        for levels in (order.due, order.rest)
    )
    return (frozen, *due, *counted, *rest)
