"""Nothing that a round holds becomes a formula or a link, and equal tables are equal files."""

import datetime as dt
import io

import numpy as np
import pandas as pd
import pytest
from openpyxl import load_workbook

from placements.export.cell_values import MOST_CHARACTERS
from placements.export.workbook import Book, write_cell, write_table


def opened(frame, **options):
    book = Book("Test")
    write_table(book, book.add_sheet("table"), frame, **options)
    return load_workbook(io.BytesIO(book.content()))["table"]


def written(value):
    """Return the cell, below its header, that a value becomes."""
    return opened(pd.DataFrame({"column": pd.Series([value], dtype=object)}))["A2"]


@pytest.mark.parametrize(
    "text",
    ["=1+1", "+1", "-1", "@SUM(A1)", "{=1}", "\t=1", "=HYPERLINK(1)", "http://a.b", "mailto:a@b"],
)
def test_text_is_never_a_formula_or_a_link(text):
    cell = written(text)
    assert (cell.value, cell.data_type, cell.hyperlink) == (text, "s", None)


def test_a_column_is_as_wide_as_what_its_cells_show():
    frame = pd.DataFrame({"Share used": [0.9950738916256158], "Mental health, weeks": [3]})
    sheet = opened(frame, formats={"Share used": {"num_format": "0%"}})

    # The longest word and the filter's arrow, and not the sixteen digits of the number.
    assert sheet.column_dimensions["A"].width < 13
    # Twenty letters take two lines of twelve, and the arrow: "Mental health," goes in one.
    assert sheet.column_dimensions["B"].width >= 16


def test_a_formula_in_a_header_is_text():
    assert opened(pd.DataFrame({"=1+1": [1]}))["A1"].data_type == "s"


@pytest.mark.parametrize("text", ["0012", "1e5", "TRUE", "2026-09-07"])
def test_text_that_looks_like_something_else_stays_text(text):
    cell = written(text)
    assert (cell.value, cell.data_type, cell.number_format) == (text, "s", "@")


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (3, 3),
        (np.int64(3), 3),
        (2.5, 2.5),
        (0, 0),
        (10**15, "1" + "0" * 15),
        (float("inf"), "inf"),
        (float("nan"), None),
        (None, None),
        (pd.NaT, None),
        (pd.NA, None),
        (True, "yes"),
        (np.bool_(False), "no"),
        (("a", "b"), "a; b"),
        (dt.date(2026, 9, 7), dt.datetime(2026, 9, 7)),
        (pd.Timestamp("2026-09-07"), dt.datetime(2026, 9, 7)),
        (dt.date(1900, 1, 1), "1900-01-01"),
        (dt.datetime(2026, 9, 7, 12), "2026-09-07 12:00:00"),
    ],
)
def test_each_value_is_what_it_is(value, expected):
    assert written(value).value == expected


def test_a_date_is_shown_as_one():
    assert written(dt.date(2026, 9, 7)).number_format == "d mmm yyyy"


def test_a_text_too_long_for_a_cell_is_cut_where_it_shows():
    value = written("a" * 40_000).value
    assert len(value) <= MOST_CHARACTERS
    assert value.endswith("… (cut here)")


def test_half_a_character_does_not_break_the_file():
    assert written("a\ud800").value == "a?"


def test_the_header_stays_filters_and_repeats():
    sheet = opened(pd.DataFrame({"a": [1, 2], "b": [3, 4]}), top=2)
    assert sheet.freeze_panes == "B4"  # below row 3, right of the first column
    assert sheet.auto_filter.ref == "A3:B5"
    assert sheet.print_title_rows == "$3:$3"
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)


def test_a_table_without_rows_still_has_its_header():
    assert opened(pd.DataFrame({"a": []}))["A1"].value == "a"


def test_equal_tables_are_equal_files():
    def content():
        book = Book("Test")
        write_table(book, book.add_sheet("table"), pd.DataFrame({"a": ["x"]}))
        return book.content()

    assert content() == content()


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (["a/b", "a:b"], ["a-b", "a-b (2)"]),
        (["Ward", "ward"], ["Ward", "ward (2)"]),  # sheets differ by more than case
        (["x" * 40], ["x" * 31]),
        (["'quoted'"], ["quoted"]),
        (["History"], ["History-"]),
        ([""], ["sheet"]),
    ],
)
def test_a_sheet_gets_a_name_that_is_allowed(names, expected):
    book = Book("Test")
    assert [book.add_sheet(name).get_name() for name in names] == expected


def test_a_title_is_text_too():
    book = Book("Test")
    sheet = book.add_sheet("table")
    write_cell(book, sheet, 0, 0, "=1+1", {"bold": True})
    assert load_workbook(io.BytesIO(book.content()))["table"]["A1"].data_type == "s"
