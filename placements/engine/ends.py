"""How small and how large a sum over columns can be, within the columns' bounds."""

from __future__ import annotations

import numpy as np
from scipy import sparse

ENDLESS = 1e9
"""Stands for a bound that there is not."""
ABOUT = 1e-9
"""Difference below which a row is not broken."""


def ends(
    rows: sparse.csr_array | sparse.csc_array, lower: np.ndarray, upper: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Return the least and the most that each row can come to, (m,) both.

    Parameters
    ----------
    lower, upper
        Bounds of the columns, (n,).
    """
    rises, falls = rows.maximum(0.0), rows.minimum(0.0)
    low, high = np.maximum(lower, -ENDLESS), np.minimum(upper, ENDLESS)
    return rises @ low + falls @ high, rises @ high + falls @ low


def breakable(
    least: np.ndarray, most: np.ndarray, row_lower: np.ndarray, row_upper: np.ndarray
) -> np.ndarray:
    """Return which rows can be broken by sums between such ends, (m,)."""
    return np.asarray((most > row_upper + ABOUT) | (least < row_lower - ABOUT))
