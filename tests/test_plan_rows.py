"""Two plans side by side, of whatever rounds."""

import pytest

import placements as pl
from placements.errors import InputError
from placements.plan_file import write_plan
from tests.examples import plan_of
from tests.rounds import make_round


def test_every_block_that_differs(tmp_path):
    round = make_round()
    one = plan_of(round, "L1 B1 S1 1", "L1 B2 S1 7", "L2 B1 S1 1")
    other = plan_of(round, "L1 B1 S1 1", "L1 B2 S2 7", "L2 B2 S1 7")
    path = tmp_path / "other.csv"
    path.write_text(write_plan(other), encoding="utf-8")

    found = pl.diff(one, path)

    assert found[["learner_id", "block_id", "change", "to_setting"]].to_numpy().tolist() == [
        ["L1", "B2", "moved", "S2"],
        ["L2", "B1", "no longer placed", ""],
        ["L2", "B2", "now placed", "S1"],
    ]


def test_the_same_plan_does_not_differ():
    plan = plan_of(make_round(), "L1 B1 S1 1")
    assert pl.diff(plan, plan).empty


def test_plans_of_different_rounds():
    later = make_round(
        heading="start = 2026-09-14",
        blocks="""
        cohort_id,block_id,start,weeks,stage
        C,B1,2026-09-14,4,1
        """,
    )
    found = pl.diff(plan_of(make_round(), "L1 B1 S1 1"), plan_of(later, "L1 B1 S1 1"))
    assert found["change"].tolist() == ["another start"]


def test_what_is_no_plan_is_refused(tmp_path):
    path = tmp_path / "plan.csv"
    path.write_text("learner_id,block_id\nL1,B1\n", encoding="utf-8")
    with pytest.raises(InputError, match="the column is missing"):
        pl.diff(path, path)
