import numpy as np
import pytest

from placements.checks.words import amount, runs, several, spells, weeks


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (0, ""),
        (1, "1"),
        (2, "1 and 2"),
        (4, "1, 2, 3 and 4"),
        (5, "1, 2, 3 and 2 more"),
        (1_003, "1, 2, 3 and 1,000 more"),
    ],
)
def test_several(number, text):
    assert several(str(k) for k in range(1, number + 1)) == text


def test_weeks_and_spells():
    assert weeks(3, 3) == "week 3"
    assert weeks(3, 4) == "weeks 3 to 4"
    assert spells([(3, 3)]) == "week 3"
    assert spells([(3, 3), (5, 9)]) == "weeks 3 and 5 to 9"
    assert spells([(k, k + 1) for k in range(1, 18, 3)]) == (
        "weeks 1 to 2, 4 to 5, 7 to 8 and 3 more spells"
    )


def test_runs():
    assert runs(np.array([True, False, True, True])) == [(1, 1), (3, 4)]
    assert runs(np.array([False])) == []


def test_amount():
    assert amount(1.0, "weeks") == "1 week"
    assert amount(2300.0, "hours") == "2,300 hours"
    assert amount(7.5, "weeks") == "7.5 weeks"
