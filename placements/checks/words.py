"""How checks say things: examples, weeks, amounts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from placements.errors import counted

SHOWN = 3
"""Examples named in one message."""


def several(items: Iterable[str], shown: int = SHOWN) -> str:
    """Return ``L1``, ``L1 and L2`` or ``L1, L2, L3 and 211 more``."""
    texts = list(items)
    if len(texts) > shown + 1:
        return f"{', '.join(texts[:shown])} and {len(texts) - shown:,} more"
    return " and ".join(filter(None, [", ".join(texts[:-1]), texts[-1]])) if texts else ""


def weeks(first: int, last: int) -> str:
    """Return ``week 5`` or ``weeks 5 to 12``."""
    return f"week {first}" if first == last else f"weeks {first} to {last}"


def spells(runs: Sequence[tuple[int, int]]) -> str:
    """Return ``weeks 5 to 12, 19 to 26, 33 and 6 more spells``."""
    texts = [f"{first}" if first == last else f"{first} to {last}" for first, last in runs]
    if len(texts) > SHOWN + 1:
        texts = [*texts[:SHOWN], f"{len(texts) - SHOWN} more spells"]
    together = " and ".join(filter(None, [", ".join(texts[:-1]), texts[-1]]))
    return f"{'week' if runs[0][0] == runs[-1][1] else 'weeks'} {together}"


def runs(flags: np.ndarray) -> list[tuple[int, int]]:
    """Return first and last week (1 first) of every run of weeks that are flagged."""
    edges = np.flatnonzero(np.diff(np.r_[False, flags, False]))
    return [(int(a) + 1, int(b)) for a, b in zip(edges[::2], edges[1::2], strict=True)]


def amount(number: float, noun: str) -> str:
    """Return ``1 week`` or ``2.5 weeks``, from a plural noun."""
    singular = noun.removesuffix("s")
    return counted(int(number), singular) if float(number).is_integer() else f"{number:g} {noun}"
