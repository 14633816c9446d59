"""A matrix in whole numbers, exactly: what a solver that knows nothing else has to be given.

A column of a rule's own (a shortfall, an hour too many) need not be whole, but at its best it is
what some row makes it: a multiple of a simple fraction, one over its ``steps``. Such a column is
counted in those fractions, and bounded by what its rows can ask of it; then every row and cost
times the least common denominator of its coefficients is whole.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from functools import cache
from itertools import pairwise
from math import isinf, lcm

import numpy as np

from placements.engine.matrix import Matrix

Line = tuple[list[int], list[float], float, float]
"""A row: its columns, their coefficients, its lower and its upper bound."""
MOST = 1_000
"""Largest denominator of a coefficient. Any number is near a fraction with a large one."""
SAME = 1e-8
"""Relative difference of a coefficient and its fraction: weights may be decimals cut off."""
FINEST = 1_000_000
"""Most steps of one unit of a column."""


@cache
def exact(value: float) -> Fraction:
    """Return the simple fraction that a coefficient stands for.

    Raises
    ------
    ValueError
        Where it is none.
    """
    simple = Fraction(value).limit_denominator(MOST)
    if abs(float(simple) - value) > SAME * abs(value):
        raise ValueError(f"{value} is no simple fraction")
    return simple


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
        if max(made.values()) > FINEST:
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
