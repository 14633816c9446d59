"""What of a round's calendar is over at a later Monday, and for whom."""

from __future__ import annotations

import datetime as dt
from functools import cached_property

import pandas as pd

from placements.errors import InputError
from placements.round import Round

YEAR = 52
"""Weeks after which the next round begins, where nobody says otherwise."""


def new_start(round: Round, wanted: dt.date | None, source: str) -> dt.date:
    """Return the last Monday up to the one wanted over which no block of a learner runs.

    Raises
    ------
    InputError
        Where there is none after the round's first.
    """
    last = YEAR + 1 if wanted is None else round.week(wanted)
    if wanted is not None and (wanted.weekday() or last <= 1):
        raise InputError.of(source, f"cannot begin on {wanted}: not a Monday after {round.start}")
    spans = _spans(round)
    for week in range(last, 1, -1):
        if not ((spans["first"] < week) & (spans["last"] >= week)).any():
            return round.monday(week)
    message = (
        f"cannot be rolled forward to {round.monday(last)}: on every Monday until then some "
        "block is running; choose a later one with --start"
    )
    raise InputError.of(source, message)


def _spans(round: Round) -> pd.DataFrame:
    """Return first and last week of every block of a cohort with learners, a group as one."""
    blocks = round["blocks"][round["blocks"]["cohort_id"].isin(round["learners"]["cohort_id"])]
    return _grouped(round, blocks)


def _grouped(round: Round, blocks: pd.DataFrame) -> pd.DataFrame:
    first = round.week_numbers(blocks["start"], 1)
    last = round.week_numbers(blocks["latest_start"], 1) + blocks["weeks"].to_numpy() - 1
    unit = blocks["group"].where(blocks["group"] != "", "=" + blocks["block_id"])
    framed = blocks[["cohort_id", "block_id", "stage"]].assign(first=first, last=last, unit=unit)
    groups = framed.groupby(["cohort_id", "unit"])
    return framed.assign(
        first=groups["first"].transform("min"), last=groups["last"].transform("max")
    )


class Calendar:
    """What is over when the next round begins.

    Parameters
    ----------
    start
        First Monday of the next round, within no block.
    """

    def __init__(self, round: Round, start: dt.date) -> None:
        self.round = round
        self.start = start
        self.shift = start - round.start
        self._week = round.week(start)
        self._blocks = _grouped(round, round["blocks"])

    @cached_property
    def past(self) -> frozenset[tuple[str, str]]:
        """Cohort and code of the blocks that are over."""
        over = self._blocks[self._blocks["last"] < self._week]
        return frozenset(zip(over["cohort_id"], over["block_id"], strict=True))

    @cached_property
    def over(self) -> frozenset[str]:
        """Cohorts all of whose blocks are over."""
        last = self._blocks.groupby("cohort_id")["last"].max()
        return frozenset(last.index[last < self._week])

    @cached_property
    def past_stages(self) -> frozenset[tuple[str, str]]:
        """Cohort and stage of the blocks that are over, in cohorts that go on."""
        blocks = self._blocks[self._blocks["last"] < self._week]
        going = blocks[~blocks["cohort_id"].isin(self.over)]
        return frozenset(zip(going["cohort_id"], going["stage"].astype(str), strict=True))

    def moved(self, day: str) -> str:
        """Return a date of a calendar that is over, for the next intake."""
        return (dt.date.fromisoformat(day) + self.shift).isoformat()

    def finished(self, keep: bool) -> dict[str, str]:
        """Return the learners who have finished, each with the reason.

        Parameters
        ----------
        keep
            Whether those stay whose cohort's calendar is over.
        """
        learners = self.round["learners"]
        own = self.round.learner_blocks
        ends = own["last"] + own["weeks"] - 1
        going = set(own["learner_id"][ends >= self._week])
        found = {}
        for row in learners.itertuples():
            if not pd.isna(row.leaves) and row.leaves.date() < self.start:
                found[row.learner_id] = f"left on {row.leaves:%Y-%m-%d}"
            elif row.cohort_id in self.over:
                if not keep:
                    found[row.learner_id] = f"the blocks of {row.cohort_id} are over"
            elif row.learner_id not in going:
                found[row.learner_id] = "no block of theirs is left"
        return found
