"""Write a round that was rolled forward, as a folder or a workbook, with its decisions."""

from __future__ import annotations

import csv
import datetime as dt
import io
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from placements.export.file import check_new_file, write_file
from placements.export.folder import check_target, write_folder
from placements.export.roll_forward import roll_forward
from placements.export.rolled import Decision, Rolled
from placements.export.template import template
from placements.importers.writing import write_round
from placements.plan_file import read_plan
from placements.round.read import read_raw
from placements.run import read
from placements.tables import TABLES
from placements.tables.heading import HEADING

NOTES_FILE = "ROLLED-FORWARD.md"


def write_rolled(
    source: Path,
    plan_path: Path,
    out: Path,
    *,
    start: dt.date | None = None,
    keep_learners: bool = False,
) -> list[Decision]:
    """Write the next round, and return every decision that made it.

    Parameters
    ----------
    out
        A new or empty folder, or a workbook that is not there yet.
    start
        Monday at which the next intake begins; ``None``: a year on.
    keep_learners
        Whether learners whose calendar is over stay for the moved one.

    Raises
    ------
    InputError
        Where the round or the plan has errors, or the target is in use.
    """
    workbook = out.suffix.casefold() == ".xlsx"
    if workbook:
        check_new_file(out, (".xlsx",))
    else:
        check_target(out, ())
    round = read(source)
    rolled = roll_forward(read_raw(source), read_plan(plan_path, round), start, keep_learners)
    if workbook:
        notes = [(decision.table, decision.what) for decision in rolled.decisions]
        write_file(out, template(rolled.heading, rolled.tables, notes))
    else:
        write_folder(out, folder_files(rolled))
    return rolled.decisions


def folder_files(rolled: Rolled) -> dict[str, bytes]:
    """Return the files of the new round's folder; a required table without rows has its header."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary) / "round"
        write_round(folder, _heading(rolled.heading), rolled.tables)
        files = {path.name: path.read_bytes() for path in sorted(folder.iterdir())}
    for table in TABLES.values():
        if table.required:
            header = io.StringIO()
            names = [column.name for column in table.columns if column.required]
            csv.writer(header, lineterminator="\n").writerow(names)
            files.setdefault(f"{table.name}.csv", header.getvalue().encode())
    files[NOTES_FILE] = _notes(rolled).encode()
    return files


def _notes(rolled: Rolled) -> str:
    lines = ["# Rolled forward", "", f"Begins on {rolled.start}. Every decision:", ""]
    return "\n".join([*lines, *(f"- {d.table}: {d.what}" for d in rolled.decisions), ""])


def _heading(texts: Mapping[str, str]) -> dict[str, Any]:
    """Return dotted keys as the tree of ``round.toml``."""
    tree: dict[str, Any] = {}
    levels: dict[int, dict[str, Any]] = {}
    kinds = {column.name: column.kind for column in HEADING}
    for key, text in texts.items():
        parts = key.split(".")
        if text == "":
            continue
        if parts[0] == "level":
            value: Any = text if parts[2] == "name" else float(text)
            levels.setdefault(int(parts[1]), {})[parts[2]] = value
            continue
        branch = tree
        for part in parts[:-1]:
            branch = branch.setdefault(part, {})
        branch[parts[-1]] = kinds[key].read(text)
    if levels:
        tree["level"] = [levels[number] for number in sorted(levels)]
    return tree
