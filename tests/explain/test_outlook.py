"""The outlook: who can still complete alone, and what is proven of all together."""

import datetime as dt

import pytest

import placements as pl
from placements.errors import InputError
from placements.explain.outlook import outlook
from placements.plan import Placement, Plan
from tests.cli.command import call
from tests.explain.planned import write_planned
from tests.rounds import make_round

PRIMARY = "requirement_id,programme_id,measure,where,minimum\nR,P,weeks,sector=primary,4"
BOTH = "requirement_id,programme_id,measure,where,minimum\nR,P,weeks,sector=primary,8"
EARLY, AFTER_B1 = dt.date(2026, 1, 1), dt.date(2026, 9, 14)


def test_before_anything_is_decided_everybody_can_complete():
    round = make_round(requirements=PRIMARY)

    found = outlook(round, pl.solve(round).plan, today=EARLY)

    assert found.at_risk == ()
    assert found.frame["together"].tolist() == ["met by a plan"] * 2
    assert found.frozen.placements == ()


def test_a_decided_block_can_strand_a_learner():
    # B1 at S1 (acute) is decided: of two blocks of 4 weeks one is left, and 8 primary weeks are
    # asked for. L2, at S2, can still complete.
    round = make_round(requirements=BOTH)
    plan = Plan.of(
        round,
        [Placement("L1", "B1", "S1", 1), Placement("L2", "B1", "S2", 1)],
    )

    found = outlook(round, plan, today=AFTER_B1)

    (one,) = found.at_risk
    assert (one.learner_id, one.possible, one.short) == ("L1", False, 4)
    assert one.conflict.items == ("R",)
    row = found.frame.iloc[0]
    assert (row["alone"], row["stage"], row["of_what"]) == ("cannot complete", 1, "R")


def test_alone_each_can_and_together_not_all_can():
    # Both still need 4 primary weeks in B2, where S2 has one place: each alone, not both.
    round = make_round(requirements=PRIMARY, capacity="setting_id,places\nS1,2\nS2,1")
    plan = Plan.of(round, [Placement(who, "B1", "S1", 1) for who in ("L1", "L2")])

    found = outlook(round, plan, today=AFTER_B1)

    assert found.at_risk == ()
    assert [level.value for level in found.levels] == [0, 4]
    assert found.levels[1].proven
    (short,) = found.shortages
    assert (short.learners, short.wanted, short.room) == (("L1", "L2"), 8, 4)
    assert sorted(found.frame["together"]) == ["met by a plan", "shortage 1"]


def test_what_starts_within_notice_is_decided():
    # B1 starts on 7 September; six weeks before that, on 27 July, notice can still be given.
    round = make_round()
    plan = pl.solve(round).plan

    assert len(outlook(round, plan, today=dt.date(2026, 7, 27)).frozen.placements) == 0
    assert len(outlook(round, plan, today=dt.date(2026, 7, 28)).frozen.placements) == 2


def test_without_a_day_it_says_what_is_missing():
    round = make_round()

    with pytest.raises(InputError, match="give a day with --today"):
        outlook(round, Plan.empty(round))


def test_a_learner_with_nowhere_to_go_is_at_risk_of_the_blocks():
    round = make_round(capacity="setting_id,places\nS1,0\nS2,0")

    found = outlook(round, Plan.empty(round), today=EARLY)

    assert [one.conflict.blocks for one in found.at_risk] == [("B1", "B2")] * 2
    assert found.levels[0].value == 16


def test_somebody_elses_plan_may_break_rules_and_has_an_outlook():
    # Three learners' worth of placements in two places: the frozen part allows no plan at all.
    round = make_round(capacity="setting_id,places\nS1,1\nS2,1")
    plan = Plan.of(round, [Placement(who, "B1", "S1", 1) for who in ("L1", "L2")])

    found = outlook(round, plan, today=AFTER_B1)

    assert found.at_risk == ()
    assert not any(level.proven for level in found.levels if level.value)


def test_the_command_names_who_is_at_risk(capsys, tmp_path):
    folder, plan = write_planned(
        tmp_path,
        heading="published = 2026-09-14",
        requirements=BOTH,
        exclusions="learner_id,where\nL1,sector=primary",
    )

    done = call(capsys, "outlook", folder, plan, "--out", tmp_path / "out")

    assert done.code == 0
    assert "L1  cannot complete by stage 1: R" in done.out
    assert "L2" in (tmp_path / "out" / "outlook.csv").read_text()
