"""Values as text: as they stand in a tidy table, and as filters compare them."""

from __future__ import annotations

import datetime as dt
import math
from decimal import Decimal

import pandas as pd


def number_text(value: float) -> str:
    """Return a number as the shortest text that reads back the same, without an exponent."""
    text = format(Decimal(repr(float(value) + 0.0)), "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def as_text(value: object) -> str:
    """Return a value of a table as text; a blank is empty."""
    if value is None or value is pd.NaT:
        return ""
    if isinstance(value, tuple):
        return ";".join(str(item) for item in value)
    if isinstance(value, float):
        return "" if math.isnan(value) else number_text(value)
    if isinstance(value, (dt.date, pd.Timestamp)):
        return value.isoformat()[:10]
    return str(value)
