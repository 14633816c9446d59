"""Improve a solution by solving a few learners' choices again, the others' held where they are.

A mixed-integer solver proves well and finds badly on a whole round, but a dozen learners together
are solved in a moment. Which dozen: one learner, and those who hold the places that this learner
could use. Work is counted in neighbourhoods, not in seconds, so the same round gives the same plan.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from scipy import sparse

from placements.engine.floating import floating, slots
from placements.engine.held import HeldRows
from placements.engine.highs import Face, Limits, Problem, solve_mip
from placements.engine.matrix import SHARED, Matrix
from placements.engine.rank import rank_within
from placements.engine.stop import Clock

SIZE = 10
"""Learners solved together."""
NODES = 300
"""Nodes that one neighbourhood may take."""
SECONDS = 20.0
"""Time that one neighbourhood may take where a time limit bounds the run [s]."""
MANY = 1_000
"""Columns of a learner above which a first solution is looked for among few of them first."""
HOLDS = 1e-6
"""What a level may come to and still be nothing."""
EMPHASIS = 10.0
"""How much more a level weighs than the one below it, when both guide the search."""


class Neighbourhoods:
    """The neighbourhoods of a matrix, and the search through them.

    Parameters
    ----------
    matrix
        The compiled model.
    clock
        Ends the search where time is up or somebody interrupts.
    """

    def __init__(self, matrix: Matrix, clock: Clock) -> None:
        self.matrix, self.clock = matrix, clock
        self.columns = sparse.csc_array(matrix.rows)
        self.learners = int(matrix.owner.max(initial=-1)) + 1
        self.own = [np.flatnonzero(matrix.owner == k) for k in range(self.learners)]
        # Most learners have nothing left to choose in a part of a round: there is nothing to find.
        self.still = np.array([not len(own) for own in self.own], dtype=bool)
        self.shared = np.flatnonzero(matrix.owner == SHARED)
        rows = np.flatnonzero(matrix.shared_rows)
        self.tying = sparse.csr_array(matrix.rows[rows])
        self.limit = matrix.row_upper[rows]
        columns = sparse.csc_array(self.tying)
        self.ties = [np.unique(columns[:, own].indices) for own in self.own]
        self.rng = np.random.default_rng(0)
        self.weights = _weights(matrix)
        self.weighed = self.weights @ matrix.costs
        self.slot = _slots(matrix)

    def construct(self, x: np.ndarray) -> np.ndarray:
        """Return a solution in which each learner in turn took the best of the places left."""
        whole = Face.whole(self.matrix)
        for learner in self.rng.permutation(self.learners):
            if self._over():
                break
            own = self.own[learner]
            first = self._few(own, x) if len(own) > MANY else own
            x = self._solved(x, first, 0, (), whole)
            if len(first) < len(own) and self._owed(learner, x) > HOLDS:
                x = self._solved(x, own, 0, (), whole)
        return x

    def _owed(self, learner: int, x: np.ndarray) -> float:
        """Return what the first level counts of a learner."""
        own = self.own[learner]
        owed = self.matrix.owed[0].get(learner, 0.0)
        return float(self.matrix.costs[0][own] @ x[own] + owed)

    def _few(self, own: np.ndarray, x: np.ndarray) -> np.ndarray:
        """Return a learner's columns, of a block's choices in a week only the best free one.

        Where blocks float, all of many make a problem of seconds for each learner, and nearly
        always the same solution.
        """
        columns = own[self.slot[own] >= 0]
        full = self.tying @ x >= self.limit - 0.5
        taken = full.astype(float) @ self.tying[:, columns] > 0
        rank = rank_within(self.slot[columns], taken, self.weighed[columns])
        return np.setdiff1d(own, columns[taken | (rank > 0)])

    def improve(
        self,
        x: np.ndarray,
        level: int,
        held: HeldRows,
        face: Face,
        target: float,
        until: float | None,
        reduced: np.ndarray,
    ) -> np.ndarray:
        """Return a better solution of a level, and at equal value of the levels below it.

        Centres are the learners who lose most against the relaxation: their columns' distance
        from the bound that the reduced costs (n,) want them at. Ends at the target, at a time, or
        when as many neighbourhoods as would reach everybody twice brought nothing.
        """
        cost, since = self.matrix.costs[level], 0
        rested = np.zeros(self.learners)
        patience = 2 * -(-int((~self.still).sum()) // SIZE) + 3
        while since < patience and cost @ x >= target:
            if self._over() or (until is not None and self.clock.seconds > until):
                break
            chance = self.rng.random(self.learners) * (0.1 + self._loss(x, face, reduced))
            centre = int(np.argmax(np.where(self.still, -np.inf, chance - rested)))
            rested *= 0.97
            rested[centre] = 1.0
            before = cost @ x
            around = np.concatenate([self.own[k] for k in self._around(centre, x)])
            x = self._solved(x, around, level, held, face)
            since = 0 if cost @ x < before - 1e-6 else since + 1
        return x

    def _loss(self, x: np.ndarray, face: Face, reduced: np.ndarray) -> np.ndarray:
        """Return each learner's share of the gap to the relaxation, largest 1, (learners,)."""
        wanted = np.where(reduced > 0, face.lower, face.upper)
        gap = np.abs(reduced * np.where(np.isfinite(wanted), x - wanted, 0.0))
        own = self.matrix.owner >= 0
        loss = np.bincount(self.matrix.owner[own], weights=gap[own], minlength=self.learners)
        return loss / max(loss.max(initial=0.0), 1e-9)

    def _over(self) -> bool:
        return self.clock.interrupted.is_set() or self.clock.left == 0.0

    def _around(self, centre: int, x: np.ndarray) -> np.ndarray:
        """Return a learner and those who hold most of the full places that they could use."""
        full = self.ties[centre][
            (self.tying[self.ties[centre]] @ x >= self.limit[self.ties[centre]] - 0.5)
        ]
        holding = np.flatnonzero((x > 0.5) & self.matrix.integer & (self.matrix.owner >= 0))
        held = sparse.csr_array(sparse.csc_array(self.tying[full])[:, holding]).indices
        count = np.bincount(self.matrix.owner[holding][held], minlength=self.learners)
        score = count + self.rng.random(self.learners) * max(1.0, 0.5 * count.max(initial=0))
        score[self.still], score[centre] = -np.inf, np.inf
        return np.argsort(-score, kind="stable")[:SIZE]

    def _solved(
        self,
        x: np.ndarray,
        columns: np.ndarray,
        level: int,
        held: HeldRows,
        face: Face,
    ) -> np.ndarray:
        """Return the solution with these columns of learners solved again, if that is better."""
        free = np.sort(np.concatenate([self.shared, columns]))
        part, within = self._part(free, x, face)
        cost = self.weights[level:] @ part.costs[level:]
        rows = tuple((row[free], limit - (row @ x - row[free] @ x[free])) for row, limit in held)
        seconds = None if self.clock.left is None else min(self.clock.left, SECONDS)
        found = solve_mip(
            Problem(part, cost, within, rows),
            Limits(seconds=seconds, nodes=NODES),
            start=(np.arange(len(free)), x[free]),
            interrupted=self.clock.interrupted,
        )
        if found.x is None or found.value is None or found.value >= cost @ x[free] - 1e-6:
            return x
        better = x.copy()
        better[free] = np.where(part.integer, np.rint(found.x), found.x)
        worse = self.matrix.costs[level] @ better > self.matrix.costs[level] @ x + 1e-6
        return x if worse else better

    def _part(self, free: np.ndarray, x: np.ndarray, face: Face) -> tuple[Matrix, Face]:
        """Return the matrix and the face of some columns, the others at their value."""
        matrix = self.matrix
        part = sparse.csr_array(self.columns[:, free])
        touched = np.flatnonzero(np.diff(part.indptr))
        part = sparse.csr_array(part[touched])
        elsewhere = matrix.rows[touched] @ x - part @ x[free]
        within = Face(
            row_lower=face.row_lower[touched] - elsewhere,
            row_upper=face.row_upper[touched] - elsewhere,
            lower=face.lower[free],
            upper=face.upper[free],
        )
        integer, costs = matrix.integer[free], matrix.costs[:, free]
        return replace(matrix, rows=part, integer=integer, costs=costs), within


def _slots(matrix: Matrix) -> np.ndarray:
    """Return the slot of each choice of a block that floats, (n,); -1 for all other columns."""
    floats = floating(matrix.candidates)
    block = matrix.candidates.column("learner_block").astype(np.int64)
    slot = np.full(len(matrix.owner), -1, dtype=np.int64)
    slot[matrix.assign] = np.where(floats[block], slots(matrix.candidates, floats), -1)
    return slot


def _weights(matrix: Matrix) -> np.ndarray:
    """Return weights by which each level outweighs the next, whatever their units, (levels,)."""
    sizes = [np.abs(cost[cost != 0]).mean() if cost.any() else 1.0 for cost in matrix.costs]
    rank = np.arange(len(sizes))[::-1]
    return EMPHASIS**rank * sizes[-1] / np.array(sizes)
