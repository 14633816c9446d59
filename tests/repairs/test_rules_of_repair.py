"""What stays, what is released, and what is said of it."""

import datetime as dt

import pandas as pd
import pytest

import placements as pl
from placements.errors import InputError
from placements.repairs.order import CURRICULUM, PLACED, Order
from placements.round import Level
from tests.examples import plan_of
from tests.rounds import make_round

ROOMY = "setting_id,places\nS1,2\nS2,2"
NOTICE = "programme_id,name,learner_type,notice_weeks\nP,P,student,6"


def told(repair):
    """Return learner, block, change and new setting of every change."""
    names = ["learner_id", "block_id", "change", "to_setting"]
    return [" ".join(row).strip() for row in repair.changes[names].to_numpy().tolist()]


def test_nothing_changes_where_nothing_has():
    round = make_round()
    plan = plan_of(round, "L1 B1 S2 1", "L1 B2 S2 7", "L2 B1 S2 1", "L2 B2 S1 7")
    # S1 is nearer for all, but a plan that stands is worth more than seven minutes.
    repaired = pl.repair(round, plan, today=dt.date(2026, 8, 1))
    assert repaired.plan == plan
    assert repaired.changes.empty


def test_what_starts_within_notice_stays():
    # B1 starts on 7 September, B2 on 19 October. Notice is six weeks: on 27 July there is all of it
    # left for B1, a day later not; on 7 September B1 has started, and B2 has six weeks left.
    round = make_round(programmes=NOTICE)
    plan = plan_of(round, "L1 B1 S1 1", "L1 B2 S1 7")
    for day, frozen in ((27, 0), (28, 1)):
        assert pl.repair(round, plan, today=dt.date(2026, 7, day)).frozen == frozen
    for day, frozen in ((7, 1), (8, 2)):
        assert pl.repair(round, plan, today=dt.date(2026, 9, day)).frozen == frozen


def test_a_frozen_placement_keeps_its_place_against_one_that_is_not():
    # One place is left at S1 in B2. L2's B2 is frozen, L1's is new and could only go there: L2
    # keeps it, though L2 could have gone to S2 and both would be placed.
    tables = {
        "capacity": "setting_id,places\nS1,1\nS2,1",
        "exclusions": "learner_id,where\nL1,setting_id=S2",
    }
    round = make_round(**tables)
    plan = plan_of(round, "L2 B2 S1 7")
    early = pl.repair(round, plan, today=dt.date(2026, 7, 1))
    late = pl.repair(round, plan, today=dt.date(2026, 10, 1))
    assert "L2 B2 moved S2" in told(early)
    assert not any(row.startswith("L2 B2") for row in told(late))


def test_a_released_placement_is_listed_first_with_its_reason():
    round = make_round(capacity=ROOMY)
    plan = plan_of(round, "L1 B1 S1 1", "L1 B2 S2 7", "L2 B1 S1 1", "L2 B2 S1 7")
    closed = round.close("S1", "2026-09-20")
    repaired = pl.repair(closed, plan, today=dt.date(2026, 9, 9))
    assert told(repaired) == ["L1 B1 released S2", "L2 B1 released S2", "L2 B2 released S2"]
    assert set(repaired.changes["why"]) == {"closed: the setting is not open throughout"}
    assert set(repaired.changes["forced"]) == {"yes"}
    assert repaired.changes["notice_weeks"].tolist() == [-1, -1, 5]


def test_places_taken_away_release_as_few_frozen_placements_as_can_be():
    round = make_round()
    plan = plan_of(round, "L1 B1 S1 1", "L2 B1 S1 1", "L1 B2 S1 7", "L2 B2 S2 7")
    fewer = round.add_places("S1", -1)
    repaired = pl.repair(fewer, plan, today=dt.date(2026, 9, 9))
    assert len(repaired.changes) == 1
    assert repaired.changes["change"].tolist() == ["released"]
    assert repaired.levels[0].value == repaired.levels[0].bound == 1


def test_a_setting_that_is_no_longer_there_counts_as_closed():
    plan = pd.DataFrame(
        {"learner_id": ["L1"], "block_id": ["B1"], "setting_id": ["S9"], "start": ["2026-09-07"]}
    )
    repaired = pl.repair(make_round(), plan, today=dt.date(2026, 7, 1))
    moved = repaired.changes.set_index(["learner_id", "block_id"]).loc["L1", "B1"]
    assert moved["change"] == "moved"
    assert moved["why"] == "closed: the round no longer has the setting"


