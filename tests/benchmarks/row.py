"""What a benchmark measures: one ``Row`` an input and engine."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from placements.plan import LevelValue

STEPS = ("import", "read", "check", "build", "solve", "export", "process", "processor")
"""Steps in order; ``process`` is the whole run by the clock, ``processor`` by the cores' time."""


class UntrueError(Exception):
    """What a run says of its plan is not what the judge finds."""


@dataclass(frozen=True, slots=True)
class Options:
    """What the command line asks for.

    Parameters
    ----------
    folder
        Where runs are written.
    time_limit
        Instead of each input's own [s].
    inputs
        The only inputs to measure; empty: all.
    seed
        Of the engines that take one.
    repeats
        How often a ratio is measured.
    passed
        Further options of ``placements solve``.
    """

    folder: Path
    time_limit: float | None = None
    inputs: tuple[str, ...] = ()
    seed: int = 0
    repeats: int = 5
    passed: tuple[str, ...] = ()

    def wants(self, name: str, path: Path) -> bool:
        """Return whether to measure an input: it was asked for, or nothing was, and it is there."""
        return path.exists() and (not self.inputs or name in self.inputs)

    def limit(self, own: float) -> float:
        """Return the time limit of an input whose own is given [s]."""
        return own if self.time_limit is None else self.time_limit


@dataclass(frozen=True, slots=True)
class Row:
    """One measurement.

    Parameters
    ----------
    input, engine
        What was solved, and by what.
    status
        How it ended: the run's own word, or the exit code and the reason.
    limit
        The time limit [s].
    levels
        Judged value, and proven bound, of each level; empty where there is no plan.
    seconds
        Time of each step [s], by name.
    peak_mb
        Most memory of all processes together [MB].
    more
        Further columns of this benchmark.
    """

    input: str
    engine: str
    status: str
    limit: float | None
    levels: tuple[LevelValue, ...]
    seconds: dict[str, float]
    peak_mb: float | None
    more: dict[str, object] = field(default_factory=dict)
