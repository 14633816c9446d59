"""What was announced, what is to be, and what differs: placements as dates, from any round."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import TypeAlias

import pandas as pd

from placements.errors import InputError, Problem
from placements.plan_rows import KEY, AnyPlan, plan_rows
from placements.round import Round

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
        Length [weeks]; 0 where it is not known.
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
    """What may become of a block from one plan to another."""

    NEW = "now placed"
    MOVED = "moved"
    RETIMED = "another time"
    WITHDRAWN = "no longer placed"

    @classmethod
    def of(cls, old: str, new: str) -> Kind:
        """Return what became of a block that differs, from its settings; ``""``: unplaced."""
        if not old:
            return cls.NEW
        if not new:
            return cls.WITHDRAWN
        return cls.RETIMED if old == new else cls.MOVED


IN_WORDS = {
    Kind.NEW: "new: not announced before",
    Kind.MOVED: "at another setting",
    Kind.RETIMED: "at another time",
    Kind.WITHDRAWN: "withdrawn: no placement now",
}
"""What became of a block since it was announced, for those who were told."""


@dataclass(frozen=True, slots=True)
class Change:
    """One block that is not as it was."""

    learner_id: str
    block_id: str
    was: Spot | None
    now: Spot | None

    @property
    def kind(self) -> Kind:
        """What happened."""
        old, new = ("" if spot is None else spot.setting_id for spot in (self.was, self.now))
        return Kind.of(old, new)


def changes(before: Spots, now: Spots) -> tuple[Change, ...]:
    """Return every block that differs, by learner and block."""
    return tuple(
        Change(*block, before.get(block), now.get(block))
        for block in sorted({*before, *now})
        if before.get(block) != now.get(block)
    )


DIFFERENCE = [
    *KEY,
    "change",
    *("from_setting", "from_start", "from_weeks"),
    *("to_setting", "to_start", "to_weeks"),
]
"""Columns of ``diff``."""


def diff(one: AnyPlan, other: AnyPlan) -> pd.DataFrame:
    """Return every block whose placement differs between two plans, of whatever rounds.

    A plan that does not say how long its placements are is taken to say what the other does.

    Returns
    -------
    pandas.DataFrame
        ``learner_id``, ``block_id``, ``change``, ``from_setting``, ``from_start``, ``from_weeks``,
        ``to_setting``, ``to_start``, ``to_weeks`` (blank where there is none); sorted by learner
        and start.
    """
    before, after = spots_of(one), spots_of(other)
    found = changes(_measured(before, after), _measured(after, before))
    rows = [
        (c.learner_id, c.block_id, str(c.kind), *_cells(c.was), *_cells(c.now))
        for c in sorted(found, key=lambda c: (c.learner_id, _first(c), c.block_id))
    ]
    kinds = {"from_weeks": "Int64", "to_weeks": "Int64"}
    return pd.DataFrame(rows, columns=DIFFERENCE, dtype=object).astype(kinds)


def _measured(spots: Spots, other: Spots) -> Spots:
    return {
        block: replace(spot, weeks=other[block].weeks)
        if not spot.weeks and block in other
        else spot
        for block, spot in spots.items()
    }


def _first(change: Change) -> dt.date:
    spot = change.was or change.now
    assert spot is not None
    return spot.start


def _cells(spot: Spot | None) -> tuple[object, ...]:
    return (
        ("", "", None) if spot is None else (spot.setting_id, f"{spot.start}", spot.weeks or None)
    )


def spots_of(plan: AnyPlan) -> dict[Block, Spot]:
    """Return where and when every placed block of a plan is."""
    return dict(_spots(plan_rows(plan)))


def _spots(rows: pd.DataFrame) -> Iterator[tuple[Block, Spot]]:
    for row in rows[rows["setting_id"] != ""].itertuples():
        start = dt.date.fromisoformat(row.start)
        yield (row.learner_id, row.block_id), Spot(row.setting_id, start, int(row.weeks))


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
    known = round.learner_blocks.set_index(["learner_id", "block_id"])["weeks"].to_dict()
    found = {
        block: spot if spot.weeks else replace(spot, weeks=int(known.get(block, 0)))
        for block, spot in spots_of(path).items()
    }
    message = "has no weeks, and the round does not have the block"
    problems = [
        Problem(message, None, " ".join(block)) for block, spot in found.items() if not spot.weeks
    ]
    if problems:
        raise InputError(path, problems)
    return found
