"""What a changed round makes of a plan: what is frozen, what is released, and why."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import pandas as pd

from placements.candidates import Candidates, pins_of, why_not
from placements.eligibility import REASONS
from placements.notice import first_day, is_frozen
from placements.plan import Placement, Plan
from placements.repairs.room import Room
from placements.round import Round

NOWHERE = -1
"""As a position: the round has no such thing."""


@dataclass(frozen=True, eq=False)
class Standing:
    """The placements of an earlier plan in a round as it is now.

    Parameters
    ----------
    candidates
        The round's candidates.
    today
        The day of the repair.
    rows
        The plan's placements whose block is still the learner's: ``learner_id``, ``block_id``,
        ``setting_id``, ``start`` (date as text), ``week``, ``learner_block`` and ``setting``
        (positions, ``NOWHERE``), ``candidate`` (position, ``NOWHERE`` where the round does not
        allow it), ``frozen``.
    gone
        Those whose learner, or whose block, the round no longer has.
    newcomers
        Learners of the round of whom the plan says nothing, (learners,).
    barred
        Which candidates are no choice besides, (candidates,); ``None``: none.
    """

    candidates: Candidates
    today: dt.date
    rows: pd.DataFrame
    gone: pd.DataFrame
    newcomers: np.ndarray
    barred: np.ndarray | None = None

    @property
    def round(self) -> Round:
        """The round as it is now."""
        return self.candidates.round

    def column(self, name: str) -> np.ndarray:
        """Return a column of the rows as an array, (rows,)."""
        return self.rows[name].to_numpy()

    @cached_property
    def allowed(self) -> np.ndarray:
        """Which rows the round allows, each by itself, (rows,)."""
        return self.column("candidate") != NOWHERE

    @cached_property
    def closed_choices(self) -> np.ndarray:
        """Which candidates begin in the past and are no placement of the plan, (candidates,).

        A placement that cannot stay while it is under way may go on elsewhere: its start stays.
        """
        now = (self.today - self.round.start).days
        start = (self.candidates.column("start").astype(np.int64) - 1) * 7
        closed = (start < now) & ~self.candidates.column("fixed")
        closed[self.column("candidate")[self.allowed]] = False
        past = np.flatnonzero(closed)
        if len(past):
            closed[past[self._goes_on(past, now)]] = False
        return closed if self.barred is None else closed | self.barred

    def _goes_on(self, past: np.ndarray, now: int) -> np.ndarray:
        began = np.full(len(self.round.learner_blocks), NOWHERE)
        began[self.column("learner_block")] = self.column("week")
        block = self.candidates.column("learner_block")[past]
        start, end = self.candidates.column("start")[past], self.candidates.end[past]
        return (began[block] == start) & (end * 7 > now)

    @cached_property
    def certain(self) -> np.ndarray:
        """Candidates that every plan has that keeps what is frozen: that, and the fixed pins."""
        frozen = self.column("candidate")[self.allowed & self.column("frozen").astype(bool)]
        return np.union1d(frozen, np.flatnonzero(self.candidates.column("fixed")))

    @property
    def known(self) -> pd.DataFrame:
        """The rows at a setting and in a week that the round has."""
        return self.rows[(self.rows["setting"] != NOWHERE) & (self.rows["week"] != NOWHERE)]

    @cached_property
    def room(self) -> Room:
        """The places of the round."""
        return Room(self.candidates)

    @cached_property
    def left(self) -> np.ndarray:
        """Places left beside what is certain, as ``Room.left`` gives them."""
        return self.room.left(self.certain)

    @cached_property
    def surely_lost(self) -> np.ndarray:
        """Which rows no plan has that keeps what is frozen, (rows,).

        What the round no longer allows, and what has no room beside what is certain.
        """
        lost = ~self.allowed
        stay = self.column("candidate")[self.allowed]
        full = self.room.fits(stay, self.left) <= 0
        lost[self.allowed] = full & ~np.isin(stay, self.certain)
        return lost

    def without(self, settings: Iterable[str]) -> Standing:
        """Return how the plan stands if some settings close, from the first day to the last."""
        at = [self.round.setting_at[code] for code in settings]
        here = np.isin(self.column("setting"), at)
        rows = self.rows.assign(candidate=np.where(here, NOWHERE, self.column("candidate")))
        barred = np.isin(self.candidates.column("setting"), at)
        return replace(self, rows=rows, barred=barred)

    def reasons(self) -> list[str]:
        """Return for each row why the round no longer allows it; ``""`` where it does."""
        pins = pins_of(self.round, "fixed")
        pinned = {
            block: f"pinned at {setting} from {self.round.monday(week)}"
            for block, setting, week in zip(
                pins["learner_block"], pins["setting_id"], pins["start"], strict=True
            )
        }
        return [
            "" if allowed else pinned.get(row.learner_block) or self._why(row)
            for allowed, row in zip(self.allowed, self.rows.itertuples(), strict=True)
        ]

    def _why(self, row: object) -> str:
        learner, block, setting, week = (
            getattr(row, name) for name in ("learner_id", "block_id", "setting_id", "week")
        )
        if row.setting == NOWHERE:  # type: ignore[attr-defined]
            return "closed: the round no longer has the setting"
        found = why_not(self.round, learner, block, setting)
        here = found.loc[found["start"] == week, "reasons"]
        if here.empty:
            return "block: it no longer starts on that day"
        return "; ".join(f"{code}: {REASONS[code]}" for code in here.iat[0])


def plan_of_rows(round: Round, rows: pd.DataFrame) -> Plan:
    """Return the plan of some of ``Standing.known``, allowed or not."""
    names = (rows[name] for name in ("learner_id", "block_id", "setting_id", "week"))
    placed = (Placement(a, b, s, int(w)) for a, b, s, w in zip(*names, strict=True))
    return Plan.of(round, placed)


def stand(
    round: Round, candidates: Candidates, plan: pd.DataFrame, today: dt.date | None = None
) -> Standing:
    """Return how an earlier plan stands in a round.

    Parameters
    ----------
    plan
        Its blocks, as ``plan_rows`` gives them.
    today
        ``None``: the day on which the round was published.

    Raises
    ------
    InputError
        Where there is neither.
    """
    day = first_day(round, today)
    new = ~np.isin(round.learner_ids, plan["learner_id"].unique())
    plan = plan[plan["setting_id"] != ""]
    own = round.learner_blocks
    known = pd.MultiIndex.from_frame(own[["learner_id", "block_id"]])
    at = known.get_indexer(pd.MultiIndex.from_frame(plan[["learner_id", "block_id"]]))
    rows = plan[at >= 0].reset_index(drop=True)
    starts = [dt.date.fromisoformat(text) for text in rows["start"]]
    rows = rows.assign(
        week=np.array([_week(round, day) for day in starts], dtype=np.int64),
        learner_block=at[at >= 0],
        setting=round.setting_ids.get_indexer(rows["setting_id"]),
        frozen=is_frozen(round, zip(rows["learner_id"], starts, strict=True), day),
    )
    key = (rows[name].to_numpy(dtype=np.int64) for name in ("learner_block", "setting", "week"))
    rows["candidate"] = candidates.find(*key)
    return Standing(candidates, day, rows, plan[at < 0].reset_index(drop=True), new)


def _week(round: Round, day: dt.date) -> int:
    """Return the week that begins on a day; ``NOWHERE`` where none does."""
    return round.week(day) if not day.weekday() else NOWHERE
