"""What a place is worth: as solving every changed round says, and an interval where it is not."""

import pytest

import placements as pl
from placements.errors import ContradictionError
from placements.explain import resolve
from placements.explain.places import Extra, spare, with_places
from placements.explain.worth import worth
from placements.explain.worth_large import LargeSearch
from placements.export.worth import worth_text
from placements.plan import Plan
from tests.cli.command import call
from tests.examples import plan_of
from tests.explain.planned import write_planned
from tests.rounds import make_round

ONE_BLOCK = "cohort_id,block_id,start,weeks,stage\nC,B1,2026-09-07,4,1"
THREE = (
    "learner_id,programme_id,cohort_id,latitude,longitude\nL1,P,C,53,-2\nL2,P,C,53,-2\nL3,P,C,53,-2"
)


def crowded(**tables):
    """Return a round of three learners for one block, S1 and S2 with one place each."""
    given = {"learners": THREE, "blocks": ONE_BLOCK, "capacity": "setting_id,places\nS1,1\nS2,1"}
    return make_round(**(given | tables))


def gains(found, setting):
    (one,) = [w for w in found.singles if w.extras[0].setting_id == setting]
    return [(gain.low, gain.high) for gain in one.gains]


def test_a_place_for_whom_there_is_none_gains_the_weeks(capsys):
    # One of three is unplaced for 4 weeks; either place takes them, 5 or 12 minutes away: 20 or 48
    # minute-weeks more.
    round = crowded()

    found = worth(round, pl.solve(round).plan)

    assert gains(found, "S1") == [(4, 4), (0, 0), (0, 0), (-20, -20)]
    assert gains(found, "S2") == [(4, 4), (0, 0), (0, 0), (-48, -48)]
    assert found.spare == {}
    assert found.groups["sector"].unique().tolist() == ["acute", "primary"]


def test_where_everybody_is_placed_a_place_saves_travel_or_nothing():
    # Two learners: the one in S2 (12 minutes) would go to S1 (5 minutes): 4 x 7. S2 gains nothing.
    round = crowded(learners="\n".join(THREE.split("\n")[:-1]))

    found = worth(round, pl.solve(round).plan)

    assert gains(found, "S1") == [(0, 0), (0, 0), (0, 0), (28, 28)]
    assert gains(found, "S2") == [(0, 0), (0, 0), (0, 0), (0, 0)]


def check_every_gain(round, *, weekly):
    before = pl.solve(round)
    found = worth(round, before.plan, weekly=weekly, solved=100)
    assert found.singles
    for one in found.singles:
        after = pl.solve(with_places(round, one.extras))
        real = [b.value - a.value for b, a in zip(before.levels, after.levels, strict=True)]
        assert [(g.low, g.high) for g in one.gains] == [(r, r) for r in real], one.extras


def test_every_gain_is_what_solving_the_changed_round_gives():
    check_every_gain(pl.read("data/five"), weekly=False)


def test_so_it_is_in_the_weeks_of_each_block():
    # Two blocks: places in weeks 1 to 4, in weeks 7 to 10, and in all.
    check_every_gain(
        make_round(learners=THREE, capacity="setting_id,places\nS1,1\nS2,1"), weekly=True
    )


def test_places_that_are_not_solved_again_are_intervals_that_hold_the_truth():
    five = pl.read("data/five")
    exact = {one.extras: one.gains for one in worth(five, Plan.empty(five), solved=100).singles}

    found = worth(five, Plan.empty(five), solved=0)

    assert any(not gain.proven for one in found.singles for gain in one.gains)
    for one in found.singles:
        for bound, real in zip(one.gains, exact[one.extras], strict=True):
            assert bound.low is None or bound.low <= real.low
            assert bound.high is None or bound.high >= real.high


def test_two_places_at_one_setting_gain_what_one_does_not():
    # L1 and L2 are placed together or not at all, and L3 is pinned to the one place of S1: one
    # more takes nobody, two more take both, 2 x 4 weeks, each 5 minutes away.
    round = crowded(
        settings="setting_id,name,provider_id,sector,latitude,longitude\nS1,W,T1,acute,53,-2",
        capacity="setting_id,places\nS1,1",
        links="learner_id,other_id,relation\nL1,L2,together",
        pins="learner_id,block_id,setting_id,state\nL3,B1,S1,fixed",
    )

    found = worth(round, pl.solve(round).plan)

    assert gains(found, "S1") == [(0, 0)] * 4
    (pair,) = found.pairs
    assert [extra.setting_id for extra in pair.extras] == ["S1", "S1"]
    assert [(gain.low, gain.high) for gain in pair.gains] == [(8, 8), (0, 0), (0, 0), (-40, -40)]


