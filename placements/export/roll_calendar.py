"""What of a round's calendar is over at a later Monday, and for whom."""

from __future__ import annotations

import datetime as dt
from functools import cached_property

import pandas as pd

from placements.errors import InputError
from placements.round import Round

YEAR = 52
"""Weeks after which the next round begins, where nobody says otherwise."""


def wanted_monday(round: Round, wanted: dt.date | None, source: str) -> dt.date:
    """Return the Monday at which the next intake begins; a year on where none is asked for.

    Raises
    ------
    InputError
        Where it is no Monday after the round's first.
    """
    if wanted is None:
        return round.start + dt.timedelta(weeks=YEAR)
    if wanted.weekday() or wanted <= round.start:
        raise InputError.of(source, f"cannot begin on {wanted}: not a Monday after {round.start}")
    return wanted


def _grouped(round: Round, blocks: pd.DataFrame) -> pd.DataFrame:
    first = round.week_numbers(blocks["start"], 1)
    last = round.week_numbers(blocks["latest_start"], 1) + blocks["weeks"].to_numpy() - 1
    unit = blocks["group"].where(blocks["group"] != "", "=" + blocks["block_id"])
    framed = blocks[["cohort_id", "block_id", "stage", "start"]].assign(
        first=first, last=last, unit=unit
    )
    groups = framed.groupby(["cohort_id", "unit"])
    return framed.assign(
        first=groups["first"].transform("min"), last=groups["last"].transform("max")
    )


class Calendar:
    """What is over when the next intake begins, and what runs on.

    Parameters
    ----------
    day
        Monday at which the next intake begins.
    """

    def __init__(self, round: Round, day: dt.date) -> None:
        self.round = round
        self.day = day
        self.shift = day - round.start
        self._week = round.week(day)
        self._blocks = _grouped(round, round["blocks"])

    @cached_property
    def start(self) -> dt.date:
        """Monday of the next round: the day, or when the first block that runs over it began.

        No block is cut in two: what it has announced, counts and takes up stays whole.
        """
        blocks = self._blocks
        running = blocks[(blocks["first"] < self._week) & (blocks["last"] >= self._week)]
        return self.day if running.empty else self.round.monday(int(running["first"].min()))

    @cached_property
    def begun(self) -> frozenset[tuple[str, str]]:
        """Cohort and code of the blocks that may have begun and are not over."""
        own = self.round.week_numbers(self._blocks["start"], 1)
        begun = self._blocks[(own < self._week) & (self._blocks["last"] >= self._week)]
        return frozenset(zip(begun["cohort_id"], begun["block_id"], strict=True))

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
            if not pd.isna(row.leaves) and row.leaves.date() < self.day:
                found[row.learner_id] = f"left on {row.leaves:%Y-%m-%d}"
            elif row.cohort_id in self.over:
                if not keep:
                    found[row.learner_id] = f"the blocks of {row.cohort_id} are over"
            elif row.learner_id not in going:
                found[row.learner_id] = "no block of theirs is left"
        return found
