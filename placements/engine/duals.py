r"""Prices on rows, and the bound that they prove.

For any prices :math:`y` (not negative on a row "at least", not positive on a row "at most")

.. math:: L(y) = y \cdot b + \min_{x \in X} (c - y A) \cdot x

is no more than the least cost, where :math:`X` has the columns' own bounds and takes at most one
choice for each block (Geoffrion, "Lagrangean relaxation for integer programming", Mathematical
Programming Study 2, 1974). No solved problem and no dual of a solver is needed for that.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from scipy import sparse

from placements.engine.ends import breakable, ends
from placements.engine.held import HeldRows, with_held_rows
from placements.engine.structure import Structure

ROUNDING = 1e-13
"""Relative error of each sum: a bound is lowered by so much of all that was added up for it."""


@dataclass(frozen=True, eq=False)
class Duals:
    """The problem of finding prices: plain arrays, so that any process can solve it.

    Parameters
    ----------
    rows
        Coefficients, (m, n).
    row_lower, row_upper
        Bounds of the rows, (m,).
    priced
        Which rows are priced, (m,); the others only say "one choice a block".
    choices, starts
        Columns of the choices, by block, and where each block begins among them.
    single
        Which of those blocks take at most one choice.
    others
        All other columns.
    lower, upper
        Bounds of all columns, (n,); finite wherever a price could make a column worth having.
    cost
        Cost of each column, (n,).
    scale
        Size of what is to be told apart: the spread of a block's choices' costs.
    """

    rows: sparse.csr_array | sparse.csc_array
    row_lower: np.ndarray
    row_upper: np.ndarray
    priced: np.ndarray
    choices: np.ndarray
    starts: np.ndarray
    single: np.ndarray
    others: np.ndarray
    lower: np.ndarray
    upper: np.ndarray
    cost: np.ndarray
    scale: float

    @classmethod
    def of(
        cls,
        structure: Structure,
        cost: np.ndarray,
        finest: np.ndarray | None = None,
        held: HeldRows = (),
    ) -> Duals:
        """Return the problem for one cost, with rows "cost @ x <= limit" added at the end.

        ``finest`` is the part of the cost whose differences are the smallest that matter, (n,).
        """
        matrix = structure.matrix
        rows, low, high = with_held_rows(matrix.rows, matrix.row_lower, matrix.row_upper, held)
        single, only = structure.one_of_block
        order = np.argsort(structure.block, kind="stable")
        blocks = structure.block[order]
        starts = np.flatnonzero(np.r_[True, np.diff(blocks) > 0]) if len(blocks) else order
        return cls(
            rows=rows,
            row_lower=low,
            row_upper=high,
            priced=np.concatenate([~only, np.ones(len(held), dtype=bool)]),
            choices=matrix.assign[order],
            starts=starts,
            single=single[blocks[starts]],
            others=np.flatnonzero(~structure.choice),
            lower=structure.base,
            upper=structure.reach,
            cost=cost,
            scale=spread(cost if finest is None else finest, matrix.assign[order], starts),
        )

    def told(self, prices: np.ndarray) -> Told:
        """Return the problem without the rows that need no price, and what then is nowhere.

        A row that the columns' bounds keep from breaking is worth nothing; where it has a price
        already it stays, for the columns may be those that are near at these prices only.
        """
        broken = breakable(*ends(self.rows, self.lower, self.upper), self.row_lower, self.row_upper)
        rows = np.flatnonzero(self.priced & (broken | (prices != 0)))
        part = self.rows[rows]
        held = np.zeros(len(self.cost), dtype=bool)
        held[self.choices] = True
        held[part.indices if part.format == "csr" else np.flatnonzero(np.diff(part.indptr))] = True
        columns = np.flatnonzero(held)
        at = np.cumsum(held) - 1
        less = replace(
            self,
            rows=part[:, columns],
            row_lower=self.row_lower[rows],
            row_upper=self.row_upper[rows],
            priced=np.ones(len(rows), dtype=bool),
            choices=at[self.choices],
            others=at[self.others[held[self.others]]],
            lower=self.lower[columns],
            upper=self.upper[columns],
            cost=self.cost[columns],
        )
        return Told(less, rows, columns, np.where(self.cost >= 0, self.lower, self.upper))

    def valid(self, prices: np.ndarray) -> np.ndarray:
        """Return prices with those of a sign that no row allows, and of unpriced rows, at 0."""
        y = np.where(np.isfinite(self.row_lower), prices, np.minimum(prices, 0.0))
        y = np.where(np.isfinite(self.row_upper), y, np.maximum(y, 0.0))
        return np.where(self.priced, y, 0.0)

    def bound(self, prices: np.ndarray) -> float:
        """Return the bound that prices prove, lowered by all that rounding could have added."""
        y = self.valid(prices)
        limits = np.where(y > 0, self.row_lower, np.where(y < 0, self.row_upper, 0.0))
        reduced = self.cost - self.rows.T @ y
        least = self._least(reduced)
        size = np.abs(y) @ np.abs(limits) + np.abs(least).sum()
        mass = abs(self.rows).T @ np.abs(y) + np.abs(self.cost)
        largest = np.maximum(np.abs(self.lower), np.abs(self.upper))
        size += mass @ np.where(np.isfinite(largest), largest, 0.0)
        return float(y @ limits + least.sum() - ROUNDING * size)

    def _least(self, reduced: np.ndarray) -> np.ndarray:
        """Return the least that each block, and each other column, can cost."""
        chosen, other = reduced[self.choices], reduced[self.others]
        parts = [np.where(other > 0, self._low(other), self._high(other))]
        if len(self.starts):
            low, high = self.lower[self.choices], self.upper[self.choices]
            forced = np.add.reduceat(chosen * low, self.starts)  # a choice that must be made
            spare = np.minimum(chosen, 0.0) * (high - low)
            best = np.minimum(np.minimum.reduceat(chosen, self.starts), 0.0)
            each = np.add.reduceat(spare, self.starts)
            some = np.add.reduceat(low, self.starts) > 0
            parts.append(np.where(some, forced + np.where(self.single, 0.0, each), 0.0))
            parts.append(np.where(some, 0.0, np.where(self.single, best, each)))
        return np.concatenate(parts)

    def _low(self, reduced: np.ndarray) -> np.ndarray:
        return reduced * self.lower[self.others]

    def _high(self, reduced: np.ndarray) -> np.ndarray:
        with np.errstate(invalid="ignore"):
            return np.where(reduced == 0, 0.0, reduced * self.upper[self.others])


@dataclass(frozen=True, eq=False)
class Told:
    """What is told of a problem of prices to what looks for them.

    Parameters
    ----------
    duals
        The problem left.
    rows, columns
        Positions of its rows and columns in the whole one.
    least
        Where each column of the whole one costs least, (n,).
    """

    duals: Duals
    rows: np.ndarray
    columns: np.ndarray
    least: np.ndarray

    def spread(self, x: np.ndarray) -> np.ndarray:
        """Return a solution over all columns, (n,), from one over those left."""
        every = self.least.copy()
        every[self.columns] = x
        return every


def spread(cost: np.ndarray, choices: np.ndarray, starts: np.ndarray) -> float:
    """Return how far apart the costs of a block's choices are, for most blocks; 1 if not at all."""
    if not len(starts):
        return 1.0
    own = cost[choices]
    width = np.maximum(np.maximum.reduceat(own, starts), 0.0)
    width -= np.minimum(np.minimum.reduceat(own, starts), 0.0)
    return float(np.quantile(width, 0.9)) or 1.0
