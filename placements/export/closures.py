"""Closures, for people."""

from __future__ import annotations

from pathlib import Path

from placements.errors import counted
from placements.explain.closures import Closures
from placements.export.tables import interval, write_tables
from placements.export.text import figure, table

FILES = ("closures.csv",)
"""Every file that is written."""
SHOWN = 20
"""Closures shown; the file has all."""

LEGEND = """\
Unplaced in learner-weeks, unmet in units of the curriculum; moves: placements of the plan that are
not kept. Of the best plan then: one number is proven, and of two it is proven to lie between."""


def closures_text(found: Closures) -> str:
    """Return the worst closures, with what each costs."""
    rows: list[tuple[str, ...]] = [
        ("If it closes", "", "placed there", "more unplaced", "more unmet", "moves")
    ]
    for one in found.found[:SHOWN]:
        costs = (interval(low, high) for low, high in found.intervals(one))
        rows.append((f"  {one.code}", one.kind, figure(one.placements), *costs))
    quiet = sum(not one.placements for one in found.found)
    lines = [table(rows, left=(0, 1))]
    if len(found.found) > SHOWN:
        lines.append(f"  and {len(found.found) - SHOWN:,} more")
    if quiet:
        lines.append(f"{counted(quiet, 'closure')} would cost nothing: nobody is placed there.")
    return "\n".join([*lines, "", LEGEND])


def write_closures(found: Closures, out: Path) -> None:
    """Write the table, completely or not at all."""
    write_tables({FILES[0]: found.frame}, out)
