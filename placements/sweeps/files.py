"""The files of a sweep: the comparison as a table and in words, the tests, and every plan."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd

from placements.export.folder import write_folder
from placements.export.run_files import round_to
from placements.export.text import figure, table
from placements.plan_file import plan_frame
from placements.sweeps.compare import NO
from placements.sweeps.sweep import Sweep
from placements.travel import known_how

FILES = ("comparison.csv", "comparison.txt", "tests.csv", "plans.csv", "sweep.json")
"""Every file that a sweep writes."""


def write_sweep(sweep: Sweep, out: Path) -> str:
    """Write a sweep's folder completely or not at all; return the comparison in words.

    Raises
    ------
    InputError
        Where the folder cannot be written.
    """
    text = sweep_text(sweep)
    plans = [plan_frame(plan).assign(scenario=name) for name, plan in sweep.plans.items()]
    every = pd.concat(plans)
    ordered = every[["scenario", *(c for c in every.columns if c != "scenario")]]
    card = {
        name: {
            "status": record.status,
            "levels": [
                dict(zip(("name", "value", "bound"), lv, strict=True)) for lv in record.levels
            ],
            "seconds": round_to(record.seconds, 3),
            "key": record.key,
        }
        for name, record in sweep.records.items()
    }
    files = {
        "comparison.csv": _csv(sweep.frame),
        "comparison.txt": text.encode(),
        "tests.csv": _csv(sweep.tests),
        "plans.csv": _csv(ordered),
        "sweep.json": (json.dumps(card, indent=2, ensure_ascii=False) + "\n").encode(),
    }
    write_folder(out, files)
    return text


def _csv(frame: pd.DataFrame) -> bytes:
    return frame.to_csv(index=False, lineterminator="\n").encode()


def sweep_text(sweep: Sweep) -> str:
    """Return the comparison in words: a column a scenario, then the tests."""
    frame, names = sweep.frame, list(sweep.records)
    number = {name: f"[{k}]" for k, name in enumerate(names)}
    heads = "\n".join(f"  {number[name]}  {name}" for name in names)
    rows = [("", *number.values())]
    for title, own in frame.groupby("figure", sort=False):
        by = own.set_index("scenario")
        cells = [_cell(by.loc[name], first=name == names[0]) for name in names]
        rows.append((f"  {title}", *cells))
    notes = [
        "(least possible) follows a level that is not proven best.",
        "? differs from the base by no more than what is not proven: nothing is established.",
    ]
    used = [note for note, mark in zip(notes, ("(", "?"), strict=True) if _has(rows, mark)]
    if how := known_how(stay.estimated for plan in sweep.plans.values() for stay in plan.stays):
        used.append(f"Minutes of travel: {how}.")
    parts = [f"Scenarios\n{heads}", "\n".join([table(rows), *used]), _tests(sweep, number)]
    return "\n\n".join(part for part in parts if part) + "\n"


def _cell(row: pd.Series, *, first: bool) -> str:
    value = f"{row['value']:.1%}" if row["unit"] == "share" else figure(round_to(row["value"], 2))
    if row["unit"] == "level" and row["bound"] != row["value"]:
        value += f" ({figure(row['bound']) if pd.notna(row['bound']) else 'not known'})"
    return value + (" ?" if row["established"] == NO and not first else "")


def _has(rows: list[tuple[str, ...]], mark: str) -> bool:
    return any(mark in cell for row in rows[1:] for cell in row[1:])


def _tests(sweep: Sweep, number: dict[str, str]) -> str:
    tests = sweep.tests
    if tests.empty:
        return ""
    rows = [("Test", *number.values())]
    for text, own in tests.groupby("test", sort=False):
        by = own.set_index("scenario")
        cells = [
            by.at[name, "result"] + ("" if by.at[name, "established"] != NO else " ?")
            for name in number
        ]
        rows.append((f"  {text}", *cells))
    return table(rows)
