"""How large, and how small, variables without bounds need be: prices could make them endless."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import sparse


@dataclass(frozen=True, eq=False)
class Reach:
    """Rows and columns as in ``Matrix``; ``columns`` are the same coefficients by column."""

    rows: sparse.csr_array
    columns: sparse.csc_array
    row_lower: np.ndarray
    row_upper: np.ndarray
    lower: np.ndarray
    upper: np.ndarray
    costs: np.ndarray

    def most(self) -> np.ndarray:
        """Return the most that each column need be at a best solution, (n,).

        A variable that only costs and has no bound need be no larger than its rows ask for. What
        they ask for may depend on another such variable, so one that is known may make more known.
        """
        upper = self.upper.copy()
        endless = np.flatnonzero(~np.isfinite(upper))
        endless = endless[~(self.costs[:, endless] < 0).any(axis=0)]
        while len(endless):
            known = [self._asked_for(int(j), upper) for j in endless]
            upper[endless] = known
            left = endless[~np.isfinite(known)]
            if len(left) == len(endless):
                break
            endless = left
        return upper

    def least(self, upper: np.ndarray) -> np.ndarray:
        """Return the least that each column can be, (n,): its own bound, or what rows leave it."""
        lower = self.lower.copy()
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
        column = self.columns[:, [j]].tocoo()
        found = []
        for i, a in zip(column.row, column.data, strict=True):
            row = self.row_lower[i] if a > 0 else self.row_upper[i]
            if not np.isfinite(row):
                continue
            own = self.rows[[i]].tocoo()
            rest = own.col != j
            data, col = own.data[rest], own.col[rest]
            largest = (data > 0) == ((a > 0) == most)
            found.append((a, row, data @ np.where(largest, upper[col], self.lower[col])))
        return found
