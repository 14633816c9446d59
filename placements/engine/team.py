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
from contextlib import ExitStack
from functools import partial
from queue import Queue
from types import TracebackType
from typing import Any, TypeVar

from joblib import Parallel, delayed
from joblib.externals.loky import get_reusable_executor
from joblib.externals.loky.process_executor import TerminatedWorkerError
from threadpoolctl import threadpool_limits

Task = TypeVar("Task")
Answer = TypeVar("Answer")

RETRIES = 2
"""How often tasks are given out again after a worker died; then they are done right here."""
LANES = 2
"""Groups of tasks that the same workers may have at a time: while the last of one group is done,
nobody waits."""

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
        self._lanes: list[Any] = []
        self._free: Queue[Any] = Queue()
        self._changing = threading.Lock()
        self._over = False
        self._calm = ExitStack()

    def __enter__(self) -> Team:
        self._over = False
        if self.size > 1:
            # Threads of linear algebra wait busily for more of it, on the cores that workers need.
            self._calm.enter_context(threadpool_limits(limits=1, user_api="blas"))
        self._open()
        return self

    def _open(self) -> None:
        """Begin with new workers, which all lanes share."""
        self._free = Queue()
        for _ in range(LANES if self.size > 1 else 0):
            lane = Parallel(
                n_jobs=self.size,
                batch_size=1,
                pre_dispatch="all",
                initializer=_begin_worker,
                initargs=(os.getpid(),),
            )
            self._lanes.append(lane.__enter__())
            self._free.put(lane)

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._over = True
        self._close()
        self._calm.close()

    def _close(self) -> None:
        lanes, self._lanes = self._lanes, []
        for lane in lanes:
            lane.__exit__(None, None, None)
        if lanes:
            # Idle workers would outlive a command that ends at once, and keep its output open.
            get_reusable_executor().shutdown(wait=True, kill_workers=True)

    def map(self, function: Callable[[Task], Answer], tasks: Sequence[Task]) -> list[Answer]:
        """Return the answers, in the order of the tasks."""
        if len(tasks) < 2:  # not worth the way to a worker
            return [function(task) for task in tasks]
        return self._given_out(function, tasks)

    def _given_out(self, function: Callable[[Task], Answer], tasks: Sequence[Task]) -> list[Answer]:
        for _ in range(RETRIES if self._lanes else 0):
            free = self._free
            lane = free.get()
            try:
                answers: list[Answer] = lane(delayed(function)(task) for task in tasks)
            except TerminatedWorkerError:
                if self._over:  # nobody waits for these answers any more
                    raise
                self._renew(free)
            else:
                return answers
            finally:
                free.put(lane)
        return [function(task) for task in tasks]

    def _renew(self, free: Queue[Any]) -> None:
        """Begin with new workers in place of those that some lanes were of, once for all lanes."""
        with self._changing:
            if self._free is free:
                self._close()
                self._open()

    def begin(
        self, function: Callable[[Task], Answer], tasks: Sequence[Task]
    ) -> Callable[[], list[Answer]]:
        """Begin tasks; what is returned waits for their answers, in the order of the tasks.

        The team may be given more tasks meanwhile. Without workers, all is done when asked for.
        """
        if not self._lanes:
            return partial(self.map, function, tasks)
        answers: Future[list[Answer]] = Future()

        def work() -> None:
            try:
                answers.set_result(self._given_out(function, tasks))
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
