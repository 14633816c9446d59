"""Answers as CSV files in a folder, and intervals as people read them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from placements.export.folder import write_folder
from placements.export.text import figure


def write_tables(tables: Mapping[str, pd.DataFrame], out: Path) -> None:
    """Write tables by their file names, all of them or none."""
    write_folder(out, {name: csv_of(frame) for name, frame in tables.items()})


def csv_of(frame: pd.DataFrame) -> bytes:
    """Return a table as the bytes of a CSV file."""
    return frame.to_csv(index=False, lineterminator="\n").encode()


def interval(low: float | None, high: float | None) -> str:
    """Return ``8``, ``0 to 8``, ``at least 8``, ``at most 8`` or ``not known``."""
    low, high = (None if value is None or pd.isna(value) else value for value in (low, high))
    if low is None and high is None:
        return "not known"
    if low is None:
        return f"at most {figure(high)}"
    if high is None:
        return f"at least {figure(low)}"
    return figure(low) if low == high else f"{figure(low)} to {figure(high)}"
