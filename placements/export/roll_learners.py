"""Who stays for the next round, what they have done, and what is announced to them."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict

from placements.errors import counted
from placements.export.roll_calendar import Calendar
from placements.export.rolled import Rolled
from placements.plan import Plan, Stay
from placements.tables import TABLES

LEARNERS = ("learner_id", "other_id")
"""Columns that name a learner: a row goes with any of them."""


def roll_learners(rolled: Rolled, calendar: Calendar, keep: bool) -> frozenset[str]:
    """Leave out who has finished, with all their rows; return who stays."""
    finished = calendar.finished(keep)
    learners = rolled.tables["learners"]
    for row in learners:
        if (why := finished.get(row["learner_id"])) is not None:
            rolled.decide("learners", f"{row['learner_id']}: gone, {why}")
    for name in rolled.tables:
        columns = [column for column in LEARNERS if column in TABLES[name].names]
        if columns:
            rolled.tables[name] = [
                row
                for row in rolled.tables[name]
                if not any(row.get(column) in finished for column in columns)
            ]
    return frozenset(row["learner_id"] for row in rolled.tables["learners"])


def add_history(rolled: Rolled, plan: Plan, kept: frozenset[str]) -> None:
    """Add every placement that is over to the history of who stays."""
    done: dict[str, list[str]] = defaultdict(list)
    for stay in _stays(plan, kept):
        monday = plan.round.monday(stay.start)
        if monday < rolled.start:
            row = {"setting_id": stay.setting_id, "start": monday.isoformat()}
            row |= {"learner_id": stay.learner_id, "weeks": str(stay.weeks)}
            rolled.tables.setdefault("history", []).append(row)
            told = f"{stay.block_id} at {stay.setting_id}, {counted(stay.weeks, 'week')} from "
            done[stay.learner_id].append(told + monday.isoformat())
    for learner, placements in done.items():
        rolled.decide("history", f"{learner}: added {'; '.join(placements)}")


def _stays(plan: Plan, kept: frozenset[str]) -> list[Stay]:
    return [stay for stay in plan.stays if stay.learner_id in kept]


def add_pins(rolled: Rolled, plan: Plan, kept: frozenset[str], today: dt.date) -> None:
    """Make what the plan has announced the pins of the new round, instead of the last one's."""
    fixed = {
        (row["learner_id"], row["block_id"])
        for row in rolled.tables.get("pins", [])
        if row.get("state") in (None, "", "fixed")
    }
    pins, told = [], defaultdict(list)
    for stay in _stays(plan, kept):
        monday = plan.round.monday(stay.start)
        if monday < rolled.start:
            continue
        decided = (stay.learner_id, stay.block_id) in fixed or monday < today
        state = "fixed" if decided else "published"
        row = {"learner_id": stay.learner_id, "block_id": stay.block_id}
        row |= {"setting_id": stay.setting_id, "start": monday.isoformat(), "state": state}
        pins.append(row)
        told[stay.learner_id].append(f"{stay.block_id} at {stay.setting_id} {state}")
    for learner, placements in told.items():
        rolled.decide("pins", f"{learner}: {'; '.join(placements)}")
    if rolled.tables.get("pins") or pins:
        rolled.tables["pins"] = pins


def list_unplaced(rolled: Rolled, plan: Plan, kept: frozenset[str]) -> None:
    """List what the plan has placed nowhere, for who stays."""
    remaining = {(row["cohort_id"], row["block_id"]) for row in rolled.tables["blocks"]}
    cohort = {row["learner_id"]: row["cohort_id"] for row in rolled.tables["learners"]}
    for learner, block in plan.unplaced:
        if learner in kept:
            still = (cohort[learner], block) in remaining
            what = "still to be placed" if still else "was never placed, and is over"
            rolled.decide("learners", f"{learner}: {block} {what}")
