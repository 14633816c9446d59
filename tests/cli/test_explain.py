"""``explain`` as its users meet it."""

import json
from pathlib import Path

import pytest

from placements.explain.known import known_levels
from placements.run import read
from tests.cli.command import call

FIVE = Path(__file__).parents[2] / "data" / "five"


@pytest.fixture
def solved(capsys, tmp_path):
    call(capsys, "solve", FIVE, "--out", tmp_path / "five", "--quiet")
    return tmp_path / "five" / "plan.csv"


def test_a_learner_is_explained_with_costs(capsys, solved):
    done = call(capsys, "explain", FIVE, solved, "--learner", "L5", "--block", "B2", "--quiet")

    assert done.code == 0
    assert "L5 B2, 2 weeks from 12 October 2026: at WARD2, 60 minutes one way" in done.out
    assert (
        "HOME1  travel: the journey is longer than the learner's longest (80 minutes)" in done.out
    )


def test_every_unplaced_block_has_a_page(capsys, solved, tmp_path):
    done = call(capsys, "explain", FIVE, solved, "--unplaced", "--out", tmp_path / "why", "--quiet")

    page = (tmp_path / "why" / "evidence.html").read_text(encoding="utf-8")
    assert done.code == 0
    assert page.count("<article>") == 1
    assert "Why block B2 of L2 has no place" in page
    card = json.loads(solved.with_name("run.json").read_text(encoding="utf-8"))
    assert card["plan_sha256"] in page
    assert card["input_sha256"] in page


def test_one_of_a_learner_and_all_unplaced_is_asked_for(capsys, solved):
    done = call(capsys, "explain", FIVE, solved)

    assert done.code == 2
    assert "Give --learner, or --unplaced." in done.err


def test_bounds_are_taken_from_the_run_that_made_the_plan(solved):
    round = read(FIVE)

    assert [level.bound for level in known_levels(solved, round)] == [2, 2, 1, 1080]


def test_bounds_of_another_plan_are_not_taken(solved):
    solved.write_text(solved.read_text(encoding="utf-8") + "\n", encoding="utf-8")

    assert known_levels(solved, read(FIVE)) == ()


def test_a_plan_that_came_alone_has_no_bounds(solved):
    solved.with_name("run.json").unlink()

    assert known_levels(solved, read(FIVE)) == ()
