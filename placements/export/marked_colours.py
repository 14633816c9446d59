"""The colours of marked cells, and that they show where the workbook colours cells by rules."""

from __future__ import annotations

from typing import Any

from openpyxl.cell.cell import MergedCell
from openpyxl.formatting.rule import FormulaRule
from openpyxl.styles import PatternFill

from placements.errors import Severity

RED, AMBER = "FFFFB3AB", "FFFFE08A"
COLOURS = {Severity.ERROR: RED, Severity.CONTRADICTION: RED, Severity.WARNING: AMBER}
ALWAYS = 'ISTEXT("placements check")'
"""Formula of a rule that always holds, by which ours are known."""


def show_above_rules(sheet: Any) -> None:
    """Let the marks show where the sheet has rules of its own: their colours hide a cell's."""
    ranges = list(sheet.conditional_formatting)
    if not ranges:
        return
    for own in ranges:
        for rule in own.rules:
            rule.priority += len(COLOURS)
    for priority, colour in enumerate((RED, AMBER), 1):
        marked = [cell.coordinate for cell in sheet._cells.values() if colour_of(cell) == colour]
        if marked:
            fill = PatternFill("solid", end_color=colour)
            rule = FormulaRule(formula=[ALWAYS], fill=fill, stopIfTrue=True)
            rule.priority = priority
            sheet.conditional_formatting.add(" ".join(marked), rule)


def remove_shown(sheet: Any) -> None:
    """Remove the rules that an earlier marked copy brought."""
    for own in list(sheet.conditional_formatting):
        if any(rule.formula == [ALWAYS] for rule in own.rules):
            del sheet.conditional_formatting[str(own.sqref)]


def colour_of(cell: Any) -> str | None:
    """Return the colour that fills a cell."""
    if isinstance(cell, MergedCell) or not cell.has_style:
        return None
    return cell.fill.start_color.rgb
