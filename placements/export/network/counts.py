"""Counts of learners as shared tables may hold them, and tables that no spreadsheet runs."""

from __future__ import annotations

import pandas as pd

from placements.export.small_counts import LEAST

FEW = f"1 to {LEAST - 1}"
"""What stands for a count that is not told."""
FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet takes for the beginning of a formula."""


def told(number: int) -> int | str:
    """Return a count of learners, or what stands for one of few."""
    return FEW if 0 < number < LEAST else int(number)


def weight(number: int) -> float:
    """Return a count as the width of a line: every one of few counts as two."""
    return 2.0 if 0 < number < LEAST else float(number)


def csv(frame: pd.DataFrame) -> bytes:
    """Return a table as CSV; a text that looks like a formula has an apostrophe before it."""
    texts = frame.map(lambda value: _text(value) if isinstance(value, str) else value)
    return texts.to_csv(index=False, lineterminator="\n").encode()


def _text(value: str) -> str:
    return f"'{value}" if value.startswith(FORMULA) else value
