"""Who is where when: a row a learner, a column a week, a letter and a colour a sector."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from placements.export.facts import Facts
from placements.export.looks import LOOKS, sector_name
from placements.export.schedule.page import start_page, width_beside
from placements.export.workbook import A3, CELL, DATE_FORMAT, HEADER, Book, Properties, write_cell
from placements.plan import Stay
from placements.round import Round

SENTENCE = (
    "A row is a learner, a column a week, by its Monday. A bar is a placement: its sector's letter "
    "and colour, and the setting's code."
)
WEEK_WIDTH = 2.6
"""Of a week's column [characters]."""
LEGEND_WEEKS = 7
"""Columns that one entry of the legend takes."""
LEGEND_ACROSS = 5
"""Entries side by side: so many fit the first printed page, beside the columns before the weeks."""
PAGE_WEEKS = 60
"""Weeks that fit the width of a printed page."""
OPEN = "x"
"""Marks a week of a block that has no place."""
OPEN_LOOK: Properties = {
    "bg_color": "#FFFFFF",
    "font_color": "#B10E1E",
    "bold": True,
    "top": 2,
    "bottom": 2,
    "top_color": "#B10E1E",
    "bottom_color": "#B10E1E",
}
"""Framed, not filled: a gap in every print."""


class Bar(NamedTuple):
    """Weeks in a row of the timeline that look alike."""

    first: int
    last: int
    letter: str
    where: str
    look: Properties


@dataclass(frozen=True, slots=True)
class Lead:
    """A column before the weeks.

    Parameters
    ----------
    values
        Learner → what stands there.
    """

    name: str
    width: int
    values: Mapping[str, object]


def add_timeline(book: Book, facts: Facts) -> None:
    """Add the timeline of every learner."""
    rows: dict[str, list[Bar]] = {code: [] for code in facts.plan.round.learner_ids}
    for learner, bar in (*placed_bars(facts.plan.stays), *_open_bars(facts)):
        rows[learner].append(bar)
    missing = Counter(learner for learner, _ in facts.plan.unplaced)
    leads = [*usual_leads(facts), Lead("Not placed", 8, missing)]
    draw(book, facts, rows, leads)


@lru_cache(maxsize=1)  # of every recipient's workbook
def usual_leads(facts: Facts) -> tuple[Lead, ...]:
    """Return programme and cohort as columns before the weeks."""
    programmes, cohorts = facts.programme_and_cohort
    width = width_beside(programmes.values())
    return Lead("Programme", width, programmes), Lead("Cohort", 12, cohorts)


def draw(
    book: Book, facts: Facts, rows: Mapping[str, Sequence[Bar]], leads: Sequence[Lead]
) -> None:
    """Add a page with the bars of these learners under a legend and a header of weeks."""
    sheet = start_page(book, "Timeline", "Timeline", SENTENCE)
    columns = [Lead("Learner", 12, {code: code for code in rows}), *leads]
    first = len(columns)
    top = _legend(book, sheet, facts.plan.round.weeks, rows, first)
    for column, lead in enumerate(columns):
        write_cell(book, sheet, top, column, lead.name, HEADER)
        sheet.set_column(column, column, lead.width)
    weeks_header(book, sheet, facts.plan.round, (top, first), WEEK_WIDTH)
    drawn = _Bars(book, sheet)
    for row, (code, bars) in enumerate(rows.items(), top + 1):
        for column, lead in enumerate(columns):
            value = lead.values.get(code)
            look = {**CELL, "align": "center"} if isinstance(value, int) else CELL
            write_cell(book, sheet, row, column, value, look)
        for bar in bars:
            drawn.draw(row, first - 1, bar)
    sheet.autofilter(top, 0, top + len(rows), first - 1)
    sheet.freeze_panes(top + 1, 1)
    sheet.repeat_rows(top)
    sheet.repeat_columns(0)
    sheet.set_paper(A3)
    sheet.fit_to_pages(math.ceil(facts.plan.round.weeks / PAGE_WEEKS), 0)


