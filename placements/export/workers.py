"""Make what is handed out on all cores: the files of a large round are many, and each is work."""

from __future__ import annotations

import gc
import os
import pickle
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import chain
from pathlib import Path
from threading import Thread

from joblib import Parallel, cpu_count, delayed

from placements.export.recipients import RECIPIENTS, SHARED, Files, HandOut

LARGE = 1_000
"""Learners from which it pays to start workers."""
EARLY = "workers start"
"""Name of the thread that waits for them."""
SELDOM = 100_000
"""Objects that a worker makes before it looks for garbage."""


def start_early(plan_path: Path) -> None:
    """Start the workers of a large plan's export: they get ready while this process reads it.

    Nothing is lost where they are not wanted after all, and a plan that cannot be read is told of
    by whoever reads it.
    """
    cores = cpu_count()
    if cores > 1 and _learners(plan_path) >= LARGE:
        ready = [delayed(_ready)() for _ in range(cores)]
        start = Parallel(n_jobs=cores, batch_size=1)
        Thread(target=start, args=(ready,), name=EARLY, daemon=True).start()


def _learners(plan_path: Path) -> int:
    """Return how many learners a plan file names, at a glance; 0 where there is no such file."""
    try:
        lines = plan_path.read_bytes().splitlines()
    except OSError:
        return 0
    return len({line.partition(b",")[0] for line in lines[1:]})


def _ready() -> int:
    """Return the worker's process: by the time it is asked, all that it needs is imported."""
    return os.getpid()


def made(handed_out: HandOut, wanted: Sequence[str]) -> Iterator[tuple[str, bytes]]:
    """Yield the files of all recipients wanted; those of a large round are made on all cores."""
    cores = cpu_count()
    if cores == 1 or len(handed_out.facts.plan.round.learner_ids) < LARGE:
        parts: Iterator[Files] = (RECIPIENTS[name](handed_out) for name in wanted)
    else:
        parts = _on_all_cores(handed_out, wanted, cores)
    return chain.from_iterable(files.items() for files in parts)


def _on_all_cores(handed_out: HandOut, wanted: Sequence[str], cores: int) -> Iterator[Files]:
    """Yield the files of each share as soon as it is done, in no order."""
    _ = handed_out.facts.blocks  # made once, before the workers get their copies
    shares = sorted(_shares(wanted, cores), key=lambda share: RANK.index(share[0]))
    with tempfile.TemporaryDirectory(prefix="placements-") as folder:
        # A file that each worker reads once; with each task it would be sent, and read, each time.
        path = Path(folder) / "facts"
        path.write_bytes(pickle.dumps(handed_out, protocol=pickle.HIGHEST_PROTOCOL))
        work = Parallel(
            n_jobs=cores, batch_size=1, pre_dispatch="all", return_as="generator_unordered"
        )
        yield from work(delayed(_share)(str(path), *share) for share in shares)


RANK = (*SHARED, *(name for name in RECIPIENTS if name not in SHARED))
"""What takes longest first: no core is left with it at the end."""


def _shares(wanted: Sequence[str], cores: int) -> Iterator[tuple[str, int, int]]:
    """Yield recipient, number of a share and how many shares there are."""
    for name in wanted:
        of = cores if name in SHARED else 1
        yield from ((name, number, of) for number in range(of))


def _share(path: str, name: str, number: int, of: int) -> Files:
    # One thread a process: a pool in each would only be in the way of the others.
    os.environ.setdefault("RAYON_NUM_THREADS", "1")
    return RECIPIENTS[name](replace(_handed_out(path), share=(number, of)))


@lru_cache(maxsize=1)
def _handed_out(path: str) -> HandOut:
    """Return what the parent wrote for its own workers, in a folder that only it can write to."""
    handed_out: HandOut = pickle.loads(Path(path).read_bytes())
    # Cells and letters come by the million and most are gone at once, with no circle to be found.
    gc.set_threshold(SELDOM)
    return handed_out
