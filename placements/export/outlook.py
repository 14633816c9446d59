"""The outlook, for people."""

from __future__ import annotations

from pathlib import Path

from placements.errors import counted
from placements.explain.outlook import Outlook
from placements.explain.statements import frames, statement
from placements.export.tables import interval, write_tables
from placements.export.text import cut, day, figure
from placements.plan import LevelValue

FILES = ("outlook.csv", "outlook_shortages.csv")
"""Every file that is written."""


def outlook_text(found: Outlook) -> str:
    """Return who is at risk alone, and what is known of all together."""
    kept = counted(len(found.frozen.placements), "placement")
    lines = [f"Decided by {day(found.today)}: {kept} started or within notice"]
    risk = found.frame[found.frame["alone"] != "can complete"]
    every = counted(len(found.prospects), "learner")
    if len(risk):
        lines.append(f"Alone, with every place to choose from, {len(risk):,} of {every} at risk:")
        lines += cut([_line(row) for row in risk.itertuples()])
    else:
        lines.append(f"Alone, with every place to choose from, all {every} can complete.")
    return "\n".join([*lines, "", *_together(found)])


def _line(row: object) -> str:
    what = row.of_what or "not known what"  # type: ignore[attr-defined]
    stage = "" if row.stage != row.stage else f" by stage {row.stage}"  # type: ignore[attr-defined]
    code, alone = row.learner_id, row.alone  # type: ignore[attr-defined]
    return f"  {code}  {alone}{stage}: {what}"


def _together(found: Outlook) -> list[str]:
    lines = ["Together, of what is left after that:"]
    for level, unit in zip(found.levels, ("learner-weeks", "units of the curriculum"), strict=True):
        lines.append(f"  {_least(level)} {unit} {level.name}")
    return [*lines, *cut([f"  {statement(found.round, one)}" for one in found.shortages])]


def _least(level: LevelValue) -> str:
    """Return what a level is at least, or what this plan has of it."""
    if level.bound is None:
        return f"in this plan {figure(level.value)}, and not proven that it must be so many,"
    return f"at least {interval(level.bound, level.value)}"


def write_outlook(found: Outlook, out: Path) -> None:
    """Write the tables, completely or not at all."""
    shortages = frames(found.round, found.shortages)["shortages"]
    write_tables(dict(zip(FILES, (found.frame, shortages), strict=True)), out)