def test_places_at_two_settings_gain_what_neither_does_alone():
    # Whoever goes to T1 must have 8 weeks there: B1 at S1 and B2 at S2, both full of L2, who is
    # pinned. Else L1 goes to X, 12 minutes away. With a place more at each, L1 goes to both, 5
    # minutes away: 2 x 4 weeks x 7 minutes. With one alone, 4 weeks of the 8 would be missing.
    round = crowded(
        learners="\n".join(THREE.split("\n")[:-1]),
        settings="setting_id,name,provider_id,sector,latitude,longitude\n"
        "S1,One,T1,acute,53,-2\nS2,Two,T1,acute,53,-2\nX,Other,T2,primary,53,-2.05",
        blocks="cohort_id,block_id,start,weeks,stage,where\n"
        "C,B1,2026-09-07,4,1,setting_id=S1|X\nC,B2,2026-10-19,4,1,setting_id=S2|X",
        capacity="setting_id,places\nS1,1\nS2,1\nX,2",
        pins="learner_id,block_id,setting_id,state\nL2,B1,S1,fixed\nL2,B2,S2,fixed",
        requirements="requirement_id,programme_id,measure,where,each,minimum\n"
        "R,P,weeks,provider_id=T1,provider,8",
    )

    found = worth(round, pl.solve(round).plan)

    for setting in ("S1", "S2", "X"):
        assert gains(found, setting) == [(0, 0)] * 4
    best = found.pairs[0]
    assert [extra.setting_id for extra in best.extras] == ["S1", "S2"]
    assert [(gain.low, gain.high) for gain in best.gains] == [(0, 0)] * 3 + [(56, 56)]
    assert all(gain.high == 0 for pair in found.pairs[1:] for gain in pair.gains)


def test_no_pair_is_asked_where_a_single_place_gains():
    # One more place at S1, in both of its lines, takes L1 and L2 together: 8 weeks.
    round = crowded(
        learners="\n".join(THREE.split("\n")[:-1]),
        capacity="setting_id,learner_types,places\nS1,*,1\nS1,student,1\nS2,*,1",
        links="learner_id,other_id,relation\nL1,L2,together",
    )

    found = worth(round, pl.solve(round).plan)

    assert gains(found, "S1")[0] == (8, 8)
    assert found.pairs == ()


def test_a_large_round_gives_an_interval_that_holds_the_truth(monkeypatch):
    round = crowded()
    plan = pl.solve(round).plan
    monkeypatch.setattr(resolve, "EXACT_UP_TO", 0)

    found = worth(round, plan)

    # Three want 2 places of 4 weeks: 4 weeks short are proven, so one more place gains 4 at most,
    # and the part solved again gains them: whoever made the plan, it is just that.
    assert [gains(found, code)[0] for code in ("S1", "S2")] == [(4, 4), (4, 4)]
    assert found.singles[0].here[0] == 4
    # Everybody then has a place, and nothing of a curriculum was missed, nor announced.
    assert gains(found, "S1")[1:3] == [(0, 0), (0, 0)]
    assert gains(found, "S1")[3][1] is None


TWO_COHORTS = {
    "blocks": "cohort_id,block_id,start,weeks,stage\nC,B1,2026-09-07,4,1\nD,B1,2026-09-28,4,1",
    "learners": "learner_id,programme_id,cohort_id,latitude,longitude\n"
    "L1,P,C,53,-2\nL2,P,C,53,-2\nL3,P,D,53,-2\nL4,P,D,53,-2",
}


