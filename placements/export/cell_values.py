"""Values as the cells of a workbook hold them: text, a number, a date, or nothing."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable
from typing import Any

import numpy as np
import pandas as pd

MOST_CHARACTERS = 32_767
"""Of one cell; a longer text is dropped by xlsxwriter, so it is cut where everybody sees it."""
FIRST_DAY = dt.date(1900, 3, 1)
"""Earlier days have another number in another spreadsheet program."""


def plain(value: object) -> str | float | dt.date | None:
    """Return a value as one that a cell can hold."""
    if value is None or value is pd.NaT or value is pd.NA:
        return None
    if isinstance(value, (bool, np.bool_)):
        return "yes" if value else "no"
    if isinstance(value, (int, float, np.integer, np.floating)):
        return _number(value)
    if isinstance(value, pd.Timestamp):
        value = value.to_pydatetime()
    if isinstance(value, dt.datetime) and value.time() == dt.time() and value.tzinfo is None:
        value = value.date()
    if isinstance(value, dt.date) and not isinstance(value, dt.datetime):
        return value if value >= FIRST_DAY else value.isoformat()
    if isinstance(value, Iterable) and not isinstance(value, str):
        return "; ".join(map(str, value))
    return str(value)


def _number(value: Any) -> str | float | None:
    if isinstance(value, (float, np.floating)):
        if math.isnan(value):
            return None
        return float(value) if math.isfinite(value) else str(value)
    # A spreadsheet keeps 15 digits of a number.
    return int(value) if abs(int(value)) < 10**15 else str(value)


def clean(text: str) -> str:
    """Return a text that a file can hold: a lone half of a character becomes ``?``."""
    return text.encode("utf-8", "replace").decode("utf-8")


def cut(text: str) -> str:
    """Return a text that fits a cell; where it was cut, everybody sees it."""
    return text if len(text) <= MOST_CHARACTERS else f"{text[: MOST_CHARACTERS - 12]}… (cut here)"


def shown(value: object) -> str:
    """Return about what a cell shows, to find how wide it must be."""
    held = plain(value)
    if isinstance(held, dt.date):
        return held.strftime("%d %b %Y")
    if isinstance(held, float):
        return f"{held:.6g}"
    return "" if held is None else str(held)
