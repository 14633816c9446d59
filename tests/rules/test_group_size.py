"""Hosting minimums: so many at once in every week, or nobody."""

import pytest

from models.rules.group_size import RULE
from tests.examples import broken
from tests.rounds import make_round

LEARNERS = (
    "learner_id,programme_id,cohort_id,latitude,longitude\nL1,P,C,53,-2\nL2,P,C,53,-2\nL3,P,C,53,-2"
)
BLOCKS = "cohort_id,block_id,start,latest_start,weeks,stage\nC,B1,2026-09-07,2026-09-14,4,1"


def tiny(least, **tables):
    """Return a round whose S1 hosts so many learners or none, for four weeks from 1 or 2."""
    capacity = f"setting_id,places,minimum\nS1,3,{least}\nS2,3,"
    return make_round(learners=LEARNERS, blocks=BLOCKS, capacity=capacity, **tables)


@pytest.mark.parametrize(
    ("rows", "weeks"),
    [
        # Nobody, or two all the time.
        ([], []),
        (["L1 B1 S1 1", "L2 B1 S1 1"], []),
        # One alone is too few in each of their weeks.
        (["L1 B1 S1 1"], [1, 2, 3, 4]),
        # Weeks 1 to 4 and 2 to 5: alone in week 1 and in week 5.
        (["L1 B1 S1 1", "L2 B1 S1 2"], [1, 5]),
    ],
)
def test_it_holds_in_every_week(rows, weeks):
    found = broken(RULE, tiny(2), *rows)

    assert [int(breach.split("week ")[1].split(";")[0]) for breach in found] == weeks


def test_fixed_pins_alone_that_fall_short_override_it_in_their_weeks():
    # L1 is fixed in weeks 1 to 4, where three are wanted: one more is welcome there, but in week 5
    # L2 is alone.
    pinned = tiny(3, pins="learner_id,block_id,setting_id\nL1,B1,S1")

    assert broken(RULE, pinned, "L1 B1 S1 1", "L2 B1 S1 1") == []
    (breach,) = broken(RULE, pinned, "L1 B1 S1 1", "L2 B1 S1 2")
    assert "1 learners in week 5; it hosts 3 or none" in breach


def test_a_standing_minimum_forbids_nothing():
    # It is a measure's affair: staffing_shortfall.
    capacity = "setting_id,places,minimum,minimum_applies\nS1,2,2,always"

    assert broken(RULE, make_round(capacity=capacity), "L1 B1 S1 1") == []
