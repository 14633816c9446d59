"""A kernel: the few columns among which a solution as good as the relaxation is likely to be.

Where many solutions reach a level's bound, reduced costs tell nothing apart and the whole problem
is large. A small problem that keeps, for each block, what the relaxation itself uses and the
choices that later levels like best, often holds a solution that reaches the bound; and a solution
that reaches it is proven best, whatever was left out (Angelelli, Mansini and Speranza, "Kernel
search", Computers & Operations Research 37, 2010).
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from placements.engine.highs import Face, Relaxation
from placements.engine.matrix import Matrix
from placements.engine.rank import rank_within


def kernel(
    matrix: Matrix, face: Face, relaxed: Relaxation, later: np.ndarray, x: np.ndarray, size: int
) -> Face:
    """Return the face with at most about ``size`` choices open for each block.

    Parameters
    ----------
    later
        What later levels make of each column; less is better, (n,).
    x
        The best solution so far; its choices stay open, (n,).
    """
    columns = matrix.assign
    block = matrix.candidates.column("learner_block")
    rank = rank_within(block, np.round(relaxed.reduced[columns], 4), later[columns])
    kept = (rank < size) | (relaxed.x[columns] > 1e-6) | (x[columns] > 0.5)
    upper = face.upper.copy()
    closed = columns[~kept]
    upper[closed] = np.minimum(upper[closed], np.maximum(face.lower[closed], 0.0))
    return replace(face, upper=upper)
