"""What else of a round is over: limits, absences, links, requirements."""

from __future__ import annotations

from collections import defaultdict

from placements.export.roll_calendar import Calendar
from placements.export.rolled import Rolled, Row


def drop_past(rolled: Rolled) -> None:
    """Leave out limits, absences and links that are about the past alone."""
    day = rolled.start.isoformat()
    for table in ("capacity", "absences"):
        rows = enumerate(rolled.tables.get(table, ()))
        past = [at for at, row in rows if row.get("until") and row["until"] < day]
        rolled.drop(table, past, f"it ended before {day}")
    cohort = {row["learner_id"]: row["cohort_id"] for row in rolled.tables["learners"]}
    blocks = {(row["cohort_id"], row["block_id"]) for row in rolled.tables["blocks"]}
    lost = [
        at
        for at, row in enumerate(rolled.tables.get("links", ()))
        if row.get("block_id")
        and (cohort[row["learner_id"]], row["block_id"]) not in blocks
        and (cohort[row["other_id"]], row["block_id"]) not in blocks
    ]
    rolled.drop("links", lost, "its block is over")


def drop_requirements(rolled: Rolled, calendar: Calendar) -> None:
    """Leave out requirements of stages that nobody has left: history does not count for them."""
    left: dict[str, set[str]] = defaultdict(set)
    stages: dict[str, set[str]] = defaultdict(set)
    for row in rolled.tables["blocks"]:
        stages[row["cohort_id"]].add(str(int(row["stage"])))
    for row in rolled.tables["learners"]:
        left[row["programme_id"]] |= stages[row["cohort_id"]]
    over = []
    for at, row in enumerate(rolled.tables.get("requirements", ())):
        parts = {part.strip() for part in row.get("stages", "").split(";")} - {"", "*"}
        named = {str(int(part)) for part in parts}
        theirs = left.get(row["programme_id"])
        if not named or theirs is None:
            continue
        if not named & theirs:
            over.append(at)
        elif _is_begun(row, named, calendar, rolled):
            what = f"{row['requirement_id']}: to be checked, part of its stages is over"
            rolled.decide("requirements", what)
    rolled.drop("requirements", over, "nobody has a block of its stages left")


def _is_begun(row: Row, named: set[str], calendar: Calendar, rolled: Rolled) -> bool:
    """Return whether some learner has already done a part of a requirement's stages."""
    cohorts = {
        learner["cohort_id"]
        for learner in rolled.tables["learners"]
        if learner["programme_id"] == row["programme_id"]
    }
    return any((cohort, stage) in calendar.past_stages for cohort in cohorts for stage in named)
