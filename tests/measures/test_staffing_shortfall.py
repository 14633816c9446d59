"""Standing minimums: so many learners in every week, as far as possible."""

from models.measures.staffing_shortfall import MEASURE
from tests.examples import worth
from tests.rounds import make_round

CAPACITY = "setting_id,learner_types,from,until,places,minimum,minimum_applies\nS2,,,,2,,\n"
ROWS = "L1 B1 S1 1", "L2 B1 S1 1", "L1 B2 S1 7"


def test_it_wants_them_in_every_week_of_the_round():
    # Two in each of 20 weeks are 40; two are there for 4 weeks, one for another 4.
    tiny = make_round(capacity=f"{CAPACITY}S1,,,,2,2,always")

    assert worth(MEASURE, tiny) == 40
    assert worth(MEASURE, tiny, *ROWS) == 40 - 2 * 4 - 4


def test_only_in_the_weeks_of_its_row():
    # From the Friday of week 3 to the Wednesday of week 5: weeks 3 to 5, the third without anybody.
    tiny = make_round(
        capacity=f"{CAPACITY}S1,,,,2,,\nS1,,2026-09-25,2026-10-07,2,2,always",
    )

    assert worth(MEASURE, tiny, *ROWS) == 2


def test_only_those_whom_its_row_counts():
    # L1 and L2 are students: the apprentice wanted in each week never comes.
    tiny = make_round(capacity=f"{CAPACITY}S1,,,,2,,\nS1,apprentice,,,2,1,always")

    assert worth(MEASURE, tiny, *ROWS) == 20


def test_a_hosting_minimum_is_none_of_its_business():
    # It is a rule's: group_size.
    assert worth(MEASURE, make_round(capacity=f"{CAPACITY}S1,,,,2,2,hosting"), *ROWS) == 0
