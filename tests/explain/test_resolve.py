"""Solving again with something changed: exact where everybody is solved, else a true interval."""

from itertools import product

import pytest

import placements as pl
from placements.explain import resolve
from placements.explain.plans import of_round
from placements.explain.resolve import Resolver
from placements.plan import Plan
from placements.run import judge
from tests.examples import plan_of
from tests.rounds import make_round

ONE_PLACE = "setting_id,places\nS1,1\nS2,1"
BLOCK = "cohort_id,block_id,start,weeks,stage\nC,B1,2026-09-07,4,1"


@pytest.fixture
def two():
    """Return L1 and L2 with one block of four weeks each, S1 (5 min) and S2 (12 min), one place."""
    return make_round(capacity=ONE_PLACE, blocks=BLOCK)


def resolver(round, **options):
    result = pl.solve(round)
    return Resolver(round, result.plan, known=result.levels, **options)


def test_without_a_change_the_best_plan_is_found_and_proven(two):
    again = Resolver(two, Plan.empty(two)).again()

    # Both are placed; one travels 5 minutes in 4 weeks, the other 12: 4 x 17 = 68.
    assert again.intervals == ((0, 0), (0, 0), (0, 0), (68, 68))
    assert again.proven


def test_what_is_forbidden_is_not_in_the_plan(two):
    prepared = resolver(two)
    barred = [*prepared.positions("L1", "B1", "S2"), *prepared.positions("L2", "B1", "S2")]

    again = prepared.again(forbidden=barred)

    # Only S1 is left, for one of them: the other's 4 weeks are unplaced, 4 x 5 minutes remain.
    assert again.intervals == ((4, 4), (0, 0), (0, 0), (20, 20))
    assert {p.setting_id for p in again.plan.placements} == {"S1"}


def test_what_is_forced_is_in_the_plan(two):
    prepared = resolver(two)
    forced = prepared.positions("L2", "B1", "S1")

    again = prepared.again(forced=forced)

    assert [p.setting_id for p in again.plan.placements] == ["S2", "S1"]


def test_what_cannot_be_together_has_no_plan(two):
    prepared = resolver(two)

    again = prepared.again(forced=[*prepared.positions("L1", "B1"), *prepared.positions("L2")])

    # Four choices of two blocks: each block can have only one.
    assert again.plan is None
    assert not again.proven


@pytest.mark.parametrize("forbid", [True, False])
def test_a_part_solved_again_holds_the_best_value_in_its_interval(monkeypatch, forbid):
    five = pl.read("data/five")
    exact = resolver(five)
    monkeypatch.setattr(resolve, "EXACT_UP_TO", 0)
    local = resolver(five)
    tried = 0
    for position in range(0, len(exact.candidates), 2):
        if exact.candidates.column("fixed")[position]:
            continue
        change = {"forbidden" if forbid else "forced": [position]}
        monkeypatch.setattr(resolve, "EXACT_UP_TO", 1_000)
        best = exact.again(**change)
        monkeypatch.setattr(resolve, "EXACT_UP_TO", 0)
        part = local.again(**change)
        tried += 1
        if best.plan is None:  # HOME2 hosts two learners or none; L5 may not be with L3 there
            assert part.plan is None
            continue
        assert best.proven
        assert judge(five, part.plan).passed
        if forbid:
            assert best.levels[0].value == part.levels[0].value
        for (low, high), level in zip(part.intervals, best.levels, strict=True):
            if low is not None:
                assert low <= level.value
            if high != level.value:
                assert high > level.value
                break
    assert tried > 8


def test_a_plan_of_another_round_keeps_what_this_one_has(two):
    smaller = make_round(
        capacity="setting_id,places\nS1,1",
        blocks=BLOCK,
        settings="setting_id,name,provider_id,sector,latitude,longitude\nS1,W,T1,acute,53,-2",
    )
    plan = of_round(pl.solve(two).plan, smaller)

    assert [p.setting_id for p in plan.placements] == ["S1"]
    assert len(plan.unplaced) == 1
    again = Resolver(smaller, plan).again()
    assert again.intervals[0] == (4, 4)


def test_positions_are_of_what_is_asked_for(two):
    prepared = resolver(two)
    for learner, setting in product(("L1", "L2"), ("S1", "S2")):
        (position,) = prepared.positions(learner, "B1", setting, 1)
        row = prepared.candidates.frame.iloc[position]
        assert (row["learner_id"], row["setting_id"]) == (learner, setting)


def test_who_is_asked_for_is_solved_again_with_all_their_blocks(monkeypatch, two):
    # L1 is 12 minutes away though S1 is free. However many are asked for, none of them stays.
    monkeypatch.setattr(resolve, "EXACT_UP_TO", 0)
    monkeypatch.setattr("placements.explain.local.FREE", 0)
    monkeypatch.setattr("placements.explain.local.NEIGHBOURS", 0)

    again = Resolver(two, plan_of(two, "L1 B1 S2 1")).again(learners=[0])

    assert [p.setting_id for p in again.plan.placements] == ["S1"]
