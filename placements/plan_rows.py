"""Any plan as plain rows, whatever round it was made for, and what differs between two."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TypeAlias

import pandas as pd

from placements.errors import InputError, Problem
from placements.plan import Plan
from placements.plan_file import PLAN
from placements.tables.csv_file import read_csv
from placements.tables.parse import parse

KEY = ["learner_id", "block_id"]
ROWS = [*KEY, "setting_id", "start"]
AnyPlan: TypeAlias = Plan | Path | str | pd.DataFrame
"""A plan, its file, or its rows."""

MOVED, LATER, GIVEN, LOST = "moved", "another start", "now placed", "no longer placed"
"""What may become of a block."""


def plan_rows(plan: AnyPlan) -> pd.DataFrame:
    """Return learner, block, setting and first day of every block of a plan, as text, sorted.

    Where a block has no place, setting and first day are blank.

    Raises
    ------
    InputError
        Where a file is not a plan, or a block is there twice.
    """
    if isinstance(plan, Plan):
        day = plan.round.monday
        at = [(p.learner_id, p.block_id, p.setting_id, f"{day(p.start)}") for p in plan.placements]
        rows = [*at, *((*block, "", "") for block in plan.unplaced)]
        frame = pd.DataFrame(rows, columns=ROWS, dtype=object)
    elif isinstance(plan, pd.DataFrame):
        frame = plan[ROWS].astype(object).fillna("")
    else:
        frame = _read(Path(plan))
    _refuse_twice(frame, plan)
    frame["start"] = frame["start"].where(frame["setting_id"] != "", "")
    return frame.sort_values(KEY, ignore_index=True)


def _read(path: Path) -> pd.DataFrame:
    problems: list[Problem] = []
    raw = read_csv(path, problems)
    parsed = None if raw is None else parse(PLAN, raw, problems).frame
    if problems or parsed is None:
        raise InputError(path, problems)
    return parsed.assign(start=parsed["start"].dt.strftime("%Y-%m-%d"))[ROWS].astype(object)


def _refuse_twice(frame: pd.DataFrame, plan: AnyPlan) -> None:
    twice = frame[frame.duplicated(KEY)]
    problems = [
        Problem("is placed twice", None, f"{row.learner_id} {row.block_id}")
        for row in twice.itertuples()
    ]
    if problems:
        raise InputError(plan if isinstance(plan, (str, Path)) else "the plan", problems)


def diff(one: AnyPlan, other: AnyPlan) -> pd.DataFrame:
    """Return every block whose placement differs between two plans, of whatever rounds.

    Returns
    -------
    pandas.DataFrame
        ``learner_id``, ``block_id``, ``change``, ``from_setting``, ``from_start``, ``to_setting``,
        ``to_start`` (blank where there is none); sorted by learner and start.
    """
    before, after = plan_rows(one), plan_rows(other)
    both = before.merge(after, on=KEY, how="outer", suffixes=("_from", "_to")).fillna("")
    rows = list(_differences(both))
    names = [*KEY, "change", "from_setting", "from_start", "to_setting", "to_start"]
    frame = pd.DataFrame(rows, columns=names, dtype=object)
    start = frame["from_start"].where(frame["from_start"] != "", frame["to_start"])
    order = frame.assign(at=start).sort_values(["learner_id", "at", "block_id"])
    return order.drop(columns="at").reset_index(drop=True)


def _differences(both: pd.DataFrame) -> Iterator[tuple[str, ...]]:
    names = [*KEY, "setting_id_from", "start_from", "setting_id_to", "start_to"]
    for learner, block, old, since, new, start in both[names].itertuples(index=False):
        if (old, since) != (new, start):
            yield learner, block, change_of(old, new), old, since, new, start


def change_of(old: str, new: str) -> str:
    """Return what became of a block that is not at the same setting and start."""
    if not old:
        return GIVEN
    if not new:
        return LOST
    return MOVED if old != new else LATER
