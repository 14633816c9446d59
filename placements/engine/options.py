"""How to solve: what a user may choose."""

from __future__ import annotations

from dataclasses import dataclass

from placements.plan import Plan

ENGINES = ("auto", "exact", "large")
"""``auto`` takes the exact engine where it can finish, the large one beyond."""
EFFORT = 100.0
"""Work by default."""


@dataclass(frozen=True, slots=True)
class Options:
    """How to solve.

    Parameters
    ----------
    engine
        One of ``ENGINES``.
    gap
        Relative gap at which a level is good enough.
    effort
        Work of the large engine, in hundredths of what is usual; ``None``: as much as there is time
        for.
    threads
        Cores that may be used.
    start
        A plan to start from; what the round does not allow of it is left out.
    """

    engine: str = "auto"
    gap: float = 0.0
    effort: float | None = EFFORT
    threads: int = 1
    start: Plan | None = None
