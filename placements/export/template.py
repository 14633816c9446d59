"""A workbook to fill: one sheet a table, made from the declaration of the tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from xlsxwriter.utility import xl_rowcol_to_cell

from placements.export.template_cells import cell_format, cell_value, holds, rule_of
from placements.export.template_guide import add_guide
from placements.export.template_sheet import (
    OPTIONAL,
    REQUIRED,
    WIDTHS,
    add_note,
    add_table,
    finish,
    name_lists,
)
from placements.export.workbook import Book, write_cell
from placements.tables import TABLES
from placements.tables.column import Column
from placements.tables.heading import DEFAULT_LEVELS, HEADING, LEVEL_WEIGHT
from placements.tables.kinds import TEXT
from placements.tables.raw import RawRound
from placements.tables.text import as_text
from placements.tables.workbook import HEADING_SHEET, HEADING_TABLE

Rows = Mapping[str, Sequence[Mapping[str, str]]]
"""Table → rows, each column → text."""
LEAST_WIDE, MOST_WIDE = 34, 70
"""Widths of a column of the round's own sheet [characters]."""


def template(
    heading: Mapping[str, str] | None = None,
    tables: Rows | None = None,
    notes: Sequence[tuple[str, str]] = (),
) -> bytes:
    """Return a workbook to fill, empty or with what is known.

    Parameters
    ----------
    heading
        Dotted keys of the round; ``None``: the defaults.
    tables
        Rows of texts, as a CSV file holds them.
    notes
        Sheet and text, for the first sheet: how the content came to be.
    """
    keys, rows = dict(heading or {}), tables or {}
    name = keys.get("name") or "A new round of placements"
    book = Book(name)
    lines = _heading_lines(keys)
    counts = {HEADING_SHEET: len(lines), **{table: len(rows.get(table, ())) for table in TABLES}}
    add_guide(book, name, counts, notes).activate()
    _add_heading(book, lines)
    for table in TABLES.values():
        add_table(book, table, rows.get(table.name, ()))
    name_lists(book)
    return book.content()


def filled_template(raw: RawRound) -> bytes:
    """Return the workbook of a round: what its files say, cell by cell."""
    heading = {key: text for key, (text, _) in (raw.heading or {}).items()}
    tables = {
        name: [dict(zip(table.header, row, strict=True)) for row in table.rows]
        for name, table in raw.tables.items()
    }
    return template(heading, tables)


def _heading_lines(keys: Mapping[str, str]) -> list[tuple[Column, str]]:
    """Return every key with its text: those of the round, and the defaults of the others."""
    blank = {c.name: "" if c.required else as_text(c.blank) for c in HEADING}
    lines = [(column, keys.get(column.name, blank[column.name])) for column in HEADING]
    levels = {key: text for key, text in keys.items() if key.startswith("level.")}
    return lines + [(_level_column(key), text) for key, text in (levels or _levels()).items()]


def _levels() -> dict[str, str]:
    """Return the levels of a round that names none, as dotted keys."""
    found = {}
    for number, (name, weights) in enumerate(DEFAULT_LEVELS, 1):
        found[f"level.{number}.name"] = name
        found |= {f"level.{number}.{measure}": as_text(w) for measure, w in weights.items()}
    return found


def _level_column(key: str) -> Column:
    _, number, part = key.split(".", 2)
    if part == "name":
        meaning = f"Name of aim {number}; a lower one never costs anything at a higher one"
        return Column(key, TEXT, meaning, required=True)
    return Column(key, LEVEL_WEIGHT, f"Weight of {part.replace('_', ' ')} in aim {number}")


def _add_heading(book: Book, lines: Sequence[tuple[Column, str]]) -> None:
    sheet = book.add_sheet(HEADING_SHEET)
    sheet.hide_gridlines(1)
    sheet.set_tab_color("#003087")
    # The next column holds text too and would cut off a long value.
    longest = max((len(text) for _, text in lines), default=0) + 4
    widths = WIDTHS | {"value": min(max(longest, LEAST_WIDE), MOST_WIDE)}
    for at, column in enumerate(HEADING_TABLE.columns):
        name = column.name
        write_cell(book, sheet, 0, at, name, REQUIRED if column.required else OPTIONAL)
        add_note(sheet, 0, at, f"{column.meaning}.")
        sheet.set_column(at, at, widths.get(name, LEAST_WIDE), book.style({"num_format": "@"}))
    for row, (column, text) in enumerate(lines, 1):
        bold = {"bold": column.required}
        write_cell(book, sheet, row, 0, column.name, bold)
        value, style = cell_value(text, column.kind), cell_format(column.kind)
        write_cell(book, sheet, row, 1, value, {**style, "align": "left", "indent": 1})
        if rule := rule_of(column, xl_rowcol_to_cell(row, 1)):
            sheet.data_validation(row, 1, row, 1, rule)
        needed = "Required. " if column.required else ""
        meaning = f"{needed}{column.meaning} ({holds(column)})"
        write_cell(book, sheet, row, 2, meaning, {"font_color": "#425563"})
    finish(sheet, len(HEADING_TABLE.columns), len(lines), frozen=1)
