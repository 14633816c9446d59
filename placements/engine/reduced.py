"""A matrix with some choices held: what is left to decide, and nothing else."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from scipy import sparse

from placements.engine.matrix import SHARED, Matrix


def with_held(matrix: Matrix, held: np.ndarray) -> Matrix:
    """Return the matrix of the other choices, these being chosen.

    Parameters
    ----------
    held
        Positions of candidates that are chosen, (k,). The rules' own variables of learners without
        any other choice are left out with them, so the levels' values are right but for a constant;
        what each owner adds to it (``owed``) stays the whole matrix's.
    """
    free = np.ones(len(matrix.assign), dtype=bool)
    free[held] = False
    learners = np.unique(matrix.owner[matrix.assign[free]])
    columns = np.isin(matrix.owner, [SHARED, *learners])
    columns[matrix.assign[held]] = False
    x = np.zeros(len(columns))
    x[matrix.assign[held]] = 1.0
    at = np.cumsum(columns) - 1
    part = sparse.csr_array(sparse.csc_array(matrix.rows)[:, np.flatnonzero(columns)])
    rows = np.flatnonzero(np.diff(part.indptr))
    there = matrix.rows[rows] @ x
    assign = matrix.assign[free]
    return replace(
        matrix,
        rows=sparse.csr_array(part[rows]),
        row_lower=matrix.row_lower[rows] - there,
        row_upper=matrix.row_upper[rows] - there,
        lower=matrix.lower[columns],
        upper=matrix.upper[columns],
        integer=matrix.integer[columns],
        costs=matrix.costs[:, columns],
        constants=matrix.constants + matrix.costs @ x,
        owner=matrix.owner[columns],
        rule=matrix.rule[rows],
        key=[matrix.key[int(row)] for row in rows],
        family=matrix.family[rows],
        names=matrix.names[columns],
        candidates=matrix.candidates.take(np.flatnonzero(free)),
        assign=at[assign],
        taken={k: int(at[column]) for k, column in matrix.taken.items() if columns[column]},
    )
