"""The next round from the last one and its plan: what is over becomes history.

Nothing is cut in two: where blocks run over the day, the new round begins with the first of them,
and what has begun is fixed. A cohort whose blocks are all over has its calendar moved, for the next
intake; the others keep theirs, and what the plan has announced for them becomes pins.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict

from placements.errors import counted
from placements.export.roll_calendar import Calendar, wanted_monday
from placements.export.roll_learners import LearnerRoll, roll_learners
from placements.export.roll_past import drop_past, drop_requirements
from placements.export.rolled import Rolled, Row
from placements.plan import Plan
from placements.tables.raw import RawRound


def roll_forward(
    raw: RawRound, plan: Plan, wanted: dt.date | None = None, keep_learners: bool = False
) -> Rolled:
    """Return the next round.

    Parameters
    ----------
    raw
        The texts of the plan's round.
    wanted
        Monday at which the next intake begins; ``None``: a year on.
    keep_learners
        Whether learners whose cohort's calendar is over stay for the moved one.

    Raises
    ------
    InputError
        Where it is no Monday after the round's first.
    """
    round = plan.round
    calendar = Calendar(round, wanted_monday(round, wanted, raw.source))
    rolled = Rolled(
        {key: text for key, (text, _) in (raw.heading or {}).items()},
        {name: _rows(raw, name) for name in raw.tables},
        calendar.start,
    )
    _move_heading(rolled, calendar)
    _roll_blocks(rolled, calendar)
    kept = roll_learners(rolled, calendar, keep_learners)
    learners = LearnerRoll(rolled, plan, calendar, kept)
    learners.add_history()
    learners.add_pins()
    learners.list_unplaced()
    drop_past(rolled)
    drop_requirements(rolled, calendar)
    return rolled


def _rows(raw: RawRound, name: str) -> list[Row]:
    table = raw.tables[name]
    return [dict(zip(table.header, row, strict=True)) for row in table.rows]


def _move_heading(rolled: Rolled, calendar: Calendar) -> None:
    """Move the round: its last day is as long after the next intake as it was after the last."""
    round, day = calendar.round, calendar.day
    weeks = round.weeks + (day - rolled.start).days // 7
    if rolled.start != day:
        what = f"blocks are running on {day}: the round begins with the first of them, and what has"
        rolled.decide("round", f"{what} begun is fixed; nothing else begins before {day}")
    stay = "stay" if weeks == round.weeks else f"become {weeks}, from"
    rolled.decide(
        "round", f"start: {round.start} becomes {rolled.start}; weeks {stay} {round.weeks}"
    )
    rolled.heading["start"] = rolled.start.isoformat()
    rolled.heading["weeks"] = str(weeks)
    if round.published is not None:
        moved = round.published + calendar.shift
        rolled.decide("round", f"published: {round.published} becomes {moved}")
        rolled.heading["published"] = moved.isoformat()


def _roll_blocks(rolled: Rolled, calendar: Calendar) -> None:
    """Move the calendars that are over; of the others leave out what is."""
    by_cohort: dict[str, list[str]] = defaultdict(list)
    blocks = []
    for row in rolled.tables["blocks"]:
        cohort, block = row["cohort_id"], row["block_id"]
        if cohort in calendar.over:
            moved = {n: calendar.moved(row[n]) for n in ("start", "latest_start") if row.get(n)}
            blocks.append({**row, **moved})
        elif (cohort, block) in calendar.past:
            by_cohort[cohort].append(block)
        else:
            blocks.append(row)
    rolled.tables["blocks"] = blocks
    for cohort in sorted(calendar.over):
        weeks = counted(calendar.shift.days // 7, "week")
        rolled.decide("blocks", f"{cohort}: over; its dates are moved by {weeks}")
    for cohort, gone in by_cohort.items():
        rolled.decide("blocks", f"{cohort}: {', '.join(gone)} gone, over before {calendar.day}")
