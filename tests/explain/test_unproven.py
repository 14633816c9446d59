"""What a plan leaves open: proven by a shortage, a conflict of one learner's own, or not proven."""

import placements as pl
from placements.plan import Placement, Plan
from tests.cli.command import call
from tests.rounds import make_round, write_round

REPEAT = (
    "requirement_id,programme_id,measure,where,each,minimum,maximum\n"
    "ACUTE,P,weeks,sector=acute,,8,\n"
    "REPEAT,P,placements,,setting,,1\n"
    "PRIMARY,P,weeks,sector=primary,,4,"
)


def test_what_one_learner_cannot_have_together_is_a_smallest_conflict():
    # Eight acute weeks are both blocks at S1, the one acute setting: not without repeating it, and
    # not with four weeks of primary care. Two conflicts; the filter finds one, of the first kind
    # or the second, and both are of two requirements with neither block needed.
    round = make_round(requirements=REPEAT)
    plan = pl.solve(round).plan

    (one, other) = pl.shortages(round, plan).rest.conflicts

    assert (one.learner_id, other.learner_id) == ("L1", "L2")
    assert one.smallest
    assert one.blocks == ()
    assert set(one.items) in ({"ACUTE", "REPEAT"}, {"ACUTE", "PRIMARY"})
    assert "together, even with every place to choose from" in one.statement


def test_a_plan_that_could_be_better_is_not_proven():
    round = make_round()

    rest = pl.shortages(round, Plan.empty(round)).rest

    # Nobody is placed though everybody could be: 4 blocks of 4 weeks, none of it proven.
    assert (rest.unplaced, rest.proven) == (16, 0)
    assert rest.frame["why"].tolist() == ["not proven"] * 4


def test_a_plan_with_nothing_open_has_no_rest():
    round = make_round()

    rest = pl.shortages(round, pl.solve(round).plan).rest

    assert len(rest.frame) == 0
    assert (rest.unplaced, rest.conflicts) == (0, ())


def test_what_a_shortage_proves_is_said_by_its_number():
    # One place for two learners in B1: whoever goes without is part of shortage 1.
    round = make_round(
        capacity="setting_id,places\nS1,1\nS2,0",
        blocks="cohort_id,block_id,start,weeks,stage\nC,B1,2026-09-07,4,1",
    )
    plan = Plan.of(round, [Placement("L1", "B1", "S1", 1)])

    rest = pl.shortages(round, plan).rest

    assert rest.frame.to_dict("records") == [
        {"learner_id": "L2", "what": "block", "code": "B1", "missing": 4.0, "why": "shortage 1"}
    ]
    assert (rest.unplaced, rest.proven) == (4, 4)


def test_the_command_writes_what_it_says(capsys, tmp_path):
    (tmp_path / "round").mkdir()
    folder = write_round(tmp_path / "round", requirements=REPEAT)
    plan = tmp_path / "plan.csv"
    plan.write_text("learner_id,block_id,setting_id,start\nL1,B1,S1,2026-09-07\n")

    done = call(capsys, "shortages", folder, "--plan", plan, "--out", tmp_path / "out")

    assert done.code == 0
    assert done.out.startswith("No shortage is proven.")
    assert "Not proven: " in done.out
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == [
        "open.csv",
        "shortage_blocks.csv",
        "shortage_learners.csv",
        "shortage_places.csv",
        "shortages.csv",
    ]
    again = call(capsys, "shortages", folder, "--out", tmp_path / "out")
    assert again.code == 0
    assert not (tmp_path / "out" / "open.csv").exists()
