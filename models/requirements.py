"""What a curriculum requirement counts: among candidates, in history, and in a plain plan."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

from models.rows import grouped
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
            own = (row.requirement_id, row.programme_id, row.stages, row.measure, row.where)
            yield Requirement(*own, row.each, minimum, maximum, float(row.weight))


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

    def achieved(self, requirement: Requirement) -> float:
        """Return how much that is, of the requirement's measure."""
        return float(len(self.seen)) if requirement.measure in COUNTED else self.amount


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


@dataclass(frozen=True, slots=True, eq=False)
class Account:
    """What one learner's bounds are about: all that a requirement counts, or that of one each.

    Parameters
    ----------
    learner
        Position of the learner.
    each
        Code of what the bounds hold for separately; ``""`` without ``each``.
    before
        What history brings; ``None`` where the bounds hold only once this each is visited.
    positions
        Candidates that count, (n,).
    block
        Their learner's block, (n,), in order.
    counted
        Code of what must differ; ``""`` where an amount is counted, (n,).
    amount
        Weeks, hours or 1 for placements; 1 where different ones are counted, (n,).
    """

    requirement: Requirement
    learner: int
    each: str
    before: Past | None
    positions: np.ndarray
    block: np.ndarray
    counted: np.ndarray
    amount: np.ndarray

    @property
    def seen(self) -> frozenset[str]:
        """The different ones that history brings."""
        return self.before.seen if self.before is not None else frozenset()

    @property
    def achieved(self) -> float:
        """What history brings."""
        return self.before.achieved(self.requirement) if self.before is not None else 0.0

    @property
    def most(self) -> float:
        """The most that this round can add: of each block its largest amount."""
        if not len(self.block):
            return 0.0
        changes = np.flatnonzero(self.block[1:] != self.block[:-1]) + 1
        return float(np.maximum.reduceat(self.amount, np.append(0, changes)).sum())

    def by_block(self, rows: np.ndarray) -> Iterator[tuple[int, np.ndarray]]:
        """Yield each block with those of some rows that are its."""
        for block in np.unique(self.block[rows]).tolist():
            yield block, rows[self.block[rows] == block]


def accounts(candidates: Candidates) -> Iterator[Account]:
    """Yield every account of every requirement, also those without a candidate."""
    learners = candidates.round["learners"]
    for requirement in requirements(candidates.round):
        history = past(candidates.round, requirement)
        rows = _rows(candidates, requirement)
        groups = _groups(rows, requirement)
        members = (learners["programme_id"] == requirement.programme_id).to_numpy()
        for learner in (k for k in candidates.learners if members[k]):
            before = history.get(candidates.round.learner_ids[learner], {})
            if not requirement.each:
                before = {"": Past(), **before}
            own = groups.get(learner, {})
            for each in sorted({*before, *own}):
                parts = {name: rows[name][own.get(each, NONE)] for name in PARTS}
                yield Account(requirement, learner, each, before.get(each), **parts)


PARTS = ("positions", "block", "counted", "amount")
NONE = np.empty(0, dtype=np.int64)


def _groups(
    rows: dict[str, np.ndarray], requirement: Requirement
) -> dict[int, dict[str, np.ndarray]]:
    """Return, of each learner and what the bounds hold for, which rows count."""
    if not requirement.each:
        return {learner: {"": own} for learner, own in grouped(learner=rows["learner"])}
    groups: dict[int, dict[str, np.ndarray]] = {}
    for (learner, each), own in grouped(learner=rows["learner"], each=rows["each"]):
        groups.setdefault(learner, {})[each] = own
    return groups


def _rows(candidates: Candidates, requirement: Requirement) -> dict[str, np.ndarray]:
    """Return the candidates that a requirement counts, as columns."""
    learners, learner = candidates.round["learners"], candidates.column("learner")
    member = (learners["programme_id"] == requirement.programme_id).to_numpy()
    counts = member[learner] & candidates.matches(requirement.where)
    if requirement.stages:
        counts = counts & np.isin(candidates.column("stage"), requirement.stages)
    at = np.flatnonzero(counts)
    return {
        "positions": at,
        "learner": learner[at],
        "block": candidates.column("learner_block")[at],
        "each": _codes(candidates, EACH.get(requirement.each), at),
        "counted": _codes(candidates, COUNTED.get(requirement.measure), at),
        "amount": _amounts(candidates, requirement.measure)[at],
    }


def _codes(candidates: Candidates, column: str | None, at: np.ndarray) -> np.ndarray:
    if column is None:
        return np.full(len(at), "", dtype=object)
    return np.asarray(candidates.frame[column].iloc[at], dtype=object)


def _amounts(candidates: Candidates, measure: str) -> np.ndarray:
    weeks = candidates.column("weeks").astype(float)
    hours = candidates.round["learners"]["weekly_hours"].to_numpy()
    amounts = {"weeks": weeks, "hours": weeks * hours[candidates.column("learner")]}
    return amounts.get(measure, np.ones(len(weeks)))
