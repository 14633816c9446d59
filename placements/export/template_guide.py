"""The first sheet of a template, README: what to fill, in which order, and how to write it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from xlsxwriter.worksheet import Worksheet

from placements.export.template_sheet import MISSING, OPTIONAL, REQUIRED
from placements.export.workbook import HEADER, TITLE, Book, Properties, write_cell
from placements.tables import TABLES
from placements.tables.workbook import GUIDE_SHEET, HEADING_SHEET

TEXT: Properties = {"text_wrap": True, "valign": "top"}
LINE: Properties = {**TEXT, "bottom": 1, "bottom_color": "#D8DDE0"}
STRONG: Properties = {**LINE, "bold": True}
LINK: Properties = {**LINE, "font_color": "#0000C0", "underline": 1}
COUNT: Properties = {**LINE, "align": "center"}
HEADING: Properties = {"bold": True, "font_size": 12, "font_color": "#003087"}
WIDTHS = (7, 17, 62, 13, 9)

INTRODUCTION = (
    "This workbook is a round: everything that one allocation of placements needs. Fill its "
    "sheets from the first to the last; each needs only codes of sheets before it. This sheet is "
    "for people and is not read: write here what you like."
)
LEGEND: tuple[tuple[str, Properties, str], ...] = (
    ("required", REQUIRED, "White on dark, bold: a value in every row."),
    ("optional", OPTIONAL, "Dark on light: leave cells blank, or the whole column."),
    ("", MISSING, "Still missing: the row is begun, and this cell needs a value."),
)
STEPS = (
    "Fill the sheets with a dark tab first: they are required. The others may stay empty.",
    "Point at a column's name for what it means. Cells with an arrow offer a list; the arrows of "
    "codes offer what you have typed on the other sheet so far.",
    "Save as Excel Workbook (.xlsx) and run:  placements check this-workbook.xlsx",
    "It lists everything that is wrong, by sheet and cell, and writes a copy of the workbook with "
    "the cells marked. Correct them here, and check again.",
    "Then run:  placements solve this-workbook.xlsx --out plan",
)
CONVENTIONS = (
    ("codes", "Text of your own choice, case and leading zeros included, without ; | = ! and "
     "without spaces around it. Learners have a code, never a name."),
    ("dates", "Year-month-day, such as 2026-09-07. The last day counts."),
    ("blank cells", "Take the value that the note on the column's name gives."),
    ("*", "All of them, in the columns whose note allows it."),
    ("lists", "Separated by semicolons: dementia;home_visits"),
    ("filters", "Conditions that must all hold, separated by semicolons, with | between values of "
     "which one must match: sector=primary|community;driver_required=no"),
    ("yes or no", "The words yes and no."),
    ("formulas", "Are refused, and so are merged cells: copy, then paste special, values."),
    ("hidden rows", "Are read like any other, whether hidden by hand or by a filter."),
    ("sheet names", "Stay as they are, and so do the names of the columns; their order is free."),
)  # fmt: skip


def add_guide(
    book: Book, title: str, rows: Mapping[str, int], notes: Sequence[tuple[str, str]] = ()
) -> Worksheet:
    """Add the guide.

    Parameters
    ----------
    rows
        Sheet → how many rows it has now.
    notes
        Sheet and text: how the content came to be.
    """
    sheet = book.add_sheet(GUIDE_SHEET)
    sheet.set_portrait()
    sheet.set_tab_color("#007F3B")
    for at, width in enumerate(WIDTHS):
        sheet.set_column(at, at, width)
    write_cell(book, sheet, 0, 0, title, TITLE)
    sheet.set_row(0, 26)
    _write_over(book, sheet, 1, INTRODUCTION, lines=3)
    at = _add_legend(book, sheet, 3)
    at = _add_order(book, sheet, at + 1, rows)
    at = _add_list(book, sheet, at + 1, "What to do", [(str(k), s) for k, s in enumerate(STEPS, 1)])
    at = _add_list(book, sheet, at + 1, "How to write it", CONVENTIONS)
    if notes:
        _add_list(book, sheet, at + 1, "What was rolled forward, and how", notes)
    return sheet


def _add_legend(book: Book, sheet: Worksheet, at: int) -> int:
    for row, (name, properties, meaning) in enumerate(LEGEND, at):
        write_cell(book, sheet, row, 1, name, properties)
        write_cell(book, sheet, row, 2, meaning, {"indent": 1})
    return at + len(LEGEND)


def _add_order(book: Book, sheet: Worksheet, at: int, rows: Mapping[str, int]) -> int:
    """Write the order of work: the sheets, each a link, with how many rows they have."""
    header = ("step", "sheet", "one row is", "needed", "rows")
    for column, name in enumerate(header):
        write_cell(book, sheet, at, column, name, HEADER)
    told = [(HEADING_SHEET, "what the round is: name, first Monday, weeks, aims", "required")]
    told += [
        (table.name, table.one_row_is, "required" if table.required else "optional")
        for table in TABLES.values()
    ]
    for step, (name, meaning, needed) in enumerate(told, 1):
        row = at + step
        write_cell(book, sheet, row, 0, step, COUNT)
        sheet.write_url(row, 1, f"internal:'{name}'!A2", book.style(LINK), name)
        write_cell(book, sheet, row, 2, meaning, LINE)
        write_cell(book, sheet, row, 3, needed, STRONG if needed == "required" else LINE)
        formula = f"=COUNTA('{name}'!$A$2:$A$1048576)"
        sheet.write_formula(row, 4, formula, book.style(COUNT), rows.get(name, 0))
    return at + len(told) + 1


def _add_list(
    book: Book, sheet: Worksheet, at: int, heading: str, items: Iterable[tuple[str, str]]
) -> int:
    write_cell(book, sheet, at, 0, heading, HEADING)
    sheet.set_row(at, 22)
    row = at
    for row, (name, text) in enumerate(items, at + 1):
        write_cell(book, sheet, row, 1, name, STRONG)
        sheet.merge_range(row, 2, row, 4, "", book.style(LINE))
        write_cell(book, sheet, row, 2, text, LINE)
        sheet.set_row(row, 14 * (1 + len(text) // 88) + 3)
    return row + 1


def _write_over(book: Book, sheet: Worksheet, row: int, text: str, lines: int) -> None:
    """Write a text across the whole width."""
    sheet.merge_range(row, 0, row, len(WIDTHS) - 1, "", book.style(TEXT))
    write_cell(book, sheet, row, 0, text, TEXT)
    sheet.set_row(row, 14 * lines)
