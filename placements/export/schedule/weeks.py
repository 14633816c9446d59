"""How full every setting is in every week: places used of places there are."""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from functools import lru_cache

import numpy as np
from xlsxwriter.worksheet import Worksheet

from placements.export.facts import Facts
from placements.export.places import Places
from placements.export.schedule.page import start_page, width_beside
from placements.export.schedule.timeline import weeks_header
from placements.export.workbook import A3, CELL, HEADER, Book, Properties, write_cell
from placements.round.capacity import NO_LIMIT

NAMES = ("Setting code", "Setting", "Provider", "Sector", "Places for", "Place-weeks free")
WEEK_WIDTH = 4.2
PAGE_WEEKS = 52
TOP = 3
_SMALL: Properties = {"align": "center", "font_size": 8}
SOME: Properties = {**_SMALL, "bg_color": "#DCEAF7"}
FULL: Properties = {**_SMALL, "bg_color": "#7FB2DC", "bold": True}
OVER: Properties = {**_SMALL, "bg_color": "#D5281B", "font_color": "#FFFFFF", "bold": True}
NOBODY: Properties = {**_SMALL, "font_color": "#768692"}


SENTENCE = (
    "Learners there and places, by week: 2/3 is two learners in three places. Bold and darker: "
    "full. Exclamation mark: more than places, by fixed pins. Where a setting has several limits, "
    "each has a row. Blank: the limit says nothing of that week."
)


def add_weeks(book: Book, facts: Facts, settings: Collection[str] | None = None) -> None:
    """Add the page, of these settings or of all."""
    sheet = start_page(book, "Settings by week", "Settings by week", SENTENCE)
    for column, (name, width) in enumerate(zip(NAMES, _widths(facts), strict=True)):
        write_cell(book, sheet, TOP, column, name, HEADER)
        sheet.set_column(column, column, width)
    weeks_header(book, sheet, facts.plan.round, (TOP, len(NAMES)), WEEK_WIDTH)
    chosen = facts.limits if settings is None else sorted(settings)
    limits = [limit for code in chosen for limit in facts.limits[code]]
    _rows(book, sheet, facts, limits)
    sheet.autofilter(TOP, 0, TOP + len(limits), len(NAMES) - 1)
    sheet.freeze_panes(TOP + 1, 2)
    sheet.repeat_rows(TOP)
    sheet.repeat_columns(0, 1)
    sheet.set_paper(A3)
    sheet.fit_to_pages(math.ceil(facts.plan.round.weeks / PAGE_WEEKS), 0)


def _rows(book: Book, sheet: Worksheet, facts: Facts, limits: Sequence[Places]) -> None:
    known = _about(facts)
    styles = [book.style(look) for look in (NOBODY, SOME, FULL, OVER)]
    for row, own in enumerate(limits, TOP + 1):
        about = (*known[own.line.setting_id], own.whom, int(own.free.sum()))
        for column, value in enumerate(about):
            write_cell(book, sheet, row, column, value, CELL)
        for week, text, look in _cells(own):
            sheet.write_string(row, len(NAMES) + week, text, styles[look])


@lru_cache(maxsize=1)  # every provider's workbook has the page
def _widths(facts: Facts) -> tuple[int, ...]:
    """Return the width of each column before the weeks [characters]."""
    names = width_beside(facts.settings.values()), width_beside(facts.providers.values())
    return 13, *names, 14, 20, 11


@lru_cache(maxsize=1)  # as above
def _about(facts: Facts) -> dict[str, tuple[str, str, str, str]]:
    settings = facts.plan.round["settings"]
    columns = (settings[name] for name in ("setting_id", "name", "provider_id", "sector"))
    return {
        code: (code, name, facts.providers[provider], sector.replace("_", " "))
        for code, name, provider, sector in zip(*columns, strict=True)
    }


def _cells(own: Places) -> list[tuple[int, str, int]]:
    """Return position, text and look of every week of which the limit says something."""
    used, most = own.used.tolist(), own.open.tolist()
    look = np.select([own.used > own.open, own.used == 0, own.used == own.open], [3, 0, 2], 1)
    return [
        (week, f"{used[week]}/{most[week]}{'!' * (kind == 3)}", kind)
        for week, kind in enumerate(look.tolist())
        if most[week] != NO_LIMIT
    ]
