"""The cells of a template: what a text of a round is in a workbook, and what may be typed."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from placements.export.cell_values import FIRST_DAY
from placements.export.workbook import TEXT_FORMAT, Properties
from placements.tables import Column, target
from placements.tables.kinds import CODE, MONDAY, Kind
from placements.tables.text import as_text

DATE_FORMAT = "yyyy-mm-dd"
"""Dates look as they do in the files of a round."""
LAST_ROW = 1_048_575
"""Position of a sheet's last row, 0 first."""
MOST_MESSAGE = 255
"""Characters of a message that Excel shows where a cell may not hold what was typed."""

Rule = dict[str, Any]
"""A data validation, as xlsxwriter takes it."""


def cell_value(text: str, kind: Kind) -> str | float | dt.date | None:
    """Return what a text of a round is in a workbook: a date, a number or text; blank: ``None``.

    A number stays text where a workbook would keep another one: it holds 15 digits.
    """
    if text == "":
        return None
    if kind.is_date and re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        day = dt.date.fromisoformat(text)
        return day if day >= FIRST_DAY else text
    if kind.is_number and re.fullmatch(r"[+-]?[0-9]*\.?[0-9]*", text):
        number = float(text)
        if float(f"{number:.16G}") == number:  # what xlsxwriter writes
            return int(number) if number.is_integer() else number
    return text


def cell_format(kind: Kind) -> Properties:
    """Return how the cells of a column are shown: codes and lists as the text that they are."""
    if kind.is_date:
        return {"num_format": DATE_FORMAT, "align": "left", "indent": 1}
    return {} if kind.is_number else {"num_format": TEXT_FORMAT, "align": "left", "indent": 1}


def list_name(column: Column) -> str:
    """Return the name, in the workbook, of the codes that a column refers to."""
    return f"{column.refers_to}_{target(column)}s"


def rule_of(column: Column, cell: str) -> Rule | None:
    """Return what may be typed into a column, or ``None`` where a workbook cannot tell.

    Parameters
    ----------
    cell
        Address of the column's first cell, for rules that look at what was typed.
    """
    if column.refers_to:
        return _reference_rule(column)
    kind = column.kind
    if kind.values:
        return _refusing(column, {"validate": "list", "source": list(kind.values)})
    if kind is MONDAY:
        formula = f"=AND(ISNUMBER({cell}),WEEKDAY({cell},2)=1)"
        return _refusing(column, {"validate": "custom", "value": formula})
    if kind.is_date:
        earliest = {"criteria": ">=", "value": FIRST_DAY}
        return _refusing(column, {"validate": "date", **earliest})
    if kind.is_number:
        return _refusing(column, _number_rule(kind))
    if kind is CODE:
        marks = "".join(f',ISERROR(FIND("{mark}",{cell}))' for mark in ";|=!")
        formula = f'=AND(EXACT(TRIM({cell}),{cell}&""){marks})'
        return _refusing(column, {"validate": "custom", "value": formula})
    return None


def _reference_rule(column: Column) -> Rule:
    """Return a drop-down of the codes typed so far; others may be kept, and typed there later."""
    return {
        "validate": "list",
        "source": f"={list_name(column)}",
        "error_type": "warning",
        "error_title": "Not there yet",
        "error_message": f"This code is not on the sheet {column.refers_to} yet.",
    }


def _number_rule(kind: Kind) -> Rule:
    low, high = kind.bounds
    rule: Rule = {"validate": "integer" if kind.is_whole else "decimal"}
    if low is not None and high is not None:
        return {**rule, "criteria": "between", "minimum": low, "maximum": high}
    if "above 0" in kind.name:
        return {**rule, "criteria": ">", "value": 0}
    return {**rule, "criteria": ">=", "value": -1e15 if low is None else low}


def _refusing(column: Column, rule: Rule) -> Rule:
    message = f"{column.name}: {holds(column)}. {column.meaning}."
    return {
        **rule,
        "ignore_blank": True,
        "error_title": "This cannot stand here",
        "error_message": message[:MOST_MESSAGE],
    }


def note(column: Column) -> str:
    """Return the note on a column's name: what it says, what it holds, what a blank means."""
    lines = [f"{column.meaning}.", f"Holds: {holds(column)}."]
    if column.refers_to:
        lines.append(f"One of the sheet {column.refers_to}.")
    lines.append("REQUIRED: fill every row." if column.required else f"Blank: {_blank(column)}.")
    return "\n".join(lines)


def holds(column: Column) -> str:
    """Return what the cells of a column hold, with the unit."""
    values = column.kind.values
    held = ", ".join(values) if values else column.kind.name.replace("`", "")
    return f"{held} [{column.unit}]" if column.unit else held


def _blank(column: Column) -> str:
    return column.default_text or as_text(column.blank) or "no value"
