"""The exact engine: the levels in strict order, each proven on the compiled matrix.

A level is solved in three steps, each only where the one before did not prove it:

1. its linear relaxation gives a bound, reduced costs and prices;
2. a small problem of the columns that a solution *near* the bound can have; its best is the
   level's best, and where it has none, the bound rises;
3. the whole problem, from the best solution so far.

Where the value is the relaxation's own bound, the next level is solved on the face of the
solutions that reach it; otherwise a row holds the value.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import isfinite

import numpy as np

from placements.engine.face import held_at, within
from placements.engine.first import first_solution, settled
from placements.engine.held import HeldRows
from placements.engine.highs import (
    Face,
    Limits,
    Outcome,
    Problem,
    Relaxation,
    solve_mip,
    solve_relaxation,
)
from placements.engine.kernel import kernel
from placements.engine.matrix import Matrix
from placements.engine.neighbourhood import Neighbourhoods
from placements.engine.options import Options
from placements.engine.solved import TOLERANCE, Solved, nearest_grain, safe_bound
from placements.engine.stop import Clock, Listener, Progress, silent

CLEAR_OF_TOLERANCE = 1e-4
"""Relative slack of a row that holds a value. One near the solver's own tolerance has made HiGHS
1.15.1 call a problem infeasible that has solutions."""
FIRST_ROOM = 2e-4
"""How far above the relaxation's bound solutions are looked for first, relative to it."""
WIDENING, WIDENINGS = 5.0, 5
WITHIN_REACH = 25.0
"""Times that room, up to which the best solution so far is near the bound itself. Whatever is as
good is within its own room, and a search that begins with it has much less to look at."""
MOST_KEPT = 0.8
"""Share of the columns above which the whole problem is as good."""
KERNEL_FROM = 5_000
"""Whole columns from which kernels are looked into first."""
KERNELS = ((4, 20), (10, 100))
"""Choices kept for each block, besides those that the relaxation uses; and nodes for them."""
NEAR = 0.05
"""How far above the relaxation's bound, relative to it, what a kernel keeps may cost."""
NODES_NEAR = 2_000
"""Nodes that looking near the bound may take."""
WORK_WITHOUT_LIMIT = 1_000_000_000
"""Nodes times coefficients that a level may take where no time limit bounds the run."""


@dataclass(frozen=True, eq=False)
class Held:
    """What earlier levels leave: a face, and rows for the values that are not on it."""

    face: Face
    rows: HeldRows = ()


@dataclass(frozen=True, eq=False)
class Search:
    """What every level's search shares."""

    matrix: Matrix
    names: tuple[str, ...]
    clock: Clock
    listener: Listener
    gap: float
    around: Neighbourhoods | None


def solve_exactly(
    matrix: Matrix,
    names: tuple[str, ...],
    options: Options | None = None,
    *,
    clock: Clock | None = None,
    listener: Listener = silent,
) -> Solved:
    """Solve every level in strict order; each starts from the plan before it.

    Parameters
    ----------
    names
        Names of the levels, for progress.
    """
    options = Options() if options is None else options
    clock = Clock() if clock is None else clock
    x = first_solution(matrix, options.start)
    if x is None:
        return Solved(None, (), (), clock.interrupted.is_set())
    around = Neighbourhoods(matrix, clock) if matrix.integer.sum() >= KERNEL_FROM else None
    x = settled(matrix, x)
    if around is not None and options.start is None:
        x = around.construct(x)
    search = Search(matrix, names, clock, listener, options.gap, around)
    held = Held(Face.whole(matrix))
    bounds: list[float | None] = []
    for k in range(len(names)):
        level = LevelSearch(search, k)
        x = settled(matrix, x)
        outcome, relaxed = level.solve(held, x)
        x = _whole(matrix, outcome, x, k)
        value = float(matrix.costs[k] @ x)
        bounds.append(level.bound(outcome, value))
        held = level.hold(held, relaxed, value)
        level.tell(value, bounds[-1])
    claimed = matrix.costs @ settled(matrix, x) + matrix.constants
    values = tuple(claimed.tolist())
    return Solved(matrix.plan(x), values, tuple(bounds), clock.interrupted.is_set())


