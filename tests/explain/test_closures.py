"""Closures: what is lost, and who must move, as solving without the setting says."""

import pytest

import placements as pl
from placements.candidates import build_candidates
from placements.explain import resolve
from placements.explain.closures import LEVELS, closures
from placements.explain.elsewhere import Elsewhere
from placements.explain.kept import announced
from placements.plan import LevelValue, Placement, Plan
from placements.repairs.parts import Parts
from tests.cli.command import call
from tests.examples import plan_of
from tests.explain.planned import write_planned
from tests.rounds import make_round

ONE_BLOCK = "cohort_id,block_id,start,weeks,stage\nC,B1,2026-09-07,4,1"
ONE_PLACE = "setting_id,places\nS1,1\nS2,1"


def of(found, code):
    (one,) = [c for c in found.found if c.code == code]
    return one, found.intervals(one)


def test_where_there_is_no_room_elsewhere_a_closure_leaves_somebody_unplaced():
    # One place each: whoever is at S1 has nowhere to go, 4 weeks; their placement is not kept.
    round = make_round(blocks=ONE_BLOCK, capacity=ONE_PLACE)

    found = closures(round, pl.solve(round).plan)

    one, costs = of(found, "S1")
    assert costs == [(4, 4), (0, 0), (1, 1)]
    assert (one.placements, one.stuck) == (1, 4)
    assert one.whole


def test_where_there_is_room_those_who_lose_a_place_move():
    # Two places each: both are at S1 (5 minutes), and both can go to S2. Nobody is at S2.
    round = make_round(blocks=ONE_BLOCK)

    found = closures(round, pl.solve(round).plan)

    assert of(found, "S1")[1] == [(0, 0), (0, 0), (2, 2)]
    assert of(found, "S2")[1] == [(0, 0), (0, 0), (0, 0)]
    assert [c.code for c in found.found] == ["S1", "S2"]
    assert found.frame["how"].tolist() == ["proven", "proven"]


def test_a_provider_closes_with_all_of_its_settings():
    round = make_round(
        blocks=ONE_BLOCK,
        settings="setting_id,name,provider_id,sector,latitude,longitude\n"
        "S1,W,T,acute,53,-2\nS2,P,T,primary,53,-2.05",
    )

    found = closures(round, pl.solve(round).plan)

    one, costs = of(found, "T")
    assert one.settings == ("S1", "S2")
    assert costs[0] == (8, 8)


def test_a_fixed_pin_at_a_closed_setting_is_released():
    # L1 is pinned to S1; S1 closed, S2 has room: one move, nobody unplaced.
    round = make_round(
        blocks=ONE_BLOCK, pins="learner_id,block_id,setting_id,state\nL1,B1,S1,fixed"
    )

    found = closures(round, pl.solve(round).plan)

    assert of(found, "S1")[1][0] == (0, 0)


def test_every_closure_is_what_solving_the_closed_round_gives():
    five = pl.read("data/five")
    plan = pl.solve(five).plan
    free = [c for c in five.setting_ids if c != "TEAM"]  # a fixed pin holds L1 at TEAM

    found = closures(five, plan)

    for code in free:
        kept = announced(plan)
        resolver = resolve.Resolver(kept, plan, levels=LEVELS)
        at = five.setting_at[code]
        rows = [k for k, s in enumerate(resolver.candidates.column("setting")) if s == at]
        exact = resolver.again(forbidden=rows)
        _, costs = of(found, code)
        before = (*found.before, 0)
        assert [high for _, high in costs] == [
            level.value - was for level, was in zip(exact.levels, before, strict=True)
        ]


@pytest.mark.parametrize("solved", [0, 20])
def test_a_large_round_gives_intervals_that_hold_the_truth(monkeypatch, solved):
    five = pl.read("data/five")
    plan = pl.solve(five).plan
    exact = closures(five, plan)
    monkeypatch.setattr("placements.explain.closures.EXACT_UP_TO", 0)

    found = closures(five, plan, solved=solved)

    for one in exact.found:
        _, costs = of(found, one.code)
        first, real = costs[0], exact.intervals(one)[0]
        assert first[0] is None or first[0] <= real[0]
        assert first[1] >= real[1]
        assert costs[2][0] <= exact.intervals(one)[2][0]


@pytest.fixture
def large(monkeypatch):
    """Have every round be too large to be solved whole."""
    monkeypatch.setattr("placements.explain.closures.EXACT_UP_TO", 0)


def test_in_a_large_round_too_what_all_want_together_is_proven(large):
    # Alone either learner could be at S2; it has one place, so one of the two goes without.
    round = make_round(blocks=ONE_BLOCK, capacity=ONE_PLACE)

    found = closures(round, plan_of(round, "L1 B1 S1 1", "L2 B1 S2 1"))

    assert of(found, "S1")[1] == [(4, 4), (0, 0), (1, 1)]
    assert found.frame["how"].tolist() == ["proven", "proven"]


