"""CP-SAT with the whole model, in whole numbers: every coefficient is scaled exactly.

A column that need not be whole is counted in the simplest fraction that it can be at its best, see
``whole_numbers``: were that too coarse for some round, CP-SAT's bound would be above the value of
another engine's plan, and the table would show it.
"""

from __future__ import annotations

from math import ceil, floor, isinf, lcm
from typing import Any

import numpy as np
from ortools.sat.python import cp_model

from placements.engine.matrix import Matrix
from tests.benchmarks.whole_numbers import exact, finite_bounds, lines, steps


class Engine:
    """A model that gets a new objective for each level, and a row for each value to hold."""

    def __init__(self, matrix: Matrix, seed: int, threads: int) -> None:
        self.matrix, self.seed, self.threads = matrix, seed, threads
        self.steps = steps(matrix)
        self.model = cp_model.CpModel()
        self.columns = [
            self.model.new_int_var(ceil(exact(low) * step), floor(exact(high) * step), "")
            for low, high, step in zip(*finite_bounds(matrix), self.steps, strict=True)
        ]
        for columns, values, low, high in lines(matrix):
            self._add(columns, values, low, high)

    def _add(self, columns: list[int], values: list[float], low: float, high: float) -> None:
        whole, scale = self._whole(columns, values)
        least = cp_model.INT_MIN if isinf(low) else ceil(exact(low) * scale)
        most = cp_model.INT_MAX if isinf(high) else floor(exact(high) * scale)
        self.model.add_linear_constraint(self._sum(columns, whole), least, most)

    def _whole(self, columns: list[int], values: list[float]) -> tuple[list[int], int]:
        """Return whole coefficients of the counted columns, and what they were multiplied with."""
        factors = [exact(v) / self.steps[j] for j, v in zip(columns, values, strict=True)]
        scale = lcm(*(factor.denominator for factor in factors))
        return [int(factor * scale) for factor in factors], scale

    def _sum(self, columns: list[int], whole: list[int]) -> Any:
        return cp_model.LinearExpr.weighted_sum([self.columns[j] for j in columns], whole)

    def _cost(self, k: int) -> tuple[list[int], list[int], int]:
        cost = self.matrix.costs[k]
        columns = np.flatnonzero(cost)
        return columns.tolist(), *self._whole(columns.tolist(), cost[columns].tolist())

    def solve(
        self, k: int, seconds: float, start: np.ndarray | None
    ) -> tuple[np.ndarray | None, float | None]:
        """Return the best solution of level k, if there is any, and a bound without constant."""
        columns, whole, scale = self._cost(k)
        self.model.minimize(self._sum(columns, whole))
        self.model.clear_hints()
        if start is not None:
            for column, value in zip(self.columns, self._counted(start), strict=True):
                self.model.add_hint(column, value)
        solver = cp_model.CpSolver()
        solver.parameters.max_time_in_seconds = seconds
        solver.parameters.num_workers = self.threads
        solver.parameters.random_seed = self.seed
        status = solver.solve(self.model)
        if status in (cp_model.MODEL_INVALID, cp_model.INFEASIBLE):
            raise ValueError(f"CP-SAT calls the model {solver.status_name(status)}")
        if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            return None, None
        counted = np.array([solver.value(column) for column in self.columns], dtype=float)
        return counted / np.array(self.steps), solver.best_objective_bound / scale

    def _counted(self, x: np.ndarray) -> list[int]:
        return [round(value * step) for value, step in zip(x.tolist(), self.steps, strict=True)]

    def hold(self, k: int, x: np.ndarray) -> None:
        """Let level k be no worse than in a solution."""
        columns, whole, _ = self._cost(k)
        counted = self._counted(x)
        value = sum(w * counted[j] for w, j in zip(whole, columns, strict=True))
        self.model.add_linear_constraint(self._sum(columns, whole), cp_model.INT_MIN, value)
