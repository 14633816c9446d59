"""How a matrix falls apart: each learner's columns, each block's choices, and what ties them.

Found from the matrix and the candidate table alone: no rule is known by name.
"""

from __future__ import annotations

from functools import cached_property
from itertools import pairwise

import numpy as np
from scipy import sparse

from placements.engine.matrix import SHARED, Matrix


class Structure:
    """The parts of a matrix.

    Parameters
    ----------
    matrix
        The compiled model.

    Attributes
    ----------
    columns
        The coefficients by column, (m, n).
    shared_rows
        Which rows tie learners together, (m,).
    block
        Learner's block of each choice (``matrix.assign``), (candidates,).
    choice
        Which columns are choices, (n,).
    learners, blocks
        How many there are.
    """

    def __init__(self, matrix: Matrix) -> None:
        self.matrix = matrix
        self.columns = sparse.csc_array(matrix.rows)
        self.shared_rows = matrix.shared_rows
        own = matrix.candidates.round.learner_blocks
        self.learners = len(matrix.candidates.round["learners"])
        self.blocks = len(own)
        self.learner_of_block = own["learner"].to_numpy(dtype=np.int64)
        self.block = matrix.candidates.column("learner_block").astype(np.int64)
        self.choice = np.zeros(matrix.rows.shape[1], dtype=bool)
        self.choice[matrix.assign] = True

    @cached_property
    def of_learner(self) -> list[np.ndarray]:
        """Columns of each learner."""
        return _grouped(self.matrix.owner, np.arange(len(self.matrix.owner)), self.learners)

    @cached_property
    def own_variables(self) -> list[np.ndarray]:
        """Columns of each learner that are not choices of a setting."""
        return [columns[~self.choice[columns]] for columns in self.of_learner]

    @cached_property
    def of_block(self) -> list[np.ndarray]:
        """Choices of each learner's block, as columns."""
        return _grouped(self.block, self.matrix.assign, self.blocks)

    @cached_property
    def shared_columns(self) -> np.ndarray:
        """Columns that belong to no single learner."""
        return np.flatnonzero(self.matrix.owner == SHARED)

    @cached_property
    def weeks(self) -> tuple[np.ndarray, np.ndarray]:
        """First and last week in which each block could be under way, (blocks,); 0, -1: never."""
        start, end = self.matrix.candidates.column("start"), self.matrix.candidates.end
        first = np.full(self.blocks, np.iinfo(np.int64).max)
        last = np.full(self.blocks, -1)
        np.minimum.at(first, self.block, start)
        np.maximum.at(last, self.block, end)
        return np.where(last < 0, 0, first), last

    @cached_property
    def one_of_block(self) -> tuple[np.ndarray, np.ndarray]:
        """Which blocks take at most one choice, (blocks,), and rows that say nothing else, (m,).

        A row says so where each choice of the block has coefficient 1 and the others in it cannot
        make room for a second.
        """
        matrix, rows = self.matrix, self.matrix.rows.tocoo()
        count, width = matrix.rows.shape
        block = np.full(width, -1)
        block[matrix.assign] = self.block
        size = np.bincount(self.block, minlength=self.blocks)
        of_row = np.full(count, -1)
        one = (block[rows.col] >= 0) & (rows.data == 1.0)
        of_row[rows.row[one]] = block[rows.col[one]]
        inside = one & (block[rows.col] == of_row[rows.row])
        held = np.bincount(rows.row[inside], minlength=count)
        box = np.where(rows.data > 0, matrix.lower[rows.col], matrix.upper[rows.col])
        with np.errstate(invalid="ignore"):
            least = np.where(inside, 0.0, rows.data * box)
            rest = np.bincount(rows.row, weights=least, minlength=count)
            says = (of_row >= 0) & (held == size[of_row]) & (matrix.row_upper - rest <= 1.0)
        only = says & (held == np.diff(matrix.rows.indptr)) & ~np.isfinite(matrix.row_lower)
        blocks = np.zeros(self.blocks, dtype=bool)
        blocks[of_row[says]] = True
        return blocks, only

    @cached_property
    def reach(self) -> np.ndarray:
        """Most that each column need be at a best solution, (n,): its own bound or a smaller one.

        A variable that only costs and has no bound need be no larger than its rows ask for. What
        they ask for may depend on another such variable, so one that is known may make more known.
        """
        matrix = self.matrix
        upper = matrix.upper.copy()
        endless = np.flatnonzero(~np.isfinite(upper) & ~(matrix.costs < 0).any(axis=0))
        while len(endless):
            known = [self._asked_for(int(j), upper) for j in endless]
            upper[endless] = known
            left = endless[~np.isfinite(known)]
            if len(left) == len(endless):
                break
            endless = left
        return upper

    @cached_property
    def base(self) -> np.ndarray:
        """Least that each column can be, (n,): its own bound, or what its rows leave it."""
        matrix, upper = self.matrix, self.reach
        lower = matrix.lower.copy()
        for j in np.flatnonzero(~np.isfinite(lower)):
            for a, row, rest in self._rows_of(int(j), upper):
                least = (row - rest) / a if a > 0 else (rest - row) / -a
                lower[j] = np.fmax(lower[j], least)
        return lower

    def _asked_for(self, j: int, upper: np.ndarray) -> float:
        asked = [0.0]
        for a, row, rest in self._rows_of(j, upper, most=False):
            asked.append((row - rest) / a if a > 0 else (rest - row) / -a)
        most = float(np.max(asked))
        return np.inf if np.isnan(most) else most

    def _rows_of(
        self, j: int, upper: np.ndarray, *, most: bool = True
    ) -> list[tuple[float, float, float]]:
        """Return of each row that keeps column j up: its coefficient, bound, and the others' sum.

        A row "at least" keeps up a column that adds to it, a row "at most" one that takes from it.
        The others' sum is the one that asks least of j (``most``), or else the one that asks most.
        """
        matrix, column = self.matrix, self.columns[:, [j]].tocoo()
        found = []
        for i, a in zip(column.row, column.data, strict=True):
            row = matrix.row_lower[i] if a > 0 else matrix.row_upper[i]
            if not np.isfinite(row):
                continue
            own = matrix.rows[[i]].tocoo()
            rest = own.col != j
            data, col = own.data[rest], own.col[rest]
            largest = (data > 0) == ((a > 0) == most)
            found.append((a, row, data @ np.where(largest, upper[col], matrix.lower[col])))
        return found


def _grouped(keys: np.ndarray, values: np.ndarray, number: int) -> list[np.ndarray]:
    """Return the values of each key 0 … number - 1, in order."""
    order = np.argsort(keys, kind="stable")
    ends = np.searchsorted(keys[order], np.arange(number + 1))
    return [values[order[a:b]] for a, b in pairwise(ends)]
