"""Building and compiling the model, as a ratio to linopy building the very same rows.

The package starts from its candidate table: it finds the rows, builds them with Pyomo and compiles
them. linopy starts from the finished matrix: it only has to state it, as an experienced user would
(a sparse model, variables by kind, one call of ``add_constraints`` for each rule and sense, sums by
group, no loop over rows) and to compile it. So the ratio flatters linopy: it says what finding the
rows and Pyomo's expressions cost beside the least that stating them can. linopy has one objective,
so it states the first level's alone.

Both run as processes of their own, alternately, and only the work above is timed, when the
libraries are loaded and have done it once for five learners. ``ratio`` is the package's time as a
multiple of linopy's: the median of the pairs, with the lowest and the highest.

Run alone: ``python -m tests.benchmarks.build placements|linopy ROUND``.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np
from scipy import sparse

from models.build import build
from placements.candidates import build_candidates
from placements.engine.matrix import compile_model
from placements.round.read import build_round, read_raw
from tests.benchmarks import rounds
from tests.benchmarks.pairs import Pairs, Seconds, alternate
from tests.benchmarks.process import measured, python
from tests.benchmarks.row import Options, Row, UntrueError

USUAL = ("ics-300",)
"""What is measured where no input is asked for."""


def rows(options: Options) -> Iterator[Row]:
    """Time both, pair by pair."""
    if find_spec("linopy") is None:
        return
    for name in options.inputs or USUAL:
        path = rounds.INPUTS[name][0] if name in rounds.INPUTS else Path(name)
        if path.exists():
            yield from _compared(name, path, options)


def _compared(name: str, path: Path, options: Options) -> Iterator[Row]:
    def timed(engine: str) -> Seconds:
        done = measured(python("-m", "tests.benchmarks.build", engine, path))
        if done.code != 0:
            raise UntrueError(f"{engine}: exit {done.code}: {done.reason}")
        clock, processor = json.loads(done.out)
        return clock, processor

    pairs = alternate(lambda: timed("placements"), lambda: timed("linopy"), repeats=options.repeats)
    for engine, times in (("placements", pairs.first), ("linopy", pairs.second)):
        yield _row(name, engine, times, _ratios(engine, pairs))


def _row(name: str, engine: str, times: tuple[Seconds, ...], more: dict[str, Any]) -> Row:
    clock, processor = (median(pair[by] for pair in times) for by in (0, 1))
    seconds = {"build": clock, "processor": processor}
    return Row(name, engine, f"median of {len(times)}", None, (), seconds, None, more)


def _ratios(engine: str, pairs: Pairs) -> dict[str, Any]:
    if engine != "placements":
        return {"ratio": None, "processor ratio": None}
    return {"ratio": pairs.text(0), "processor ratio": pairs.text(1)}


# ---- what is timed ---------------------------------------------------------------------------


Rows = sparse.csr_array


def _clocked(engine: str, path: Path) -> Seconds:
    """Time an engine on a round, after the little round: first uses load libraries.

    Raises
    ------
    UntrueError
        Where linopy's rows are not the model's.
    """
    prepare = _with_placements if engine == "placements" else _with_linopy
    for round_path in (rounds.INPUTS["five"][0], path):
        work, expected = prepare(round_path)
        clock, processor = time.perf_counter(), time.process_time()
        made = work()
        seconds = time.perf_counter() - clock, time.process_time() - processor
        if expected is not None:
            same(expected, made)
    return seconds


def _with_placements(path: Path) -> tuple[Callable[[], Rows], None]:
    round, _ = build_round(read_raw(path))
    assert round is not None
    candidates = build_candidates(round)
    return lambda: compile_model(build(candidates), candidates).rows, None


def _with_linopy(path: Path) -> tuple[Callable[[], Rows], Rows]:
    from tests.benchmarks.build_linopy import state  # noqa: PLC0415 - need not be installed

    round, _ = build_round(read_raw(path))
    assert round is not None
    candidates = build_candidates(round)
    matrix = compile_model(build(candidates), candidates)
    return lambda: state(matrix).A, matrix.rows


def same(rows: Rows, other: Rows) -> None:
    """Refuse two matrices that differ in more than the order of their rows and columns."""
    for one, two in ((rows, other), (abs(rows), abs(other))):
        for axis in (0, 1):
            sums = [np.sort(np.asarray(m.sum(axis=axis)).ravel()) for m in (one, two)]
            if one.shape != two.shape or one.nnz != two.nnz or not np.allclose(*sums):
                raise UntrueError("linopy's rows are not those of the model")


if __name__ == "__main__":
    _engine, _path = sys.argv[1:]
    print(json.dumps(_clocked(_engine, Path(_path))))  # noqa: T201 - what the benchmark reads
