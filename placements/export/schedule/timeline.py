"""Who is where when: a row a learner, a column a week, a letter and a colour a sector."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import NamedTuple

from xlsxwriter.worksheet import Worksheet

from placements.export.facts import Facts
from placements.export.looks import LOOKS, sector_name
from placements.export.schedule.page import start_page
from placements.export.workbook import CELL, DATE_FORMAT, HEADER, Book, Properties, write_cell

NAMES = ("Learner", "Programme", "Cohort", "Not placed")
WIDTHS = (12, 30, 14, 10)
WEEK_WIDTH = 2.6
"""Of a week's column [characters]."""
LEGEND_WEEKS = 9
"""Columns that one entry of the legend takes."""
PAGE_WEEKS = 80
"""Weeks that fit the width of a printed page."""
OPEN = "x"
"""Marks a week of a block that has no place."""
OPEN_LOOK: Properties = {"pattern": 14, "fg_color": "#D5281B", "bg_color": "#FFFFFF", "bold": True}
A3 = 8


class Bar(NamedTuple):
    """Weeks in a row of the timeline that look alike."""

    first: int
    last: int
    letter: str
    look: Properties


def add_timeline(book: Book, facts: Facts) -> None:
    """Add the timeline of every learner."""
    sentence = (
        "A row is a learner, a column a week, by its Monday. A letter and a colour are a sector; "
        "a thick line begins a placement."
    )
    sheet = start_page(book, "Timeline", "Timeline", sentence)
    rows = {code: [] for code in facts.plan.round.learner_ids}
    for learner, bar in _bars(facts):
        rows[learner].append(bar)
    draw(book, sheet, facts, rows)


def draw(book: Book, sheet: Worksheet, facts: Facts, rows: dict[str, list[Bar]]) -> None:
    """Draw the bars of these learners under a legend and a header of weeks."""
    weeks = facts.plan.round.weeks
    top = _legend(book, sheet, facts, rows) + 1
    _header(book, sheet, facts, top)
    learners = facts.plan.round["learners"].set_index("learner_id")
    out = facts.plan.unplaced
    missing = {code: sum(learner == code for learner, _ in out) for code in {c for c, _ in out}}
    for row, code in enumerate(rows, top + 1):
        own = learners.loc[code]
        programme = facts.programmes[own["programme_id"]]
        for column, value in enumerate((code, programme, own["cohort_id"], missing.get(code))):
            write_cell(book, sheet, row, column, value, CELL)
        for bar in rows[code]:
            _bar(book, sheet, row, bar)
    last = top + len(rows)
    sheet.autofilter(top, 0, last, len(NAMES) - 1)
    sheet.freeze_panes(top + 1, 1)
    sheet.repeat_rows(top)
    sheet.repeat_columns(0)
    sheet.set_paper(A3)
    sheet.fit_to_pages(math.ceil(weeks / PAGE_WEEKS), 0)


def _header(book: Book, sheet: Worksheet, facts: Facts, top: int) -> None:
    for column, (name, width) in enumerate(zip(NAMES, WIDTHS, strict=True)):
        write_cell(book, sheet, top, column, name, HEADER)
        sheet.set_column(column, column, width)
    upright = {**HEADER, "rotation": 90, "align": "center", "text_wrap": False, "font_size": 8}
    style = book.style({**upright, "num_format": DATE_FORMAT})
    for week in range(1, facts.plan.round.weeks + 1):
        monday = facts.plan.round.monday(week)
        sheet.write_datetime(top, len(NAMES) + week - 1, monday, style)
    first = len(NAMES)
    sheet.set_column(first, first + facts.plan.round.weeks - 1, WEEK_WIDTH)
    sheet.set_row(top, 62)


def _legend(book: Book, sheet: Worksheet, facts: Facts, rows: dict[str, list[Bar]]) -> int:
    """Draw what the letters mean, in the columns of the weeks; return the row below."""
    seen = {bar.letter for bars in rows.values() for bar in bars}
    entries = [
        (look.letter, sector_name(sector), _look(sector))
        for sector, look in LOOKS.items()
        if look.letter in seen
    ]
    if OPEN in seen:
        entries.append((OPEN, "not placed", OPEN_LOOK))
    across = max(facts.plan.round.weeks // LEGEND_WEEKS, 1)
    for number, (letter, name, look) in enumerate(entries):
        row, at = 2 + number // across, len(NAMES) + number % across * LEGEND_WEEKS
        sheet.write_string(row, at, letter, book.style(look, {"align": "center"}))
        sheet.write_string(row, at + 1, f" {name}", book.style())
    return 2 + math.ceil(len(entries) / across)


def _look(sector: str) -> Properties:
    look = LOOKS[sector]
    return {"bg_color": look.colour, "font_color": look.ink}


def _bars(facts: Facts) -> Iterator[tuple[str, Bar]]:
    for stay in facts.plan.stays:
        bar = Bar(stay.start, stay.end, LOOKS[stay.sector].letter, _look(stay.sector))
        yield stay.learner_id, bar
    blocks = facts.blocks
    for row in blocks[blocks["state"] == "unplaced"].itertuples():
        first = facts.plan.round.week(row.start)
        yield row.learner_id, Bar(first, first + int(row.weeks) - 1, OPEN, OPEN_LOOK)


def _bar(book: Book, sheet: Worksheet, row: int, bar: Bar) -> None:
    middle = {"align": "center", "font_size": 8, "bottom": 1, "bottom_color": "#FFFFFF", **bar.look}
    first = book.style(middle, {"left": 5})
    others = book.style(middle)
    for week in range(max(bar.first, 1), bar.last + 1):
        column = len(NAMES) + week - 1
        style = first if week == bar.first else others
        sheet.write_string(row, column, bar.letter, style)
