"""Hold a level where it is: the face of solutions that a relaxation's prices leave.

A row "cost @ x <= value" would hold a level too, but it ties all columns together: on a round of 60
learners it made the next relaxation 69 times slower to solve than the face does.

Let z be the relaxation's bound, with reduced costs d and prices y. Every solution x of the matrix
costs at least z + sum |d_j| (distance of x_j from its bound) + sum |y_i| (distance of row i from
its bound). So where the level's value is z itself, a solution as good has every column with
d_j != 0 and every row with y_i != 0 *at* its bound; and a whole column with |d_j| above the
difference of value and z is at its bound in any case.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from placements.engine.highs import Face, Relaxation
from placements.engine.matrix import Matrix

CLEAR = 1e-4
"""Reduced costs and prices below this are taken as 0: a column left free harms nobody."""


def within(matrix: Matrix, face: Face, relaxed: Relaxation, room: float) -> Face:
    """Return the face without the whole columns that would cost more than ``room`` above z."""
    over = relaxed.reduced > room + CLEAR
    under = relaxed.reduced < -room - CLEAR
    return replace(
        face,
        upper=np.where(over & matrix.integer, face.lower, face.upper),
        lower=np.where(under & matrix.integer, face.upper, face.lower),
    )


def held_at(face: Face, relaxed: Relaxation) -> Face:
    """Return the face of the solutions that cost no more than the relaxation's bound."""
    d, y = relaxed.reduced, relaxed.prices
    return Face(
        row_lower=np.where(y < -CLEAR, face.row_upper, face.row_lower),
        row_upper=np.where(y > CLEAR, face.row_lower, face.row_upper),
        lower=np.where((d < -CLEAR) & np.isfinite(face.upper), face.upper, face.lower),
        upper=np.where((d > CLEAR) & np.isfinite(face.lower), face.lower, face.upper),
    )
