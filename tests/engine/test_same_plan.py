"""The large engine's work is counted, not timed: the same content gives the same bytes."""

from pathlib import Path

import pytest

from tests.cli.command import call
from tests.cli.test_same_plan import copied
from tests.engine.crowded import write_crowded_round
from tests.shared import shared

EFFORT = 10
"""Enough for parts of every kind and size, on a dozen learners."""


def plan_of(
    capsys: pytest.CaptureFixture[str], source: Path, out: Path, *, threads: int, effort: float
) -> bytes:
    """Solve with the large engine; return the bytes of the plan."""
    words = ("--engine", "large", "--effort", effort, "--threads", threads, "--quiet")
    done = call(capsys, "solve", source, "--out", out, *words)
    assert done.code == 0, done.text
    return (out / "plan.csv").read_bytes()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a crowded round."""
    return write_crowded_round(tmp_path_factory.mktemp("crowded"))


def test_twice_on_two_cores_and_in_another_order_of_rows(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, folder: Path
) -> None:
    copy = copied(folder, tmp_path / "copy", seed=1, bom=True, newline="\r\n")

    first = plan_of(capsys, folder, tmp_path / "one", threads=1, effort=EFFORT)

    assert plan_of(capsys, copy, tmp_path / "two", threads=2, effort=EFFORT) == first


@pytest.mark.slow
def test_a_system_of_sixty_learners_on_one_core_and_on_two(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    source = shared("rounds/ics-60")
    copy = copied(source, tmp_path / "copy", seed=2)

    first = plan_of(capsys, source, tmp_path / "one", threads=1, effort=20)

    assert plan_of(capsys, copy, tmp_path / "two", threads=2, effort=20) == first
