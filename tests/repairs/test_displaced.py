"""Who must make way, beside what the round no longer allows: counted, and never too many."""

import datetime as dt
import random

import pytest

import placements as pl
from placements.candidates import build_candidates
from placements.engine.stop import Clock, silent
from placements.plan_rows import plan_rows
from placements.repairs.bounds import bounds, due_bounds
from placements.repairs.displaced import least_changes
from placements.repairs.order import Order, values
from placements.repairs.parts import repair_by_parts
from placements.repairs.standing import stand
from tests.examples import plan_of
from tests.rounds import make_round

TODAY = dt.date(2026, 6, 1)
BLOCK = "cohort_id,block_id,start,weeks,stage\nC,B1,2026-09-07,4,1"
THREE = """
    setting_id,name,provider_id,sector,latitude,longitude
    S1,Ward,T1,acute,53,-2
    S2,Practice,T2,primary,53,-2.05
    S3,Home,T3,social_care,53,-2.02
    """
PEOPLE = "learner_id,programme_id,cohort_id,latitude,longitude"


def fewest(plan, order, standing):
    """Return what the relaxation says of a repair, whose levels due are the best there are."""
    own = values(plan, order, standing)
    due = due_bounds(plan, order, standing, own)
    return least_changes(plan, order, standing, own, due).changes


def after_closing_s1(learners, places, exclusions="", pins="", today=TODAY):
    """Return the repair of a plan with L1 at S1, which closes, and the others at S2."""
    rows = "\n".join(f"L{k},P,C,53,-2" for k in range(1, learners + 1))
    tables = {"blocks": BLOCK, "settings": THREE, "learners": f"{PEOPLE}\n{rows}"}
    tables["capacity"] = f"setting_id,places\nS1,1\nS2,{learners - 1}\nS3,{places}"
    if exclusions:
        tables["exclusions"] = f"learner_id,where\n{exclusions}"
    if pins:
        tables["pins"] = f"learner_id,block_id,setting_id,state\n{pins}"
    round = make_round(**tables)
    plan = plan_of(round, "L1 B1 S1 1", *(f"L{k} B1 S2 1" for k in range(2, learners + 1)))
    now = round.close("S1", "2026-09-01")
    standing = stand(now, build_candidates(now), plan_rows(plan), today)
    order = Order.of(now.levels)
    repaired = repair_by_parts(standing, order, Clock(), silent).plan
    return repaired, order, standing


def test_who_is_elsewhere_for_another_is_counted():
    # L1 may go to S2 alone, where both places are taken: L2 or L3 must go to S3, two changes.
    repaired, order, standing = after_closing_s1(3, 1, "L1,setting_id=S3")

    assert fewest(repaired, order, standing) == 2
    own = values(repaired, order, standing)
    assert own[order.changed_at] == 2
    proven = bounds(repaired, order, standing, own)
    assert proven[order.changed_at] == 2


def test_where_there_is_room_nobody_makes_way():
    repaired, order, standing = after_closing_s1(3, 1)

    assert fewest(repaired, order, standing) == 1
    assert values(repaired, order, standing)[order.changed_at] == 1


def test_who_is_pinned_makes_no_way():
    # Both at S2 are fixed there: L1 goes without, and that is the one change.
    pins = "L2,B1,S2,fixed\nL3,B1,S2,fixed"
    repaired, order, standing = after_closing_s1(3, 1, "L1,setting_id=S3", pins)

    assert fewest(repaired, order, standing) == 1
    assert repaired.unplaced == (("L1", "B1"),)


def test_a_place_that_is_frozen_is_no_place_for_another():
    # The others begin at S2 within notice: in no plan that keeps them there is a place for L1.
    repaired, order, standing = after_closing_s1(
        3, 1, "L1,setting_id=S3", today=dt.date(2026, 9, 7)
    )

    own = values(repaired, order, standing)
    assert own[:2] == (0, 4)
    assert bounds(repaired, order, standing, own)[:4] == (0, 4, 0, 1)
    # Before anything is frozen, one of the others could go to S3.
    _, _, before = after_closing_s1(3, 1, "L1,setting_id=S3")
    assert bounds(repaired, order, before, values(repaired, order, before))[1] == 0


