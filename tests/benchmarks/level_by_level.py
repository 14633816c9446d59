"""Solve a round's whole model with a solver alone, level by level; write the files of a run.

The wheels of ``ortools`` and ``highspy`` hold different builds of one library and cannot be loaded
into one process, so nothing here may import HiGHS but the engine that is HiGHS.
"""

from __future__ import annotations

import json
import time
from dataclasses import dataclass
from fractions import Fraction
from importlib import import_module
from math import ceil
from pathlib import Path
from typing import Protocol

import numpy as np

from models.build import build
from placements.candidates import build_candidates
from placements.engine.matrix import Matrix, compile_model
from placements.plan import LevelValue
from placements.plan_file import write_plan
from placements.round.read import build_round, read_raw
from placements.verdict import judge

THREADS = 2
"""Cores that each engine may use."""
ROUNDING = 1e-6
"""Relative error of a bound that comes from floating point."""


class Whole(Protocol):
    """A solver with the whole model."""

    def solve(
        self, k: int, seconds: float, start: np.ndarray | None
    ) -> tuple[np.ndarray | None, float | None]:
        """Return the best solution of level k, if there is any, and a bound without constant."""

    def hold(self, k: int, x: np.ndarray) -> None:
        """Let level k be no worse than in a solution."""


ENGINES = {
    "HiGHS alone": ("highspy", "tests.benchmarks.whole_highs"),
    "CP-SAT": ("ortools", "tests.benchmarks.whole_cpsat"),
}
"""The package of each engine, and the module here whose ``Engine`` solves with it."""


@dataclass(frozen=True, eq=False)
class Found:
    """The last solution, and the bound of each level; ``None``: none."""

    x: np.ndarray | None
    bounds: tuple[float | None, ...]


def level_by_level(matrix: Matrix, whole: Whole, until: float) -> Found:
    """Solve every level in order until a moment of the clock, sharing the time left."""
    x, bounds, levels = None, [], len(matrix.costs)
    for k in range(levels):
        seconds = max(until - time.monotonic(), 0.1) * 2 / (levels - k + 1)
        found, bound = whole.solve(k, seconds, x)
        if found is None and x is None:
            return Found(None, ())
        x = x if found is None else found
        bounds.append(None if bound is None else float(bound + matrix.constants[k]))
        whole.hold(k, x)
    return Found(x, tuple(bounds))


def run_alone(path: Path, engine: str, out: Path, limit: float, seed: int) -> None:
    """Read, build, solve and write, as ``placements solve`` does."""
    marks = [time.monotonic()]
    round, problems = build_round(read_raw(path))
    if round is None or problems:
        raise SystemExit(f"{path} is no round")
    marks.append(time.monotonic())
    candidates = build_candidates(round)
    matrix = compile_model(build(candidates), candidates)
    marks.append(time.monotonic())
    whole: Whole = import_module(ENGINES[engine][1]).Engine(matrix, seed, THREADS)
    found = level_by_level(matrix, whole, marks[1] + limit)
    if found.x is None:
        raise SystemExit("no plan was found in the time")
    plan = matrix.plan(found.x)
    values = judge(plan).levels
    marks.append(time.monotonic())
    levels = [
        LevelValue(name, value, None if bound is None else safe_bound(bound, value, grain))
        for (name, value), bound, grain in zip(values, found.bounds, matrix.grains, strict=True)
    ]
    out.mkdir(parents=True, exist_ok=True)
    (out / "plan.csv").write_text(write_plan(plan), encoding="utf-8")
    marks.append(time.monotonic())
    (out / "run.json").write_text(_card(levels, marks), encoding="utf-8")


def safe_bound(bound: float, value: float, grain: Fraction) -> float:
    """Return a bound made safe against rounding, then raised to the next value that can be.

    A bound clearly above the judged value stays there: the judge is to find it.
    """
    slack = ROUNDING * max(1.0, abs(bound))
    if abs(value - bound) <= slack:
        return value
    return float(grain * ceil((bound - slack) / float(grain))) if grain else bound - slack


def _card(levels: list[LevelValue], marks: list[float]) -> str:
    """Return what the benchmarks read of ``run.json``."""
    steps = ("read", "build", "solve", "export")
    seconds = {
        step: after - before for step, before, after in zip(steps, marks, marks[1:], strict=False)
    }
    named = [{"name": level.name, "value": level.value, "bound": level.bound} for level in levels]
    proven = all(level.proven for level in levels)
    status = "optimal" if proven else "feasible"
    return json.dumps({"status": status, "levels": named, "seconds": seconds}, indent=2)
