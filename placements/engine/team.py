"""Small independent tasks on all cores, in processes, with the same answers on any number of them.

Through the executor of joblib's own processes, so that a run on a cluster needs another executor
and no other code. Not through `joblib.Parallel`: it takes one group of tasks at a time, and two of
it that share workers wait for each other forever once a worker dies. Tasks carry all that they
need; a worker that dies costs a retry, never the run.
"""

from __future__ import annotations

import os
import signal
import threading
import time
import warnings
from collections.abc import Callable, Sequence
from concurrent.futures import Future, wait
from contextlib import ExitStack
from functools import partial
from types import TracebackType
from typing import Any, TypeVar
from weakref import WeakSet

from joblib.executor import get_memmapping_executor
from joblib.externals.loky.process_executor import BrokenProcessPool
from threadpoolctl import threadpool_limits

Task = TypeVar("Task")
Answer = TypeVar("Answer")

RETRIES = 2
"""How often tasks are given out again after a worker died; then they are done right here."""
ONE_THREAD = dict.fromkeys(
    ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS"), "1"
)
"""What tells the libraries of linear algebra in a worker that it has one core."""

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
        self._workers: Any = None
        self._begun: WeakSet[Future[Any]] = WeakSet()
        self._calm = ExitStack()

    def __enter__(self) -> Team:
        if self.size > 1:
            # Threads of linear algebra wait busily for more of it, on the cores that workers need.
            self._calm.enter_context(threadpool_limits(limits=1, user_api="blas"))
            self._open()
        return self

    def _open(self) -> None:
        # Large arrays of a task are not sent but mapped: a round's columns take a gigabyte.
        self._workers = get_memmapping_executor(
            self.size, initializer=_begin_worker, initargs=(os.getpid(),), env=ONE_THREAD
        )

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._close()
        self._calm.close()

    def _close(self, *, dead: bool = False) -> None:
        workers, self._workers = self._workers, None
        if workers is None:
            return
        if any(not future.done() for future in self._begun):
            dead = True
            # Told to end, loky would first do the tasks that wait, or fail; dead workers it knows.
            for process in list(workers._processes.values()):
                process.terminate()
            wait(self._begun)
        # Idle workers would outlive a command that ends at once, and keep its output open. Those
        # that ended in order have let go of what was mapped.
        workers.terminate(kill_workers=dead)

    def map(self, function: Callable[[Task], Answer], tasks: Sequence[Task]) -> list[Answer]:
        """Return the answers, in the order of the tasks."""
        if self._workers is None or len(tasks) < 2:  # one is not worth the way to a worker
            return [function(task) for task in tasks]
        return self.begin(function, tasks)()

    def begin(
        self, function: Callable[[Task], Answer], tasks: Sequence[Task]
    ) -> Callable[[], list[Answer]]:
        """Begin tasks; what is returned waits for their answers, in the order of the tasks.

        The team may be given more tasks meanwhile. Without workers, all is done when asked for.
        """
        if self._workers is None:
            return partial(self.map, function, tasks)
        return partial(self._answers, function, tasks, self._given(function, tasks))

    def _answers(
        self,
        function: Callable[[Task], Answer],
        tasks: Sequence[Task],
        given: Sequence[Future[Answer]],
        retries: int = RETRIES,
    ) -> list[Answer]:
        try:
            return [future.result() for future in given]
        except BrokenProcessPool:
            if not retries:
                return [function(task) for task in tasks]
            return self._answers(function, tasks, self._given(function, tasks), retries - 1)

    def _given(
        self, function: Callable[[Task], Answer], tasks: Sequence[Task]
    ) -> list[Future[Answer]]:
        """Give tasks to the workers; to nobody where one died since: then all of them are new."""
        try:
            given = [self._workers.submit(function, task) for task in tasks]
        except BrokenProcessPool as error:
            self._close(dead=True)
            self._open()
            lost: Future[Answer] = Future()
            lost.set_exception(error)
            return [lost]
        self._begun.update(given)
        return given


def _begin_worker(parent: int) -> None:
    """Make a worker deaf to Ctrl-C, which the terminal sends to workers too, and tie it to us."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with, args=(parent,), daemon=True).start()


def _end_with(parent: int) -> None:
    """End this worker once the process that started it is no more, however that ended."""
    while os.getppid() == parent:
        time.sleep(1.0)
    os._exit(1)
