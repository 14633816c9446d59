"""Ctrl-C in the middle of a solve keeps the best plan so far; a second one gives up."""

import json
import signal
import subprocess
import sys
import time

import pytest

from tests.cli.command import COMMAND, Done, call
from tests.cli.hard_round import write_hard_round

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows sends no SIGINT")


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return write_hard_round(tmp_path_factory.mktemp("hard"))


def interrupted(folder, out, *, patience):
    """Solve, send a Ctrl-C in the second level, and a further one every ``patience`` seconds."""
    process = subprocess.Popen(
        [COMMAND, "solve", folder, "--out", out],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    told = ""
    while "level 1 of 2" not in told:
        line = process.stderr.readline()
        assert line, f"the command ended too soon: {told}"
        told += line
    time.sleep(0.5)
    process.send_signal(signal.SIGINT)
    while True:
        try:
            text, rest = process.communicate(timeout=patience)
            return Done(process.returncode, text, told + rest)
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGINT)


def test_one_leaves_a_judged_plan_and_ends_with_130(capsys, tmp_path, folder):
    done = interrupted(folder, tmp_path / "out", patience=120)

    card = json.loads((tmp_path / "out" / "run.json").read_text(encoding="utf-8"))
    assert done.code == 130
    assert card["status"] == "interrupted"
    # The first level was proven before; 40 learners have 6 places each in every plan of value 0.
    assert card["levels"][0] == {"name": "everyone placed", "value": 0, "bound": 0, "gap": 0.0}
    assert len((tmp_path / "out" / "plan.csv").read_text().splitlines()) == 1 + 40 * 6
    assert "Interrupted: this is the best plan so far." in done.out
    assert call(capsys, "verify", folder, tmp_path / "out" / "plan.csv").code == 0


def test_two_give_up_and_leave_nothing(tmp_path, folder):
    done = interrupted(folder, tmp_path / "out", patience=0.05)

    assert done.code == 130
    assert "Given up; nothing was written." in done.err
    assert "Traceback" not in done.text
    assert list(tmp_path.iterdir()) == []


def test_a_time_limit_ends_the_search_with_a_judged_plan(capsys, tmp_path, folder):
    done = call(capsys, "solve", folder, "--out", tmp_path / "out", "--time-limit", "4")

    card = json.loads((tmp_path / "out" / "run.json").read_text(encoding="utf-8"))
    assert done.code == 0
    assert card["status"] == "feasible"
    assert card["time_limit"] == 4
    assert card["levels"][1]["gap"] is None or card["levels"][1]["gap"] > 0
    assert "Judged, but not proven best" in done.out
    assert call(capsys, "verify", folder, tmp_path / "out" / "plan.csv").code == 0
