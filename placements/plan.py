"""``Plan``: plain frozen values that say who is where, and what the round says of it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property, lru_cache

import numpy as np

from placements.candidates import Candidates, pins_of
from placements.round import Round
from placements.travel import is_estimated, travel_minutes


@dataclass(frozen=True, slots=True, order=True)
class Placement:
    """One block of one learner at one setting.

    Parameters
    ----------
    start
        Week in which it starts, 1 first.
    """

    learner_id: str
    block_id: str
    setting_id: str
    start: int


@dataclass(frozen=True, slots=True)
class Stay:
    """A placement with what the round says of it.

    Parameters
    ----------
    learner, setting
        Positions in the round.
    start, end
        First and last week.
    minutes
        One-way travel [minutes].
    estimated
        Whether they are an estimate from the distance, not measured.
    """

    learner_id: str
    block_id: str
    setting_id: str
    provider_id: str
    sector: str
    learner: int
    setting: int
    start: int
    end: int
    stage: int
    minutes: int
    estimated: bool

    @property
    def weeks(self) -> int:
        """Length [weeks]."""
        return self.end - self.start + 1

    def overlaps(self, other: Stay) -> bool:
        """Return whether some week belongs to both."""
        return self.start <= other.end and other.start <= self.end


@dataclass(frozen=True)
class Plan:
    """Who is where: the placements, and the taken blocks that have none.

    Parameters
    ----------
    round
        The round that the plan is for; not part of equality.
    placements
        Sorted; a broken plan may hold anything here, even one block twice.
    unplaced
        Learner and block of every taken block without a placement, sorted.
    """

    round: Round = field(compare=False, repr=False)
    placements: tuple[Placement, ...]
    unplaced: tuple[tuple[str, str], ...]

    @classmethod
    def of(
        cls,
        round: Round,
        placements: Iterable[Placement],
        unplaced: Iterable[tuple[str, str]] | None = None,
    ) -> Plan:
        """Return the plan of these placements, sorted.

        ``unplaced``: as given; if ``None``, every block that the learner must take and that has no
        placement. Where a learner may choose blocks, those first by code are taken.
        """
        placed = tuple(sorted(placements))
        if unplaced is None:
            unplaced = _left_over(round, {(p.learner_id, p.block_id) for p in placed})
        return cls(round, placed, tuple(sorted(unplaced)))

    @classmethod
    def empty(cls, round: Round) -> Plan:
        """Return the plan in which nobody is placed."""
        return cls.of(round, [])

    def __repr__(self) -> str:
        return f"Plan({len(self.placements):,} placed, {len(self.unplaced):,} unplaced)"

    @cached_property
    def stays(self) -> tuple[Stay, ...]:
        """Every placement with what the round says of it, in the same order."""
        minutes, estimated = travel_minutes(self.round), is_estimated(self.round)
        settings = self.round["settings"]
        provider, sector = settings["provider_id"].tolist(), settings["sector"].tolist()
        weeks, stage = _calendar(self.round)
        cohort = self.round["learners"]["cohort_id"].tolist()
        stays = []
        for p in self.placements:
            learner = self.round.learner_at[p.learner_id]
            setting = self.round.setting_at[p.setting_id]
            block = cohort[learner], p.block_id
            stays.append(
                Stay(
                    learner_id=p.learner_id,
                    block_id=p.block_id,
                    setting_id=p.setting_id,
                    provider_id=provider[setting],
                    sector=sector[setting],
                    learner=learner,
                    setting=setting,
                    start=p.start,
                    end=p.start + weeks[block] - 1,
                    stage=stage[block],
                    minutes=int(minutes[learner, setting]),
                    estimated=bool(estimated[learner, setting]),
                )
            )
        return tuple(stays)

    @cached_property
    def positions(self) -> tuple[np.ndarray, np.ndarray]:
        """Positions in the round of each placement's learner and setting, both (placements,)."""
        learner, setting = ([getattr(s, n) for s in self.stays] for n in ("learner", "setting"))
        return np.array(learner, dtype=np.int64), np.array(setting, dtype=np.int64)

    @cached_property
    def by_learner(self) -> dict[str, tuple[Stay, ...]]:
        """Each learner's placements by start, for every learner of the round."""
        rows: dict[str, list[Stay]] = {code: [] for code in self.round.learner_ids}
        for stay in self.stays:
            rows[stay.learner_id].append(stay)
        return {code: tuple(sorted(own, key=_by_start)) for code, own in rows.items()}

    @cached_property
    def by_setting(self) -> dict[str, tuple[Stay, ...]]:
        """Each setting's placements by start; settings that host nobody are not there."""
        rows = defaultdict(list)
        for stay in sorted(self.stays, key=_by_start):
            rows[stay.setting_id].append(stay)
        return {code: tuple(rows[code]) for code in sorted(rows)}

    @cached_property
    def counted(self) -> np.ndarray:
        """How many placements each line of capacity counts in each week, (lines, weeks)."""
        learners, lines = self.round["learners"], self.round.lines
        kinds = list(zip(learners["learner_type"], learners["education_provider"], strict=True))
        number = np.zeros((len(lines), self.round.weeks), dtype=np.int64)
        for line, counted in zip(lines, number, strict=True):
            for stay in self.by_setting.get(line.setting_id, ()):
                learner_type, education_provider = kinds[stay.learner]
                if line.counts(learner_type, stay.stage, education_provider):
                    counted[max(stay.start, 1) - 1 : stay.end] += 1
        return number

    @cached_property
    def taken(self) -> Counter[tuple[str, str]]:
        """Learner and block of every row of the plan, with the number of rows."""
        placed = ((p.learner_id, p.block_id) for p in self.placements)
        return Counter([*placed, *self.unplaced])


