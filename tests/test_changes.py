"""Two plans side by side, of whatever rounds."""

import pandas as pd
import pytest

import placements as pl
from placements.errors import InputError
from placements.plan_file import write_plan
from tests.cli.command import call
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
    assert found["change"].tolist() == ["another time"]


def test_what_is_no_plan_is_refused(tmp_path):
    path = tmp_path / "plan.csv"
    path.write_text("learner_id,block_id\nL1,B1\n", encoding="utf-8")
    with pytest.raises(InputError, match="the column is missing"):
        pl.diff(path, path)


def test_a_plan_that_does_not_say_how_long_is_taken_to_say_what_the_other_does(tmp_path):
    plan = plan_of(make_round(), "L1 B1 S1 1")
    bare = tmp_path / "bare.csv"
    bare.write_text("learner_id,block_id,setting_id,start\nL1,B1,S1,2026-09-07\n")
    assert pl.diff(bare, plan).empty
    assert pl.diff(plan, bare).empty


def test_the_same_place_for_longer_is_another_time():
    longer = make_round(blocks="cohort_id,block_id,start,weeks,stage\nC,B1,2026-09-07,5,1")
    found = pl.diff(plan_of(make_round(), "L1 B1 S1 1"), plan_of(longer, "L1 B1 S1 1"))
    assert found[["change", "from_weeks", "to_weeks"]].to_numpy().tolist() == [
        ["another time", 4, 5]
    ]


def test_the_command_has_a_heading_and_tells_lengths_that_differ(capsys, tmp_path):
    head = "learner_id,block_id,setting_id,start,weeks\n"
    lines = head + "L1,B1,S1,2026-09-07,{}\nL2,B1,{},2026-09-07,4\n"
    paths = [tmp_path / "one.csv", tmp_path / "two.csv"]
    for path, rest in zip(paths, ((4, "S1"), (5, "S2")), strict=True):
        path.write_text(lines.format(*rest))

    done = call(capsys, "diff", *paths)

    rows = [line.split("  ") for line in done.out.splitlines()]
    assert [[cell.strip() for cell in row if cell] for row in rows] == [
        ["2 blocks of 2 learners differ:"],
        ["Learner", "change", "from", "to"],
        ["L1", "B1", "another time", "S1", "2026-09-07, 4 weeks", "S1", "2026-09-07, 5 weeks"],
        ["L2", "B1", "moved", "S1", "2026-09-07", "S2", "2026-09-07"],
    ]


def test_the_command_writes_the_list_as_a_table(capsys, tmp_path):
    plans = tmp_path / "one.csv", tmp_path / "two.csv"
    for path, setting in zip(plans, ("S1", "S2"), strict=True):
        path.write_text(f"learner_id,block_id,setting_id,start\nL1,B1,{setting},2026-09-07\n")

    done = call(capsys, "diff", *plans, "--out", tmp_path / "out")

    assert "diff.csv" in done.out
    written = pd.read_csv(tmp_path / "out" / "diff.csv", keep_default_na=False)
    assert written.astype(str).equals(pl.diff(*plans).astype(object).fillna("").astype(str))
