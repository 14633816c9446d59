"""Weeks placed in acute settings."""

from models.measures.acute_share import MEASURE
from tests.examples import worth
from tests.rounds import make_round


def test_weeks_are_counted_not_placements():
    # Of L1's 4 + 4 weeks and L2's 4 those at the ward S1 count, not those at the practice S2.
    assert worth(MEASURE, make_round(), "L1 B1 S1 1", "L1 B2 S2 7", "L2 B1 S1 1") == 4 + 4
