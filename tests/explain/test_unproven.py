"""What a plan leaves open: proven by a shortage, a conflict of one learner's own, or not proven."""

import placements as pl
from placements.explain import unproven as module
from placements.explain.certificates import shortages
from placements.export.shortages import shortages_text
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


def test_what_a_plan_leaves_open_without_need_is_avoidable():
    round = make_round()

    rest = pl.shortages(round, Plan.empty(round)).rest

    # Nobody is placed though everybody could be: 4 blocks of 4 weeks, none of it proven.
    assert (rest.unplaced, rest.proven) == (16, 0)
    assert rest.frame["why"].tolist() == ["avoidable"] * 4
    assert "Not short at all" in shortages_text(pl.shortages(round, Plan.empty(round)))


def test_what_is_too_large_to_be_solved_whole_is_not_proven(monkeypatch):
    monkeypatch.setattr(module, "EXACT_UP_TO", 0)
    round = make_round()

    rest = pl.shortages(round, Plan.empty(round)).rest

    assert rest.frame["why"].tolist() == ["not proven"] * 4


def test_links_that_no_flow_carries_are_named_with_the_places_in_their_way():
    # L1 and L2 are placed together or not at all, and either setting has one place: a flow finds
    # a place for each, and no plan does. L3, who could go anywhere, has nothing to do with it.
    round = make_round(
        learners="learner_id,programme_id,cohort_id,latitude,longitude\n"
        "L1,P,C,53,-2\nL2,P,C,53,-2\nL3,P,C,53,-2",
        capacity="setting_id,places\nS1,1\nS2,1",
        settings="setting_id,name,provider_id,sector,latitude,longitude\n"
        "S1,Ward,T1,acute,53,-2\nS2,Practice,T2,primary,53,-2.05",
        exclusions="learner_id,where\nL3,setting_id=S2\nL3,setting_id=S1",
        blocks="cohort_id,block_id,start,weeks,stage\nC,B1,2026-09-07,4,1",
        links="learner_id,other_id,relation\nL1,L2,together",
    )

    rest = pl.shortages(round, pl.solve(round).plan).rest

    # Together is both or neither, so that for either the other need not be named.
    assert [one.things for one in rest.joint] == [
        (("L1", "block", "B1"),),
        (("L2", "block", "B1"),),
    ]
    joint = rest.joint[0]
    assert joint.smallest
    assert set(joint.rules) == {
        "L1 and L2 are linked together in B1",
        "no more learners than places at S1",
        "no more learners than places at S2",
    }
    assert "cannot be in any plan" in joint.statement


def test_a_curriculum_that_two_cannot_both_have_is_a_conflict_of_theirs():
    # Each is to see two settings, each setting has one place in each block, and L1 and L2 are never
    # at S1 in the same block anyway; but S2 is closed in B2: one visits S1 then, the other nothing.
    # So of two learners one misses a setting, whatever the flow of weeks says.
    round = make_round(
        capacity="setting_id,until,places\nS1,,2\nS2,2026-10-04,1",
        requirements="requirement_id,programme_id,measure,minimum\nTWO,P,settings,2",
    )

    rest = pl.shortages(round, pl.solve(round).plan).rest

    (joint,) = rest.joint
    assert [thing[:3] for thing in joint.things] == [
        ("L1", "requirement", "TWO"),
        ("L2", "requirement", "TWO"),
    ]
    assert joint.rules == ("no more learners than places at S2",)


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
    assert "Not short at all, for a plan has it beside all that this one has: " in done.out
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


def test_blocks_that_a_plan_does_not_name_are_left_open():
    # Two learners, two blocks of four weeks each, and no row of any: sixteen weeks.
    round = make_round()

    assert shortages(round, Plan.of(round, [], [])).rest.unplaced == 16
