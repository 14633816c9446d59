"""All candidates held against prices: which would improve a pool, and what is proven of them all.

At prices on the rows, each column has a reduced cost. A block's best candidates are those with the
least; the sum of the blocks' least, and of what the rows' limits are worth, is a bound on the cost
of *any* plan (see ``duals``), also of one that uses candidates outside the pool. Both are a few
array operations a million candidates.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np
from scipy import sparse

from placements.engine.duals import ROUNDING, Duals, spread
from placements.engine.parts import Columns
from placements.engine.reach import Reach

CHUNK = 500_000
"""Candidates priced at a time, about."""


@dataclass(frozen=True, eq=False)
class Chunk:
    """Some consecutive candidates, whole blocks of them.

    Parameters
    ----------
    first, last
        Their positions: from first to before last.
    rows
        Their columns, turned: (candidates, m).
    block, starts
        Block of each run of candidates of one block, and where in the chunk it begins.
    group
        Which of those runs each candidate is in.
    """

    first: int
    last: int
    rows: sparse.csr_array
    block: np.ndarray
    starts: np.ndarray
    group: np.ndarray


class Pricing:
    """A whole round, ready to be priced.

    Parameters
    ----------
    whole
        All columns.
    row_of_block
        Block of which each row of a pool says that it takes at most one choice, (m,); -1: of none
        (``Structure.row_of_block``).
    """

    def __init__(self, whole: Columns, row_of_block: np.ndarray) -> None:
        self.whole, self.row_of_block = whole, row_of_block
        self.few = len(whole.block)
        self.blocks = max(int(whole.block.max(initial=-1)), int(row_of_block.max(initial=-1))) + 1
        self.chunks = list(self._cut())
        self.single, self.priced = self._single(row_of_block)

    def _cut(self) -> Iterator[Chunk]:
        whole, block = self.whole.columns, self.whole.block.astype(np.int64)
        edges = np.append(np.flatnonzero(np.diff(block, prepend=-1)), len(block))
        near = np.searchsorted(edges, np.arange(0, len(block) + CHUNK, CHUNK))
        for first, last in pairwise(np.unique(edges[np.minimum(near, len(edges) - 1)])):
            low, high = whole.indptr[first], whole.indptr[last]
            turned = sparse.csr_array(
                (
                    whole.data[low:high],
                    whole.indices[low:high],
                    whole.indptr[first : last + 1] - low,
                ),
                shape=(last - first, whole.shape[0]),
            )
            own = block[first:last]
            starts = np.flatnonzero(np.diff(own, prepend=-1))
            group = np.cumsum(np.diff(own, prepend=own[:1]) != 0)
            yield Chunk(int(first), int(last), turned, own[starts], starts, group)

    def _single(self, row_of_block: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return which blocks take at most one of *all* their choices, and which rows say more.

        Their row in the pool must hold every choice, each once, and nothing that makes room.
        """
        blocks, first = np.unique(row_of_block, return_index=True)
        says = np.full(len(row_of_block), -1)
        says[first[blocks >= 0]] = blocks[blocks >= 0]  # of several rows that say so, one
        held, size = np.zeros(self.blocks, dtype=np.int64), np.zeros(self.blocks, dtype=np.int64)
        spoilt = np.zeros(self.blocks, dtype=bool)
        number = np.bincount(self.whole.columns.indices, minlength=len(says))
        for chunk in self.chunks:
            each = np.diff(chunk.rows.indptr)
            own = np.repeat(chunk.block[chunk.group], each)
            said = says[chunk.rows.indices]
            inside = (said == own) & (chunk.rows.data == 1.0)
            held += np.bincount(own[inside], minlength=self.blocks)
            size += np.bincount(chunk.block[chunk.group], minlength=self.blocks)
            spoilt[said[(said >= 0) & (chunk.rows.data < 0)]] = True
        single = (held == size) & (size > 0) & ~spoilt
        only = np.zeros(len(says), dtype=bool)
        at = np.flatnonzero(says >= 0)
        only[at] = single[says[at]] & (number[at] == size[says[at]])
        return single, ~(only & ~np.isfinite(self.whole.row_lower))

    def valid(self, prices: np.ndarray) -> np.ndarray:
        """Return prices with those of a sign that their row does not allow at 0."""
        whole = self.whole
        y = np.where(np.isfinite(whole.row_lower), prices, np.minimum(prices, 0.0))
        return np.where(np.isfinite(whole.row_upper), y, np.maximum(y, 0.0))

    def near(
        self, mix: np.ndarray, prices: np.ndarray, distance: float
    ) -> tuple[np.ndarray, float]:
        """Return the candidates near their block's best, by position, and the value of the prices.

        Parameters
        ----------
        distance
            How much larger their reduced cost may be.

        Returns
        -------
        float
            The bound that the prices prove, but for rounding.
        """
        y, found = self.valid(prices), []
        value = self._worth(y) + self._of_others(mix, y)[0]
        for chunk in self.chunks:
            reduced = self._reduced(chunk, mix, y)
            least = np.minimum(np.minimum.reduceat(reduced, chunk.starts), 0.0)
            each = np.add.reduceat(np.minimum(reduced, 0.0), chunk.starts)
            value += float(np.where(self.single[chunk.block], least, each).sum())
            found.append(chunk.first + np.flatnonzero(reduced <= least[chunk.group] + distance))
        return np.concatenate(found or [np.empty(0, dtype=np.int64)]), value

    def duals(self, mix: np.ndarray, chosen: np.ndarray, scale: float | None = None) -> Duals:
        """Return the problem of finding prices for some candidates, by position, sorted."""
        few, others = len(chosen), len(self.whole.lower)
        order = np.concatenate([chosen, self.few + np.arange(others)])
        block, costs = self.whole.block[chosen], self.whole.costs[:, order]
        starts = np.flatnonzero(np.diff(block, prepend=-1))
        lower, upper = self._ends
        last = np.flatnonzero(mix)[-1] if mix.any() else 0
        choices = np.arange(few)
        return Duals(
            rows=self.whole.columns[:, order],
            row_lower=self.whole.row_lower,
            row_upper=self.whole.row_upper,
            priced=self.priced,
            choices=choices,
            starts=starts,
            single=self.single[block[starts]],
            others=few + np.arange(others),
            lower=np.concatenate([np.zeros(few), lower]),
            upper=np.concatenate([np.ones(few), upper]),
            cost=mix @ costs,
            scale=spread(costs[last] * mix[last], choices, starts) if scale is None else scale,
        )

    def best(self, mix: np.ndarray, prices: np.ndarray, number: int) -> np.ndarray:
        """Return each block's candidates of least reduced cost, by position, sorted.

        Parameters
        ----------
        mix
            Weights of the levels, (levels,).
        number
            How many of each block.
        """
        y, found = self.valid(prices), []
        for chunk in self.chunks:
            order = np.lexsort((self._reduced(chunk, mix, y), chunk.group))
            rank = np.arange(len(order)) - chunk.starts[chunk.group]
            found.append(chunk.first + np.sort(order[rank < number]))
        return np.concatenate(found) if found else np.empty(0, dtype=np.int64)

    def bound(self, mix: np.ndarray, prices: np.ndarray) -> float:
        """Return the bound that prices prove, lowered by all that rounding could have added."""
        y = self.valid(prices)
        total, size = self._worth(y), float(np.abs(y) @ np.abs(self._limits(y)))
        for chunk in self.chunks:
            least, mass = self._of_blocks(chunk, mix, y)
            total, size = total + least, size + mass
        least, mass = self._of_others(mix, y)
        return total + least - ROUNDING * (size + mass)

    def _limits(self, y: np.ndarray) -> np.ndarray:
        whole = self.whole
        return np.where(y > 0, whole.row_lower, np.where(y < 0, whole.row_upper, 0.0))

    def _worth(self, y: np.ndarray) -> float:
        return float(y @ self._limits(y))

    def _reduced(self, chunk: Chunk, mix: np.ndarray, y: np.ndarray) -> np.ndarray:
        cost = mix @ self.whole.costs[:, chunk.first : chunk.last]
        return np.asarray(cost - chunk.rows @ y)

    def _of_blocks(self, chunk: Chunk, mix: np.ndarray, y: np.ndarray) -> tuple[float, float]:
        """Return the least that a chunk's blocks can cost, and the size of what was added up."""
        reduced = self._reduced(chunk, mix, y)
        least = np.minimum(np.minimum.reduceat(reduced, chunk.starts), 0.0)
        each = np.add.reduceat(np.minimum(reduced, 0.0), chunk.starts)
        cost = np.abs(mix) @ np.abs(self.whole.costs[:, chunk.first : chunk.last])
        mass = cost + np.abs(y).max(initial=0.0) * np.diff(chunk.rows.indptr) * self._largest
        heaviest = np.maximum.reduceat(mass, chunk.starts)
        summed = np.add.reduceat(mass, chunk.starts)
        single = self.single[chunk.block]
        found = np.where(single, least, each)
        return float(found.sum()), float(np.where(single, heaviest, summed).sum())

    @cached_property
    def _largest(self) -> float:
        return float(np.abs(self.whole.columns.data).max(initial=0.0))

    def _of_others(self, mix: np.ndarray, y: np.ndarray) -> tuple[float, float]:
        """Return the least that the other columns can cost, and the size of what was added up."""
        whole, few = self.whole, self.few
        cost = mix @ whole.costs[:, few:]
        columns = whole.columns[:, few:]
        reduced = cost - columns.T @ y
        lower, upper = self._ends
        with np.errstate(invalid="ignore"):
            least = np.where(reduced > 0, reduced * lower, reduced * upper)
        least = np.where(reduced == 0, 0.0, least)
        mass = np.abs(cost) + abs(columns).T @ np.abs(y)
        largest = np.maximum(np.abs(lower), np.abs(upper))
        size = mass @ np.where(np.isfinite(largest), largest, 0.0)
        return float(least.sum()), float(size)

    @cached_property
    def _ends(self) -> tuple[np.ndarray, np.ndarray]:
        """Least and most that the other columns need be, (others,) both."""
        whole, few = self.whole, self.few
        lower, upper = whole.lower, whole.upper
        endless = few + np.flatnonzero(~np.isfinite(lower) | ~np.isfinite(upper))
        if not len(endless):
            return lower, upper
        rows = np.unique(whole.columns[:, endless].indices)
        part = sparse.csc_array(whole.columns[rows])
        reach = Reach(
            rows=sparse.csr_array(part),
            columns=part,
            row_lower=whole.row_lower[rows],
            row_upper=whole.row_upper[rows],
            lower=np.concatenate([np.zeros(few), lower]),
            upper=np.concatenate([np.ones(few), upper]),
            costs=whole.costs,
        )
        most = reach.most()
        return reach.least(most)[few:], most[few:]
