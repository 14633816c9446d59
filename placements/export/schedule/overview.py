"""The first page of a schedule: what a lead must know before turning the page."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from xlsxwriter.worksheet import Worksheet

from models.measures import MEASURES
from placements.changes import Kind
from placements.errors import counted
from placements.export.facts import Facts
from placements.export.looks import LOOKS, sector_name
from placements.export.schedule.page import LINE, NOTE, STRONG
from placements.export.summary import ENDINGS, how_good
from placements.export.text import day, figure
from placements.export.workbook import CELL, HEADER, TITLE, Book, Properties, write_cell
from placements.plan import LevelValue

WIDTHS = (34, 14, 16, 42, 52)
HEADING: Properties = {"bold": True, "font_size": 12, "font_color": "#003087"}
NUMBER: Properties = {"num_format": "#,##0", "align": "right", "indent": 1}
DECIMAL: Properties = {**NUMBER, "num_format": "#,##0.0"}
LISTED = 20
"""Learners without a place that this page lists; the page Not placed has all."""


def add_overview(book: Book, facts: Facts) -> None:
    """Add the page."""
    sheet = book.add_sheet("Overview")
    for column, width in enumerate(WIDTHS):
        sheet.set_column(column, column, width)
    writer = _Writer(book, sheet)
    round = facts.plan.round
    writer.line(round.name, TITLE)
    last = round.sunday(round.weeks)
    writer.line(f"{day(round.start)} to {day(last)}, {counted(round.weeks, 'week')}", NOTE)
    writer.line(f"Standing of this plan: {facts.standing}", STRONG)
    writer.line(ENDINGS.get(facts.status, "Judged. How good it is was not proven by a run."))
    writer.table("Figures", ("", "Number"), _figures(facts))
    writer.table(
        "Aims, most important first",
        ("Aim", "Value", "Cannot be below", "How good", "What it counts; less is better"),
        [_level(facts, number, level) for number, level in enumerate(facts.levels, 1)],
    )
    writer.table("Not placed, and why", ("Learner", "Block", "Weeks", "Why"), _unplaced(facts))
    writer.table("By sector", ("Sector", "Learner-weeks", "Placements"), _sectors(facts))
    if facts.overridden:
        rows = [(str(breach),) for breach in facts.overridden]
        writer.table("Overridden by fixed pins", ("What",), rows)
    sheet.set_portrait()
    sheet.fit_to_pages(1, 0)


class _Writer:
    """Writes lines and small tables one below the other."""

    def __init__(self, book: Book, sheet: Worksheet) -> None:
        self._book, self._sheet, self._row = book, sheet, 0

    def line(self, text: str, look: Properties | None = None) -> None:
        write_cell(self._book, self._sheet, self._row, 0, text, look or {})
        self._row += 1

    def table(self, title: str, header: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
        self._row += 1
        self.line(title, HEADING)
        if not rows:
            self.line("none")
            return
        for column, name in enumerate(header):
            write_cell(self._book, self._sheet, self._row, column, name, HEADER)
        for values in rows:
            self._row += 1
            for column, value in enumerate(values):
                look = {**CELL, **_look(value)}
                write_cell(self._book, self._sheet, self._row, column, value, look)
            texts = ((str(v), w) for v, w in zip(values, WIDTHS, strict=False))
            lines = max(math.ceil(len(text) / (0.9 * width)) for text, width in texts)
            self._sheet.set_row(self._row, lines * LINE + 2)
        self._row += 1


def _look(value: object) -> Properties:
    if isinstance(value, (int, float)):
        return NUMBER if float(value).is_integer() else DECIMAL
    return {"text_wrap": True}


def _figures(facts: Facts) -> list[tuple[str, object]]:
    plan = facts.plan
    weeks = sum(stay.weeks for stay in plan.stays)
    minutes = sum(stay.minutes * stay.weeks for stay in plan.stays)
    rows: list[tuple[str, object]] = [
        ("Learners", len(plan.round.learner_ids)),
        ("Settings", len(plan.round.setting_ids)),
        ("Settings used", len(plan.by_setting)),
        ("Blocks to place", plan.taken.total()),
        ("Blocks placed", len(plan.placements)),
        ("Blocks not placed", len(plan.unplaced)),
        ("Learners with a block not placed", len({learner for learner, _ in plan.unplaced})),
        ("Learner-weeks placed", weeks),
    ]
    if weeks:
        rows.append(("Mean journey one way, minutes", round(minutes / weeks, 1)))
    if facts.before is not None:
        new = sum(change.kind is Kind.NEW for change in facts.changes)
        rows.append(("Announced placements not kept", len(facts.changes) - new))
        rows.append(("Placements not announced before", new))
    return rows


def _level(facts: Facts, number: int, level: LevelValue) -> tuple[object, ...]:
    weights = facts.plan.round.levels[number - 1].weights
    words = [
        MEASURES[name].title + ("" if weight == 1 else f" (× {weight:g})")
        for name, weight in weights
    ]
    bound = "not known" if level.bound is None else level.bound
    return f"{number} {level.name}", level.value, bound, how_good(level), "; ".join(words)


def _unplaced(facts: Facts) -> list[tuple[object, ...]]:
    rows = facts.blocks[facts.blocks["state"] == "unplaced"]
    shown = ["learner_id", "block_id", "weeks", "why_not_placed"]
    found: list[tuple[object, ...]] = [*rows[shown].head(LISTED).itertuples(index=False, name=None)]
    if len(rows) > LISTED:
        found.append((f"and {figure(len(rows) - LISTED)} more blocks: see Not placed",))
    return found


def _sectors(facts: Facts) -> list[tuple[object, ...]]:
    return [*_sector_rows(facts)]


def _sector_rows(facts: Facts) -> Iterator[tuple[object, ...]]:
    for sector, look in LOOKS.items():
        stays = [stay for stay in facts.plan.stays if stay.sector == sector]
        if stays:
            name = f"{look.letter}  {sector_name(sector)}"
            yield name, sum(stay.weeks for stay in stays), len(stays)
