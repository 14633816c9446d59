"""From their cell to ours: joined, dated, mapped, split, and read as our column will read it."""

from __future__ import annotations

import datetime as dt

from placements.errors import Problem, nearest
from placements.importers.mapped.mapping import Cell
from placements.importers.records import Record
from placements.tables.column import Column
from placements.tables.parse import read_cell
from placements.tables.refused import Refused


def cell_of(cell: Cell, column: Column, row: Record, problems: list[Problem]) -> str:
    """Return the text of our cell; blank, with the reason in ``problems``, where there is none."""
    found = cell.value if not cell.columns else _joined(cell, row)
    try:
        text = _ours(cell, found)
        if text:  # a blank that our column needs is for the lead to fill
            read_cell(column, text)
    except Refused as refused:
        where = row.where(cell.columns[0] if cell.columns else None)
        message = f"{refused.expected}, for {column.name}"
        problems.append(Problem(message, where, found, refused.suggestion))
        return ""
    return text


def _joined(cell: Cell, row: Record) -> str:
    return cell.join.join(part for name in cell.columns if (part := row[name]))


def _ours(cell: Cell, found: str) -> str:
    if cell.split:
        items = [_mapped(cell, item.strip()) for item in found.split(cell.split) if item.strip()]
        return ";".join(item for item in items if item) or (cell.default or "")
    if not found:
        return cell.default or ""
    return _dated(cell.dates, found) if cell.dates else _mapped(cell, found)


def _mapped(cell: Cell, found: str) -> str:
    if cell.values is None:
        return found
    if found in cell.values:
        return cell.values[found]
    if cell.default is not None:
        return cell.default
    known = nearest(found, cell.values)
    raise Refused("is not among the values of the mapping", known or "add it, or give a default")


def _dated(form: str, found: str) -> str:
    """Return a date as we write it; a real date of a workbook comes so already."""
    for known in (form, "%Y-%m-%d"):
        try:
            return dt.datetime.strptime(found, known).date().isoformat()
        except ValueError:
            continue
    raise Refused(f"is not a date written {form}")
