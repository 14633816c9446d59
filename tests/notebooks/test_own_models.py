"""Rules and measures of a user's own folder are like any other, or are refused."""

import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
OWN = ROOT / "notebooks" / "own_models"
RULE = (OWN / "rules" / "one_long_journey.py").read_text(encoding="utf-8")
MEASURE = """
from models.measure import Measure, on_candidates

def add(b, m, candidates):
    return on_candidates(m, candidates, (candidates.column("minutes") > 30).astype(float))

def value(plan):
    return {}

MEASURE = Measure("long_journeys", "placements", "Journeys of over half an hour", add, value)
"""
SHOW = """
from models.measures import MEASURES
from models.own import own_hashes
from models.rules import RULES
print([rule.name for rule in RULES][5:7], 'long_journeys' in MEASURES, sorted(own_hashes()))
"""


def run(*words, own):
    """Run this Python with a folder of one's own; return what it did."""
    return subprocess.run(
        [sys.executable, *map(str, words)],
        capture_output=True,
        check=False,
        cwd=ROOT,
        env={**os.environ, "PLACEMENTS_MODELS": str(own), "EXAMPLES": "0.25"},
        text=True,
        timeout=300,
    )


@pytest.fixture
def folder(tmp_path):
    """Return a folder with a rule."""
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "one_long_journey.py").write_text(RULE, encoding="utf-8")
    return tmp_path


def refused(folder):
    """Return what a command says instead of obeying such a folder."""
    done = run("-m", "placements", "solve", "data/five", "--out", folder / "run", own=folder)
    assert done.returncode == 2
    assert not (folder / "run").exists()
    return done.stderr


def test_they_are_there_in_their_order_with_their_hashes(folder):
    (folder / "measures").mkdir()
    (folder / "measures" / "long_journeys.py").write_text(MEASURE, encoding="utf-8")

    assert run("-c", SHOW, own=folder).stdout == (
        "['one_long_journey', 'one_setting_per_block'] True "
        "['measures/long_journeys.py', 'rules/one_long_journey.py']\n"
    )


def test_the_rule_of_the_notebook_passes_the_tests_of_every_rule():
    done = run("-m", "pytest", "tests/models", "-k", "one_long_journey", own=OWN)

    assert done.returncode == 0, done.stdout


def test_a_run_that_obeyed_them_says_so(folder):
    done = run("-m", "placements", "solve", "data/five", "--out", folder / "run", own=folder)
    card = json.loads((folder / "run" / "run.json").read_text(encoding="utf-8"))

    # L5 has two journeys of 45 and 60 minutes in the best plan: one block of 2 weeks, priority 2.
    assert done.returncode == 0
    assert card["levels"][0]["value"] == 4
    assert card["own_models"] == {
        "rules/one_long_journey.py": hashlib.sha256(RULE.encode()).hexdigest()
    }


def test_a_folder_without_either_is_refused(tmp_path):
    (tmp_path / "Rules.txt").touch()

    assert f"{tmp_path} has no folder rules or measures" in refused(tmp_path)


def test_a_folder_that_is_not_there_is_refused(tmp_path):
    done = run("-c", "import models.rules", own=tmp_path / "nowhere")

    assert done.returncode == 1
    assert "nowhere is no folder" in done.stderr


def test_a_rule_replaces_none(folder):
    (folder / "rules" / "capacity.py").write_text(RULE, encoding="utf-8")

    assert "capacity.py has the name of another" in refused(folder)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("RULE = 1 +", "cannot be used: SyntaxError"),
        ("", "cannot be used: AttributeError"),
        (RULE.replace('"one_long_journey"', '"another"'), "states 'another'; its name must be"),
    ],
)
def test_a_file_that_states_no_rule_is_refused(folder, text, message):
    (folder / "rules" / "one_long_journey.py").write_text(text, encoding="utf-8")

    assert message in refused(folder)
