"""A repair against every plan there is: nothing is better in the order that repairs promise."""

import datetime as dt
from functools import cache
from itertools import product

import numpy as np
import pytest

import placements as pl
from placements.candidates import build_candidates
from placements.engine.stop import Clock, silent
from placements.plan import Plan, plan_of_candidates
from placements.plan_rows import plan_rows
from placements.repairs.bounds import bounds
from placements.repairs.order import Order, values
from placements.repairs.parts import repair_by_parts
from placements.repairs.standing import stand
from tests.examples import plan_of
from tests.rounds import make_round

TODAY = dt.date(2026, 9, 21)
BLOCKS = """
    cohort_id,block_id,start,weeks,stage,latest_start
    C,B1,2026-09-07,4,1,
    C,B2,2026-10-19,4,1,{latest}
    """
THREE = """
    learner_id,programme_id,cohort_id,latitude,longitude
    L1,P,C,53,-2
    L2,P,C,53,-2
    L3,P,C,53,-2
    """
SETTINGS = """
    setting_id,name,provider_id,sector,latitude,longitude
    S1,Ward 1,T1,acute,53,-2
    S2,Practice 2,T2,primary,53,-2.05
    """


def changed_round(seed):
    """Return a round of three learners, a plan of it, and the round as it becomes."""
    rng = np.random.default_rng(seed)
    round = make_round(
        heading="weeks = 16",
        blocks=BLOCKS.format(latest="" if seed % 2 else "2026-10-26"),
        settings=SETTINGS,
        capacity=f"setting_id,places\nS1,{rng.integers(1, 3)}\nS2,1",
        programmes="programme_id,name,learner_type,notice_weeks\nP,P,student,2",
        learners="""
            learner_id,programme_id,cohort_id,latitude,longitude
            L1,P,C,53,-2
            L2,P,C,53,-2.02
            """,
        requirements="""
            requirement_id,programme_id,measure,where,each,minimum,maximum
            R1,P,weeks,sector=acute,,4,
            R2,P,placements,,setting,,1
            """,
    )
    before = drawn(round, rng)
    now = round.close(f"S{rng.integers(1, 3)}", "2026-10-31")
    if seed % 2:
        now = now.add_learners([{"learner_id": "L3", "like": "L1", "starts": "2026-10-12"}])
    return before, now.add_places(f"S{rng.integers(1, 3)}", 1, "2026-10-05")


def drawn(round, rng):
    """Return a random plan that keeps every rule."""
    candidates = build_candidates(round)
    while True:
        chosen = rng.choice(len(candidates), size=3, replace=False)
        plan = plan_of_candidates(candidates, chosen.tolist())
        if pl.judge(round, plan).passed:
            return plan


def plans(candidates):
    """Yield every choice of at most one candidate a block."""
    block = candidates.column("learner_block")
    choices = [[None, *np.flatnonzero(block == k)] for k in np.unique(block)]
    for picked in product(*choices):
        yield plan_of_candidates(candidates, [int(c) for c in picked if c is not None])


@cache
def case(seed):
    """Return the round as it became, the plan before, and the least values of any plan.

    Of every plan that keeps the rules and begins nothing in the past.
    """
    before, now = changed_round(seed)
    standing = stand(now, build_candidates(now), plan_rows(before), TODAY)
    order = Order.of(now.levels)
    open_ = standing.candidates.take(np.flatnonzero(~standing.closed_choices))
    allowed = [plan for plan in plans(open_) if pl.judge(now, plan).passed]
    return before, standing, min(values(plan, order, standing) for plan in allowed)


@pytest.mark.parametrize("seed", range(4))
def test_no_plan_is_better(seed):
    before, standing, least = case(seed)

    repaired = pl.repair(standing.round, before, today=TODAY)

    assert tuple(level.value for level in repaired.levels) == least
    assert all(level.proven for level in repaired.levels)
    assert repaired.verdict.passed


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("together", [150, 0], ids=["together", "in turn"])
def test_a_repair_by_parts_is_a_plan_and_its_bounds_hold(seed, together, monkeypatch):
    monkeypatch.setattr("placements.repairs.turns.TOGETHER", together)
    monkeypatch.setattr("placements.repairs.turns.GROUP", 1)
    _, standing, least = case(seed)
    order = Order.of(standing.round.levels)

    plan = repair_by_parts(standing, order, Clock(), silent).plan

    own = values(plan, order, standing)
    assert pl.judge(standing.round, plan).passed
    assert own >= least
    proven = bounds(plan, order, standing, own)
    # A bound is for plans as good above: here down to the first level where this plan is not best.
    for value, bound, lowest in zip(own, proven, least, strict=True):
        assert bound is None or bound <= min(value, lowest)
        if value != lowest:
            break


def test_who_breaks_a_rule_together_is_not_held_while_one_of_them_is_solved_again(monkeypatch):
    # Three are at S1, which has one place from now on; each is solved again alone. Were the other
    # two held at S1 meanwhile, they would be over by themselves, and no plan be found.
    monkeypatch.setattr("placements.repairs.turns.TOGETHER", 0)
    monkeypatch.setattr("placements.repairs.turns.GROUP", 1)
    before = make_round(learners=THREE, capacity="setting_id,places\nS1,3\nS2,0")
    now = make_round(learners=THREE, capacity="setting_id,places\nS1,1\nS2,0")
    plan = plan_of(before, *(f"L{k} B1 S1 1" for k in (1, 2, 3)))
    standing = stand(now, build_candidates(now), plan_rows(plan), dt.date(2026, 6, 1))

    repaired = repair_by_parts(standing, Order.of(now.levels), Clock(), silent).plan

    assert pl.judge(now, repaired).passed
    assert [p.setting_id for p in repaired.placements if p.block_id == "B1"] == ["S1"]


def test_a_plan_without_anybody_is_repaired_too():
    now = make_round()
    repaired = pl.repair(now, Plan.empty(now), today=TODAY)
    # B1 began a fortnight ago: nobody can begin it any more.
    assert repaired.changes["block_id"].tolist() == ["B2", "B2"]
    assert set(repaired.changes["change"]) == {"now placed"}
