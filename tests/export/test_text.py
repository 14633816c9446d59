"""Figures, dates and columns as people read them."""

import datetime as dt

import pytest

from placements.export.text import cut, day, figure, percent, table


@pytest.mark.parametrize(
    ("value", "text"),
    [(None, "-"), (0, "0"), (147136.0, "147,136"), (-2519, "-2,519"), (1234.5, "1,234.50")],
)
def test_figures(value, text):
    assert figure(value) == text


@pytest.mark.parametrize(
    ("share", "text"), [(0.0321, "3.21%"), (0.00001, "under 0.01%"), (1.78, "178.00%")]
)
def test_a_share_is_never_rounded_to_nothing(share, text):
    assert percent(share) == text


def test_dates_are_written_out():
    assert day(dt.date(2026, 9, 7)) == "7 September 2026"


def test_text_stands_to_the_left_and_figures_to_the_right():
    rows = [("Level", "value", ""), ("one", "7", "proven best"), ("three", "1,000", "")]

    assert table(rows, left=(0, 2)) == "Level  value\none        7  proven best\nthree  1,000"


def test_long_lists_are_cut_and_the_rest_is_counted():
    lines = [str(k) for k in range(1_005)]

    assert cut(lines, 3) == ["0", "1", "2", "  and 1,002 more"]
    assert cut(lines[:3], 3) == ["0", "1", "2"]
