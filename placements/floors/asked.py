"""Whether blocks can be placed and a curriculum be met together, asked of a compiled model."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import sparse

from placements.engine.highs import Face, Limits, Outcome, Part, Problem, solve_mip

NODES = 2_000
"""Nodes that one question may take; where they do not suffice, nothing is claimed."""

Columns = Sequence[np.ndarray]
"""For each block the columns of its choices; for each item those above 0 where it is not met."""


@dataclass(frozen=True, eq=False)
class Asked:
    """A compiled model, or one learner's part of it.

    Parameters
    ----------
    part, face
        Its rows and columns, and their bounds.
    """

    part: Part
    face: Face

    def possible(
        self, placed: Columns, met: Columns, without: Sequence[np.ndarray] = ()
    ) -> bool | None:
        """Return whether all these can be placed and met at once; ``None``: not known.

        Parameters
        ----------
        without
            Rows that need not hold.
        """
        low, high = self.face.row_lower.copy(), self.face.row_upper.copy()
        for rows in without:
            low[rows], high[rows] = -np.inf, np.inf
        face = Face(low, high, self.face.lower, self._met(met))
        found = self._solve(face, placed, np.zeros(self.part.rows.shape[1]))
        return False if found.infeasible else True if found.x is not None else None

    def placed(self, placed: Columns, wanted: Columns) -> list[bool]:
        """Return which further blocks a plan can place, as many as it finds, beside others."""
        cost = np.zeros(self.part.rows.shape[1])
        for columns in wanted:
            cost[columns] = -1.0
        x = self._solve(self.face, placed, cost).x
        return [x is not None and bool(x[columns].sum() > 0.5) for columns in wanted]

    def met(self, placed: Columns, met: Columns, wanted: Columns) -> list[bool]:
        """Return which further items a plan can meet, as many as it finds, beside others."""
        cost = np.zeros(self.part.rows.shape[1])
        for columns in wanted:
            cost[columns] = 1.0
        face = Face(self.face.row_lower, self.face.row_upper, self.face.lower, self._met(met))
        x = self._solve(face, placed, cost).x if wanted else None
        return [x is not None and bool(x[columns].sum() < 1e-6) for columns in wanted]

    def _met(self, met: Columns) -> np.ndarray:
        upper = self.face.upper.copy()
        for columns in met:
            upper[columns] = 0.0
        return upper

    def _solve(self, face: Face, placed: Columns, cost: np.ndarray) -> Outcome:
        """Solve with one place or more for each of some blocks."""
        rows, low, high = self.part.rows, face.row_lower, face.row_upper
        if placed:
            number = np.repeat(np.arange(len(placed)), [len(columns) for columns in placed])
            at = (number, np.concatenate(placed))
            ones = sparse.csr_array((np.ones(len(number)), at), (len(placed), rows.shape[1]))
            rows = sparse.csr_array(sparse.vstack([rows, ones], format="csr"))
            low = np.concatenate([low, np.ones(len(placed))])
            high = np.concatenate([high, np.full(len(placed), np.inf)])
        wide = Face(low, high, face.lower, face.upper)
        return solve_mip(Problem(Part(rows, self.part.integer), cost, wide), Limits(nodes=NODES))
