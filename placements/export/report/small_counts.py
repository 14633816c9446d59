"""Counts of learners as shared tables hold them: rounded, and fewer than five not told."""

from __future__ import annotations

LEAST = 5
"""Fewest learners that a shared table counts, and what it rounds to."""


def rounded(number: int) -> int | None:
    """Return a count rounded to the nearest five; ``None``: one to four, which is not told.

    Rounding keeps sums from giving away what is not told.
    """
    if 0 < number < LEAST:
        return None
    return LEAST * ((int(number) + LEAST // 2) // LEAST)
