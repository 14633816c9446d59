"""Weeks without a placement before the end of the learner's last one."""

import pytest

from models.measures.waiting_weeks import MEASURE
from tests.examples import worth
from tests.rounds import make_round

LEARNERS = (
    "learner_id,programme_id,cohort_id,latitude,longitude,waiting_weight\n"
    "L1,P,C,53,-2,\nL2,P,C,53,-2,0.5"
)
# L2 is away in weeks 5 and 6.
ABSENCES = "learner_id,from,until\nL2,2026-10-05,2026-10-18"


@pytest.mark.parametrize(
    ("rows", "value"),
    [
        # B1 is weeks 1 to 4, B2 7 to 10: weeks 5 and 6 are in between; nothing after counts.
        (["L1 B1 S1 1", "L1 B2 S1 7"], 2),
        (["L1 B1 S1 1"], 0),
        # From week 1 of the round: 6 weeks before B2. Nobody waits for nothing.
        (["L1 B2 S1 7"], 6),
        ([], 0),
        # Absences are waiting too; L2 minds half as much.
        (["L2 B1 S1 1", "L2 B2 S1 7"], 2 * 0.5),
    ],
)
def test_weeks_from_the_rounds_first_to_the_end_of_the_last_placement(rows, value):
    assert worth(MEASURE, make_round(learners=LEARNERS, absences=ABSENCES), *rows) == value
