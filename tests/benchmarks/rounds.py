"""Whole runs of ``placements solve``, from CSV files to judged files, on rounds by size.

Each row is one process with a time limit: 30 s for an evening's question on the example, up to
15 minutes for 3,000 learners and half as much again where they may travel further, of which a
minute is left for reading, judging and writing. A level's value
is the judge's; its bound holds for plans whose earlier levels are at least as good as this one's,
so a level counts for little while one above it is not proven. ``read`` to ``export`` are the run's
own account of its steps, ``process`` is the clock's, with the start of Python.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from tests.benchmarks.judged import solved
from tests.benchmarks.row import Options, Row
from tests.shared import SHARED

DATA = Path(__file__).parents[2] / "data"
ROUNDS = SHARED / "rounds"
INPUTS: dict[str, tuple[Path, float]] = {
    "five": (DATA / "five", 30),
    "staffordshire": (DATA / "staffordshire", 30),
    "ics-60": (ROUNDS / "ics-60", 120),
    "ics-300": (ROUNDS / "ics-300", 120),
    "ics-300-short": (ROUNDS / "ics-300-short", 120),
    "ics-1000": (ROUNDS / "ics-1000", 300),
    "ics-3000": (ROUNDS / "ics-3000", 850),
    "ics-3000-far": (ROUNDS / "ics-3000-far", 1290),
}
"""Folder and time limit [s] of each round; those that are not there are left out."""


def rows(options: Options) -> Iterator[Row]:
    """Solve each round."""
    for name, (path, limit) in INPUTS.items():
        if options.wants(name, path):
            yield solved(name, path, options.limit(limit), options)
