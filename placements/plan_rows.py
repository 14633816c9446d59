"""Any plan as plain rows, whatever round it was made for."""

from __future__ import annotations

from pathlib import Path
from typing import TypeAlias

import pandas as pd

from placements.errors import InputError, Problem
from placements.plan import Plan
from placements.plan_file import PLAN
from placements.tables.csv_file import read_csv
from placements.tables.parse import parse

KEY = ["learner_id", "block_id"]
ROWS = [*KEY, "setting_id", "start", "weeks"]
AnyPlan: TypeAlias = Plan | Path | str | pd.DataFrame
"""A plan, its file, or its rows."""


def plan_rows(plan: AnyPlan) -> pd.DataFrame:
    """Return learner, block, setting, first day and weeks of every block of a plan, sorted.

    All are text but the weeks, which are 0 where the plan does not say them. Where a block has no
    place, setting and first day are blank, and the weeks are 0.

    Raises
    ------
    InputError
        Where a file is not a plan, or a block is there twice.
    """
    if isinstance(plan, Plan):
        day = plan.round.monday
        at = [
            (s.learner_id, s.block_id, s.setting_id, f"{day(s.start)}", s.weeks) for s in plan.stays
        ]
        rows = [*at, *((*block, "", "", 0) for block in plan.unplaced)]
        frame = pd.DataFrame(rows, columns=ROWS, dtype=object)
    elif isinstance(plan, pd.DataFrame):
        frame = (plan if "weeks" in plan else plan.assign(weeks=0))[ROWS].astype(object)
        frame = frame.fillna({**dict.fromkeys(ROWS, ""), "weeks": 0})
    else:
        frame = _read(Path(plan))
    _refuse_twice(frame, plan)
    placed = frame["setting_id"] != ""
    frame["start"] = frame["start"].where(placed, "")
    frame["weeks"] = frame["weeks"].where(placed, 0).astype(int)
    return frame.sort_values(KEY, ignore_index=True)


def _read(path: Path) -> pd.DataFrame:
    problems: list[Problem] = []
    raw = read_csv(path, problems)
    parsed = None if raw is None else parse(PLAN, raw, problems).frame
    if problems or parsed is None:
        raise InputError(path, problems)
    day, weeks = parsed["start"].dt.strftime("%Y-%m-%d"), parsed["weeks"].fillna(0)
    return parsed.assign(start=day, weeks=weeks)[ROWS].astype(object)


def _refuse_twice(frame: pd.DataFrame, plan: AnyPlan) -> None:
    twice = frame[frame.duplicated(KEY)]
    problems = [
        Problem("is placed twice", None, f"{row.learner_id} {row.block_id}")
        for row in twice.itertuples()
    ]
    if problems:
        raise InputError(plan if isinstance(plan, (str, Path)) else "the plan", problems)