def test_where_a_bound_leaves_room_nothing_is_claimed_that_it_allows():
    # A plan that leaves L1 without, although L2 could make way: plans as good may do the same, so
    # of changes no more than the one that is lost is proven.
    _, order, standing = after_closing_s1(3, 1, "L1,setting_id=S3")
    poor = plan_of(standing.round, "L2 B1 S2 1", "L3 B1 S2 1")

    own = values(poor, order, standing)

    assert own[: order.changed_at + 1] == (0, 4, 0, 1)
    assert bounds(poor, order, standing, own)[: order.changed_at + 1] == (0, 0, 0, 1)


@pytest.mark.parametrize("stages", ["*", "1"])
def test_a_curriculum_that_the_repair_keeps_is_asked_of_every_plan(stages):
    # L1 needs primary care, which is S2 alone: although S3 has room, L2 must leave S2 for it.
    round = make_round(
        blocks=BLOCK,
        settings=THREE.replace("S1,Ward,T1,acute", "S1,Ward,T1,primary"),
        capacity="setting_id,places\nS1,1\nS2,1\nS3,2",
        programmes="programme_id,name,learner_type\nP,P,student\nQ,Q,student",
        learners=f"{PEOPLE}\nL1,P,C,53,-2\nL2,Q,C,53,-2",
        requirements="requirement_id,programme_id,stages,measure,where,minimum\n"
        f"R,P,{stages},weeks,sector=primary,4",
    )
    plan = plan_of(round, "L1 B1 S1 1", "L2 B1 S2 1")
    now = round.close("S1", "2026-09-01")
    standing, order = (
        stand(now, build_candidates(now), plan_rows(plan), TODAY),
        Order.of(now.levels),
    )

    repaired = repair_by_parts(standing, order, Clock(), silent).plan

    assert {p.learner_id: p.setting_id for p in repaired.placements} == {"L1": "S2", "L2": "S3"}
    assert fewest(repaired, order, standing) == 2


@pytest.mark.parametrize("today", [TODAY, dt.date(2026, 9, 14)], ids=["free", "frozen"])
@pytest.mark.parametrize("seed", range(12))
def test_no_repair_changes_less(seed, today):
    """Against the exact repair of a small crowded round, whose number of changes is proven."""
    draw = random.Random(seed)
    people = "\n".join(f"L{k},P,{draw.choice('CD')},53,-2" for k in range(1, 9))
    barred = sorted({f"L{draw.randint(1, 8)},setting_id=S{draw.randint(1, 5)}" for _ in range(12)})
    sectors = ["primary", "community", "social_care", "acute", "primary"]
    round = make_round(
        learners=f"{PEOPLE}\n{people}",
        blocks=f"{BLOCK}\nC,B2,2026-10-05,4,1\nD,B1,2026-09-21,4,1\nD,B2,2026-10-19,4,2",
        settings="setting_id,name,provider_id,sector,latitude,longitude\n"
        + "\n".join(f"S{k},N,T{k % 3},{s},53,-2.0{k}" for k, s in enumerate(sectors, 1)),
        capacity="setting_id,places\n"
        + "\n".join(f"S{k},{draw.randint(1, 3)}" for k in range(1, 6)),
        exclusions="learner_id,where\n" + "\n".join(barred),
        requirements="""
            requirement_id,programme_id,measure,where,each,minimum,maximum
            R1,P,weeks,sector=primary|community,,4,
            R2,P,placements,,setting,,1
            R3,P,sectors,,,2,
            """,
    )
    plan = pl.solve(round).plan
    now = round.close(f"S{draw.randint(1, 5)}", "2026-09-01")

    exact = pl.repair(now, plan, today=today)

    order = Order.of(now.levels)
    own = tuple(level.value for level in exact.levels)
    proven = bounds(exact.plan, order, exact.standing, own)
    changed = exact.levels[order.changed_at]
    assert changed.proven
    assert proven[order.changed_at] <= changed.value
    assert all(bound <= level.value for bound, level in zip(proven, exact.levels[:3], strict=False))
    # Of a plan found by parts, too: down to the first level at which it is not the best.
    found = repair_by_parts(exact.standing, order, Clock(), silent)
    mine = values(found.plan, order, exact.standing)
    told = bounds(found.plan, order, exact.standing, mine, found.known)
    for value, bound, best in zip(mine, told, own, strict=True):
        assert bound is None or bound <= best + 1e-6
        if value != best:
            break
