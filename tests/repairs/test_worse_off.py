"""Whoever a repair would leave worse off has other blocks moved as well; nobody else has."""

import datetime as dt

import pytest

import placements as pl
from placements.candidates import build_candidates
from placements.engine.stop import Clock, silent
from placements.plan import Plan
from placements.plan_rows import plan_rows
from placements.repairs.order import Order, values
from placements.repairs.parts import Parts, repair_by_parts
from placements.repairs.standing import stand
from placements.repairs.unmet import worse_off
from tests.examples import plan_of
from tests.rounds import THREE_SETTINGS, make_round

TODAY = dt.date(2026, 6, 1)
TABLES = {
    "settings": THREE_SETTINGS,
    "capacity": "setting_id,places\nS1,1\nS2,1\nS3,1",
    "learners": """
        learner_id,programme_id,cohort_id,latitude,longitude
        L1,P,C,53,-2
        L2,P,D,53,-2
        """,
    "blocks": """
        cohort_id,block_id,start,weeks,stage
        C,B1,2026-09-07,4,1
        C,B2,2026-10-19,4,1
        D,B1,2026-09-07,4,1
        """,
}
NEVER_TWICE = """
    requirement_id,programme_id,measure,where,each,minimum,maximum
    R,P,placements,,setting,,1
    """
IN_PRIMARY = "requirement_id,programme_id,measure,where,minimum\nR,P,weeks,sector=primary,4"


def standing_after_closing(before: Plan):
    """Return how a plan stands once S3 has closed."""
    now = before.round.close("S3")
    return stand(now, build_candidates(now), plan_rows(before), TODAY)


@pytest.mark.parametrize("whole", [500, 0], ids=["all concerned", "the worse off"])
def test_a_learners_other_placement_moves_where_the_curriculum_needs_it(whole, monkeypatch):
    # S1 alone has room for B1; L1 is there in B2 as well, and may not be anywhere twice.
    monkeypatch.setattr("placements.repairs.parts.WHOLE", whole)
    round = make_round(**TABLES, requirements=NEVER_TWICE)
    before = plan_of(round, "L1 B1 S3 1", "L1 B2 S1 7", "L2 B1 S2 1")
    standing = standing_after_closing(before)

    plan = repair_by_parts(standing, Order.of(round.levels), Clock(), silent).plan

    assert pl.judge(standing.round, plan).passed
    assert {(p.learner_id, p.block_id): p.setting_id for p in plan.placements} == {
        ("L1", "B1"): "S1",
        ("L1", "B2"): "S2",
        ("L2", "B1"): "S2",
    }
    frozen, unplaced, curriculum, changed, *_ = values(plan, Order.of(round.levels), standing)
    assert (frozen, unplaced, curriculum, changed) == (0, 0, 0, 2)


def test_who_can_go_elsewhere_at_no_loss_moves_alone(monkeypatch):
    asked = []
    solve = Parts.solve
    monkeypatch.setattr(Parts, "solve", lambda p, who: [asked.append(p.free.sum()), solve(p, who)])
    round = make_round(**TABLES)
    standing = standing_after_closing(plan_of(round, "L1 B1 S3 1", "L1 B2 S1 7", "L2 B1 S2 1"))

    plan = repair_by_parts(standing, Order.of(round.levels), Clock(), silent).plan

    assert plan.unplaced == ()
    assert asked == [1]


def test_worse_off_is_who_lacks_more_than_before():
    round = make_round(**TABLES, requirements=IN_PRIMARY)
    before = plan_of(round, "L1 B1 S3 1", "L1 B2 S1 7", "L2 B1 S1 1")
    standing = standing_after_closing(before)
    due = Order.of(round.levels).due

    # L1 was in primary care and is not now; L2 never was.
    moved = plan_of(standing.round, "L1 B1 S1 1", "L1 B2 S1 7", "L2 B1 S1 1")
    assert worse_off(moved, standing, due).tolist() == [0]
    # Without a place in B1, and yet in primary care in B2.
    unplaced = plan_of(standing.round, "L1 B2 S2 7", "L2 B1 S1 1")
    assert worse_off(unplaced, standing, due).tolist() == [0]
    mended = plan_of(standing.round, "L1 B1 S1 1", "L1 B2 S2 7", "L2 B1 S1 1")
    assert worse_off(mended, standing, due).tolist() == []


def test_who_was_where_the_round_has_no_setting_any_more_is_due_everything():
    round = make_round(**TABLES, requirements=IN_PRIMARY)
    before = plan_rows(plan_of(round, "L1 B1 S3 1", "L1 B2 S1 7", "L2 B1 S1 1"))
    gone = before.assign(setting_id=before["setting_id"].replace("S3", "S9"))
    standing = stand(round, build_candidates(round), gone, TODAY)
    due = Order.of(round.levels).due

    moved = plan_of(round, "L1 B1 S1 1", "L1 B2 S1 7", "L2 B1 S2 1")

    assert worse_off(moved, standing, due).tolist() == [0]
