"""Ranks within groups: which of a block's choices are its best few."""

from __future__ import annotations

import numpy as np


def rank_within(group: np.ndarray, *values: np.ndarray) -> np.ndarray:
    """Return how many of its group come before each, (n,).

    Parameters
    ----------
    group
        Number of each one's group, (n,).
    values
        What they are ordered by, least first, the most important first, (n,) each; in their own
        order where all are equal.
    """
    order = np.lexsort((*reversed(values), group))
    rank = np.empty(len(order), dtype=np.int64)
    rank[order] = np.arange(len(order)) - np.searchsorted(group[order], group[order])
    return rank
