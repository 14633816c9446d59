"""The large engine: prices and neighbourhoods, all levels together, a true bound for each.

For rounds whose whole model no solver searches in minutes:

1. prices on the rows that tie learners together, for one cost of all levels (``emphasis``);
2. a first solution, a few learners at a time on the places left, at those prices;
3. neighbourhoods, on all cores, in which no level gets worse for one below it;
4. for each level a bound (``proofs``): from an interior point method's prices where that is
   affordable, from ascent otherwise; each learner's own problem is solved exactly at them.

The work is counted, not timed, so that the same round gives the same plan on any machine. With a
time limit it is what there is time for, unless an effort is asked for too.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import count
from math import inf

import numpy as np

from placements.engine.emphasis import STRICT, weights
from placements.engine.first import first_solution, settled
from placements.engine.improver import Improver
from placements.engine.matrix import Matrix
from placements.engine.options import Options
from placements.engine.parts import Everything
from placements.engine.pool import Priced, priced_pool
from placements.engine.proofs import Proofs
from placements.engine.slim import slim
from placements.engine.solved import TOLERANCE, Solved, nearest_grain
from placements.engine.stop import Clock, Flag, Listener, Progress, raising_flag, silent
from placements.engine.structure import Structure
from placements.engine.team import Team

WORK = 7.5
"""Iterations of the simplex method for each block and unit of effort."""
REPORTED = 5
"""Batches of parts between two reports."""
WIDE_SHARE = 0.02
"""Share of the work, and of the time, for which many choices are open at first."""
LATE_SHARE = 0.3
"""The same after which they are again."""
FOR_ALL_PRICES = 0.5
"""Share of a time limit that prices may take where a round is too large for one model."""
FOR_BOUNDS, FOR_SETTLING = 0.1, 0.02
"""Share of a time limit that is kept for the last bounds; where there are none left to find."""
FOR_BOUNDS_FLOATING = 0.2
"""The same where blocks may start in many weeks: prices take an interior point method."""


def solve_large(
    matrix: Matrix,
    names: tuple[str, ...],
    options: Options | None = None,
    *,
    clock: Clock | None = None,
    listener: Listener = silent,
    whole: Everything | None = None,
) -> Solved:
    """Find a good plan and true bounds for every level.

    Parameters
    ----------
    names
        Names of the levels, for progress.
    whole
        All candidates, where the matrix has a pool of them.
    """
    options = Options() if options is None else options
    clock = Clock() if clock is None else clock
    with raising_flag(clock.interrupted) as flag, Team(options.threads) as team:
        priced = None
        if whole is None:
            matrix, _ = slim(matrix)
        else:
            own = replace(flag, until=clock.until(FOR_ALL_PRICES))
            priced = priced_pool(whole, matrix, options.start, team, own)
            matrix = priced.matrix
        x = first_solution(matrix, options.start)
        if x is None:
            return Solved(None, (), (), clock.interrupted.is_set())
        search = LargeSearch(matrix, names, clock, options, listener, team, flag, priced)
        x = search.run(settled(matrix, x))
        bounds = search.proofs.finish(x)
    values = tuple((matrix.costs @ x + matrix.constants).tolist())
    for k, bound in enumerate(bounds):
        search.tell(k, x, bound, ended=True)
    return Solved(matrix.plan(x), values, tuple(bounds), clock.interrupted.is_set())


@dataclass(frozen=True, slots=True)
class Turn:
    """When a search goes on in another way: after a share of the work, or of the time."""

    iterations: float
    time: Flag

    def has_come(self, iterations: int) -> bool:
        """Return whether it has, after so many iterations."""
        return iterations >= self.iterations or self.time.is_set()


class LargeSearch:
    """One run: what its steps share."""

    def __init__(  # noqa: PLR0917 - what a run is
        self,
        matrix: Matrix,
        names: tuple[str, ...],
        clock: Clock,
        options: Options,
        listener: Listener,
        team: Team,
        flag: Flag,
        priced: Priced | None = None,
    ) -> None:
        self.matrix, self.names, self.clock, self.options = matrix, names, clock, options
        self.listener, self.team = listener, team
        self.structure = Structure(matrix)
        self.proofs = Proofs(self.structure, options, clock, flag, team, priced)

    def run(self, x: np.ndarray) -> np.ndarray:
        """Return the best solution found, from a first one."""
        proofs = self.proofs
        if not proofs.active:
            return x
        prices = proofs.guide()
        guide = proofs.gentle @ self.matrix.costs
        strict = weights(self.structure, STRICT) @ self.matrix.costs
        scale = proofs.duals(proofs.active[-1]).scale
        kept = FOR_BOUNDS_FLOATING if self.structure.floats else FOR_BOUNDS
        over, end = proofs.until(1.0 - kept), proofs.until(1.0 - FOR_SETTLING)
        own, fresh = self.structure, self.options.start is None
        improver = Improver(own, strict, guide, prices, scale, self.team, over.until, roams=fresh)
        if fresh:
            x = settled(self.matrix, improver.construct(x))
        return self._improved(improver, x, over, end)

    def _improved(self, improver: Improver, x: np.ndarray, over: Flag, end: Flag) -> np.ndarray:
        """Solve parts until the effort is spent, the time is up or every level is proven.

        The time is up at the first flag, at the second where no bounds are left to find.
        """
        proofs = self.proofs
        effort = inf if self.options.effort is None else self.options.effort
        target = WORK * effort * self.structure.blocks
        narrow, widen = (Turn(s * target, proofs.until(s)) for s in (WIDE_SHARE, LATE_SHARE))
        state = x, self.matrix.rows @ x
        for batch in count(1):
            if improver.iterations >= target or over.is_set():
                break
            if not improver.narrowed and narrow.has_come(improver.iterations):
                improver.narrow()
            if improver.narrowed and not improver.widened and widen.has_come(improver.iterations):
                improver.widen()
            state = improver.round(state)
            if batch % REPORTED == 0:
                x = state[0]
                open_ = self._open(x)
                # Of the first level that is not proven, or of the last.
                k = open_[0] if open_ else proofs.active[-1]
                self.tell(k, x, proofs.floor(k, x))
                if not open_:
                    break
                if over is not end and not proofs.unfinished(open_):
                    over, improver.until = end, end.until
        return settled(self.matrix, improver.landed(state)[0])

    def _open(self, x: np.ndarray) -> list[int]:
        """Return the levels that are not as near to their bound as was asked for."""
        open_ = self.proofs.open(x)
        if not set(open_) <= set(self.proofs.decided_alone):
            return open_
        self.proofs.look_alone(open_, x)  # which takes longer than a look, and may end the search
        return self.proofs.open(x)

    def tell(self, k: int, x: np.ndarray, bound: float | None, *, ended: bool = False) -> None:
        """Tell the listener how a level stands."""
        value = float(self.matrix.costs[k] @ x + self.matrix.constants[k])
        value = nearest_grain(value, self.matrix.grains[k])
        slack = TOLERANCE * max(1.0, abs(value))
        proven = bound is not None and value - bound <= slack
        at = k + 1, len(self.names), self.names[k]
        self.listener(Progress(*at, value, bound, self.clock.seconds, proven, ended))
