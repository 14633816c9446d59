"""A matrix without the rows that nothing can break, and without the variables that only they hold.

A pool is a few candidates of millions, so most rows have nothing left to forbid: one that counts a
learner's stays at a setting, where the pool would send that learner there once at most.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from placements.engine.ends import breakable, ends
from placements.engine.matrix import Matrix
from placements.engine.structure import Structure


def slim(matrix: Matrix) -> tuple[Matrix, np.ndarray]:
    """Return a matrix with the same solutions, but for variables that cost nothing, and its rows.

    Returns
    -------
    Matrix
        Without rows that no values within the columns' bounds can break, and without columns that
        are best at 0 once those are gone.
    numpy.ndarray
        Positions of the rows that are kept, sorted.
    """
    structure = Structure(matrix)
    least, most = _ends(structure)
    breaks = breakable(least, most, matrix.row_lower, matrix.row_upper)
    kept = np.flatnonzero(breaks | (structure.row_of_block >= 0))  # the ends rely on the latter
    rows = matrix.rows[kept]
    held = np.zeros(rows.shape[1], dtype=bool)
    held[rows.indices] = True
    idle = (matrix.lower == 0) & (matrix.costs >= 0).all(axis=0)
    held |= structure.choice | ~idle
    held[list(matrix.taken.values())] = True
    columns = np.flatnonzero(held)
    at = np.cumsum(held) - 1
    return replace(
        matrix,
        rows=rows[:, columns],
        row_lower=matrix.row_lower[kept],
        row_upper=matrix.row_upper[kept],
        lower=matrix.lower[columns],
        upper=matrix.upper[columns],
        integer=matrix.integer[columns],
        costs=matrix.costs[:, columns],
        owner=matrix.owner[columns],
        rule=matrix.rule[kept],
        key=[matrix.key[row] for row in kept.tolist()],
        family=matrix.family[kept],
        names=matrix.names[columns],
        assign=at[matrix.assign],
        taken={block: int(at[column]) for block, column in matrix.taken.items()},
    ), kept


def _ends(structure: Structure) -> tuple[np.ndarray, np.ndarray]:
    """Return the least and the most that each row can come to, (m,) both.

    Of a block that takes at most one choice, only the largest of a row counts.
    """
    matrix = structure.matrix
    single, _ = structure.one_of_block
    group = np.full(matrix.rows.shape[1], -1, dtype=np.int64)
    group[matrix.assign] = np.where(single[structure.block], structure.block, -1)
    alone = np.flatnonzero(group < 0)
    least, most = ends(
        structure.columns[:, alone].tocsr(), matrix.lower[alone], matrix.upper[alone]
    )
    coo = matrix.rows.tocoo()
    few = group[coo.col] >= 0
    pair = coo.row[few].astype(np.int64) * (structure.blocks + 1) + group[coo.col[few]]
    order = np.argsort(pair, kind="stable")
    starts = np.flatnonzero(np.diff(pair[order], prepend=-1))
    if len(starts):
        own, value = pair[order][starts] // (structure.blocks + 1), coo.data[few][order]
        np.add.at(least, own, np.minimum(np.minimum.reduceat(value, starts), 0.0))
        np.add.at(most, own, np.maximum(np.maximum.reduceat(value, starts), 0.0))
    return least, most
