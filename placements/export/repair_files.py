"""The files of a repair: the plan, what changed as a table and in words, and the account."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path

import pandas as pd

from placements.errors import counted
from placements.export.folder import write_folder
from placements.export.run_files import level_card, round_to
from placements.export.summary import how_good
from placements.export.text import day, figure, table
from placements.plan_file import write_plan
from placements.repairs.changes import GONE, RELEASED
from placements.repairs.run import Repair
from placements.round import digest

FILES = ("plan.csv", "changes.csv", "changes.txt", "repair.json")
"""Every file that a repair writes."""


def write_repair(repair: Repair, out: Path) -> str:
    """Write a repair's folder completely or not at all; return the text of what changed.

    Raises
    ------
    InputError
        Where the folder cannot be written.
    """
    plan = write_plan(repair.plan).encode()
    text = repair_text(repair)
    card = {
        "levels": [level_card(level) for level in repair.levels],
        "today": repair.standing.today.isoformat(),
        "frozen": repair.frozen,
        "changes": len(repair.changes),
        "seconds": round_to(repair.seconds, 3),
        "input_sha256": digest(repair.plan.round),
        "plan_sha256": hashlib.sha256(plan).hexdigest(),
    }
    files = {
        "plan.csv": plan,
        "changes.csv": repair.changes.to_csv(index=False, lineterminator="\n").encode(),
        "changes.txt": text.encode(),
        "repair.json": (json.dumps(card, indent=2, ensure_ascii=False) + "\n").encode(),
    }
    write_folder(out, files)
    return text


def repair_text(repair: Repair) -> str:
    """Return what changed, in words: the levels, then by learner, then by provider."""
    parts = [_title(repair), _levels(repair), _by_learner(repair), _by_provider(repair)]
    return "\n\n".join(part for part in parts if part) + "\n"


def _title(repair: Repair) -> str:
    kinds = repair.changes["change"].value_counts()
    listed = ", ".join(f"{number:,} {kind}" for kind, number in kinds.items())
    forced = int((repair.changes["forced"] == "yes").sum())
    released = int((repair.changes["change"] == RELEASED).sum())
    stay = f"{repair.frozen - released:,} of them stay" if released else "and stay"
    lines = [
        repair.plan.round.name,
        f"Today is {day(repair.standing.today)}: {counted(repair.frozen, 'placement')} of the plan "
        f"had begun or begin within notice, {stay}.",
        f"{counted(len(repair.changes), 'block')} changed{f': {listed}' if listed else ''}.",
    ]
    if forced:
        lines.append(f"{forced:,} of them cannot be avoided: the round no longer allows them.")
    return "\n".join(lines)


def _levels(repair: Repair) -> str:
    rows = [("Level, most important first", "value", "cannot be below", "")]
    for number, level in enumerate(repair.levels, 1):
        name = f"  {number} {level.name}"
        rows.append((name, figure(level.value), figure(level.bound), how_good(level)))
    return table(rows, left=(0, 3))


def _by_learner(repair: Repair) -> str:
    if repair.changes.empty:
        return "Nothing changes."
    head = ("By learner", "", "change", "from", "", "to", "", "why")
    rows = [head, *(_row(row) for row in repair.changes.itertuples())]
    notes = []
    if (repair.changes["change"] == RELEASED).any():
        notes.append("released: begun, or begins within notice, and the round no longer allows it.")
    if (repair.changes["change"] == GONE).any():
        notes.append("gone: no longer the learner's block.")
    return "\n".join([table(rows, left=range(8)), *notes])


def _row(row: object) -> tuple[str, ...]:
    names = ("block_id", "change", "from_setting", "from_start", "to_setting", "to_start", "why")
    learner, *rest = (str(getattr(row, name)) for name in ("learner_id", *names))
    return (f"  {learner}", *rest)


def _by_provider(repair: Repair) -> str:
    if repair.changes.empty:
        return ""
    lines = ["By provider"]
    for provider, own in _providers(repair.changes):
        lines.append(f"  {provider or '(no longer in the round)'}")
        lines += [f"    {text}" for text in own]
    return "\n".join(lines)


def _providers(changes: pd.DataFrame) -> Iterator[tuple[str, list[str]]]:
    """Yield each provider with whom it loses, moves and gains."""
    names = sorted({*changes["from_provider"], *changes["to_provider"]})
    for name in names:
        leaves = changes[(changes["from_provider"] == name) & (changes["from_setting"] != "")]
        comes = changes[(changes["to_provider"] == name) & (changes["to_setting"] != "")]
        lines = [
            f"{r.learner_id} {r.block_id} leaves {r.from_setting} (from {r.from_start})"
            for r in leaves.itertuples()
        ]
        lines += [
            f"{r.learner_id} {r.block_id} comes to {r.to_setting} from {r.to_start}"
            for r in comes.itertuples()
        ]
        if lines:
            yield name, lines
