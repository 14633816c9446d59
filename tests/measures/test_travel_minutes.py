"""One-way travel in every week of every placement."""

from models.measures.travel_minutes import MEASURE
from tests.examples import worth
from tests.rounds import make_round


def test_minutes_times_weeks():
    # 5 minutes to S1 and 12 to S2, by car: 0 km and 3.3 km (× 1.3 at 40 km an hour), plus 5.
    assert worth(MEASURE, make_round(), "L1 B1 S1 1", "L1 B2 S2 7") == 5 * 4 + 12 * 4


def test_measured_minutes_come_before_estimates():
    travel = "learner_id,setting_id,minutes\nL1,S1,31"

    assert worth(MEASURE, make_round(travel=travel), "L1 B1 S1 1", "L2 B1 S1 1") == 31 * 4 + 5 * 4
