"""The large engine: prices and neighbourhoods, all levels together, a true bound for each.

For rounds whose whole model no solver searches in minutes:

1. prices on the rows that tie learners together, for one cost of all levels (``emphasis``);
2. a first solution, a few learners at a time on the places left, at those prices;
3. neighbourhoods, on all cores, in which no level gets worse for one below it;
4. for each level a bound: from an interior point method's prices where that is affordable, from
   ascent otherwise; each learner's own problem is solved exactly at them.

The work is counted, not timed, so that the same round gives the same plan on any machine, unless a
time limit cuts it short.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import count
from math import isfinite

import numpy as np

from placements.engine.emphasis import GENTLE, STRICT, mix_to, weights
from placements.engine.first import first_solution, settled
from placements.engine.highs import Face, Limits, Part, Problem, solve_relaxation
from placements.engine.improver import Improver
from placements.engine.lagrangian import learners_bound, least_alone
from placements.engine.matrix import Matrix
from placements.engine.options import Options
from placements.engine.parts import Everything
from placements.engine.pool import Priced, priced_pool
from placements.engine.prices import POLISH, Duals, PriceTask, find_prices
from placements.engine.solved import TOLERANCE, Solved, nearest_grain, safe_bound
from placements.engine.stop import Clock, Flag, Listener, Progress, raising_flag, silent
from placements.engine.structure import Structure
from placements.engine.team import Team
from placements.engine.trade import TradeTask, find_weights

WORK = 2.4
"""Iterations of the simplex method for each block and unit of effort."""
RELAXED_UP_TO = 600_000
"""Coefficients up to which an interior point method finds a level's prices."""
REPORTED = 5
"""Batches of parts between two reports."""
WIDE_SHARE = 0.15
"""Share of the work, and of the time, for which many choices are open."""
FOR_PRICES = 0.4
"""Share of a time limit that finding prices may take."""
FOR_ALL_PRICES = 0.5
"""The same where all candidates of a round too large for one model are priced."""
FOR_BOUNDS = 0.15
"""Share of a time limit that is kept for the last bounds."""
WORTHWHILE = 0.5
"""Better prices for all candidates are looked for if there is time for this share of what the first
took: less proves nothing more, and a limit would be missed."""


@dataclass(frozen=True, eq=False)
class RelaxTask:
    """Prices to find by an interior point method, which takes long on large problems."""

    duals: Duals
    flag: Flag


