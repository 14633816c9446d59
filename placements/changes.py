"""What was announced, what is to be, and what differs: placements as dates, from any round."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TypeAlias

import pandas as pd

from placements.errors import InputError, Problem
from placements.plan import Plan
from placements.plan_file import PLAN
from placements.round import Round
from placements.tables.folder import read_csv
from placements.tables.parse import parse

Block: TypeAlias = tuple[str, str]
"""Code of a learner, code of a block."""


@dataclass(frozen=True, slots=True)
class Spot:
    """Where and when one block is.

    Parameters
    ----------
    start
        First day, a Monday.
    weeks
        Length [weeks].
    """

    setting_id: str
    start: dt.date
    weeks: int

    @property
    def last_day(self) -> dt.date:
        """The Sunday of the last week."""
        return self.start + dt.timedelta(weeks=self.weeks, days=-1)

    @property
    def day_after(self) -> dt.date:
        """The day after the last one."""
        return self.start + dt.timedelta(weeks=self.weeks)


Spots: TypeAlias = Mapping[Block, Spot]


class Kind(StrEnum):
    """What became of a block since it was announced, if it was."""

    NEW = "new"
    MOVED = "moved"
    RETIMED = "retimed"
    WITHDRAWN = "withdrawn"


IN_WORDS = {
    Kind.NEW: "new: not announced before",
    Kind.MOVED: "at another setting",
    Kind.RETIMED: "at another time",
    Kind.WITHDRAWN: "withdrawn: no placement now",
}


@dataclass(frozen=True, slots=True)
class Change:
    """One block that is not as it was announced."""

    learner_id: str
    block_id: str
    was: Spot | None
    now: Spot | None

    @property
    def kind(self) -> Kind:
        """What happened."""
        if self.was is None:
            return Kind.NEW
        if self.now is None:
            return Kind.WITHDRAWN
        return Kind.RETIMED if self.was.setting_id == self.now.setting_id else Kind.MOVED


def changes(before: Spots, now: Spots) -> tuple[Change, ...]:
    """Return every block that differs, by learner and block."""
    return tuple(
        Change(*block, before.get(block), now.get(block))
        for block in sorted({*before, *now})
        if before.get(block) != now.get(block)
    )


def spots_of(plan: Plan) -> dict[Block, Spot]:
    """Return where and when every placed block of a plan is."""
    monday = plan.round.monday
    return {
        (stay.learner_id, stay.block_id): Spot(stay.setting_id, monday(stay.start), stay.weeks)
        for stay in plan.stays
    }


def pinned_spots(round: Round) -> dict[Block, Spot]:
    """Return what a round's pins say: what was decided or announced before."""
    pins = round["pins"]
    blocks = round["blocks"].set_index(["cohort_id", "block_id"])
    cohort = round["learners"].set_index("learner_id")["cohort_id"]
    found = {}
    for pin in pins.itertuples():
        block = blocks.loc[(cohort[pin.learner_id], pin.block_id)]
        start = block["start"] if pd.isna(pin.start) else pin.start
        spot = Spot(pin.setting_id, pd.Timestamp(start).date(), int(block["weeks"]))
        found[pin.learner_id, pin.block_id] = spot
    return found


def read_spots(path: Path, round: Round) -> dict[Block, Spot]:
    """Return what a plan file says, whether or not the round still has its codes.

    A placement of a learner or at a setting that has left the round is still one to withdraw.

    Raises
    ------
    InputError
        Where it is not a plan file, or does not say how long a block is that the round lacks.
    """
    problems: list[Problem] = []
    raw = read_csv(path, problems)
    frame = None if raw is None else parse(PLAN, raw, problems).frame
    if problems or raw is None or frame is None:
        raise InputError(path, problems)
    known = round.learner_blocks.set_index(["learner_id", "block_id"])["weeks"].to_dict()
    found = {}
    for row in frame[frame["setting_id"] != ""].itertuples():
        block = (row.learner_id, row.block_id)
        weeks = known.get(block, 0) if pd.isna(row.weeks) else int(row.weeks)
        if not weeks:
            where = raw.where(int(row.Index), "weeks")
            problems.append(Problem("is needed: the round does not have this block", where))
        found[block] = Spot(row.setting_id, pd.Timestamp(row.start).date(), weeks)
    if problems:
        raise InputError(path, problems)
    return found
