"""Counts of few people are not shown, nor what would let a reader work them out."""

from __future__ import annotations

import numpy as np

LEAST = 5
"""Fewest people that a shared table counts, and what it may be rounded to."""


def rounded(number: int) -> int | None:
    """Return a count rounded to the nearest five; ``None``: one to four, which is not told.

    Rounding keeps sums from giving away what is not told, where nothing else is to be hidden.
    """
    if 0 < number < LEAST:
        return None
    return LEAST * ((int(number) + LEAST // 2) // LEAST)


def hidden(counts: np.ndarray, least: int = LEAST) -> np.ndarray:
    """Return which cells of a table must not be shown, (rows, columns).

    Counts below ``least`` are hidden. The sums of rows and columns are taken to be known: where
    these would give away what is hidden in a row or column, for it is a single cell or few people
    in all, its next smallest cell is hidden as well.

    Parameters
    ----------
    counts
        People, (rows, columns), without sums.
    """
    found = (counts > 0) & (counts < least)
    while True:
        more = found.copy()
        _cover(counts, more, least)
        _cover(counts.T, more.T, least)
        if (more == found).all():
            return found
        found = more


def _cover(counts: np.ndarray, found: np.ndarray, least: int) -> None:
    """Hide one more cell of each row whose hidden ones its sum would give away, in place."""
    for row, own in zip(counts, found, strict=True):
        told = own.any() and (own.sum() == 1 or row[own].sum() < least)
        if told and not own.all():
            rest = np.flatnonzero(~own)
            own[rest[np.lexsort((row[rest], row[rest] == 0))[0]]] = True
