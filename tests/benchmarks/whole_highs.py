"""HiGHS with the whole model, as somebody would use it who has only the matrix."""

from __future__ import annotations

import highspy
import numpy as np

from placements.engine.matrix import Matrix

CLEAR = 1e-4
"""Relative slack of a row that holds a value, where no grain says more: well clear of HiGHS's own
tolerance."""


class Engine:
    """A model that gets a new cost for each level, and a row for each value to hold."""

    def __init__(self, matrix: Matrix, seed: int, threads: int) -> None:
        self.matrix, self.seed, self.threads = matrix, seed, threads
        self.held: list[tuple[int, float]] = []

    def solve(
        self, k: int, seconds: float, start: np.ndarray | None
    ) -> tuple[np.ndarray | None, float | None]:
        """Return the best solution of level k, if there is any, and a bound without constant."""
        solver = self._loaded(k, seconds)
        if start is not None:
            columns = np.arange(len(start), dtype=np.int32)
            solver.setSolution(len(start), columns, start.astype(float))
        solver.run()
        info = solver.getInfo()
        found = info.primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible
        x = np.array(solver.getSolution().col_value) if found else None
        bound = info.mip_dual_bound if np.isfinite(info.mip_dual_bound) else None
        return None if x is None else np.where(self.matrix.integer, np.rint(x), x), bound

    def hold(self, k: int, x: np.ndarray) -> None:
        """Let level k be no worse than in a solution."""
        value, grain = float(self.matrix.costs[k] @ x), float(self.matrix.grains[k])
        clear = CLEAR * max(1.0, abs(value))
        self.held.append((k, value + (min(grain / 2, clear) if grain else clear)))

    def _loaded(self, k: int, seconds: float) -> highspy.Highs:
        """Return a solver of one level: a new one, for HiGHS counts its time from its making."""
        solver = highspy.Highs()
        grain = float(self.matrix.grains[k])
        options = {
            "output_flag": False,
            "threads": self.threads,
            "random_seed": self.seed,
            "time_limit": seconds,
            "mip_rel_gap": 0.0,
            "mip_abs_gap": max(grain * (1 - 1e-6), 1e-6),
        }
        for name, value in options.items():
            solver.setOptionValue(name, value)
        solver.passModel(self._lp(k))
        for level, limit in self.held:
            cost = self.matrix.costs[level]
            columns = np.flatnonzero(cost)
            solver.addRow(
                -highspy.kHighsInf, limit, len(columns), columns.astype(np.int32), cost[columns]
            )
        return solver

    def _lp(self, k: int) -> highspy.HighsLp:
        rows, lp = self.matrix.rows, highspy.HighsLp()
        lp.num_row_, lp.num_col_ = rows.shape
        lp.col_cost_ = self.matrix.costs[k]
        lp.col_lower_, lp.col_upper_ = self.matrix.lower, self.matrix.upper
        lp.row_lower_, lp.row_upper_ = self.matrix.row_lower, self.matrix.row_upper
        kinds = (highspy.HighsVarType.kContinuous, highspy.HighsVarType.kInteger)
        lp.integrality_ = [kinds[int(whole)] for whole in self.matrix.integer]
        lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        lp.a_matrix_.start_, lp.a_matrix_.index_ = rows.indptr, rows.indices
        lp.a_matrix_.value_ = rows.data
        return lp
