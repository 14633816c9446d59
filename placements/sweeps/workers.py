"""Who solves the scenarios of a sweep: processes of this machine, or a cluster, through joblib."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from typing import Any

from joblib import Parallel, delayed, parallel_config

from placements.errors import InputError
from placements.round import Round
from placements.run import solve
from placements.sweeps.store import Record


@dataclass(frozen=True, slots=True)
class Workers:
    """Who solves the scenarios of a sweep.

    Parameters
    ----------
    jobs
        Scenarios at once; -1: as many as there are cores, or workers of the cluster.
    backend
        Of joblib: ``loky`` (processes of this machine) or ``dask``.
    cluster
        Address of a Dask scheduler; ``None``: a client that is open already, if any.
    """

    jobs: int = -1
    backend: str = "loky"
    cluster: str | None = None


HERE = Workers()
"""One process a core of this machine."""


@dataclass(frozen=True, eq=False)
class Task:
    """One scenario to solve; it carries all that any process needs."""

    name: str
    round: Round
    key: str
    effort: float


def solved(tasks: list[Task], workers: Workers) -> Iterator[tuple[str, Record]]:
    """Yield each scenario as it is solved."""
    if not tasks:
        return
    with _connected(workers.cluster), parallel_config(workers.backend, n_jobs=workers.jobs):
        work = Parallel(return_as="generator_unordered", batch_size=1, pre_dispatch="all")
        yield from work(delayed(solve_one)(task) for task in tasks)


def _connected(cluster: str | None) -> AbstractContextManager[Any]:
    if cluster is None:
        return nullcontext()
    try:
        from distributed import Client  # noqa: PLC0415 - an extra
    except ImportError as error:
        hint = "it comes with: pip install 'placements[dask]'"
        raise InputError.of("a cluster", f"needs the package distributed; {hint}") from error
    connect: Any = Client  # which carries no types, where it is installed at all
    try:
        return connect(cluster)
    except (OSError, TimeoutError, ValueError) as error:
        raise InputError.of(cluster, f"is no Dask scheduler that answers: {error}") from error


def solve_one(task: Task) -> tuple[str, Record]:
    """Solve a scenario; any process can."""
    began = time.monotonic()
    result = solve(task.round, effort=task.effort)
    plan = result.plan
    return task.name, Record(
        task.key,
        str(result.status),
        tuple((level.name, level.value, level.bound) for level in result.levels),
        tuple((p.learner_id, p.block_id, p.setting_id, p.start) for p in plan.placements),
        plan.unplaced,
        time.monotonic() - began,
    )