@pytest.mark.parametrize("limit", [0, resolve.EXACT_UP_TO])
def test_a_week_that_is_short_is_worth_the_whole_block_and_no_more(monkeypatch, limit):
    # All four want week 4, where there are two places: two blocks of 4 weeks have none. One more
    # place is worth one of them, though it is two learner-weeks that are short, and 8 are lost.
    round = crowded(**TWO_COHORTS)
    plan = pl.solve(round).plan
    monkeypatch.setattr(resolve, "EXACT_UP_TO", limit)

    found = worth(round, plan, solved=1)

    assert found.base[0].value == found.base[0].bound == 8
    asked = [one for one in found.singles if one.here is not None]
    other = [one for one in found.singles if one.here is None]
    assert [(one.gains[0].low, one.gains[0].high) for one in (*asked, *other)] == [(4, 4), (0, 4)]


def test_a_place_in_other_weeks_than_those_that_are_short_gains_nobody_a_place(monkeypatch):
    round = crowded(**TWO_COHORTS)
    plan = pl.solve(round).plan
    monkeypatch.setattr(resolve, "EXACT_UP_TO", 0)
    search = LargeSearch(resolve.Resolver(round, plan), 0, lambda done, of, what: None)

    assert [search.first((Extra("S1", *weeks),)).high for weeks in ((5, 7), (4, 4))] == [0, 4]
    assert search.first((Extra("S1", 4, 4), Extra("S2", 4, 4))).high == 8


def test_a_large_round_in_which_all_are_placed_is_asked_who_would_rather_be_where_it_is_full(
    monkeypatch,
):
    # L1 is at S1 (5 minutes), L2 and L3 at S2 (12): with one more place at S1 one of them saves
    # 7 minutes in 4 weeks. Nobody is unplaced or unmet, and nothing was announced: nothing to gain.
    round = crowded(capacity="setting_id,places\nS1,1\nS2,2")
    monkeypatch.setattr(resolve, "EXACT_UP_TO", 0)

    found = worth(round, plan_of(round, "L1 B1 S1 1", "L2 B1 S2 1", "L3 B1 S2 1"))

    one, other = found.singles
    assert (one.extras[0].setting_id, one.here) == ("S1", (0, 0, 0, 28))
    assert gains(found, "S1") == [(0, 0), (0, 0), (0, 0), (0, None)]
    assert (other.here, gains(found, "S2")[3]) == (None, (0, None))
    rows = [line.split() for line in worth_text(found).splitlines()]
    assert rows[1][-5:] == ["28", "of", "travel", "and", "wishes"]
    assert rows[2][-2:] == ["not", "asked"]
    assert rows[4][:4] == ["A", "to", "B:", "the"]


def test_pins_that_contradict_each_other_are_named():
    round = crowded(
        pins="learner_id,block_id,setting_id,state\nL1,B1,S1,fixed\nL2,B1,S1,fixed",
        links="learner_id,other_id,relation\nL1,L2,apart",
    )

    with pytest.raises(ContradictionError, match="L1"):
        worth(round, Plan.empty(round))


def test_what_could_go_is_what_nobody_uses_in_any_week():
    # S1 has 3 places of which 1 is used at most at one time, S2 1 of 1.
    round = crowded(
        learners="\n".join(THREE.split("\n")[:-1]), capacity="setting_id,places\nS1,3\nS2,1"
    )
    plan = pl.solve(round).plan

    # Both are at S1, 5 minutes away: one of its three places is left, and S2's one.
    assert spare(plan) == {"S1": 1, "S2": 1}
    less = round.add_places("S1", -1).add_places("S2", -1)
    assert [lv.value for lv in pl.solve(less).levels] == [lv.value for lv in pl.solve(round).levels]


def test_an_extra_place_in_some_weeks_is_there_in_those():
    round = with_places(crowded(), [Extra("S1", 1, 4)])

    (line,) = round.lines_at["S1"]
    assert line.places[:5].tolist() == [2, 2, 2, 2, 1]


def test_the_command_shows_gains_and_writes_them(capsys, tmp_path):
    folder, plan = write_planned(
        tmp_path, learners=THREE, blocks=ONE_BLOCK, capacity="setting_id,places\nS1,1\nS2,1"
    )

    done = call(capsys, "worth", folder, plan, "--out", tmp_path / "out")

    assert done.code == 0
    rows = [line.split() for line in done.out.splitlines()]
    assert ["S1", "1", "to", "20", "4", "0", "0", "-20"] in rows
    assert (tmp_path / "out" / "worth.csv").read_text().startswith("setting_id,first_week")