def prices_of(task: PriceTask | RelaxTask) -> np.ndarray | None:
    """Return prices; any process can. ``None``: not found in time."""
    if isinstance(task, PriceTask):
        return find_prices(task)
    duals = task.duals
    face = Face(duals.row_lower, duals.row_upper, duals.lower, duals.upper)
    whole = np.zeros(len(duals.cost), dtype=bool)
    problem = Problem(Part(duals.rows, whole), duals.cost, face)
    relaxed = solve_relaxation(problem, Limits(), task.flag, vertex=False)
    return None if relaxed is None else relaxed.prices


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
        if whole is not None:
            own = replace(flag, until=clock.until(FOR_ALL_PRICES))
            priced = priced_pool(whole, matrix, options.start, team, own)
            matrix = priced.matrix
        x = first_solution(matrix, options.start)
        if x is None:
            return Solved(None, (), (), clock.interrupted.is_set())
        search = LargeSearch(matrix, names, clock, options, listener, team, flag, priced)
        x = search.run(settled(matrix, x))
        bounds = search.bounds(x)
    values = tuple((matrix.costs @ x + matrix.constants).tolist())
    for k, bound in enumerate(bounds):
        search.tell(k, x, bound, ended=True)
    return Solved(matrix.plan(x), values, tuple(bounds), clock.interrupted.is_set())


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
        self.priced = priced
        self.matrix, self.names, self.clock, self.options = matrix, names, clock, options
        self.listener, self.team, self.flag = listener, team, flag
        self.structure = Structure(matrix)
        self.active = [k for k in range(len(names)) if matrix.costs[k].any()]
        self.strict = weights(self.structure, STRICT)
        self.gentle = weights(self.structure, GENTLE) if priced is None else priced.emphasis
        self.known: list[list[tuple[np.ndarray, np.ndarray, float]]] = [[] for _ in names]
        self.floor = [-np.inf] * len(names)

    def run(self, x: np.ndarray) -> np.ndarray:
        """Return the best solution found, from a first one."""
        if not self.active:
            return x
        prices = self._first_prices()
        guide = self.gentle @ self.matrix.costs
        strict = self.strict @ self.matrix.costs
        scale = self._duals(self.active[-1]).scale
        improver = Improver(self.structure, strict, guide, prices, scale, self.team)
        if self.options.start is None:
            x = settled(self.matrix, improver.construct(x, self._seconds()))
        return self._improved(improver, x)

    def _first_prices(self) -> np.ndarray:
        """Find prices for all levels together, and for each level with those above it."""
        last = self.active[-1]
        if self.priced is not None:
            for k, (mix, prices) in self.priced.prices.items():
                self._learn(k, mix, prices)
            return self.priced.prices[last][1][self.priced.rows]
        flag = self._flag(FOR_PRICES)
        tasks: list[PriceTask | RelaxTask] = [PriceTask(self._duals(last), None, flag)]
        ahead = self.active[:-1] or self.active
        for k in ahead:
            interior = self.matrix.rows.nnz <= RELAXED_UP_TO
            own = self._duals(k)
            tasks.append(RelaxTask(own, flag) if interior else PriceTask(own, None, flag))
        guide, *others = self.team.map(prices_of, tasks)
        for k, found in zip(ahead, others, strict=True):
            self._learn(k, mix_to(self.gentle, k), found)
        assert guide is not None
        self._learn(last, mix_to(self.gentle, last), guide)
        return guide

    def _duals(self, k: int) -> Duals:
        costs, last = self.matrix.costs, self.active[-1]
        finest = costs[last] * self.gentle[last] / self.gentle[k]
        return Duals.of(self.structure, mix_to(self.gentle, k) @ costs, finest)

    def _learn(self, k: int, mix: np.ndarray, prices: np.ndarray | None) -> None:
        """Keep prices for a level, with the bound on the mixed cost that they prove."""
        if prices is None:
            return
        if self.priced is not None:
            proven = self.priced.pricing.bound(mix, prices)
        else:
            duals = Duals.of(self.structure, mix @ self.matrix.costs, self.matrix.costs[k])
            proven = duals.bound(prices)
        self.known[k].append((mix, prices, proven))

    def _seconds(self) -> float | None:
        left = self.clock.left
        return None if left is None else max(min(left, 20.0), 0.1)

    def _flag(self, share: float) -> Flag:
        """Return the flag with a time: a share of what is left."""
        left = self.clock.left
        until = None if left is None else self.clock.began + self.clock.seconds + share * left
        return replace(self.flag, until=until)

    def _improved(self, improver: Improver, x: np.ndarray) -> np.ndarray:
        """Solve parts until the effort is spent, the time is up or every level is proven."""
        flag = self._flag(1.0 - FOR_BOUNDS)
        target = WORK * self.options.effort * self.structure.blocks
        activity = self.matrix.rows @ x
        floors = self._floors(x)
        wide, late = improver.iterations + WIDE_SHARE * target, self._flag(WIDE_SHARE)
        for batch in count(1):
            if improver.iterations >= target or flag.is_set():
                break
            if not improver.narrowed and (improver.iterations >= wide or late.is_set()):
                improver.narrow()
            x, activity = improver.round(x, activity, self._seconds())
            if batch % REPORTED == 0:
                floors = self._floors(x)
                self._report(x, floors)
                if all(self._reached(k, x, floors[k]) for k in self.active):
                    break
        return settled(self.matrix, x)

    def _floors(self, x: np.ndarray) -> list[float | None]:
        """Return the bound of each level that the prices known so far prove, given those above."""
        return [self._floor(k, x) for k in range(len(self.names))]

    def _floor(self, k: int, x: np.ndarray) -> float | None:
        if not self.matrix.costs[k].any():
            return float(self.matrix.constants[k])
        values = self.matrix.costs @ x
        best = max(self.floor[k], self._best(k, values)[0])
        if not isfinite(best):
            return None
        value = float(values[k] + self.matrix.constants[k])
        return safe_bound(best + self.matrix.constants[k], value, self.matrix.grains[k])

    @staticmethod
    def _above(mix: np.ndarray, k: int, values: np.ndarray) -> float:
        """Return what the levels above k add to the mixed cost, at most."""
        return float(mix[:k] @ values[:k])

    def _reached(self, k: int, x: np.ndarray, bound: float | None) -> bool:
        value = float(self.matrix.costs[k] @ x + self.matrix.constants[k])
        slack = TOLERANCE * max(1.0, abs(value)) + self.options.gap * abs(value)
        return bound is not None and value - bound <= slack

    # ---- bounds --------------------------------------------------------------------------------

    def bounds(self, x: np.ndarray) -> list[float | None]:
        """Return the proven bound of each level, with its constant, given those above it."""
        floors = self._floors(x)
        open_ = [k for k in self.active if not self._reached(k, x, floors[k])]
        if open_ and not self.flag.is_set():
            self._polish(open_, x)
            floors = self._floors(x)
        return floors

    def _polish(self, levels: Sequence[int], x: np.ndarray) -> None:
        """Find better prices for levels, with what is held above them priced too."""
        if self.priced is not None:
            self._polish_all(self.priced, levels, x)
            return
        flag, values = self._flag(0.5), self.matrix.costs @ x
        tasks = []
        for k in levels:
            held = tuple((self.matrix.costs[j], float(values[j])) for j in self.active if j < k)
            finest = self.matrix.costs[self.active[-1]] / self.gentle[k]
            duals = Duals.of(self.structure, self.matrix.costs[k], finest, held)
            _, mix, prices = self._best(k, values)
            start = np.concatenate([prices, -mix[[j for j in self.active if j < k]]])
            tasks.append(PriceTask(duals, start, flag, POLISH))
        for k, task, found in zip(levels, tasks, self.team.map(find_prices, tasks), strict=True):
            count = self.matrix.rows.shape[0]
            mix = np.zeros(len(self.names))
            mix[k] = 1.0
            mix[[j for j in self.active if j < k]] = np.maximum(-found[count:], 0.0)
            self._learn(k, mix, found[:count])
            if not self._reached(k, x, self._floor(k, x)):
                exact = learners_bound(self.structure, task.duals, found, self.team, self.flag)
                self.floor[k] = max(self.floor[k], exact)

    def _polish_all(self, priced: Priced, levels: Sequence[int], x: np.ndarray) -> None:
        """Prove more with all candidates: what each learner alone proves, and better weights."""
        left = self.clock.left
        if left is not None and left < WORTHWHILE * priced.seconds:
            return
        flag, values, matrix = self._flag(0.9), self.matrix.costs @ x, self.matrix
        own, few = matrix.owner >= 0, len(priced.everything.candidates)
        for k in levels:
            mix = mix_to(self.gentle, k)
            if priced.everything.costs[k, few:].any():  # a cost that learners' own rows decide
                count = self.structure.learners
                now = np.bincount(matrix.owner[own], (mix @ matrix.costs * x)[own], minlength=count)
                single = priced.pricing.single
                alone = least_alone(priced.everything, mix, single, now, self.team, flag)
                self.floor[k] = max(self.floor[k], alone - self._above(mix, k, values))
        tasks = [self._trade(priced, k, x, flag) for k in levels]
        known = [task for task in tasks if task.limits]
        which = [k for k, task in zip(levels, tasks, strict=True) if task.limits]
        for k, found in zip(which, self.team.map(find_weights, known), strict=True):
            self._learn(k, *found)

    def _trade(self, priced: Priced, k: int, x: np.ndarray, flag: Flag) -> TradeTask:
        """Return the search for what the levels above k that are not proven weigh best."""
        values = self.matrix.costs @ x
        _, mix, prices = self._best(k, values)
        above = [j for j in self.active if j < k and not self._reached(j, x, self._floor(j, x))]
        limits = {j: float(values[j]) for j in above}
        whole = priced.everything.columns_alone
        return TradeTask(whole, priced.pricing.row_of_block, mix, prices, limits, flag)

    def _best(self, k: int, values: np.ndarray) -> tuple[float, np.ndarray, np.ndarray]:
        """Return the best bound of a level that known prices prove, and these, by their mix."""
        rows = self.matrix.rows.shape[0] if self.priced is None else len(self.priced.pricing.priced)
        nothing = np.eye(len(self.names))[k], np.zeros(rows)
        return max(
            (
                (proven - self._above(mix, k, values), mix, prices)
                for mix, prices, proven in self.known[k]
            ),
            key=lambda own: own[0],
            default=(-np.inf, *nothing),
        )

    # ---- progress ------------------------------------------------------------------------------

    def _report(self, x: np.ndarray, floors: Sequence[float | None]) -> None:
        """Tell the listener of the first level that is not proven, or of the last."""
        open_ = [k for k in self.active if not self._reached(k, x, floors[k])]
        k = open_[0] if open_ else self.active[-1]
        self.tell(k, x, floors[k])

    def tell(self, k: int, x: np.ndarray, bound: float | None, *, ended: bool = False) -> None:
        """Tell the listener how a level stands."""
        value = float(self.matrix.costs[k] @ x + self.matrix.constants[k])
        value = nearest_grain(value, self.matrix.grains[k])
        slack = TOLERANCE * max(1.0, abs(value))
        proven = bound is not None and value - bound <= slack
        at = k + 1, len(self.names), self.names[k]
        self.listener(Progress(*at, value, bound, self.clock.seconds, proven, ended))
