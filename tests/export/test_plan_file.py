"""``plan.csv``: a plan as rows, and back."""

import pytest

from placements.errors import InputError
from placements.plan import Placement, Plan
from placements.plan_file import check_rows, read_plan, write_plan
from tests.rounds import make_round

PINS = """
    learner_id,block_id,setting_id,state
    L1,B1,S1,fixed
    L1,B2,S2,published
    L2,B1,S2,published
    """


@pytest.fixture
def plan():
    """L1 keeps a fixed and a published pin, L2 leaves a published one and misses B2."""
    placements = [
        Placement("L1", "B1", "S1", 1),
        Placement("L1", "B2", "S2", 7),
        Placement("L2", "B1", "S1", 1),
    ]
    return Plan.of(make_round(pins=PINS), placements)


def test_every_block_has_a_row_with_what_became_of_it(plan):
    assert write_plan(plan) == (
        "learner_id,block_id,setting_id,start,weeks,minutes,state,reason\n"
        "L1,B1,S1,2026-09-07,4,5,pinned,\n"
        "L1,B2,S2,2026-10-19,4,12,kept,\n"
        "L2,B1,S1,2026-09-07,4,5,changed,\n"
        "L2,B2,,2026-10-19,4,,unplaced,full\n"
    )


def test_a_plan_written_and_read_is_equal_and_agrees_with_itself(plan, tmp_path):
    (tmp_path / "plan.csv").write_text(write_plan(plan), encoding="utf-8")

    assert read_plan(tmp_path / "plan.csv", plan.round) == plan
    assert check_rows(tmp_path / "plan.csv", plan) == []


def test_an_unplaced_block_says_why():
    learners = """
        learner_id,programme_id,cohort_id,latitude,longitude,max_travel_minutes
        L1,P,C,53,-2,4
        """
    plan = Plan.of(make_round(learners=learners), [])

    # S1 is 5 and S2 12 minutes away: both beyond 4.
    assert write_plan(plan).splitlines()[1] == "L1,B1,,2026-09-07,4,,unplaced,travel 2"


def test_an_empty_plan_has_its_heading():
    empty = Plan.of(make_round(), [], ())

    assert write_plan(empty) == "learner_id,block_id,setting_id,start,weeks,minutes,state,reason\n"


def test_every_problem_of_a_file_is_told_at_once(plan, tmp_path):
    text = write_plan(plan).replace("L1,B1,S1", "L1,B1,S7").replace("L2,B1,S1", "L7,B1,S1")
    (tmp_path / "plan.csv").write_text(text, encoding="utf-8")

    with pytest.raises(InputError) as refused:
        read_plan(tmp_path / "plan.csv", plan.round)

    assert [str(p) for p in refused.value.problems] == [
        "plan.csv, line 2, setting_id: 'S7' is not in settings",
        "plan.csv, line 4, learner_id: 'L7' is not in learners",
    ]


def test_placed_is_right_for_a_pinned_row_but_kept_is_not_for_a_changed_one(plan, tmp_path):
    text = write_plan(plan).replace("pinned", "placed").replace("changed", "kept")
    (tmp_path / "plan.csv").write_text(text, encoding="utf-8")

    assert check_rows(tmp_path / "plan.csv", plan) == [
        "plan.csv, line 4, state: kept does not agree; expected changed"
    ]


def test_a_plan_made_before_it_was_published_agrees_with_the_round_published_since(plan, tmp_path):
    # What it calls placed or changed is announced now, or fixed; what it calls fixed is so no more.
    (tmp_path / "plan.csv").write_text(write_plan(plan), encoding="utf-8")
    rows = [
        f"{p.learner_id},{p.block_id},{p.setting_id},{plan.round.monday(p.start)}"
        for p in plan.placements
    ]
    header = "learner_id,block_id,setting_id,start,state"
    published, fixed = (
        make_round(pins="\n".join([header, *(f"{row},{state}" for row in rows)]))
        for state in ("published", "fixed")
    )

    assert check_rows(tmp_path / "plan.csv", Plan.of(fixed, plan.placements)) == []
    assert check_rows(tmp_path / "plan.csv", Plan.of(published, plan.placements)) == [
        "plan.csv, line 2, state: pinned does not agree; expected kept"
    ]