def test_leavers_and_newcomers():
    round = make_round()
    plan = plan_of(round, "L1 B1 S1 1", "L1 B2 S1 7", "L2 B1 S2 1", "L2 B2 S2 7")
    now = round.add_learners([{"learner_id": "L3", "like": "L1"}]).drop("learners", "learner_id=L1")
    repaired = pl.repair(now, plan, today=dt.date(2026, 7, 1))
    assert told(repaired) == [
        "L3 B1 now placed S1",
        "L3 B2 now placed S1",
        "L1 B1 gone",
        "L1 B2 gone",
    ]


def test_a_move_says_whose_it_frees():
    # S2 closes to L2, who may go to S1 only; L1, who has its one place, can go to S2.
    round = make_round(capacity="setting_id,places\nS1,1\nS2,1")
    plan = plan_of(round, "L1 B1 S1 1", "L2 B1 S2 1", "L1 B2 S1 7", "L2 B2 S2 7")
    now = round.add("exclusions", [{"learner_id": "L2", "where": "setting_id=S2"}])
    repaired = pl.repair(now, plan, today=dt.date(2026, 7, 1))
    why = repaired.changes.set_index(["learner_id", "block_id"])["why"]
    assert why["L2", "B1"].startswith("exclusion: ")
    assert why["L1", "B1"] == "frees S1 for L2 B1"


def test_among_equal_numbers_the_latest_changes():
    # Both blocks of L1 are at S1, and "never twice" has come: one of them must move, the later.
    round = make_round()
    plan = plan_of(round, "L1 B1 S1 1", "L1 B2 S1 7", "L2 B1 S1 1", "L2 B2 S2 7")
    rule = {"measure": "placements", "each": "setting", "maximum": 1, "programme_id": "P"}
    repaired = pl.repair(
        round.add_requirement(requirement_id="R", **rule), plan, today=dt.date(2026, 7, 1)
    )
    assert told(repaired) == ["L1 B2 moved S2"]


def test_what_has_gone_by_is_not_placed_any_more():
    # B1 began on 7 September: on 1 October nobody can begin it, and B2 is still to come.
    repaired = pl.repair(make_round(), pl.Plan.empty(make_round()), today=dt.date(2026, 10, 1))
    assert {p.block_id for p in repaired.plan.placements} == {"B2"}


def test_without_a_day_it_is_the_published_one_or_an_error():
    plan = plan_of(make_round(), "L1 B1 S1 1")
    published = make_round(heading="published = 2026-09-01")
    assert pl.repair(published, plan).standing.today == dt.date(2026, 9, 1)
    with pytest.raises(InputError, match="--today"):
        pl.repair(make_round(), plan)


def test_another_rounds_plan_is_refused():
    # Of none of its learners is there anything to keep: that is no repair.
    other = make_round(
        learners="learner_id,programme_id,cohort_id,latitude,longitude\nX1,P,C,53,-2"
    )
    with pytest.raises(InputError, match="another round's plan"):
        pl.repair(make_round(), plan_of(other, "X1 B1 S1 1"), today=dt.date(2026, 8, 1))


def test_a_block_placed_twice_is_refused():
    plan = plan_of(make_round(), "L1 B1 S1 1", "L1 B1 S2 1")
    with pytest.raises(InputError, match="'L1 B1' is placed twice"):
        pl.repair(make_round(), plan, today=dt.date(2026, 9, 1))


NEAR = Level("near", (("travel_minutes", 1.0),))
BOTH = Level("due", (("requirement_shortfall", 1.0), ("unplaced_weeks", 5.0)))
MIXED = Level("mixed", (("travel_minutes", 1.0), ("unplaced_weeks", 5.0)))


@pytest.mark.parametrize(
    ("levels", "due", "rest"),
    [
        ((NEAR,), (PLACED, CURRICULUM), (NEAR,)),
        ((NEAR, CURRICULUM, PLACED), (CURRICULUM, PLACED), (NEAR,)),
        ((BOTH, NEAR), (BOTH,), (NEAR,)),
        ((MIXED,), (PLACED, CURRICULUM), (MIXED,)),
    ],
)
def test_the_order_of_levels(levels, due, rest):
    order = Order.of(levels)
    assert (order.due, order.rest) == (due, rest)
