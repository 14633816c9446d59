"""Write workbooks: text stays text, dates are dates, and every sheet can be filtered and printed.

Whatever leaves for a spreadsheet is written here, so that no text of a round can become a formula
or a link, and so that equal tables are equal files.
"""

from __future__ import annotations

import datetime as dt
import io
import re
from collections.abc import Collection, Iterable, Mapping
from functools import cached_property
from typing import Any

import pandas as pd
from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from placements.export.cell_values import clean, cut, plain, shown

Properties = Mapping[str, Any]
"""Properties of a format, as xlsxwriter names them: ``{"bold": True}``."""

HEADER: Properties = {
    "bold": True,
    "font_color": "#FFFFFF",
    "bg_color": "#003087",
    "border": 1,
    "border_color": "#FFFFFF",
    "text_wrap": True,
    "valign": "vcenter",
}
"""White on dark blue: told from a row by weight as well as by colour."""
TITLE: Properties = {"bold": True, "font_size": 16, "font_color": "#003087"}
CELL: Properties = {"valign": "top", "bottom": 1, "bottom_color": "#D8DDE0"}
TEXT_FORMAT = "@"
"""A cell of this format takes what is typed as text, ``=`` and leading zeros included."""
DATE_FORMAT = "d mmm yyyy"
MOST_WIDTH = 60
"""Of a column [characters]."""
MOST_SHEET_NAME = 31
A3, A4 = 8, 9
"""Sizes of paper."""


class Book:
    """A workbook that is being written, in memory.

    Parameters
    ----------
    title
        Of the document, as programs show it.
    """

    def __init__(self, title: str) -> None:
        self._file = io.BytesIO()
        self.workbook = Workbook(
            self._file,
            {
                "in_memory": True,
                "strings_to_formulas": False,
                "strings_to_urls": False,
                "strings_to_numbers": False,
                "default_format_properties": {"font_name": "Arial", "font_size": 10},
            },
        )
        # A moment of writing in the file would make equal tables unequal files.
        self.workbook.set_properties({"title": title[:200], "created": dt.datetime(2000, 1, 1)})
        self._styles: dict[tuple[tuple[str, Any], ...], Format] = {}
        self._looks: dict[tuple[tuple[str, Any], ...], _Look] = {}
        self._names: set[str] = set()

    def style(self, *properties: Properties) -> Format:
        """Return the format of these properties; of two that differ, the later holds."""
        merged = {name: value for each in properties for name, value in each.items()}
        key = tuple(sorted(merged.items()))
        if key not in self._styles:
            self._styles[key] = self.workbook.add_format(merged)
        return self._styles[key]

    def look(self, properties: Properties) -> _Look:
        """Return how cells of these properties look: of thousands of cells a few are asked for."""
        key = tuple(properties.items())
        if key not in self._looks:
            self._looks[key] = _Look(self, properties)
        return self._looks[key]

    def add_sheet(self, name: str) -> Worksheet:
        """Add a sheet, ready to print; the name is made one that spreadsheets allow."""
        sheet = self.workbook.add_worksheet(self._sheet_name(name))
        sheet.set_landscape()
        sheet.set_paper(A4)
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
        sheet.set_footer("&L&A&RPage &P of &N")
        sheet.hide_gridlines(2)
        return sheet

    def content(self) -> bytes:
        """Finish the workbook and return the file."""
        self.workbook.close()
        return self._file.getvalue()

    def _sheet_name(self, name: str) -> str:
        allowed = re.sub(r"[\[\]:*?/\\\x00-\x1f]", "-", clean(name)).strip("' ") or "sheet"
        if allowed.casefold() == "history" and name != "history":
            allowed = f"{allowed}-"  # Excel keeps History to itself
        whole = allowed[:MOST_SHEET_NAME]
        number = 2
        while whole.casefold() in self._names:
            whole = f"{allowed[: MOST_SHEET_NAME - 5]} ({number})"
            number += 1
        self._names.add(whole.casefold())
        return whole


def write_table(
    book: Book,
    sheet: Worksheet,
    frame: pd.DataFrame,
    *,
    top: int = 0,
    wrap: Collection[str] = (),
    formats: Mapping[str, Properties] | None = None,
) -> int:
    """Write a table with its header, ready to read, filter and print; return the row below it.

    A sheet has one such table at most: its header stays in view, carries the filter and is
    repeated on every printed page.

    Parameters
    ----------
    top
        Row of the header, 0 first.
    wrap
        Columns whose long texts go on in further lines.
    formats
        Properties of the cells of a column, beside the usual ones.
    """
    names = [str(name) for name in frame.columns]
    for column, name in enumerate(names):
        write_cell(book, sheet, top, column, name, HEADER)
        extra = dict((formats or {}).get(name, {}))
        properties = {**CELL, **({"text_wrap": True} if name in wrap else {}), **extra}
        look = book.look(properties)
        # As a list: a column of texts is slow to go through one by one.
        for row, value in enumerate(frame.iloc[:, column].tolist(), top + 1):
            look.write(sheet, row, column, value)
    last = top + len(frame)
    if names:
        sheet.autofilter(top, 0, last, len(names) - 1)
        sheet.ignore_errors({"number_stored_as_text": f"A1:XFD{last + 1}"})
        _set_widths(sheet, frame, names)
    sheet.freeze_panes(top + 1, 1 if len(names) > 1 else 0)
    sheet.repeat_rows(top)
    return last + 1


def write_cell(
    book: Book, sheet: Worksheet, row: int, column: int, value: object, properties: Properties
) -> None:
    """Write one value: text as text, a date as a date, a number as a number, none as a blank."""
    book.look(properties).write(sheet, row, column, value)


class _Look:
    """How cells of some properties look; the formats are made once, where they are needed.

    Parameters
    ----------
    properties
        Of every cell, whatever it holds.
    """

    def __init__(self, book: Book, properties: Properties) -> None:
        self._book, self._properties = book, properties

    @cached_property
    def _usual(self) -> Format:
        return self._book.style(self._properties)

    @cached_property
    def _text(self) -> Format:
        return self._book.style({"num_format": TEXT_FORMAT}, self._properties)

    @cached_property
    def _date(self) -> Format:
        return self._book.style({"num_format": DATE_FORMAT, "align": "left"}, self._properties)

    def write(self, sheet: Worksheet, row: int, column: int, value: object) -> None:
        """Write one value."""
        held = value if type(value) is str else plain(value)
        if held is None:
            sheet.write_blank(row, column, None, self._usual)
        elif isinstance(held, str):
            sheet.write_string(row, column, cut(clean(held)), self._text)
        elif isinstance(held, dt.date):
            sheet.write_datetime(row, column, held, self._date)
        else:
            sheet.write_number(row, column, held, self._usual)


def _set_widths(sheet: Worksheet, frame: pd.DataFrame, names: list[str]) -> None:
    """Make each column as wide as its longest text, and its header's longest word."""
    for column, name in enumerate(names):
        # A header goes on in a second line, never a third; the filter's arrow takes four.
        word = max([*map(len, re.split(r"[\s_]", name)), len(name) * 3 // 5]) + 4
        texts = map(shown, _different(frame.iloc[:, column].tolist()))
        longest = max((len(line) for text in texts for line in text.split("\n")), default=0)
        sheet.set_column(column, column, min(max(word, longest + 2, 9), MOST_WIDTH))


def _different(values: list[object]) -> Iterable[object]:
    """Return each different value once: a column of a large table holds few."""
    try:
        return dict.fromkeys(values)
    except TypeError:  # lists are not to be told apart so
        return values
