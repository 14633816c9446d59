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


class LearnerRoll:
    """What a plan has for the learners who stay: done, announced, or not placed.

    Parameters
    ----------
    kept
        Learners who stay.
    """

    def __init__(
        self, rolled: Rolled, plan: Plan, calendar: Calendar, kept: frozenset[str]
    ) -> None:
        self.rolled = rolled
        self.plan = plan
        self.calendar = calendar
        learners = plan.round["learners"]
        cohorts = zip(learners["learner_id"], learners["cohort_id"], strict=True)
        self._cohort = {learner: cohort for learner, cohort in cohorts if learner in kept}

    def _stays(self, *, past: bool) -> list[Stay]:
        """Return the placements of who stays, in blocks that are over, or in the others."""
        return [
            stay
            for stay in self.plan.stays
            if (cohort := self._cohort.get(stay.learner_id)) is not None
            and ((cohort, stay.block_id) in self.calendar.past) == past
        ]

    def add_history(self) -> None:
        """Add every placement that is over to the history of who stays."""
        done: dict[str, list[str]] = defaultdict(list)
        for stay in self._stays(past=True):
            monday = self.plan.round.monday(stay.start).isoformat()
            row = {"setting_id": stay.setting_id, "start": monday}
            row |= {"learner_id": stay.learner_id, "weeks": str(stay.weeks)}
            self.rolled.tables.setdefault("history", []).append(row)
            told = f"{stay.block_id} at {stay.setting_id}, {counted(stay.weeks, 'week')} from "
            done[stay.learner_id].append(told + monday)
        for learner, placements in done.items():
            self.rolled.decide("history", f"{learner}: added {'; '.join(placements)}")

    def add_pins(self) -> None:
        """Make what the plan has announced the pins of the new round, instead of the last one's."""
        fixed = {
            (row["learner_id"], row["block_id"])
            for row in self.rolled.tables.get("pins", [])
            if row.get("state") in (None, "", "fixed")
        }
        pins, told = [], defaultdict(list)
        for stay in self._stays(past=False):
            monday = self.plan.round.monday(stay.start)
            decided = (stay.learner_id, stay.block_id) in fixed or monday < self.calendar.day
            state = "fixed" if decided else "published"
            row = {"learner_id": stay.learner_id, "block_id": stay.block_id}
            row |= {"setting_id": stay.setting_id, "start": monday.isoformat(), "state": state}
            pins.append(row)
            told[stay.learner_id].append(f"{stay.block_id} at {stay.setting_id} {state}")
        for learner, placements in told.items():
            self.rolled.decide("pins", f"{learner}: {'; '.join(placements)}")
        if self.rolled.tables.get("pins") or pins:
            self.rolled.tables["pins"] = pins

    def list_unplaced(self) -> None:
        """List what the plan has placed nowhere; nothing can begin in the past."""
        away: dict[str, None] = {}
        for learner, block in self.plan.unplaced:
            if (cohort := self._cohort.get(learner)) is None:
                continue
            what = "was never placed, and is over"
            if (cohort, block) in self.calendar.begun:
                what = f"not placed, and may have begun: not before {self.calendar.day}"
                away[learner] = None
            elif (cohort, block) not in self.calendar.past:
                what = "still to be placed"
            self.rolled.decide("learners", f"{learner}: {block} {what}")
        until = (self.calendar.day - dt.timedelta(days=1)).isoformat()
        for learner in away:
            row = {"learner_id": learner, "from": self.rolled.start.isoformat(), "until": until}
            self.rolled.tables.setdefault("absences", []).append(row)
            what = (
                f"{learner}: added {self.rolled.start} to {until}, so that no placement begins then"
            )
            self.rolled.decide("absences", what)
