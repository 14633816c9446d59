"""Ctrl-C at any moment of a large solve keeps a judged plan; a kill leaves the folder as it was."""

import hashlib
import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from placements.export.run_files import FILES
from tests.cli.command import COMMAND, call
from tests.engine.crowded import write_crowded_round
from tests.shared import shared

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows sends no SIGINT")
WHOLE = 1e9
"""An effort that nobody would wait for."""
EARLIER = 0.5
"""Time that an earlier run may take [s]."""


def begun(source: Path, out: Path, *words: object) -> subprocess.Popen[str]:
    """Start a large solve, with a process group of its own, and wait until it searches."""
    scratch = out.parent / f"scratch-{out.name}"
    scratch.mkdir()
    line = [COMMAND, "solve", source, "--out", out, "--engine", "large", *words]
    process = subprocess.Popen(
        [str(word) for word in line],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
        env={**os.environ, "TMPDIR": str(scratch)},
    )
    # The search keeps the flag that ends it in a folder of its own.
    while process.poll() is None and not [*scratch.glob("placements-*")]:
        time.sleep(0.02)
    return process


def earlier_run(capsys: pytest.CaptureFixture[str], source: Path, out: Path) -> dict[str, object]:
    """Solve into a folder; return the run's card."""
    words = ("--quiet", "--engine", "large", "--time-limit", EARLIER, "--threads", 1)
    assert call(capsys, "solve", source, "--out", out, *words).code == 0
    return card_of(out)


def card_of(out: Path) -> dict[str, object]:
    """Return a run's card; every file must be there, and the plan the one that the card means."""
    assert sorted(path.name for path in out.iterdir()) == sorted(FILES)
    card = json.loads((out / "run.json").read_text(encoding="utf-8"))
    plan = (out / "plan.csv").read_bytes()
    assert card["plan_sha256"] == hashlib.sha256(plan).hexdigest()
    return dict(card)


def is_over(group: int, seconds: float = 30.0) -> bool:
    """Return whether every process of a group has ended, or does so soon."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.1)
    return False


@pytest.mark.parametrize("seed", range(2))
def test_ctrl_c_at_any_moment_keeps_a_judged_plan(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, seed: int
) -> None:
    draw = random.Random(seed)
    source = shared("rounds/ics-60")

    process = begun(source, tmp_path / "out", "--effort", WHOLE, "--threads", 1 + seed % 2)
    time.sleep(draw.choice((0.0, draw.uniform(0, 8))))
    # As a terminal does: to the command and to its workers.
    os.killpg(process.pid, signal.SIGINT)
    said, _ = process.communicate(timeout=120)

    assert process.returncode == 130, said
    assert "Interrupted: this is the best plan so far." in said
    assert "Traceback" not in said
    card = card_of(tmp_path / "out")
    assert card["status"] == "interrupted"
    assert "By the large engine: as asked for." in said
    assert call(capsys, "verify", source, tmp_path / "out" / "plan.csv").code == 0
    assert is_over(process.pid)


@pytest.mark.parametrize("threads", [1, 2])
def test_a_kill_leaves_the_earlier_run_and_no_worker(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, threads: int
) -> None:
    (tmp_path / "round").mkdir()
    source, out = write_crowded_round(tmp_path / "round"), tmp_path / "out"
    before = earlier_run(capsys, source, out)

    process = begun(source, out, "--effort", WHOLE, "--threads", threads)
    time.sleep(random.Random(threads).uniform(0, 4))
    process.kill()
    process.communicate(timeout=60)

    assert process.returncode == -signal.SIGKILL
    assert card_of(out) == before
    assert is_over(process.pid)


@pytest.mark.parametrize("seed", range(2))
def test_a_kill_about_the_end_leaves_the_earlier_run_or_the_new_one(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, seed: int
) -> None:
    (tmp_path / "round").mkdir()
    source, out = write_crowded_round(tmp_path / "round"), tmp_path / "out"
    before = earlier_run(capsys, source, out)

    process = begun(source, out, "--effort", WHOLE, "--threads", 1)
    process.send_signal(signal.SIGINT)  # the end is near now: the plan is written next
    while process.poll() is None and not [*(tmp_path / "scratch-out").iterdir()]:
        time.sleep(0.001)
    time.sleep(random.Random(seed).uniform(0, 0.3))
    process.kill()
    process.communicate(timeout=60)

    assert before["status"] != "interrupted"
    assert card_of(out) == before or card_of(out)["status"] == "interrupted"
    assert call(capsys, "verify", source, out / "plan.csv").code == 0
