"""The best worst-off value: as hand-computed, and its bound against a search through all plans."""

from itertools import product

import pytest

from placements.candidates import build_candidates
from placements.explain import worst_off as room
from placements.explain.equity import equity
from placements.explain.least_travel import least_travel
from placements.explain.worst_off import worst_off
from placements.export.equity import equity_text
from placements.plan import Plan
from tests.examples import plan_of
from tests.rounds import make_round

ONE_PLACE = "setting_id,places\nS1,1\nS2,1"
UNFAIR = ("L1 B1 S1 1", "L1 B2 S1 7", "L2 B1 S2 1", "L2 B2 S2 7")


@pytest.fixture
def two():
    """Return L1 and L2 with two blocks of four weeks; S1 (5 min), S2 (12 min), a place each."""
    return make_round(capacity=ONE_PLACE)


def of(plan, measure="travel_minutes"):
    row = worst_off(plan).set_index("measure").loc[measure]
    return row[["value", "lower", "upper"]].tolist()


def test_what_is_chosen_is_told_from_what_is_unavoidable(two):
    # L2 travels 12 minutes in all eight weeks: 96. Taking turns, both have 4 x 5 + 4 x 12 = 68,
    # and one of them must have 12 minutes at least once in each block.
    assert of(plan_of(two, *UNFAIR)) == [96, 68, 68]


def test_nobody_placed_has_nobody_worse_off(two):
    assert of(Plan.empty(two)) == [0, 0, 0]


def test_a_broken_plan_that_no_other_can_match_has_no_best(two):
    round = make_round(capacity="setting_id,places\nS1,1")
    plan = plan_of(round, "L1 B1 S1 1", "L2 B1 S1 1", "L1 B2 S1 7", "L2 B2 S1 7")

    row = worst_off(plan).set_index("measure").loc["travel_minutes"]

    # Two learners share one place: nobody unplaced, but no plan that keeps the rules can do that.
    assert row["value"] == 40
    assert row["status"] == "no plan"
    assert row[["lower", "upper"]].isna().all()


def test_the_bound_for_big_rounds_is_none_too_high(two, monkeypatch):
    plan = plan_of(two, *UNFAIR)
    monkeypatch.setattr(room, "EXACT_UP_TO", 0)

    # With everybody placed, each goes at least to the nearest setting: 8 x 5.
    assert of(plan) == [96, 40, 96]


@pytest.mark.parametrize("unplaced", range(3))
def test_the_bound_allows_for_blocks_that_may_stay_unplaced(unplaced):
    round = make_round(capacity=ONE_PLACE)
    rows = ("L1 B1 S1 1", "L2 B1 S2 1", "L1 B2 S2 7", "L2 B2 S1 7")[unplaced:]
    plan = plan_of(round, *rows)

    bound = least_travel(plan, build_candidates(round))

    assert bound <= best_by_search(round, 4 * unplaced)
    # Both at 5 minutes but for so many blocks of four weeks: the excess is shared by the two.
    assert bound == 40 - 10 * unplaced


def best_by_search(round, unplaced):
    """Return the least worst-off travel of plans with so many unplaced weeks, by going through."""
    minutes = {"S1": 5, "S2": 12}
    found = []
    for one, two, three, four in product([None, "S1", "S2"], repeat=4):
        if (one and one == three) or (two and two == four):
            continue  # one place
        if 4 * [one, two, three, four].count(None) <= unplaced:
            own = [sum(4 * minutes[s] for s in pair if s) for pair in ((one, two), (three, four))]
            found.append(max(own))
    return min(found)


def test_in_words(two):
    def travel(plan):
        text = equity_text(equity(plan))
        lines = text[text.index("The worst-off learner") :].splitlines()
        return next(line.split() for line in lines if "One-way travel, by week" in line)[4:]

    assert travel(plan_of(two, *UNFAIR)) == ["96", "68", "chosen:", "it", "could", "be", "less"]
    # Where nobody has any of a burden, there is nothing to avoid.
    assert travel(Plan.empty(two)) == ["0", "0"]
