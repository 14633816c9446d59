"""A linear relaxation with very many choices: solved with few of them, the others priced and added.

Of a block that could go to hundreds of settings a handful matter. What the prices of a solution
with few choices prove holds for all of them, so the bound is one of the whole problem, however few
were solved; it is that of the whole relaxation where no choice left out would be better. Nor are
placements solved for which nobody else is wanted where they are: they stay.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import sparse

from placements.engine.highs import Face, Limits, Part, Problem, solve_relaxation
from placements.engine.rank import rank_within
from placements.engine.solved import TOLERANCE
from placements.engine.stop import Flag

ROUNDS, SOME = 20, 6
"""How often choices are added at most: where all could be proven, and where not."""
WORTH = 1e-7
"""Reduced cost below which a choice left out is added."""
ADDED = 12
"""Choices of a block that are added at once."""
PASSES = 3
"""How often prices are raised as far as nothing is lost."""


@dataclass(frozen=True, eq=False)
class Priced:
    """What a relaxation comes to.

    Parameters
    ----------
    bound
        No whole solution costs less.
    x
        A solution with some of the choices, (n,).
    """

    bound: float
    x: np.ndarray


@dataclass(frozen=True, eq=False)
class Kinds:
    """What a problem's columns are.

    Parameters
    ----------
    group
        Of each choice, those of which at most one is taken; -1: a column that is never left out,
        (n,). A choice is 0 where it is left out.
    first
        Choices to begin with, (n,): with them there must be a solution.
    stays
        Columns of no group that are best at their upper bound where their rows allow it, (n,).
    """

    group: np.ndarray
    first: np.ndarray
    stays: np.ndarray


def solve_priced(problem: Problem, kinds: Kinds, known: float = np.inf) -> Priced | None:
    """Return the bound of a linear relaxation whose costs are whole; ``None``: not known.

    Parameters
    ----------
    known
        What a whole solution costs: more need not be proven.
    """
    search = _Search(problem.in_one(), kinds)
    best, value, x = -np.inf, np.inf, None
    for number in range(ROUNDS):
        if number >= SOME and _whole(value) < known - TOLERANCE:
            break  # with all choices no more would be proven
        found = search.solve()
        if found is None:
            break
        value, x, prices = found
        reduced = search.reduced(x, prices)
        out = np.flatnonzero(~search.active)
        missed = np.zeros(kinds.group.max(initial=0) + 1)
        np.minimum.at(missed, kinds.group[out], reduced[out])
        best = max(best, value + float(missed.sum()) - search.wrongly_idle(reduced))
        better = out[reduced[out] < -WORTH]
        if _whole(best) >= min(_whole(value), known - TOLERANCE):
            break
        few = rank_within(kinds.group[better], reduced[better]) < ADDED
        search.active[better[few]] = True
    return None if x is None else Priced(best, x)


class _Search:
    """A problem, and which of its choices are solved so far."""

    def __init__(self, problem: Problem, kinds: Kinds) -> None:
        self.problem, self.kinds = problem, kinds
        self.rows, self.columns = problem.matrix.rows, sparse.csc_array(problem.matrix.rows)
        self.active = (kinds.group < 0) | kinds.first
        self.idle = np.zeros(len(self.active), dtype=bool)
        self.stays = kinds.stays.copy()

    def solve(self) -> tuple[float, np.ndarray, np.ndarray] | None:
        """Return the least cost, a solution, (n,), and prices of the rows, (m,)."""
        face, idle = self.problem.face, self._idle()
        self.idle = idle
        x = np.where(idle, face.upper, 0.0)
        there = self.columns @ x
        at = np.flatnonzero(self.active & ~idle)
        part = sparse.csr_array(self.columns[:, at])
        rows = np.flatnonzero(np.diff(part.indptr))
        low, high = (ends[rows] - there[rows] for ends in (face.row_lower, face.row_upper))
        few = Face(low, high, face.lower[at], face.upper[at])
        matrix = Part(sparse.csr_array(part[rows]), self.problem.matrix.integer[at])
        found = solve_relaxation(Problem(matrix, self.problem.cost[at], few), Limits(), Flag())
        if found is None:
            return None
        prices = np.zeros(len(there))
        prices[rows] = found.prices
        value = found.bound + float(self.problem.cost[idle] @ x[idle])
        x[at] = found.x
        return value, x, prices

    def _idle(self) -> np.ndarray:
        """Return the stays that share no row with anything else that is solved, (n,)."""
        stays = self.stays
        others = np.abs(self.columns) @ (self.active & ~stays).astype(float) > 0
        full = self.columns @ np.where(stays, self.problem.face.upper, 0.0)
        touched = others | (full > self.problem.face.row_upper + TOLERANCE)
        return stays & ((np.abs(self.columns).T @ touched.astype(float)) == 0)

    def wrongly_idle(self, reduced: np.ndarray) -> float:
        """Return what the idle stays would save if they went; such are solved from now on."""
        wrong = np.flatnonzero(self.idle & (reduced > WORTH))
        self.stays[wrong] = False
        wide = self.problem.face.upper[wrong] - self.problem.face.lower[wrong]
        return float(reduced[wrong] @ wide)

    def reduced(self, x: np.ndarray, prices: np.ndarray) -> np.ndarray:
        """Return reduced costs, (n,), at prices of full rows raised as far as nothing is lost.

        Where a row is full of placements that would rather stay, its price may be anything up to
        what the least of them saves by staying: at a high one, fewer choices seem worth adding.
        """
        cost = self.problem.cost - self.columns.T @ prices
        spare = np.where(self.active, np.maximum(-cost, 0.0), 0.0)
        row, column = self._full(x)
        rises = np.zeros(len(prices))
        for _ in range(PASSES):
            least = np.full(len(prices), np.inf)
            np.minimum.at(least, row, spare[column])
            on = np.isfinite(least[row]) & (least[row] > WORTH)
            if not on.any():
                break
            shares = np.bincount(column[on], minlength=len(spare))
            step = np.full(len(prices), np.inf)
            np.minimum.at(step, row[on], spare[column[on]] / shares[column[on]])
            step[~np.isfinite(step)] = 0.0
            rises += step
            spare -= np.bincount(column[on], weights=step[row[on]], minlength=len(spare))
        return cost + self.columns.T @ rises

    def _full(self, x: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return row and column of each placement in a row of ones that is full."""
        limit, coo = self.problem.face.row_upper, self.rows.tocoo()
        full = np.isfinite(limit) & (np.abs(self.rows @ x - limit) < WORTH)
        full[coo.row[coo.data != 1]] = False
        here = full[coo.row] & (x[coo.col] > WORTH)
        return coo.row[here], coo.col[here]


def _whole(bound: float) -> float:
    """Return the next whole number that is not below a bound."""
    return float(np.ceil(bound - TOLERANCE * max(1.0, abs(bound))))
