"""A repair by parts lets others make way for a curriculum that has become worse, and bounds it."""

import datetime as dt

import placements as pl
from placements.candidates import build_candidates
from placements.engine.stop import Clock, silent
from placements.plan import Placement, Plan
from placements.plan_rows import plan_rows
from placements.repairs.bounds import bounds
from placements.repairs.order import Order, values
from placements.repairs.parts import repair_by_parts
from placements.repairs.standing import stand
from tests.rounds import THREE_SETTINGS, make_round

TODAY = dt.date(2026, 6, 1)
TABLES = {
    "settings": THREE_SETTINGS,
    "capacity": "setting_id,places\nS1,2\nS2,1\nS3,1",
    "programmes": "programme_id,name,learner_type\nP,P,student\nQ,Q,student",
    "learners": """
        learner_id,programme_id,cohort_id,latitude,longitude
        L1,P,C,53,-2
        L2,Q,C,53,-2
        """,
    "blocks": "cohort_id,block_id,start,weeks,stage\nC,B1,2026-09-07,4,1",
    "requirements": """
        requirement_id,programme_id,measure,where,minimum
        R,P,weeks,sector=primary,4
        """,
}


def repaired(**tables):
    """Return the repair after S2 has closed, where L1 was, with its values and bounds."""
    round = make_round(**TABLES | tables)
    before = Plan.of(round, [Placement("L1", "B1", "S2", 1), Placement("L2", "B1", "S3", 1)])
    now = round.close("S2")
    standing = stand(now, build_candidates(now), plan_rows(before), TODAY)
    order = Order.of(now.levels)
    plan = repair_by_parts(standing, order, Clock(), silent).plan
    assert pl.judge(now, plan).passed
    own = values(plan, order, standing)
    return (
        {p.learner_id: p.setting_id for p in plan.placements},
        own,
        bounds(plan, order, standing, own),
    )


def test_somebody_makes_way_for_a_curriculum_that_became_worse():
    # There is room for L1 at S1 alone; L2 needs no practice, and can go there instead.
    where, own, _ = repaired()

    assert where == {"L1": "S3", "L2": "S1"}
    # Nothing frozen lost, everybody placed, the curriculum met, and two placements changed.
    assert own[:4] == (0, 0, 0, 2)


def test_what_nobody_can_mend_is_proven():
    # L1 must not go to S3: the four weeks are missed whoever makes way, so one change is enough.
    where, own, proven = repaired(exclusions="learner_id,where,reason\nL1,setting_id=S3,other")

    assert where == {"L1": "S1", "L2": "S3"}
    assert own[:4] == (0, 0, 4, 1)
    assert proven[:4] == (0, 0, 4, 1)
