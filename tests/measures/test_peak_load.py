"""Each setting's busiest week, summed over settings."""

from models.measures.peak_load import MEASURE
from tests.examples import worth
from tests.rounds import make_round


def test_each_setting_has_its_own_busiest_week():
    # S1 has both in weeks 1 to 4, S2 has L1 alone in weeks 7 to 10.
    rows = "L1 B1 S1 1", "L2 B1 S1 1", "L1 B2 S2 7"

    assert worth(MEASURE, make_round(), *rows) == 2 + 1


def test_one_after_the_other_are_never_there_at_once():
    assert worth(MEASURE, make_round(), "L1 B1 S1 1", "L2 B2 S1 7") == 1
