"""Workbooks as people make them: a folder's content with real numbers and dates, or any cells."""

import csv
import datetime as dt
import re
import tomllib
from pathlib import Path

import xlsxwriter

from placements.tables import TABLES
from placements.tables.toml_file import read_toml

Cell = str | float | dt.date | None


def workbook_of(folder: Path, book: Path) -> Path:
    """Write a round's folder as a workbook."""
    sheets: dict[str, list[list[Cell]]] = {"round": [["key", "value"], *heading_rows(folder)]}
    for path in sorted(folder.glob("*.csv")):
        with path.open(encoding="utf-8-sig", newline="") as file:
            header, *rows = csv.reader(file)
        kinds = [TABLES[path.stem].column(name).kind for name in header]
        typed = [[as_cell(c, kind) for c, kind in zip(row, kinds, strict=True)] for row in rows]
        sheets[path.stem] = [list(header), *typed]
    return write_workbook(book, sheets)


def heading_rows(folder: Path) -> list[list[Cell]]:
    tomllib.loads((folder / "round.toml").read_text(encoding="utf-8"))
    heading = read_toml(folder / "round.toml", []) or {}
    return [[key, as_cell(text)] for key, (text, _) in heading.items()]


def as_cell(text: str, kind=None) -> Cell:
    """Return what a person would have in the cell: a number or a date where it looks like one."""
    if (kind is None or kind.is_date) and re.fullmatch(r"\d{4}-\d\d-\d\d", text):
        return dt.date.fromisoformat(text)
    if (kind is None or kind.dtype != "object") and re.fullmatch(r"-?\d+(\.\d+)?", text):
        return float(text)
    return text or None


def write_workbook(book: Path, sheets: dict[str, list[list[Cell]]]) -> Path:
    """Write sheets of cells; dates get a date's format."""
    with xlsxwriter.Workbook(book, {"strings_to_formulas": False}) as file:
        day = file.add_format({"num_format": "dd/mm/yyyy"})
        for name, rows in sheets.items():
            sheet = file.add_worksheet(name)
            for r, row in enumerate(rows):
                for c, cell in enumerate(row):
                    if isinstance(cell, dt.date):
                        sheet.write_datetime(r, c, dt.datetime.combine(cell, dt.time()), day)
                    elif isinstance(cell, str):
                        sheet.write_string(r, c, cell)
                    elif cell is not None:
                        sheet.write(r, c, cell)
    return book
