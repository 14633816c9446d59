"""Lines of succession: what the rows of one setting say in each week."""

import numpy as np
import pytest

from placements.round.capacity import NO_LIMIT, capacity_lines
from tests.rounds import make_round

HEADER = "setting_id,places,learner_types,stages,from,until,minimum,minimum_applies"
NONE = NO_LIMIT


def lines(*rows, weeks=6):
    """Return the lines of setting S1 in a round of six weeks from 2026-09-07."""
    made = make_round(heading=f"weeks = {weeks}", capacity="\n".join([HEADER, *rows, "S2,1,,,,,,"]))
    return made.lines_at["S1"]


def places(*rows):
    (line,) = lines(*rows)
    return line.places.tolist()


@pytest.mark.parametrize(
    ("dates", "weeks"),
    [
        (",", [2, 2, 2, 2, 2, 2]),
        ("2026-09-14,2026-09-27", [NONE, 2, 2, NONE, NONE, NONE]),
        # A day of a week is enough: Sunday of week 1, Monday of week 3.
        ("2026-09-13,2026-09-21", [2, 2, 2, NONE, NONE, NONE]),
        ("2020-01-01,2026-09-07", [2, NONE, NONE, NONE, NONE, NONE]),
        ("2026-10-18,2040-01-01", [NONE, NONE, NONE, NONE, NONE, 2]),
        ("2020-01-01,2026-09-06", [NONE] * 6),
        ("2026-10-19,", [NONE] * 6),
        ("0001-01-01,9999-12-31", [2] * 6),
    ],
)
def test_a_row_covers_the_weeks_of_the_horizon_that_it_touches(dates, weeks):
    assert places(f"S1,2,,,{dates},,") == weeks


@pytest.mark.parametrize(
    ("rows", "weeks"),
    [
        # The later start replaces, for as long as it lasts; then the earlier is back.
        (["S1,5,,,,,,", "S1,2,,,2026-09-14,2026-09-27,,"], [5, 2, 2, 5, 5, 5]),
        (["S1,2,,,2026-09-14,2026-09-27,,", "S1,5,,,,,,"], [5, 2, 2, 5, 5, 5]),
        # Three in succession; the shortest is not the one that counts, the latest is.
        (["S1,5,,,2026-09-07,,,", "S1,4,,,2026-09-14,,,", "S1,3,,,2026-09-28,,,"],
         [5, 4, 4, 3, 3, 3]),
        (["S1,5,,,2026-09-21,2026-09-21,,", "S1,4,,,2026-09-14,,,"], [NONE, 4, 5, 4, 4, 4]),
        # Both start in week 2, on Monday and on Wednesday: Wednesday's is the later.
        (["S1,5,,,2026-09-16,,,", "S1,4,,,2026-09-14,,,"], [NONE, 5, 5, 5, 5, 5]),
        # One ends on the Wednesday on which the other's week begins: they share week 2.
        (["S1,5,,,,2026-09-16,,", "S1,1,,,2026-09-17,,,"], [5, 1, 1, 1, 1, 1]),
        # A row that starts before the horizon is replaced by one that starts later, also before.
        (["S1,5,,,2020-01-01,,,", "S1,4,,,2026-01-01,,,"], [4] * 6),
        (["S1,5,,,2026-01-01,,,", "S1,4,,,,,,"], [5] * 6),
        # Neither limits the other where they do not meet; nothing holds between them.
        (["S1,5,,,,2026-09-20,,", "S1,4,,,2026-10-05,,,"], [5, 5, NONE, NONE, 4, 4]),
        (["S1,5,,,,,,", "S1,0,,,2026-09-14,2026-09-20,,"], [5, 0, 5, 5, 5, 5]),
    ],
)  # fmt: skip
def test_the_row_that_starts_later_replaces_the_other(rows, weeks):
    assert places(*rows) == weeks


def test_the_order_of_the_rows_never_matters():
    rows = ["S1,5,,,2026-09-07,,,", "S1,4,,,,,,", "S1,3,,,2026-09-28,,,"]
    made = make_round(capacity="\n".join([HEADER, *rows, "S2,1,,,,,,"]))
    capacity = made["capacity"].iloc[::-1].reset_index(drop=True)
    first = made.week_numbers(capacity["from"], -1)
    last = np.full(len(capacity), 6)

    line, _ = capacity_lines(capacity, first, last, 6)
    assert line.places.tolist() == [5, 5, 5, 3, 3, 3]


def test_minimum_and_how_it_applies_are_replaced_with_the_places():
    (line,) = lines("S1,5,,,,,2,always", "S1,4,,,2026-09-14,2026-09-20,1,hosting")

    assert line.minimum.tolist() == [2, 1, 2, 2, 2, 2]
    assert line.always.tolist() == [True, False, True, True, True, True]


def test_the_same_sets_in_any_order_are_one_line():
    rows = ("S1,5,a;b,2;1,,,,", "S1,3,b; a;a,1;2,2026-09-14,,,")
    assert places(*rows) == [5, 3, 3, 3, 3, 3]


def test_a_star_and_a_blank_are_one_line():
    assert places("S1,5,*,,,,,", "S1,3,,*,2026-09-14,,,") == [5, 3, 3, 3, 3, 3]


def test_other_sets_are_other_lines():
    rows = ["S1,5,,,,,,", "S1,3,a,,,,,", "S1,2,a;b,,,,,", "S1,1,a,1,,,,"]
    found = {(line.learner_types, line.stages): line.places[0] for line in lines(*rows)}

    assert found == {((), ()): 5, (("a",), ()): 3, (("a", "b"), ()): 2, (("a",), (1,)): 1}


@pytest.mark.parametrize(
    ("row", "label", "counted"),
    [
        ("S1,1,,,,,,", "S1", ["student 1", "student 2", "apprentice 1"]),
        ("S1,1,student,,,,,", "S1 (student)", ["student 1", "student 2"]),
        ("S1,1,student,2,,,,", "S1 (student; stage 2)", ["student 2"]),
        ("S1,1,,1;3,,,,", "S1 (stage 1; stage 3)", ["student 1", "apprentice 1"]),
    ],
)
def test_whom_a_line_counts(row, label, counted):
    (line,) = lines(row)
    kinds = [("student", 1), ("student", 2), ("apprentice", 1)]

    assert line.label == label
    assert [f"{kind} {stage}" for kind, stage in kinds if line.counts(kind, stage, "U1")] == counted
