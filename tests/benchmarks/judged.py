"""A run's folder as a row: the values are the judge's own, whatever the run claims.

A run that says something else of its plan than the judge, whose plan breaks a rule, or whose bound
is above the value of its own plan, ends the benchmark with ``UntrueError``: no such row is written.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import placements as pl
from placements.plan import LevelValue
from tests.benchmarks.process import Measured, measured, python
from tests.benchmarks.row import Options, Row, UntrueError

ROUNDING = 1e-9
"""Relative difference of two accounts of one value that floating point may make."""


def solved(
    name: str, path: Path, limit: float, options: Options, threads: int | None = None
) -> Row:
    """Solve a round with the package's command, and judge what it wrote."""
    engine = " ".join(["placements", *options.passed])
    out = run_folder(name, engine, options)
    words: list[object] = [
        "-m",
        "placements",
        "solve",
        path,
        "--out",
        out,
        "--quiet",
        "--time-limit",
        limit,
    ]
    words += [] if threads is None else ["--threads", threads]
    return judged(name, engine, path, out, limit, measured(python(*words, *options.passed)))


def run_folder(name: str, engine: str, options: Options) -> Path:
    """Return where a run of an input by an engine is written."""
    return options.folder / re.sub(r"[^\w.-]+", "_", f"{name}_{engine}")


def judged(name: str, engine: str, path: Path, out: Path, limit: float, process: Measured) -> Row:
    """Return the row of a run that has ended."""
    whole = {"process": process.seconds, "processor": process.processor_seconds}
    if process.code != 0:
        reason = f"exit {process.code}: {process.reason}"
        return Row(name, engine, reason, limit, (), whole, process.peak_mb)
    card = json.loads((out / "run.json").read_text(encoding="utf-8"))
    seconds = {step: value for step, value in card["seconds"].items() if step != "total"}
    levels = true_levels(path, out / "plan.csv", card["levels"])
    return Row(name, engine, card["status"], limit, levels, seconds | whole, process.peak_mb)


def true_levels(path: Path, plan: Path, claims: Sequence[dict[str, Any]]) -> tuple[LevelValue, ...]:
    """Return the judge's value and the run's bound of each level.

    Raises
    ------
    UntrueError
        Where the judge refuses the plan or a claim.
    """
    verdict = pl.judge(_round(path), plan)
    if not verdict.passed:
        raise UntrueError(f"{plan}: {verdict.breaches[0]}")
    levels = []
    for (name, value), claim in zip(verdict.levels, claims, strict=True):
        slack = ROUNDING * max(1.0, abs(value))
        if name != claim["name"] or abs(claim["value"] - value) > slack:
            said = f"{claim['name']!r} {claim['value']}"
            raise UntrueError(f"{plan}: the run says {said}, the judge {name!r} {value}")
        if claim["bound"] is not None and claim["bound"] > value + slack:
            raise UntrueError(f"{plan}: {name!r} {value} is below its bound {claim['bound']}")
        levels.append(LevelValue(name, value, claim["bound"]))
    return tuple(levels)


@lru_cache(maxsize=1)
def _round(path: Path) -> pl.Round:
    return pl.read(path)
