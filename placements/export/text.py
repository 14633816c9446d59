"""Plain text for people: figures, long dates, columns, long lists cut short."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from functools import lru_cache

LISTED = 12
"""Rows shown of a long list; the rest is counted."""


def figure(value: float | None) -> str:
    """Return a value with thousands marked and no needless decimals; ``-`` for none."""
    if value is None:
        return "-"
    return f"{value:,.0f}" if float(value).is_integer() else f"{value:,.2f}"


def percent(share: float) -> str:
    """Return a share as a percentage that is never rounded to nothing."""
    return "under 0.01%" if 0 < share < 0.0001 else f"{share:.2%}"


def clock(seconds: float) -> str:
    """Return seconds as minutes and seconds, ``2:05``."""
    return f"{int(seconds) // 60}:{int(seconds) % 60:02d}"


@lru_cache(maxsize=10_000)
def day(date: dt.date) -> str:
    """Return a date as ``7 September 2026``."""
    return f"{date.day} {date:%B %Y}"


def table(rows: Sequence[Sequence[str]], left: Collection[int] = (0,)) -> str:
    """Return rows as columns of text.

    Parameters
    ----------
    left
        Columns that are text, and stand to the left; figures stand to the right.
    """
    widths = [max(len(row[k]) for row in rows) for k in range(len(rows[0]))]
    lines = []
    for row in rows:
        cells = [
            cell.ljust(width) if k in left else cell.rjust(width)
            for k, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        lines.append("  ".join(cells).rstrip())
    return "\n".join(lines)


def cut(lines: Sequence[str], limit: int = LISTED, indent: str = "  ") -> list[str]:
    """Return the first lines, and how many more there are."""
    if len(lines) <= limit:
        return list(lines)
    return [*lines[:limit], f"{indent}and {len(lines) - limit:,} more"]
