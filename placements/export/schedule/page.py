"""What the sheets of a schedule share: a title with a sentence, and tables with readable headers."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import pandas as pd
from xlsxwriter.worksheet import Worksheet

from placements.export.workbook import TITLE, Book, Properties, write_cell, write_table

NOTE: Properties = {"font_color": "#425563"}
STRONG: Properties = {"bold": True}
TOP = 3
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
    "minutes": "Travel one way, minutes",
    "travel": "Travel is",
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
    wrap: Collection[str] = (),
    formats: Mapping[str, Properties] | None = None,
) -> Worksheet:
    """Add a sheet of one table; where it has no rows, the sentence stands alone."""
    sheet = start_page(book, name, name, sentence)
    if len(frame):
        write_table(book, sheet, frame, top=TOP, wrap=wrap, formats=formats)
    return sheet


def titled(frame: pd.DataFrame, columns: Collection[str]) -> pd.DataFrame:
    """Return these columns of ``Facts.blocks`` under their titles; one blank throughout is out."""
    shown = [name for name in columns if not _blank(frame[name])]
    return frame[shown].rename(columns=TITLES)


def _blank(column: pd.Series) -> bool:
    return bool(len(column)) and bool((column.isna() | (column.astype(object) == "")).all())