def test_in_a_large_round_many_are_moved_one_group_after_the_other(large, monkeypatch):
    # Six learners lose their place, and there is room for five: three searches of two learners.
    monkeypatch.setattr("placements.repairs.turns.TOGETHER", 5)
    monkeypatch.setattr("placements.repairs.turns.GROUP", 2)
    most = []
    solve = Parts.solve
    monkeypatch.setattr(Parts, "solve", lambda p, who: [most.append(p.free.sum()), solve(p, who)])
    codes = [f"L{k}" for k in range(1, 7)]
    round = make_round(
        blocks=ONE_BLOCK,
        learners="learner_id,programme_id,cohort_id,latitude,longitude\n"
        + "\n".join(f"{code},P,C,53,-2" for code in codes),
        capacity="setting_id,places\nS1,6\nS2,5",
    )

    found = closures(round, plan_of(round, *(f"{code} B1 S1 1" for code in codes)))

    assert of(found, "S1")[1] == [(4, 4), (0, 0), (6, 6)]
    assert most[:3] == [2, 2, 2]


def test_in_a_large_round_who_must_make_way_is_proven(large):
    # L1 may go to S2 alone, where both places are taken: L2 or L3 must go to S3. Two moves.
    round = make_round(
        blocks=ONE_BLOCK,
        settings="setting_id,name,provider_id,sector,latitude,longitude\n"
        "S1,W,T1,acute,53,-2\nS2,P,T2,primary,53,-2.05\nS3,H,T3,social_care,53,-2.06",
        learners="learner_id,programme_id,cohort_id,latitude,longitude\n"
        + "\n".join(f"L{k},P,C,53,-2" for k in (1, 2, 3)),
        capacity="setting_id,places\nS1,1\nS2,2\nS3,1",
        exclusions="learner_id,where\nL1,setting_id=S3",
    )

    found = closures(round, plan_of(round, "L1 B1 S1 1", "L2 B1 S2 1", "L3 B1 S2 1"))

    assert of(found, "S1")[1] == [(0, 0), (0, 0), (2, 2)]
    assert found.frame["how"].tolist()[0] == "proven"


def test_a_large_round_tells_which_part_of_a_closure_is_being_solved(large):
    told = []
    round = make_round(blocks=ONE_BLOCK)

    closures(
        round,
        plan_of(round, "L1 B1 S1 1", "L2 B1 S1 1"),
        tell=lambda done, of, what: told.append((done, of, what)),
    )

    assert told[0] == (0, 1, "S1")
    assert (0, 1, "S1, who is concerned") in told


def test_in_a_large_round_a_fixed_pin_at_a_closed_setting_is_released(large):
    round = make_round(
        blocks=ONE_BLOCK, pins="learner_id,block_id,setting_id,state\nL1,B1,S1,fixed"
    )

    found = closures(round, plan_of(round, "L1 B1 S1 1", "L2 B1 S2 1"))

    assert of(found, "S1")[1] == [(0, 0), (0, 0), (1, 1)]


def test_nobody_placed_and_everybody_closed_cost_nothing():
    round = make_round(capacity="setting_id,places\nS1,0\nS2,0")

    found = closures(round, Plan.empty(round))

    assert [found.intervals(one)[0] for one in found.found] == [(0, 0), (0, 0)]


def test_where_fixed_pins_contradict_each_other_closures_are_only_bounded():
    # Both blocks of L1 are pinned to the same weeks: no plan holds both.
    round = make_round(
        blocks="cohort_id,block_id,start,weeks,stage\nC,B1,2026-09-07,4,1\nC,B2,2026-09-14,4,1",
        pins="learner_id,block_id,setting_id,state\nL1,B1,S1,fixed\nL1,B2,S1,fixed",
    )

    found = closures(round, Plan.of(round, [Placement("L2", "B1", "S2", 1)]))

    one, costs = of(found, "S2")
    assert (one.levels, costs[0]) == (None, (None, 4))


def test_a_quick_search_takes_no_place_twice():
    # Both learners are at S1 and S2 has one place: only one of them finds it at once.
    round = make_round(blocks=ONE_BLOCK, capacity="setting_id,places\nS1,2\nS2,1")
    plan = pl.solve(round).plan

    search = Elsewhere(build_candidates(round), plan)

    assert search.closure("setting", "S1", ("S1",)).stuck == 4


def test_the_command_shows_the_worst_first(capsys, tmp_path):
    folder, plan = write_planned(tmp_path, blocks=ONE_BLOCK, capacity=ONE_PLACE)

    done = call(capsys, "closures", folder, plan, "--out", tmp_path / "out")

    assert done.code == 0
    assert done.out.splitlines()[1].split() == ["S1", "setting", "1", "4", "0", "1"]
    assert "Unplaced in learner-weeks" in done.out
    assert "unplaced_low" in (tmp_path / "out" / "closures.csv").read_text()


@pytest.mark.parametrize(("unmet_bound", "least"), [(3, 2), (2, 1)], ids=["proven", "not proven"])
def test_who_must_make_way_is_proven_only_where_both_levels_above_are(
    large, monkeypatch, unmet_bound, least
):
    # One loses the place at S1. What a repair proves of its moves is of plans as good above them.
    found = [("places", 0, 0), ("unmet", 3, unmet_bound), ("moves", 4, 2)]
    levels = tuple(LevelValue(*level) for level in found)
    monkeypatch.setattr("placements.explain.closures.Repaired.without", lambda *_: levels)
    round = make_round(blocks=ONE_BLOCK)

    told = closures(round, plan_of(round, "L1 B1 S1 1", "L2 B1 S2 1"))

    assert of(told, "S1")[1][2] == (least, 4)