class LevelSearch:
    """One level's search: its cost, its grain, its time, and what is told of it."""

    def __init__(self, search: Search, k: int) -> None:
        self.matrix, self.clock, self.listener = search.matrix, search.clock, search.listener
        self.gap, self.around = search.gap, search.around
        self.k, self.levels, self.name = k, len(search.names), search.names[k]
        self.cost = self.matrix.costs[k]
        self.constant = float(self.matrix.constants[k])
        self.grain = self.matrix.grains[k]
        self.good_enough = 0.0
        share = self.clock.share(k + 1, self.levels)
        self.until = None if share is None else self.clock.seconds + share

    def solve(self, held: Held, x: np.ndarray) -> tuple[Outcome, Relaxation | None]:
        """Solve the level from a first solution; return what was found and the relaxation."""
        start = np.arange(len(x)), x
        if not self.cost.any() or self.clock.interrupted.is_set():
            value = float(self.cost @ x)
            proven = not self.cost.any()
            return Outcome(x, value, value if proven else None, proven, False), None
        whole = Problem(self.matrix, self.cost, held.face, held.rows)
        relaxed = solve_relaxation(whole, self._limits(), self.clock.interrupted)
        near, floor = None, None
        if relaxed is not None:
            # Of the level's value, which has the constant: without it HiGHS takes another share.
            self.good_enough = self.gap * abs(relaxed.bound + self.constant)
            if self.around is not None:
                x, proven = self._searched(whole, relaxed, x)
                start = start[0], x
                if proven:
                    return Outcome(x, float(self.cost @ x), relaxed.bound, True, False), relaxed
            near, floor = self._near(whole, relaxed, start)
            if near is not None and near.proven:
                return near, relaxed
            if near is not None:
                start = start[0], _whole(self.matrix, near, x, self.k)
        return _better(near, self._mip(whole, start), floor), relaxed

    def _searched(
        self, whole: Problem, relaxed: Relaxation, x: np.ndarray
    ) -> tuple[np.ndarray, bool]:
        """Look for a solution that reaches the relaxation's bound: in kernels, and around x.

        Return the best found, and whether it reaches the bound to within the gap asked for.
        """
        assert self.around is not None
        slack = TOLERANCE * max(1.0, abs(relaxed.bound))
        room = max(float(self.grain), self.good_enough, 2 * slack) - slack
        later = self.matrix.costs[self.k + 1 :].sum(axis=0)
        near = within(self.matrix, whole.face, relaxed, max(room, NEAR * abs(relaxed.bound)))
        target = relaxed.bound + room
        proven = False
        for size, nodes in KERNELS:
            # Near the bound, with all of a kernel seen, a proof is sooner found than a larger one.
            if self.cost @ x < target or self._late() or (proven and self._reached(relaxed, x)):
                break
            face = kernel(self.matrix, near, relaxed, later, x, size)
            found = self._mip(replace(whole, face=face), (np.arange(len(x)), x), nodes, 0.4)
            x, proven = _whole(self.matrix, found, x, self.k), found.proven
            if self.cost @ x >= target:
                x = self.around.improve(
                    x, self.k, whole.held, face, target, self.until, relaxed.reduced
                )
                self._listen(float(self.cost @ x), relaxed.bound)
        return x, bool(self.cost @ x < target)

    def _first_room(self, relaxed: Relaxation) -> float:
        """Return how far above the relaxation's bound solutions are looked for first."""
        return max(float(self.grain), FIRST_ROOM * abs(relaxed.bound), 1e-3)

    def _reached(self, relaxed: Relaxation, x: np.ndarray) -> bool:
        """Return whether a solution is near the bound itself."""
        own = float(self.cost @ x) - relaxed.bound
        return own <= WITHIN_REACH * self._first_room(relaxed)

    def _late(self) -> bool:
        over = self.until is not None and self.clock.seconds > self.until
        return over or self.clock.interrupted.is_set()

    def _near(
        self, whole: Problem, relaxed: Relaxation, start: tuple[np.ndarray, np.ndarray]
    ) -> tuple[Outcome | None, float]:
        """Look for the best solution near the relaxation's bound; return it and a bound."""
        floor, best = relaxed.bound, None
        slack = TOLERANCE * max(1.0, abs(floor))
        room, x = self._first_room(relaxed), start[1]
        if self._reached(relaxed, x):
            room = max(float(self.cost @ x) - floor, 0.0)
        for _ in range(WIDENINGS):
            face = within(self.matrix, whole.face, relaxed, room + slack)
            limit = relaxed.bound + room
            still_open = (face.upper > face.lower) & self.matrix.integer
            if still_open.sum() > MOST_KEPT * self.matrix.integer.sum():
                break
            found = self._mip(replace(whole, face=face), start, NODES_NEAR)
            best = _lower(best, found)
            floor = max(floor, limit if found.bound is None else min(found.bound, limit))
            if found.value is not None and found.value <= limit + slack:
                return replace(found, bound=floor), floor
            if not found.infeasible and not found.proven:
                break
            floor, room = limit, room * WIDENING
        return None if best is None else replace(best, proven=False), floor

    def _limits(self, nodes: int | None = None, share: float = 1.0) -> Limits:
        seconds = None if self.until is None else max(self.until - self.clock.seconds, 0.1) * share
        if nodes is None and self.clock.limit is None:
            nodes = max(WORK_WITHOUT_LIMIT // max(self.matrix.rows.nnz, 1), 500)
        absolute = max(float(self.grain) * (1 - 1e-6), self.good_enough, 1e-6)
        return Limits(seconds, absolute=absolute, nodes=nodes)

    def _mip(
        self,
        problem: Problem,
        start: tuple[np.ndarray, np.ndarray],
        nodes: int | None = None,
        share: float = 1.0,
    ) -> Outcome:
        return solve_mip(
            problem,
            self._limits(nodes, share),
            start=start,
            interrupted=self.clock.interrupted,
            listen=self._listen,
        )

    def hold(self, held: Held, relaxed: Relaxation | None, value: float) -> Held:
        """Return what this level, at this value, leaves for the next.

        No plan is less than a grain above the value: a row with half of that as its slack holds it.
        """
        slack = TOLERANCE * max(1.0, abs(value))
        clear = min(float(self.grain) / 2, CLEAR_OF_TOLERANCE * max(1.0, abs(value)))
        row = self.cost, value + max(slack, clear)
        if not self.cost.any():
            return held
        if relaxed is None:
            return Held(held.face, (*held.rows, row))
        room = max(value - relaxed.bound, 0.0)
        if room <= slack and not held.rows:
            return Held(held_at(held.face, relaxed))
        face = within(self.matrix, held.face, relaxed, row[1] - relaxed.bound)
        return Held(face, (*held.rows, row))

    def bound(self, outcome: Outcome, value: float) -> float | None:
        """Return the proven bound with the constant, raised to the next value that can be."""
        if outcome.bound is None:
            return None
        return safe_bound(outcome.bound + self.constant, value + self.constant, self.grain)

    def tell(self, value: float, bound: float | None) -> None:
        """Tell the listener how the level ended; ``bound`` has the constant, ``value`` not."""
        value = nearest_grain(value + self.constant, self.grain)
        proven = bound is not None and value - bound <= TOLERANCE * max(1.0, abs(value))
        self._tell(value, bound, proven=proven, ended=True)

    def _listen(self, value: float, bound: float) -> None:
        self._tell(
            value + self.constant if isfinite(value) else None,
            bound + self.constant if isfinite(bound) else None,
        )

    def _tell(
        self,
        value: float | None,
        bound: float | None,
        *,
        proven: bool = False,
        ended: bool = False,
    ) -> None:
        at = self.k + 1, self.levels, self.name
        self.listener(Progress(*at, value, bound, self.clock.seconds, proven, ended))


def _whole(matrix: Matrix, outcome: Outcome, before: np.ndarray, k: int) -> np.ndarray:
    """Return a solution with whole columns rounded clean; the one before where none is better."""
    if outcome.x is None or matrix.costs[k] @ outcome.x >= matrix.costs[k] @ before:
        return before
    return np.where(matrix.integer, np.rint(outcome.x), outcome.x)


def _lower(one: Outcome | None, other: Outcome) -> Outcome | None:
    """Return the one with the lower value; ``None`` where neither has a solution."""
    if other.value is None:
        return one
    return other if one is None or one.value is None or other.value < one.value else one


def _better(near: Outcome | None, whole: Outcome, floor: float | None) -> Outcome:
    """Return the better solution of the two, with the best bound of the *whole* problem."""
    bounds = [b for b in (whole.bound, floor) if b is not None]
    better = _lower(near, whole) or whole
    return replace(better, bound=max(bounds) if bounds else None, infeasible=whole.infeasible)
