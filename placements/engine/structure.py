"""How a matrix falls apart: each learner's columns, each block's choices, and what ties them.

Found from the matrix and the candidate table alone: no rule is known by name.
"""

from __future__ import annotations

from functools import cached_property
from itertools import pairwise

import numpy as np
from scipy import sparse

from placements.engine.floating import floating, mostly_floating
from placements.engine.matrix import SHARED, Matrix
from placements.engine.reach import Reach


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
    def floating(self) -> np.ndarray:
        """Which blocks may start in any of many weeks, (blocks,)."""
        return floating(self.matrix.candidates)

    @cached_property
    def floats(self) -> bool:
        """Whether most choices are of such blocks."""
        return mostly_floating(self.matrix.candidates)

    @cached_property
    def one_of_block(self) -> tuple[np.ndarray, np.ndarray]:
        """Which blocks take at most one choice, (blocks,), and rows that say nothing else, (m,).

        A row says so where each choice of the block has coefficient 1 and the others in it cannot
        make room for a second.
        """
        matrix, rows, of_row = self.matrix, self.matrix.rows, self.row_of_block
        says = of_row >= 0
        only = says & (self._size[of_row] == np.diff(rows.indptr)) & ~np.isfinite(matrix.row_lower)
        blocks = np.zeros(self.blocks, dtype=bool)
        blocks[of_row[says]] = True
        return blocks, only

    @cached_property
    def _size(self) -> np.ndarray:
        """Choices of each block, (blocks,)."""
        return np.bincount(self.block, minlength=self.blocks)

    @cached_property
    def row_of_block(self) -> np.ndarray:
        """Block of which each row says that it takes at most one choice, (m,); -1: of none."""
        matrix, rows = self.matrix, self.matrix.rows.tocoo()
        count, width = matrix.rows.shape
        block = np.full(width, -1)
        block[matrix.assign] = self.block
        of_row = np.full(count, -1)
        one = (block[rows.col] >= 0) & (rows.data == 1.0)
        of_row[rows.row[one]] = block[rows.col[one]]
        inside = one & (block[rows.col] == of_row[rows.row])
        held = np.bincount(rows.row[inside], minlength=count)
        box = np.where(rows.data > 0, matrix.lower[rows.col], matrix.upper[rows.col])
        with np.errstate(invalid="ignore"):
            least = np.where(inside, 0.0, rows.data * box)
            rest = np.bincount(rows.row, weights=least, minlength=count)
            says = (of_row >= 0) & (held == self._size[of_row]) & (matrix.row_upper - rest <= 1.0)
        return np.where(says, of_row, -1)

    @cached_property
    def reach(self) -> np.ndarray:
        """Most that each column need be at a best solution, (n,): its own bound or a smaller."""
        return self._reach.most()

    @cached_property
    def base(self) -> np.ndarray:
        """Least that each column can be, (n,): its own bound, or what its rows leave it."""
        return self._reach.least(self.reach)

    @cached_property
    def _reach(self) -> Reach:
        m = self.matrix
        return Reach(m.rows, self.columns, m.row_lower, m.row_upper, m.lower, m.upper, m.costs)


def _grouped(keys: np.ndarray, values: np.ndarray, number: int) -> list[np.ndarray]:
    """Return the values of each key 0 … number - 1, in order."""
    order = np.argsort(keys, kind="stable")
    ends = np.searchsorted(keys[order], np.arange(number + 1))
    return [values[order[a:b]] for a, b in pairwise(ends)]
