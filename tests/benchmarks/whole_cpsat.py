"""CP-SAT with the whole model, in whole numbers: every coefficient is scaled exactly.

CP-SAT knows whole columns only. A column of a rule's own (a shortfall, an hour too many) need not
be whole, but at its best it is what some row makes it: a multiple of a simple fraction, one over
its ``steps``. Such a column is counted in those fractions, and bounded by what its rows can ask of
it; then every row and cost times the least common denominator of its coefficients is whole.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from functools import cache
from itertools import pairwise
from math import ceil, floor, isinf, lcm
from typing import Any

import numpy as np
from ortools.sat.python import cp_model

from placements.engine.matrix import Matrix

Line = tuple[list[int], list[float], float, float]
"""A row: its columns, their coefficients, its lower and its upper bound."""
MOST = 1_000_000
"""Largest denominator of a coefficient: the tables' numbers have few decimals."""


@cache
def exact(value: float) -> Fraction:
    """Return the simple fraction that a coefficient stands for.

    Raises
    ------
    ValueError
        Where it is none.
    """
    simple = Fraction(value).limit_denominator(MOST)
    if abs(float(simple) - value) > 1e-8 * max(1.0, abs(value)):
        raise ValueError(f"{value} is no simple fraction")
    return simple


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


def lines(matrix: Matrix) -> Iterator[Line]:
    """Yield each row's columns, coefficients and bounds."""
    rows = matrix.rows
    columns, values, ends = rows.indices.tolist(), rows.data.tolist(), rows.indptr.tolist()
    bounds = zip(matrix.row_lower.tolist(), matrix.row_upper.tolist(), strict=True)
    for (low, high), (first, after) in zip(bounds, pairwise(ends), strict=True):
        yield columns[first:after], values[first:after], low, high


def steps(matrix: Matrix) -> list[int]:
    """Return how finely each column is counted: 1 for a whole one, 2 for one in halves.

    A column that need not be whole is what a row makes it, so its fraction follows from that row's
    coefficients and the fractions of the row's other columns: those that are known already.
    """
    fine: list[int | None] = [1 if whole else None for whole in matrix.integer.tolist()]
    rows = list(lines(matrix))
    while waiting := [row for row in rows if any(fine[j] is None for j in row[0])]:
        unknown = [sum(fine[j] is None for j in row[0]) for row in waiting]
        made: dict[int, int] = {}
        for row, number in zip(waiting, unknown, strict=True):
            if number == min(unknown):  # 1, but where columns are made only together
                for j, step in _made(row, fine):
                    made[j] = lcm(made.get(j, 1), step)
        for j, step in made.items():
            fine[j] = step
        if max(made.values()) > MOST:
            raise ValueError("a column that need not be whole is no multiple of a simple fraction")
    return [1 if step is None else step for step in fine]


def _made(row: Line, fine: list[int | None]) -> Iterator[tuple[int, int]]:
    """Yield the columns of a row that are not known yet, and the steps in which it makes them."""
    columns, values, low, high = row
    terms = {exact(side) for side in (low, high) if not isinf(side)}
    for j, value in zip(columns, values, strict=True):
        if (step := fine[j]) is not None:
            terms.add(exact(value) / step)
    for j, value in zip(columns, values, strict=True):
        if fine[j] is None:
            yield j, lcm(*((term / exact(value)).denominator for term in terms))


def finite_bounds(matrix: Matrix) -> tuple[list[float], list[float]]:
    """Return the columns' bounds; where there is none, the most that a row can ask of it."""
    lower, upper = matrix.lower.copy(), matrix.upper.copy()
    size = abs(matrix.rows).tocsr()
    sides = np.stack([matrix.row_lower, matrix.row_upper])
    rest = np.where(np.isfinite(sides), abs(sides), 0.0).max(axis=0)
    while (open_ := ~np.isfinite(lower) | ~np.isfinite(upper)).any():
        known = np.where(open_, 0.0, np.maximum(abs(lower), abs(upper)))
        asked = size @ known + rest
        single = size[:, open_].tocoo()
        alone = np.bincount(single.row, minlength=size.shape[0])[single.row] == 1
        reach = np.zeros(open_.sum())
        np.maximum.at(reach, single.col[alone], asked[single.row[alone]] / single.data[alone])
        settled = np.zeros(open_.sum(), dtype=bool)
        settled[single.col[alone]] = True
        if not settled.any():
            raise ValueError("a column has no bound, and no row that gives it one")
        at, reach = np.flatnonzero(open_)[settled], np.ceil(reach[settled])
        lower[at] = np.maximum(lower[at], -reach)
        upper[at] = np.minimum(upper[at], reach)
    return lower.tolist(), upper.tolist()
