"""Tasks in worker processes: answers in order; a dead worker costs a retry."""

import os
import threading
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from threadpoolctl import threadpool_info

from placements.engine.team import Team


@dataclass(frozen=True)
class Task:
    """A number to square; where a marker is given, the worker dies until it is there.

    Parameters
    ----------
    here
        The process that gives the tasks out, which never dies.
    """

    number: int
    marker: Path | None = None
    here: int = 0


def square(task: Task) -> int:
    """Return the square of a task's number."""
    if task.marker is not None and not task.marker.exists() and os.getpid() != task.here:
        task.marker.touch()
        os._exit(1)
    return task.number**2


def squares_unless_in(task: Task) -> tuple[int, int]:
    """Return the square, and which process found it; dies in every process but one."""
    if os.getpid() != task.here:
        os._exit(1)
    return task.number**2, os.getpid()


def process_of(number: int) -> int:
    """Return the process that does a task."""
    return os.getpid()


def threads_of(number: int) -> set[int]:
    """Return how many threads linear algebra may use in the process that does a task."""
    return {pool["num_threads"] for pool in threadpool_info() if pool["user_api"] == "blas"}


def mark(path: Path) -> None:
    """Take a while, and leave a mark."""
    time.sleep(0.2)
    path.touch()


def kind_of(array: np.ndarray) -> tuple[str, str]:
    """Return what an array is, and in which file."""
    return type(array).__name__, str(getattr(array, "filename", ""))


def refuse(number: int) -> int:
    """Fail."""
    raise ValueError(f"no answer for {number}")


def test_answers_come_in_the_order_of_the_tasks() -> None:
    with Team(2) as team:
        assert team.map(square, [Task(k) for k in range(20)]) == [k * k for k in range(20)]


def test_two_workers_are_other_processes_and_one_is_this() -> None:
    with Team(2) as team:
        assert os.getpid() not in team.map(process_of, [1, 2, 3])
        # A single task is not worth the way to a worker.
        assert team.map(process_of, [1]) == [os.getpid()]
    with Team(1) as team:
        assert team.map(process_of, [1, 2, 3]) == [os.getpid()] * 3
    assert Team().map(process_of, []) == []


def test_a_worker_that_dies_costs_a_retry(tmp_path: Path) -> None:
    marker = tmp_path / "died"
    tasks = [Task(k, marker if k == 2 else None, os.getpid()) for k in range(6)]

    with Team(2) as team:
        assert team.map(square, tasks) == [0, 1, 4, 9, 16, 25]
        assert marker.exists()
        # The team goes on with new workers.
        assert os.getpid() not in team.map(process_of, [1, 2])


def test_tasks_that_kill_every_worker_are_done_right_here() -> None:
    tasks = [Task(k, here=os.getpid()) for k in range(3)]

    with Team(2) as team:
        assert team.map(squares_unless_in, tasks) == [(k * k, os.getpid()) for k in range(3)]


def test_a_task_that_fails_is_an_error_and_not_tried_again() -> None:
    with Team(2) as team, pytest.raises(ValueError, match="no answer for"):
        team.map(refuse, [1, 2])


@pytest.mark.parametrize("size", [1, 2])
def test_tasks_begun_are_answered_when_asked_for(size: int) -> None:
    with Team(size) as team:
        answers = team.begin(square, [Task(k) for k in range(6)])
        assert answers() == [k * k for k in range(6)]
        again = team.begin(square, [Task(7), Task(8)])
        assert again() == [49, 64]


@pytest.mark.parametrize("size", [1, 2])
def test_several_groups_of_tasks_may_be_begun(size: int) -> None:
    with Team(size) as team:
        begun = [team.begin(square, [Task(k), Task(k + 1)]) for k in range(3)]
        assert [answers() for answers in begun] == [[0, 1], [1, 4], [4, 9]]
        assert team.map(square, [Task(5), Task(6)]) == [25, 36]


@pytest.mark.parametrize("dies", range(4))
def test_a_worker_that_dies_costs_both_groups_a_retry(tmp_path: Path, dies: int) -> None:
    marker = tmp_path / "died"
    with Team(2) as team:
        first = team.begin(square, [Task(k) for k in range(4)])
        second = team.begin(
            square, [Task(k, marker if k == dies else None, os.getpid()) for k in range(4)]
        )
        assert (second(), first()) == ([0, 1, 4, 9], [0, 1, 4, 9])
        assert marker.exists()
        assert os.getpid() not in team.map(process_of, [1, 2])


def test_tasks_begun_after_a_worker_died_have_new_workers(tmp_path: Path) -> None:
    with Team(2) as team:
        lost = team.begin(square, [Task(2, tmp_path / "died", os.getpid())])
        while not (tmp_path / "died").exists():
            time.sleep(0.01)
        time.sleep(0.2)  # until it is known that it died
        later = team.begin(square, [Task(3), Task(4)])
        assert (later(), lost()) == ([9, 16], [4])
        assert os.getpid() not in team.map(process_of, [1, 2])


def test_who_leaves_while_tasks_wait_is_not_held_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    faults: list[object] = []
    monkeypatch.setattr(threading, "excepthook", faults.append)
    marks = [tmp_path / str(k) for k in range(100)]

    with Team(2) as team:
        team.begin(mark, marks)

    assert not all(path.exists() for path in marks)
    assert not faults


def test_a_large_array_is_mapped_not_sent_and_let_go_of() -> None:
    large = np.zeros(1_000_000)
    with Team(2) as team:
        assert [kind for kind, _ in team.map(kind_of, [large, np.zeros(3)])] == [
            "memmap",
            "ndarray",
        ]
        file = team.map(kind_of, [large, large])[0][1]
    assert file
    assert not Path(file).exists()


def test_workers_have_one_core_each_for_linear_algebra() -> None:
    with Team(2) as team:
        assert team.map(threads_of, [1, 2]) == [{1}, {1}]


def test_linear_algebra_leaves_the_cores_to_the_workers() -> None:
    before = threads_of(0)
    with Team(2):
        assert threads_of(0) == {1}
    assert threads_of(0) == before


def test_a_task_begun_that_fails_is_an_error_when_asked_for() -> None:
    with Team(2) as team:
        answers = team.begin(refuse, [1, 2])
        with pytest.raises(ValueError, match="no answer"):
            answers()
