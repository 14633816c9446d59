"""The package, HiGHS alone and CP-SAT, side by side: the same model, time, cores and judge.

All three get the round, and a time limit that covers building the model and solving it. HiGHS and
CP-SAT get the whole compiled model as one problem and go level by level in strict order: a level
may take two parts of the time left where each level after it counts one and the last two (as the
package's exact engine does), what it leaves over goes to the next, a row holds its value, and the
next level starts from its solution. Both prove with the smallest difference that two plans can
have, and both use two threads; neither knows anything else of the problem. Values are the judge's
in all rows. A level's bound holds for plans whose earlier levels are at least as good as this
row's, so compare levels from the left, and stop at the first that differs.

Run alone on a round: ``python -m tests.benchmarks.whole_model ROUND ENGINE OUT SECONDS SEED``.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

from tests.benchmarks import rounds
from tests.benchmarks.judged import judged, run_folder, solved
from tests.benchmarks.level_by_level import ENGINES, THREADS, run_alone
from tests.benchmarks.process import measured, python
from tests.benchmarks.row import Options, Row

INPUTS = ("five", "staffordshire", "ics-60", "ics-300", "ics-300-short", "ics-1000")
"""Those of ``rounds`` whose whole model fits into 24 GiB three times over."""


def rows(options: Options) -> Iterator[Row]:
    """Solve each round with the package, then with every other engine that is installed."""
    for name in INPUTS:
        path, own = rounds.INPUTS[name]
        if not options.wants(name, path):
            continue
        limit = options.limit(own)
        yield solved(name, path, limit, options, THREADS)
        for engine, (package, _) in ENGINES.items():
            if find_spec(package) is not None:
                yield _alone(name, path, engine, limit, options)


def _alone(name: str, path: Path, engine: str, limit: float, options: Options) -> Row:
    out = run_folder(name, engine, options)
    words = ["-m", "tests.benchmarks.whole_model", path, engine, out, limit, options.seed]
    return judged(name, engine, path, out, limit, measured(python(*words)))


if __name__ == "__main__":
    _round, _engine, _out, _seconds, _seed = sys.argv[1:]
    run_alone(Path(_round), _engine, Path(_out), float(_seconds), int(_seed))
