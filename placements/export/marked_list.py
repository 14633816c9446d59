"""The sheet Issues of a marked copy: every problem, with a link to its cell."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.worksheet.hyperlink import Hyperlink

from placements.errors import Problem, counted
from placements.tables.workbook import ISSUES_SHEET

COLUMNS = (
    ("number", 9),
    ("kind", 14),
    ("sheet", 16),
    ("cell", 9),
    ("column", 20),
    ("found", 24),
    ("what is wrong", 52),
    ("what to do", 44),
)
"""Name and width of each column."""
HEADER_ROW = 4
MOST_CHARACTERS = 2_000
"""Of one cell of the list."""
LINE_HEIGHT, MOST_LINES = 13, 30
"""Of a line [points], and of one row: programs do not all work out how high it is."""
TITLE = Font(name="Arial", size=16, bold=True, color="FF003087")
TEXT, BOLD = Font(name="Arial", size=10), Font(name="Arial", size=10, bold=True)
LINK = Font(name="Arial", size=10, underline="single", color="FF0000C0")
HEADER = Font(name="Arial", size=10, bold=True, color="FFFFFFFF")
DARK = PatternFill("solid", start_color="FF003087")
LINE = Border(bottom=Side("thin", color="FFD8DDE0"))
WRAPPED = Alignment(wrap_text=True, vertical="top")

Place = tuple[str, str] | None
"""Sheet and cell; ``""`` for no cell, ``None`` for no sheet."""


def add_list(book: Any, file: str, problems: Sequence[tuple[Problem, Place]]) -> None:
    """Add the sheet as the first of the workbook, and let the workbook open there."""
    sheet = book.create_sheet(ISSUES_SHEET, 0)
    book.active = 0
    for other in book.worksheets[1:]:
        other.sheet_view.tabSelected = False
    sheet.sheet_properties.tabColor = "FFC8102E"
    sheet.sheet_view.showGridLines = False
    _write(sheet, 1, 1, f"{counted(len(problems), 'problem')} in {file}", TITLE)
    _write(
        sheet,
        2,
        1,
        "This is a copy: the cells are marked here, red for errors and amber for warnings, each "
        f"with a note. Correct them in {file} itself and check it again. Buttons and some "
        "colour rules may be missing from the copy.",
        TEXT,
    )
    sheet.merge_cells(start_row=2, end_row=2, start_column=1, end_column=len(COLUMNS))
    sheet["A2"].alignment = WRAPPED
    sheet.row_dimensions[1].height, sheet.row_dimensions[2].height = 24, 30
    _add_header(sheet)
    for number, (problem, place) in enumerate(problems, 1):
        _add_row(sheet, HEADER_ROW + number, number, problem, place)
    _set_up(sheet, HEADER_ROW + max(len(problems), 1))


def plain(text: str) -> str:
    """Return a text that a workbook can hold."""
    clean = ILLEGAL_CHARACTERS_RE.sub("�", text)
    return clean if len(clean) <= MOST_CHARACTERS else f"{clean[:MOST_CHARACTERS]}…"


def _add_header(sheet: Any) -> None:
    for at, (name, width) in enumerate(COLUMNS, 1):
        cell = _write(sheet, HEADER_ROW, at, name, HEADER)
        cell.fill, cell.alignment = DARK, WRAPPED
        sheet.column_dimensions[cell.column_letter].width = width


def _add_row(sheet: Any, row: int, number: int, problem: Problem, place: Place) -> None:
    where = problem.where
    name, address = place or ("", "")
    texts = (
        name or (where.sheet if where is not None else None) or "",
        address,
        (where.column if where is not None else None) or "",
        problem.found or "",
        problem.message,
        problem.suggestion or "",
    )
    _write(sheet, row, 1, str(number), TEXT)
    _write(sheet, row, 2, problem.severity.value, BOLD)
    for at, text in enumerate(texts, 3):
        _write(sheet, row, at, text, TEXT)
    if name:
        target = f"'{name.replace(chr(39), chr(39) * 2)}'!{address or 'A1'}"
        # A blank cell would show the link itself.
        for cell in (sheet.cell(row, at) for at in ((3, 4) if address else (3,))):
            cell.hyperlink = Hyperlink(ref=cell.coordinate, location=target)
            cell.font = LINK
    for at in range(1, len(COLUMNS) + 1):
        sheet.cell(row, at).alignment, sheet.cell(row, at).border = WRAPPED, LINE
    widths = (width for _, width in COLUMNS[2:])
    lines = max(math.ceil(len(text) / width) for text, width in zip(texts, widths, strict=True))
    sheet.row_dimensions[row].height = LINE_HEIGHT * min(max(lines, 1), MOST_LINES)


def _write(sheet: Any, row: int, column: int, text: str, font: Font) -> Any:
    """Write a text that no program takes for a formula, now or when the cell is edited."""
    cell = sheet.cell(row, column, plain(text) or None)
    if text:
        cell.data_type = "s"
    cell.number_format, cell.font = "@", font
    return cell


def _set_up(sheet: Any, last: int) -> None:
    """Let the list be read, filtered and printed."""
    end = sheet.cell(last, len(COLUMNS)).coordinate
    sheet.auto_filter.ref = f"A{HEADER_ROW}:{end}"
    sheet.freeze_panes = sheet.cell(HEADER_ROW + 1, 1)
    sheet.print_title_rows = f"{HEADER_ROW}:{HEADER_ROW}"
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", 9
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
