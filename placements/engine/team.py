"""Small independent tasks on all cores, in processes, with the same answers on any number of them.

Through joblib, so that a run on a cluster needs another backend and no other code. Tasks carry all
that they need; a worker that dies costs a retry, never the run.
"""

from __future__ import annotations

import os
import signal
import threading
import time
import warnings
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from functools import partial
from types import TracebackType
from typing import Any, TypeVar

from joblib import Parallel, delayed
from joblib.externals.loky import get_reusable_executor
from joblib.externals.loky.process_executor import TerminatedWorkerError

Task = TypeVar("Task")
Answer = TypeVar("Answer")

RETRIES = 2
"""How often tasks are given out again after a worker died; then they are done right here."""

# A worker that has grown is replaced between tasks, which loky warns of though nothing is lost.
warnings.filterwarnings("ignore", message="A worker stopped while some jobs were given")


class Team:
    """Workers for tasks.

    Parameters
    ----------
    size
        Worker processes; 1: everything is done in this process.
    """

    def __init__(self, size: int = 1) -> None:
        self.size = size
        self._pool: Any = None
        self._over = False

    def __enter__(self) -> Team:
        self._over = False
        self._open()
        return self

    def _open(self) -> None:
        if self.size > 1:
            self._pool = Parallel(
                n_jobs=self.size,
                batch_size=1,
                pre_dispatch="all",
                initializer=_begin_worker,
                initargs=(os.getpid(),),
            )
            self._pool.__enter__()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._over = True
        self._close()

    def _close(self) -> None:
        if self._pool is not None:
            self._pool.__exit__(None, None, None)
            self._pool = None
            # Idle workers would outlive a command that ends at once, and keep its output open.
            get_reusable_executor().shutdown(wait=True, kill_workers=True)

    def map(self, function: Callable[[Task], Answer], tasks: Sequence[Task]) -> list[Answer]:
        """Return the answers, in the order of the tasks."""
        if self._pool is None or len(tasks) < 2:
            return [function(task) for task in tasks]
        for _ in range(RETRIES):
            try:
                answers: list[Answer] = self._pool(delayed(function)(t) for t in tasks)
            except TerminatedWorkerError:
                if self._over:  # nobody waits for these answers any more
                    raise
                self._close()
                self._open()
            else:
                return answers
        return [function(task) for task in tasks]

    def begin(
        self, function: Callable[[Task], Answer], tasks: Sequence[Task]
    ) -> Callable[[], list[Answer]]:
        """Begin tasks; what is returned waits for their answers, in the order of the tasks.

        Nothing else may be given to the team before. Without workers, all is done when asked for.
        """
        if self._pool is None:
            return partial(self.map, function, tasks)
        answers: Future[list[Answer]] = Future()

        def work() -> None:
            try:
                answers.set_result(self.map(function, tasks))
            except BaseException as error:
                answers.set_exception(error)

        threading.Thread(target=work, daemon=True).start()
        return answers.result


def _begin_worker(parent: int) -> None:
    """Make a worker deaf to Ctrl-C, which the terminal sends to workers too, and tie it to us."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with, args=(parent,), daemon=True).start()


def _end_with(parent: int) -> None:
    """End this worker once the process that started it is no more, however that ended."""
    while os.getppid() == parent:
        time.sleep(1.0)
    os._exit(1)
