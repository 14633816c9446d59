"""What a curriculum requirement counts: among candidates, in history, and in a plain plan."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

from placements.candidates import Candidates
from placements.round import Round

COUNTED = {"settings": "setting_id", "providers": "provider_id", "sectors": "sector"}
"""Measures that count how many different ones, with the attribute that must differ."""

EACH = {"setting": "setting_id", "provider": "provider_id", "sector": "sector"}
"""What bounds may hold for separately, with the attribute."""


@dataclass(frozen=True, slots=True)
class Requirement:
    """One row of ``requirements``; NaN bounds are ``None``."""

    requirement_id: str
    programme_id: str
    stages: tuple[int, ...]
    measure: str
    where: str
    each: str
    minimum: float | None
    maximum: float | None
    weight: float

    def missed(self, achieved: float) -> float:
        """Return the shortfall or excess of an amount, times the weight."""
        short = max(self.minimum - achieved, 0.0) if self.minimum is not None else 0.0
        over = max(achieved - self.maximum, 0.0) if self.maximum is not None else 0.0
        return self.weight * (short + over)


def requirements(round: Round) -> Iterator[Requirement]:
    """Yield every requirement that can cost something."""
    for row in round["requirements"].itertuples():
        minimum = None if pd.isna(row.minimum) else float(row.minimum)
        maximum = None if pd.isna(row.maximum) else float(row.maximum)
        if row.weight > 0 and (minimum is not None or maximum is not None):
            yield Requirement(
                row.requirement_id,
                row.programme_id,
                row.stages,
                row.measure,
                row.where,
                row.each,
                minimum,
                maximum,
                float(row.weight),
            )


@dataclass(frozen=True, slots=True)
class Past:
    """What a learner's history brings to a requirement, for one ``each`` (or all).

    Parameters
    ----------
    amount
        Weeks, hours or placements.
    seen
        The different settings, providers or sectors.
    """

    amount: float = 0.0
    seen: frozenset[str] = frozenset()


def past(round: Round, requirement: Requirement) -> dict[str, dict[str, Past]]:
    """Return learner → each → what history brings; a requirement of named stages has none."""
    history = round["history"]
    found: dict[str, dict[str, Past]] = {}
    if requirement.stages or not len(history):
        return found
    place = np.arange(len(history)) + len(round["settings"])
    learner = round.learner_ids.get_indexer(history["learner_id"])
    matching = np.flatnonzero(round.matches(requirement.where, learner, place))
    attributes = round.places.iloc[place]
    for k in matching:
        each = attributes[EACH[requirement.each]].iat[k] if requirement.each else ""
        if requirement.each and not each:
            continue
        own = found.setdefault(history["learner_id"].iat[k], {})
        before = own.get(each, Past())
        if requirement.measure in COUNTED:
            name = attributes[COUNTED[requirement.measure]].iat[k]
            own[each] = Past(0.0, before.seen | ({name} if name else set()))
        else:
            own[each] = Past(before.amount + _amount(requirement.measure, history.iloc[k]))
    return found


def _amount(measure: str, row: pd.Series) -> float:
    return {"weeks": float(row["weeks"]), "hours": float(row["hours"]), "placements": 1.0}[measure]


@dataclass(frozen=True, slots=True)
class Tally:
    """The candidates that a requirement counts.

    Parameters
    ----------
    positions
        Rows of the candidate table, (n,).
    each
        Code of what the bounds hold for separately; ``""`` without ``each``, (n,).
    counted
        Code of what must differ; ``""`` where an amount is counted, (n,).
    amount
        Weeks, hours or 1 for placements; 1 where different ones are counted, (n,).
    """

    positions: np.ndarray
    each: np.ndarray
    counted: np.ndarray
    amount: np.ndarray


def tally(candidates: Candidates, requirement: Requirement) -> Tally:
    """Return the candidates that a requirement counts."""
    learners = candidates.round["learners"]
    member = (learners["programme_id"] == requirement.programme_id).to_numpy()
    counts = member[candidates.column("learner")]
    if requirement.stages:
        counts = counts & np.isin(candidates.column("stage"), requirement.stages)
    positions = np.flatnonzero(counts & candidates.matches(requirement.where))
    blank = np.full(len(positions), "", dtype=object)
    frame = candidates.frame
    each = _codes(frame, EACH[requirement.each], positions) if requirement.each else blank
    if requirement.measure in COUNTED:
        counted = _codes(frame, COUNTED[requirement.measure], positions)
        return Tally(positions, each, counted, np.ones(len(positions)))
    weeks = candidates.column("weeks")[positions].astype(float)
    hours = learners["weekly_hours"].to_numpy()[candidates.column("learner")[positions]]
    amount = {"weeks": weeks, "hours": weeks * hours, "placements": np.ones(len(positions))}
    return Tally(positions, each, blank, amount[requirement.measure])


def _codes(frame: pd.DataFrame, column: str, positions: np.ndarray) -> np.ndarray:
    return np.asarray(frame[column].iloc[positions], dtype=object)
