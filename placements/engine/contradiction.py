"""Why no plan exists: the smallest set of pins and links that cannot all hold."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TypeVar

import numpy as np
from scipy import sparse

from placements.engine.highs import Face, Limits, Problem, solve_mip
from placements.engine.matrix import Matrix

T = TypeVar("T")


def smallest_conflict(matrix: Matrix, decided: np.ndarray) -> np.ndarray:
    """Return rows, of those decided by the user, that cannot all hold; without any one they can.

    Parameters
    ----------
    decided
        Which rows state a decision of the user's, (m,). Without them a plan always exists.

    Returns
    -------
    numpy.ndarray
        Positions of the rows; empty where all hold together.
    """
    rows: list[int] = np.flatnonzero(decided).tolist()
    bent = _bent(matrix, rows)
    # What must bend if everything else holds is where to look first; the rest is then dropped
    # one by one: a row without which the others still conflict is no part of the conflict.
    conflict = [r for r in rows if r not in bent] + [r for r in rows if r in bent]
    if not bent:
        return np.empty(0, dtype=np.int64)
    conflict = smallest(conflict, lambda kept: not _holds(matrix, decided, kept))
    return np.array(sorted(conflict), dtype=np.int64)


def smallest(things: Sequence[T], conflict: Callable[[list[T]], bool]) -> list[T]:
    """Return a smallest part of a conflict: without any one thing it is none (a deletion filter).

    Whole parts that the conflict does not need are dropped first, larger ones before smaller.

    Parameters
    ----------
    things
        What conflicts.
    conflict
        Whether some of them do, as more of them always do.
    """
    kept = list(things)
    size = max(len(kept) // 2, 1)
    while size >= 1:
        at = 0
        while at < len(kept):
            fewer = kept[:at] + kept[at + size :]
            if conflict(fewer):
                kept = fewer
            else:
                at += size
        size //= 2
    return kept


def _holds(matrix: Matrix, decided: np.ndarray, kept: list[int]) -> bool:
    """Return whether a plan can hold these decided rows and every other rule."""
    keep = ~decided
    keep[kept] = True
    part = replace(
        matrix,
        rows=sparse.csr_array(matrix.rows[keep]),
        row_lower=matrix.row_lower[keep],
        row_upper=matrix.row_upper[keep],
    )
    nothing = np.zeros(matrix.rows.shape[1])
    return not solve_mip(Problem(part, nothing, Face.whole(part)), Limits()).infeasible


def _bent(matrix: Matrix, rows: list[int]) -> set[int]:
    """Return rows that a plan bends if it bends the decided ones as little as it can."""
    count, width = matrix.rows.shape
    number = len(rows)
    at = (rows, np.arange(number))
    up = sparse.csr_array((np.ones(number), at), shape=(count, number))
    wide = replace(
        matrix,
        rows=sparse.csr_array(sparse.hstack([matrix.rows, up, -up], format="csr")),
        lower=np.concatenate([matrix.lower, np.zeros(2 * number)]),
        upper=np.concatenate([matrix.upper, np.full(2 * number, np.inf)]),
        integer=np.concatenate([matrix.integer, np.zeros(2 * number, dtype=bool)]),
    )
    cost = np.concatenate([np.zeros(width), np.ones(2 * number)])
    outcome = solve_mip(Problem(wide, cost, Face.whole(wide)), Limits())
    if outcome.x is None:
        return set(rows)
    slack = outcome.x[width : width + number] + outcome.x[width + number :]
    return {row for row, by in zip(rows, slack, strict=True) if by > 1e-6}
