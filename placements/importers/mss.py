"""Medical Student Scheduling instances (Akbarzadeh and Maenhout; Zanazzo et al.) as rounds.

Students rotate through disciplines at hospitals: a period is a week, a discipline a block of an
optional group, a hospital's discipline a setting. The published objective, to be maximised, is
minus the value of the second level; the first level's value is 0 where a schedule is feasible.
"""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path
from typing import Any, NamedTuple

from placements.errors import InputError, Problem
from placements.importers.mss_instance import Instance, read_instance
from placements.importers.mss_tables import START, Codes, Tables
from placements.importers.writing import write_round
from placements.tables.folder import read_csv
from placements.tables.raw import RawTable


class Scheduled(NamedTuple):
    """One discipline of one student; all numbers count from 1, as in the published schedules."""

    student: int
    discipline: int
    hospital: int
    start: int


def import_mss(file: Path, out: Path) -> None:
    """Write an instance as a round folder.

    Parameters
    ----------
    file
        The instance, ``.dzn``.
    out
        The folder to write; it may exist only if it is empty.

    Raises
    ------
    InputError
        Where the file is not such an instance, or ``out`` holds something.
    """
    instance = read_instance(file)
    tables = Tables(instance, Codes(*instance.able.shape))
    write_round(out, _heading(instance), tables.all())


def _heading(instance: Instance) -> dict[str, Any]:
    return {
        "name": f"Medical Student Scheduling, {instance.name}",
        "start": START,
        "weeks": instance.horizon,
        "level": [
            {
                "name": "feasible",
                "unplaced_weeks": 1,
                "requirement_shortfall": 1,
                "sequence_breaches": 1,
                "staffing_shortfall": 1,
            },
            {
                "name": "satisfaction",
                # A preference is earned once a discipline; a round counts it in every week.
                "preference": 1 / instance.duration,
                "provider_changes": 1,
                "waiting_weeks": 1,
                "worst_learner": 1,
            },
        ],
    }


def plan_to_mss(plan_csv: Path, round_start: dt.date) -> list[Scheduled]:
    """Return a plan of an imported round as a schedule of the instance.

    Parameters
    ----------
    plan_csv
        The plan; what is not placed has no row in the schedule.
    round_start
        Monday of week 1 of the round.

    Raises
    ------
    InputError
        Where the file is not a plan of an imported round.
    """
    problems: list[Problem] = []
    plan = read_csv(plan_csv, problems)
    if plan is None:
        raise InputError(plan_csv, problems)
    columns = ("learner_id", "block_id", "setting_id", "start")
    problems = [
        Problem("the column is missing", plan.where(column=name))
        for name in columns
        if name not in plan.header
    ]
    if problems:
        raise InputError(plan_csv, problems)
    at = [list(plan.header).index(name) for name in columns]
    placed = [k for k, row in enumerate(plan.rows) if row[at[2]]]
    rows = [_scheduled(plan, k, at, round_start, problems) for k in placed]
    if problems:
        raise InputError(plan_csv, problems)
    return sorted(row for row in rows if row is not None)


def _scheduled(
    plan: RawTable, k: int, at: list[int], round_start: dt.date, problems: list[Problem]
) -> Scheduled | None:
    learner, block, setting, start = (plan.rows[k][column] for column in at)
    found = re.fullmatch(r"S(\d+) D(\d+) H(\d+)-D(\d+)", f"{learner} {block} {setting}")
    try:
        day = dt.date.fromisoformat(start)
    except ValueError:
        found = None
    if not found or found[2] != found[4]:
        text = f"{learner}, {block}, {setting}, {start}"
        message = "is not a placement of an imported round, such as S001, D01, H1-D01, 2026-09-07"
        problems.append(Problem(message, plan.where(k), text))
        return None
    week = (day - round_start).days // 7 + 1
    return Scheduled(int(found[1]), int(found[2]), int(found[3]), week)
