"""What the sheets of a schedule share: a title with a sentence, and readable tables."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping

import numpy as np
import pandas as pd
from xlsxwriter.worksheet import Worksheet

from placements.export.workbook import TITLE, Book, Properties, write_cell, write_table

NOTE: Properties = {"font_color": "#425563"}
STRONG: Properties = {"bold": True}
LINE = 13
"""Height of a line of text [points]."""
PER_WIDTH = 1.1
"""Letters of a text to a unit of a column's width, which is a digit."""
TOP = 3
MOST_BESIDE = 46
"""Width of a name beside a calendar, at most: the weeks have to fit a screen too [characters]."""
"""Row of the header of a sheet's table, 0 first: above it stand title, sentence and a gap."""

TITLES = {
    "learner_id": "Learner",
    "programme": "Programme",
    "education_provider": "Education provider",
    "cohort_id": "Cohort",
    "stage": "Stage",
    "block_id": "Block",
    "setting_id": "Setting code",
    "setting": "Setting",
    "provider": "Provider",
    "sector_in_words": "Sector",
    "address": "Address",
    "postcode": "Postcode",
    "contact": "Contact",
    "start": "First day",
    "end": "Last day",
    "weeks": "Weeks",
    "weekly_hours": "Hours a week",
    "hours": "Hours",
    "minutes": "Minutes one way",
    "travel": "Minutes are",
    "state_in_words": "State",
    "why_not_placed": "Why not placed",
}
"""Column of ``Facts.blocks`` → what people read above it."""


def start_page(book: Book, name: str, title: str, sentence: str) -> Worksheet:
    """Add a sheet with its title and what it shows, in a sentence."""
    sheet = book.add_sheet(name)
    write_cell(book, sheet, 0, 0, title, TITLE)
    write_cell(book, sheet, 1, 0, sentence, NOTE)
    return sheet


def add_page(
    book: Book,
    name: str,
    sentence: str,
    frame: pd.DataFrame,
    *,
    narrow: Mapping[str, int] | None = None,
    formats: Mapping[str, Properties] | None = None,
) -> Worksheet:
    """Add a sheet of one table; where it has no rows, the sentence stands alone.

    Parameters
    ----------
    narrow
        Columns of long texts, with the width [characters] in which they go on in further lines.
    """
    sheet = start_page(book, name, name, sentence)
    if not len(frame):
        return sheet
    narrow = {column: width for column, width in (narrow or {}).items() if column in frame}
    looks = {**_numbers(frame), **(formats or {})}
    write_table(book, sheet, frame, top=TOP, wrap=narrow, formats=looks)
    _set_sizes(sheet, frame, narrow)
    return sheet


def _set_sizes(sheet: Worksheet, frame: pd.DataFrame, narrow: Mapping[str, int]) -> None:
    sheet.set_row(TOP, 2 * LINE + 4)
    for column, width in narrow.items():
        at = frame.columns.get_loc(column)
        sheet.set_column(at, at, width)
    for row, lines in enumerate(_lines(frame, narrow), TOP + 1):
        if lines > 1:
            sheet.set_row(row, lines * LINE)


def _numbers(frame: pd.DataFrame) -> dict[str, Properties]:
    """Return how columns of numbers look: thousands marked, and room before the next column."""
    looks: dict[str, Properties] = {}
    for name in frame.select_dtypes("number").columns:
        values = frame[name].dropna().astype(float)
        form = "#,##0" if (values == np.rint(values)).all() else "#,##0.0"
        looks[name] = {"num_format": form, "align": "right", "indent": 1}
    return looks


def _lines(frame: pd.DataFrame, narrow: Mapping[str, int]) -> list[int]:
    """Return how many lines each row takes: programs do not all work it out."""
    longest = np.ones(len(frame))
    for column, width in narrow.items():
        lengths = np.array([0 if pd.isna(text) else len(text) for text in frame[column]])
        longest = np.maximum(longest, lengths / (PER_WIDTH * width))
    return [math.ceil(lines) for lines in longest]


def width_beside(texts: Iterable[str]) -> int:
    """Return how wide a column of names is that is not to be cut off by what stands beside it."""
    longest = max(map(len, texts), default=0)
    return min(max(math.ceil(longest / PER_WIDTH) + 1, 14), MOST_BESIDE)


def titled(frame: pd.DataFrame, columns: Collection[str]) -> pd.DataFrame:
    """Return these columns of ``Facts.blocks`` under their titles; one blank throughout is out."""
    shown = [name for name in columns if not _blank(frame[name])]
    return frame[shown].rename(columns=TITLES)


def _blank(column: pd.Series) -> bool:
    return bool(len(column)) and all(pd.isna(value) or value == "" for value in column)
