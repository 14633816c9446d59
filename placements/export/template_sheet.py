"""One sheet of a template: a table's columns, with everything that helps to fill them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from xlsxwriter.utility import xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from placements.export.template_cells import (
    LAST_ROW,
    cell_format,
    cell_value,
    list_name,
    note,
    rule_of,
)
from placements.export.workbook import HEADER, MOST_WIDTH, Book, Properties, write_cell
from placements.tables import TABLES, Column, Table
from placements.tables.kinds import Kind

REQUIRED: Properties = HEADER
OPTIONAL: Properties = {
    **HEADER,
    "bold": False,
    "font_color": "#003087",
    "bg_color": "#D9E5F5",
}
MISSING: Properties = {"bg_color": "#FFE9A8"}
"""A required cell that is blank in a row that has been begun."""
TWICE: Properties = {"bg_color": "#F8C9C4", "font_color": "#8A1500", "bold": True}
"""A code that stands there twice."""
MOST_MARKED = 5_000
"""Least number of rows for which a sheet marks what is missing or twice."""
WIDTHS = {
    "name": 46,
    "where": 34,
    "address": 34,
    "contact": 28,
    "tags": 24,
    "source": 34,
    "meaning": 78,
}
"""Of columns that hold more than their names [characters]."""


def add_table(book: Book, table: Table, rows: Sequence[Mapping[str, str]]) -> Worksheet:
    """Add the sheet of a table, with the rows that are known; return it."""
    sheet = book.add_sheet(table.name)
    sheet.hide_gridlines(1)
    sheet.set_tab_color("#003087" if table.required else "#A9BEDC")
    for at, column in enumerate(table.columns):
        texts = [row.get(column.name, "") for row in rows]
        _add_column(book, sheet, at, column, max(map(len, texts), default=0))
        for row, text in enumerate(texts, 1):
            write_typed(book, sheet, row, at, text, column.kind)
    _mark_faults(book, sheet, table, max(MOST_MARKED, 2 * len(rows)))
    finish(sheet, len(table.columns), len(rows), frozen=1 if table.key else 0)
    return sheet


def _add_column(book: Book, sheet: Worksheet, at: int, column: Column, longest: int) -> None:
    """Add a column's name with its note, format and rule, wide enough for its longest text."""
    write_cell(book, sheet, 0, at, column.name, REQUIRED if column.required else OPTIONAL)
    add_note(sheet, 0, at, note(column))
    width = WIDTHS.get(column.name, max(len(column.name) + 4, 12))
    width = max(width, min(longest + 3, MOST_WIDTH))
    sheet.set_column(at, at, width, book.style(cell_format(column.kind)))
    if rule := rule_of(column, xl_rowcol_to_cell(1, at, col_abs=True)):
        sheet.data_validation(1, at, LAST_ROW, at, rule)


def write_typed(book: Book, sheet: Worksheet, row: int, at: int, text: str, kind: Kind) -> None:
    """Write a text of a round as what it is in a workbook; a blank keeps the column's format."""
    if text:
        write_cell(book, sheet, row, at, cell_value(text, kind), cell_format(kind))


def add_note(sheet: Worksheet, row: int, at: int, text: str) -> None:
    """Add a note that is large enough for its text."""
    lines = sum(1 + len(line) // 42 for line in text.split("\n"))
    size: dict[str, Any] = {"width": 270, "height": 18 * lines + 12, "font_size": 9}
    sheet.write_comment(row, at, text, {**size, "color": "#FFFFE1", "author": "placements"})


def finish(sheet: Worksheet, columns: int, rows: int, frozen: int) -> None:
    """Keep the header in view and on every page, and let the table be filtered."""
    sheet.set_row(0, 30)
    sheet.freeze_panes(1, frozen)
    sheet.autofilter(0, 0, max(rows, 1), columns - 1)
    sheet.repeat_rows(0)
    sheet.ignore_errors({"number_stored_as_text": "A1:XFD1048576"})


def _mark_faults(book: Book, sheet: Worksheet, table: Table, last: int) -> None:
    """Show, while the sheet is being filled, what is missing and which code stands there twice."""
    end = xl_rowcol_to_cell(1, len(table.columns) - 1, col_abs=True)
    for at, column in enumerate(table.columns):
        cell = xl_rowcol_to_cell(1, at, col_abs=True)
        if column.required:
            formula = f'=AND(COUNTA($A2:{end})>0,{cell}="")'
            style = book.style(MISSING)
            rule = {"type": "formula", "criteria": formula, "format": style}
            sheet.conditional_format(1, at, last, at, rule)
        if table.key == (column.name,):
            style = book.style(TWICE)
            sheet.conditional_format(1, at, last, at, {"type": "duplicate", "format": style})


def name_lists(book: Book) -> None:
    """Name the codes typed so far, for the drop-downs of other sheets."""
    named = {list_name(c): c for table in TABLES.values() for c in table.columns if c.refers_to}
    for name, column in sorted(named.items()):
        other = TABLES[column.refers_to]
        letter_at = other.names.index(name.removeprefix(f"{other.name}_")[:-1])
        first = xl_rowcol_to_cell(1, letter_at, row_abs=True, col_abs=True)
        last = xl_rowcol_to_cell(LAST_ROW, letter_at, row_abs=True, col_abs=True)
        cells = f"{other.name}!{first}:{last.replace(':', '')}"
        count = f"MAX(1,COUNTA({cells}))"
        book.workbook.define_name(name, f"={other.name}!{first}:INDEX({cells},{count})")