@lru_cache(maxsize=4)
def _calendar(round: Round) -> tuple[dict[tuple[str, str], int], dict[tuple[str, str], int]]:
    """Return the length and the stage of each block of a cohort."""
    blocks = round["blocks"].set_index(["cohort_id", "block_id"])
    return blocks["weeks"].to_dict(), blocks["stage"].to_dict()


def _by_start(stay: Stay) -> tuple[int, str, str]:
    return stay.start, stay.learner_id, stay.block_id


def _left_over(round: Round, placed: set[tuple[str, str]]) -> Iterable[tuple[str, str]]:
    own = round.learner_blocks
    rows = list(zip(own["learner_id"], own["block_id"], strict=True))
    chosen = Counter(
        (row[0], group) for row, group in zip(rows, own["group"], strict=True) if row in placed
    )
    for row, group, take, optional in zip(
        rows, own["group"], own["take"], own["optional"], strict=True
    ):
        if row in placed:
            continue
        if optional and chosen[row[0], group] >= take:
            continue
        chosen[row[0], group] += 1
        yield row


def plan_of_candidates(candidates: Candidates, chosen: Iterable[int]) -> Plan:
    """Return the plan that takes these rows of the candidate table."""
    frame = candidates.frame.iloc[sorted(chosen)]
    rows = zip(
        frame["learner_id"], frame["block_id"], frame["setting_id"], frame["start"], strict=True
    )
    return Plan.of(candidates.round, [Placement(w, b, s, int(start)) for w, b, s, start in rows])


@lru_cache(maxsize=8)
def pinned(round: Round, state: str) -> tuple[Placement, ...]:
    """Return the pins of a state (``fixed``, ``published``) as placements."""
    pins = pins_of(round, state)
    columns = (pins[name] for name in ("learner_id", "block_id", "setting_id", "start"))
    return tuple(Placement(w, b, s, int(start)) for w, b, s, start in zip(*columns, strict=True))


class Status(StrEnum):
    """How a run ended."""

    OPTIMAL = "optimal"
    FEASIBLE = "feasible"
    INTERRUPTED = "interrupted"
    NO_PLAN = "no_plan"


@dataclass(frozen=True, slots=True)
class LevelValue:
    """What a plan makes of one level.

    Parameters
    ----------
    name
        Name of the level.
    value
        The level's value, recomputed from the plan.
    bound
        No plan whose earlier levels are at least as good has a lower value; ``None``: not known.
    """

    name: str
    value: float
    bound: float | None

    @property
    def proven(self) -> bool:
        """Whether the value is proven best."""
        return self.bound is not None and self.value <= self.bound

    @property
    def gap(self) -> float | None:
        """(value - bound) / |value|; ``None`` where there is no bound, or the value alone is 0."""
        if self.bound is None:
            return None
        if self.proven:
            return 0.0
        return None if self.value == 0 else (self.value - self.bound) / abs(self.value)