def weeks_header(
    book: Book, sheet: Worksheet, round: Round, at: tuple[int, int], width: float
) -> None:
    """Write the Monday of every week, upright, from a cell (row, column) to the right."""
    row, column = at
    upright = {**HEADER, "rotation": 90, "align": "center", "text_wrap": False, "font_size": 8}
    style = book.style(upright, {"num_format": DATE_FORMAT})
    for week in range(round.weeks):
        sheet.write_datetime(row, column + week, round.monday(week + 1), style)
    sheet.set_column(column, column + round.weeks - 1, width)
    sheet.set_row(row, 62)


def _legend(
    book: Book, sheet: Worksheet, weeks: int, rows: Mapping[str, Sequence[Bar]], first: int
) -> int:
    """Draw what the letters mean, in the columns of the weeks; return the row of the header."""
    seen = {bar.letter for bars in rows.values() for bar in bars}
    entries = [
        (look.letter, sector_name(sector), _look(sector))
        for sector, look in LOOKS.items()
        if look.letter in seen
    ]
    if OPEN in seen:
        entries.append((OPEN, "not placed", OPEN_LOOK))
    across = min(max(weeks // LEGEND_WEEKS, 1), LEGEND_ACROSS)
    for number, (letter, name, look) in enumerate(entries):
        row, at = 2 + number // across, first + number % across * LEGEND_WEEKS
        sheet.write_string(row, at, letter, book.style(look, {"align": "center"}))
        sheet.write_string(row, at + 1, f" {name}", book.style())
    return 3 + math.ceil(len(entries) / across)


def _look(sector: str) -> Properties:
    look = LOOKS[sector]
    return {"bg_color": look.colour, "font_color": look.ink}


def placed_bars(stays: Iterable[Stay]) -> Iterator[tuple[str, Bar]]:
    """Yield learner and bar of each placement."""
    for stay in stays:
        letter, where = LOOKS[stay.sector].letter, stay.setting_id
        yield stay.learner_id, Bar(stay.start, stay.end, letter, where, _look(stay.sector))


def _open_bars(facts: Facts) -> Iterator[tuple[str, Bar]]:
    blocks = facts.blocks
    for row in blocks[blocks["state"] == "unplaced"].itertuples():
        first = facts.plan.round.week(row.start)
        last = first + int(row.weeks) - 1
        yield row.learner_id, Bar(first, last, OPEN, row.block_id, OPEN_LOOK)


class _Bars:
    """Draws bars on a sheet; thousands of them have a few looks, each made once."""

    def __init__(self, book: Book, sheet: Worksheet) -> None:
        self._book, self._sheet = book, sheet
        self._known: dict[tuple[tuple[str, Any], ...], tuple[Format, Format, Format]] = {}

    def draw(self, row: int, column: int, bar: Bar) -> None:
        """Write a letter and a code, which run on over the empty cells of the bar.

        ``column``: before the first week.
        """
        sheet, key = self._sheet, tuple(bar.look.items())
        if key not in self._known:
            self._known[key] = self._styles(bar.look)
        first, middle, edge = self._known[key]
        sheet.write_string(row, column + bar.first, f"{bar.letter} {bar.where}", first)
        for week in range(bar.first + 1, bar.last):
            sheet.write_blank(row, column + week, None, middle)
        if bar.last > bar.first:
            sheet.write_blank(row, column + bar.last, None, edge)

    def _styles(self, look: Properties) -> tuple[Format, Format, Format]:
        """Return how the first week of a bar, those between and the last are drawn."""
        middle = {"font_size": 8, "valign": "vcenter", "bottom": 1, "bottom_color": "#FFFFFF"}
        middle = {**middle, **look}
        edge = {**middle, "right": 1, "right_color": "#FFFFFF"}
        style = self._book.style
        return style(middle, {"left": 5}), style(middle), style(edge)
