"""What is proven of each level, given those above it: prices, and better ones in the end.

Prices for a mix of levels prove a bound on the mixed cost. What the levels above add to that cost
is known, as a plan has them; the rest is a bound on the level. So the best mix is another for other
values above, and is found last: the levels held where they are, in rows that have prices too.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import cached_property
from math import isfinite

import numpy as np

from placements.engine.duals import Duals
from placements.engine.emphasis import GENTLE, mix_to, weights
from placements.engine.highs import Face, Part, Problem, interior_prices
from placements.engine.lagrangian import learners_bound, least_alone
from placements.engine.options import Options
from placements.engine.pool import Priced
from placements.engine.prices import POLISH, PriceTask, find_prices
from placements.engine.solved import TOLERANCE, safe_bound
from placements.engine.stop import Clock, Flag
from placements.engine.structure import Structure
from placements.engine.team import Team
from placements.engine.trade import TradeTask, find_weights

INTERIOR_UP_TO = 700_000
"""Coefficients up to which an interior point method finds prices."""
FLOATING_UP_TO = 1_500_000
"""The same for better prices in the end where blocks may start in many weeks: ascent stays far from
the best there."""
FOR_PRICES = 0.4
"""Share of a time limit that finding prices may take."""
WORTHWHILE = 0.5
"""Better prices for all candidates are looked for if there is time for this share of what the first
took: less proves nothing more, and a limit would be missed."""


@dataclass(frozen=True, eq=False)
class RelaxTask:
    """Prices to find by an interior point method, as near as it comes in time."""

    duals: Duals
    flag: Flag


def prices_of(task: PriceTask | RelaxTask) -> np.ndarray | None:
    """Return prices; any process can. ``None``: none were found."""
    if isinstance(task, PriceTask):
        return find_prices(task)
    duals = task.duals
    face = Face(duals.row_lower, duals.row_upper, duals.lower, duals.upper)
    whole = np.zeros(len(duals.cost), dtype=bool)
    return interior_prices(Problem(Part(duals.rows, whole), duals.cost, face), task.flag)


@dataclass(frozen=True, eq=False)
class Known:
    """Prices for a mix of levels, and the bound on the mixed cost that they prove."""

    mix: np.ndarray
    prices: np.ndarray
    proven: float

    def of_level(self, k: int, values: np.ndarray) -> float:
        """Return the bound on level k, whose weight is 1, given the values above it."""
        return self.proven - float(self.mix[:k] @ values[:k])


class Proofs:
    """The bounds of a run.

    Parameters
    ----------
    structure
        The matrix and its parts.
    options, clock, flag
        Of the run: at what gap a level will do, what time there is, whether to end.
    team
        Does the work.
    priced
        Where the matrix is a pool of a larger round: what is known of all its candidates.

    Attributes
    ----------
    active
        Levels that any plan changes.
    """

    def __init__(
        self,
        structure: Structure,
        options: Options,
        clock: Clock,
        flag: Flag,
        team: Team,
        priced: Priced | None = None,
    ) -> None:
        self.structure, self.matrix, self.options = structure, structure.matrix, options
        self.clock, self.flag, self.team, self.priced = clock, flag, team, priced
        costs = self.matrix.costs
        self.active = [k for k in range(len(costs)) if costs[k].any()]
        self.gentle = weights(structure, GENTLE) if priced is None else priced.emphasis
        self.known: list[list[Known]] = [[] for _ in costs]
        self.alone = np.full(len(costs), -np.inf)
        self._looked: dict[int, bytes] = {}
        if priced is not None:
            for k, (mix, prices) in priced.prices.items():
                self.learn(k, mix, prices)

    def until(self, share: float) -> Flag:
        """Return the flag with a time: a share of what is left."""
        left = self.clock.left
        until = None if left is None else self.clock.began + self.clock.seconds + share * left
        return replace(self.flag, until=until)

    # ---- what is known -------------------------------------------------------------------------

    def learn(self, k: int, mix: np.ndarray, prices: np.ndarray | None) -> None:
        """Keep prices for a level, with what they prove; of all candidates where there are more."""
        if prices is None:
            return
        if self.priced is not None:
            proven = self.priced.pricing.bound(mix, prices)
        else:
            duals = Duals.of(self.structure, mix @ self.matrix.costs, self.matrix.costs[k])
            proven = duals.bound(prices)
        self.known[k].append(Known(mix, prices, proven))

    def floors(self, x: np.ndarray) -> list[float | None]:
        """Return the proven bound of each level, with its constant, given those above it at x."""
        return [self.floor(k, x) for k in range(len(self.matrix.costs))]

    def floor(self, k: int, x: np.ndarray) -> float | None:
        """Return the same of one level; ``None``: nothing is proven."""
        if k not in self.active:
            return float(self.matrix.constants[k])
        values = self.matrix.costs @ x
        best = self._best(k, values)
        proven = max(self.alone[k], -np.inf if best is None else best.of_level(k, values))
        if not isfinite(proven):
            return None
        value = float(values[k] + self.matrix.constants[k])
        return safe_bound(proven + self.matrix.constants[k], value, self.matrix.grains[k])

    def _best(self, k: int, values: np.ndarray) -> Known | None:
        return max(self.known[k], key=lambda known: known.of_level(k, values), default=None)

    def reached(self, k: int, x: np.ndarray, bound: float | None) -> bool:
        """Return whether a level is as near to its bound as was asked for."""
        value = float(self.matrix.costs[k] @ x + self.matrix.constants[k])
        slack = TOLERANCE * max(1.0, abs(value)) + self.options.gap * abs(value)
        return bound is not None and value - bound <= slack

    def open(self, x: np.ndarray) -> list[int]:
        """Return the levels that are not."""
        return [k for k in self.active if not self.reached(k, x, self.floor(k, x))]

    # ---- first prices --------------------------------------------------------------------------

    def guide(self) -> np.ndarray:
        """Return prices for all levels together, (m,), and learn those for each."""
        last = self.active[-1]
        if self.priced is not None:
            return self.priced.prices[last][1][self.priced.rows]
        flag = self.until(FOR_PRICES)
        ahead = self.active[:-1] or self.active
        tasks = [PriceTask(self.duals(last), None, flag), *(self._first(k, flag) for k in ahead)]
        guide, *others = self.team.map(prices_of, tasks)
        for k, found in zip(ahead, others, strict=True):
            self.learn(k, mix_to(self.gentle, k), found)
        assert guide is not None
        self.learn(last, mix_to(self.gentle, last), guide)
        return guide

    def _first(self, k: int, flag: Flag) -> PriceTask | RelaxTask:
        own, small = self.duals(k), self.matrix.rows.nnz <= INTERIOR_UP_TO
        return RelaxTask(own, flag) if small else PriceTask(own, None, flag)

    def duals(self, k: int) -> Duals:
        """Return the problem of prices for a level with those above it, by their first weights."""
        costs = self.matrix.costs
        finest = costs[self.active[-1]] * self.gentle[self.active[-1]] / self.gentle[k]
        return Duals.of(self.structure, mix_to(self.gentle, k) @ costs, finest)

    # ---- better prices -------------------------------------------------------------------------

    def unfinished(self, levels: Sequence[int]) -> bool:
        """Return whether ``finish`` has anything to look for, where these levels are open."""
        if self.priced is None:
            return bool(levels)
        return len(levels) > 1 or any(k in self.decided_alone for k in levels)

    @cached_property
    def decided_alone(self) -> list[int]:
        """Levels that cost nothing but what learners' own rows make of choices.

        Where choices cost too, everybody's cheapest ones cost far less than any plan's.
        """
        if self.priced is None:
            return []
        costs, few = self.priced.everything.costs, len(self.priced.everything.candidates)
        return [k for k in self.active if costs[k, few:].any() and not costs[k, :few].any()]

    def finish(self, x: np.ndarray) -> list[float | None]:
        """Look for better prices of the levels that are not proven; return the bounds of all."""
        levels = self.open(x)
        if levels and not self.flag.is_set():
            if self.priced is not None:
                self._finish_all(self.priced, levels, x)
            else:
                self._finish_whole(levels, x)
        return self.floors(x)

    def _held(self, k: int, x: np.ndarray) -> Duals:
        """Return the problem of prices for one level, the levels above it in rows at the end."""
        costs, values = self.matrix.costs, self.matrix.costs @ x
        held = tuple((costs[j], float(values[j])) for j in self.active if j < k)
        return Duals.of(self.structure, costs[k], costs[self.active[-1]] / self.gentle[k], held)

    def _learn_held(self, k: int, found: np.ndarray | None) -> None:
        """Learn prices whose last ones are those of the levels above."""
        if found is None:
            return
        rows, mix = self.matrix.rows.shape[0], np.eye(len(self.matrix.costs))[k]
        mix[[j for j in self.active if j < k]] = np.maximum(-found[rows:], 0.0)
        self.learn(k, mix, found[:rows])

    def _finish_whole(self, levels: Sequence[int], x: np.ndarray) -> None:
        """Price what is held above a level along with the rows, then each learner by itself."""
        flag, duals = self.until(0.5), {k: self._held(k, x) for k in levels}
        tasks = [self._better(k, duals[k], x, flag) for k in levels]
        for k, found in zip(levels, self.team.map(prices_of, tasks), strict=True):
            self._learn_held(k, found)
        for number, k in enumerate(levels):
            start = self._start(k, x)
            if start is not None and not self.reached(k, x, self.floor(k, x)):
                flag = self.until(1.0 / (len(levels) - number))
                exact = learners_bound(self.structure, duals[k], start, self.team, flag)
                self.alone[k] = max(self.alone[k], exact)

    def _better(self, k: int, duals: Duals, x: np.ndarray, flag: Flag) -> PriceTask | RelaxTask:
        """Return the search for better prices of a level, those above it held as in x."""
        if self.structure.floats and duals.rows.nnz <= FLOATING_UP_TO:
            return RelaxTask(duals, flag)
        return PriceTask(duals, self._start(k, x), flag, POLISH)

    def _start(self, k: int, x: np.ndarray) -> np.ndarray | None:
        """Return the best prices known for a level, with those of what is held above it."""
        best = self._best(k, self.matrix.costs @ x)
        if best is None:
            return None
        return np.concatenate([best.prices, -best.mix[[j for j in self.active if j < k]]])

    def _finish_all(self, priced: Priced, levels: Sequence[int], x: np.ndarray) -> None:
        """Prove more with all candidates: what each learner alone proves, and better weights."""
        left = self.clock.left
        if left is not None and left < WORTHWHILE * priced.seconds:
            return
        self.look_alone(levels, x)
        flag = self.until(0.9)
        tasks = {k: self._trade(priced, k, x, flag) for k in levels}
        tasks = {k: task for k, task in tasks.items() if task.limits}
        # Threads, for workers would have to hold all candidates too; numpy lets both go on.
        with ThreadPoolExecutor(self.options.threads) as pool:
            for k, found in zip(tasks, pool.map(find_weights, tasks.values()), strict=True):
                self.learn(k, *found)

    def look_alone(self, levels: Sequence[int], x: np.ndarray) -> None:
        """Bound the levels that learners' own rows decide by what each learner alone proves.

        Once for the same values above: what is proven of everybody depends on nothing else.
        """
        flag, values = self.until(0.9), self.matrix.costs @ x
        for k in levels:
            above = np.round(values[:k], 6).tobytes()
            if self.priced is None or k not in self.decided_alone or self._looked.get(k) == above:
                continue
            proven = self._each_alone(self.priced, k, x, flag)
            self.alone[k] = max(self.alone[k], proven.of_level(k, values))
            if not flag.is_set():
                self._looked[k] = above

    def _each_alone(self, priced: Priced, k: int, x: np.ndarray, flag: Flag) -> Known:
        """Return what each learner alone proves of a cost that learners' own rows decide."""
        matrix, mix = self.matrix, mix_to(self.gentle, k)
        own, count = matrix.owner >= 0, self.structure.learners
        now = np.bincount(matrix.owner[own], (mix @ matrix.costs * x)[own], minlength=count)
        single = priced.pricing.single
        proven = least_alone(priced.everything, mix, single, now, self.team, flag)
        return Known(mix, np.zeros(0), proven)

    def _trade(self, priced: Priced, k: int, x: np.ndarray, flag: Flag) -> TradeTask:
        """Return the search for what the levels above k that are not proven weigh best."""
        values = self.matrix.costs @ x
        best = self._best(k, values)
        assert best is not None  # a pool is chosen by prices for every level
        limits = {j: float(values[j]) for j in self.open(x) if j < k}
        return TradeTask(priced.pricing, best.mix, best.prices, limits, flag)
