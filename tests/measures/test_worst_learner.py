"""The largest single learner's sum of the level's other measures."""

import pytest

from tests.examples import worth_of_level
from tests.rounds import make_round

TRAVEL = {"worst_learner": 100.0, "travel_minutes": 1.0, "unplaced_weeks": 2.0}
WISHES = {"worst_learner": 100.0, "preference": 1.0}


@pytest.mark.parametrize(
    ("rows", "others", "worst"),
    [
        # L1: 20 minute-weeks at S1, and B2's 4 weeks unplaced at 2. L2: 48 at S2, and as much.
        (["L1 B1 S1 1", "L2 B1 S2 1"], 20 + 8 + 48 + 8, 48 + 8),
        # Without a placement L2 counts 0, whatever the 8 weeks unplaced cost.
        (["L1 B1 S1 1"], 20 + 8 + 16, 20 + 8),
        ([], 16 + 16, 0),
    ],
)
def test_the_largest_of_those_who_are_placed(rows, others, worst):
    assert worth_of_level(TRAVEL, make_round(), *rows) == others + 100 * worst


def test_somebody_without_a_placement_keeps_it_from_falling_below_nothing():
    # L1 gains 5 points a week; L2 has no placement and counts 0, or gains 1 a week at S2.
    wishes = "learner_id,where,score\nL1,setting_id=S1,5\nL2,setting_id=S2,1"
    tiny = make_round(preferences=wishes)

    assert worth_of_level(WISHES, tiny, "L1 B1 S1 1") == -20
    assert worth_of_level(WISHES, tiny, "L1 B1 S1 1", "L2 B1 S2 1") == -20 - 4 + 100 * -4


def test_peaks_belong_to_nobody():
    # One learner at S1 in a peak of one: 1 in all, and no learner has any of it.
    level = {"worst_learner": 100.0, "peak_load": 1.0}

    assert worth_of_level(level, make_round(), "L1 B1 S1 1") == 1
