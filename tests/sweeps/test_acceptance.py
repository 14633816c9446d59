"""Acceptance tests, and when what they say is established."""

import pytest

from placements.sweeps.acceptance import Acceptance
from placements.sweeps.compare import established
from placements.sweeps.figures import Figure
from placements.tables.refused import Refused


def level(value, bound):
    return Figure("level", value, "level", bound, True)


@pytest.mark.parametrize(
    ("text", "mine", "theirs", "result"),
    [
        ("unplaced <= 2", 2, 0, True),
        ("unplaced < 2", 2, 0, False),
        ("share outside acute >= base", 0.6, 0.5, True),
        ("share outside acute >= base + 20%", 0.6, 0.5, False),
        ("travel and wishes <= base * 1.1", 110, 100, True),
        ("travel and wishes <= base * 1.1", 111, 100, False),
        ("placed = 3", 3, 0, True),
        ("unplaced > base - 1", 2, 2, True),
    ],
)
def test_what_passes(text, mine, theirs, result):
    figures = (Figure("", value, "blocks") for value in (mine, theirs))
    assert Acceptance.of(text).result(*figures) == (result, True)


@pytest.mark.parametrize(
    ("text", "mine", "result"),
    [
        # The best plan's value is from 3 to 5.
        ("level <= 5", level(5, 3), (True, True)),
        ("level <= 4", level(5, 3), (False, False)),
        ("level <= 2", level(5, 3), (False, True)),
        ("level >= 4", level(5, 3), (True, False)),
        ("level <= 2", level(5, None), (False, False)),
    ],
)
def test_what_is_established(text, mine, result):
    assert Acceptance.of(text).result(mine, level(0, 0)) == result


@pytest.mark.parametrize(
    ("one", "other", "sure"),
    [
        (level(5, 4), level(8, 6), "yes"),
        (level(5, 4), level(6, 5), "no"),
        (level(5, 5), level(5, 5), "yes"),
        (level(5, 5), level(5, 4), "no"),
        (level(5, None), level(50, 40), "yes"),
        (level(50, None), level(40, 30), "no"),
        (Figure("placed", 5, "blocks"), Figure("placed", 6, "blocks"), ""),
    ],
)
def test_a_difference_within_the_gaps_is_not_established(one, other, sure):
    assert established(one, other) == sure


@pytest.mark.parametrize("text", ["unplaced", "<= 2", "a <= b", "a <= 1.2.3", "a <= base / 2"])
def test_what_is_no_test(text):
    with pytest.raises(Refused):
        Acceptance.of(text)
