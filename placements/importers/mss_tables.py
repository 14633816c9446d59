"""The tables of a round from a Medical Student Scheduling instance."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any, TypeAlias

import numpy as np

from placements.importers.mss_instance import Instance
from placements.importers.writing import Row

START = dt.date(2026, 9, 7)
"""Monday of week 1. The instances have periods without dates."""
PROGRAMME = "MSS"
NOWHERE = {"latitude": 0, "longitude": 0}
Position: TypeAlias = int | np.integer[Any]
"""Position of a student, hospital or discipline, 0 first."""


@dataclass(frozen=True, slots=True)
class Codes:
    """The codes of an instance's students, hospitals and disciplines, from positions from 0."""

    students: int
    hospitals: int
    disciplines: int

    def student(self, s: Position) -> str:
        """Return ``S001``."""
        return f"S{s + 1:0{max(3, len(str(self.students)))}}"

    def hospital(self, h: Position) -> str:
        """Return ``H1``."""
        return f"H{h + 1:0{len(str(self.hospitals))}}"

    def discipline(self, d: Position) -> str:
        """Return ``D01``."""
        return f"D{d + 1:0{max(2, len(str(self.disciplines)))}}"

    def setting(self, h: Position, d: Position) -> str:
        """Return ``H1-D01``."""
        return f"{self.hospital(h)}-{self.discipline(d)}"


@dataclass(frozen=True, slots=True)
class Tables:
    """Makes the tables of a round from an instance."""

    instance: Instance
    codes: Codes

    def all(self) -> dict[str, Iterator[Row]]:
        """Return every table that the instance fills."""
        return {
            "providers": self.providers(),
            "settings": self.settings(),
            "capacity": self.capacity(),
            "programmes": self.programmes(),
            "blocks": self.blocks(),
            "learners": self.learners(),
            "requirements": self.requirements(),
            "sequences": self.sequences(),
            "preferences": self.preferences(),
            "exclusions": self.exclusions(),
            "absences": self.absences(),
        }

    def providers(self) -> Iterator[Row]:
        """Yield a provider for each hospital."""
        for h in range(self.codes.hospitals):
            yield {"provider_id": self.codes.hospital(h), "name": f"Hospital {h + 1}"}

    def settings(self) -> Iterator[Row]:
        """Yield a setting for each discipline of each hospital."""
        for h, d in np.ndindex(self.codes.hospitals, self.codes.disciplines):
            yield {
                "setting_id": self.codes.setting(h, d),
                "name": f"Hospital {h + 1}, discipline {d + 1}",
                "provider_id": self.codes.hospital(h),
                "sector": "acute",
                "tags": self.codes.discipline(d),
                **NOWHERE,
            }

    def capacity(self) -> Iterator[Row]:
        """Yield the staffing of each setting: one row for each run of equal weeks."""
        for h, d in np.ndindex(self.codes.hospitals, self.codes.disciplines):
            limits = zip(self.instance.most[h, d], self.instance.fewest[h, d], strict=True)
            for first, last, (most, fewest) in _runs(list(limits)):
                yield {
                    "setting_id": self.codes.setting(h, d),
                    "from": _monday(first),
                    "until": _sunday(last),
                    "places": most,
                    "minimum": fewest,
                    "minimum_applies": "always",
                }

    def programmes(self) -> Iterator[Row]:
        """Yield the one programme."""
        name, learner_type = "Medical Student Scheduling", "medical_student"
        yield {"programme_id": PROGRAMME, "name": name, "learner_type": learner_type}

    def blocks(self) -> Iterator[Row]:
        """Yield each discipline that a student may take, in the student's own calendar."""
        instance = self.instance
        for s in range(self.codes.students):
            # A student who may take nothing takes none of one discipline: a cohort needs a block.
            for d in np.flatnonzero(instance.allowed[s]) if instance.allowed[s].any() else (0,):
                yield {
                    "cohort_id": self.codes.student(s),
                    "block_id": self.codes.discipline(d),
                    "start": START,
                    "weeks": instance.duration,
                    "stage": 1,
                    "where": f"tag={self.codes.discipline(d)}",
                    "latest_start": _monday(instance.horizon - instance.duration),
                    "group": f"G{instance.group[d]}",
                    "take": instance.take[s, instance.group[d] - 1],
                }

    def learners(self) -> Iterator[Row]:
        """Yield a learner for each student."""
        for s, (_, _, change, waiting) in enumerate(self.instance.weights):
            yield {
                "learner_id": self.codes.student(s),
                "programme_id": PROGRAMME,
                "cohort_id": self.codes.student(s),
                **NOWHERE,
                "change_weight": -change,
                "waiting_weight": -waiting,
            }

    def requirements(self) -> Iterator[Row]:
        """Yield the greatest number of disciplines at one hospital."""
        yield {
            "requirement_id": "MaxDiscPerHosp",
            "programme_id": PROGRAMME,
            "measure": "placements",
            "each": "provider",
            "maximum": self.instance.limit,
        }

    def sequences(self) -> Iterator[Row]:
        """Yield each precedence: the later discipline only after the earlier is finished."""
        for later, earlier in np.argwhere(self.instance.preceded_by):
            first, then = self.codes.discipline(earlier), self.codes.discipline(later)
            yield {
                "sequence_id": f"{first}-before-{then}",
                "programme_id": PROGRAMME,
                "kind": "before",
                "first": f"tag={first}",
                "then": f"tag={then}",
            }

    def preferences(self) -> Iterator[Row]:
        """Yield a student's gain from each discipline, manager's wish included, and hospital."""
        instance = self.instance
        disciplines = instance.weights[:, :1] * instance.discipline_score + instance.manager_score
        hospitals = instance.weights[:, 1:2] * instance.hospital_score
        for s, student in enumerate(map(self.codes.student, range(self.codes.students))):
            for d in np.flatnonzero((disciplines[s] != 0) & (instance.allowed[s] == 1)):
                where = f"tag={self.codes.discipline(d)}"
                yield {"learner_id": student, "where": where, "score": disciplines[s, d]}
            for h in np.flatnonzero(hospitals[s]):
                where = f"provider_id={self.codes.hospital(h)}"
                yield {"learner_id": student, "where": where, "score": hospitals[s, h]}

    def exclusions(self) -> Iterator[Row]:
        """Yield each hospital's discipline that a student is not able to do."""
        for s, h, d in np.argwhere(self.instance.able == 0):
            where = f"setting_id={self.codes.setting(h, d)}"
            yield {"learner_id": self.codes.student(s), "where": where, "reason": "other"}

    def absences(self) -> Iterator[Row]:
        """Yield each run of periods in which a student is not available."""
        for s, available in enumerate(self.instance.available):
            for first, last, present in _runs(available.tolist()):
                if not present:
                    away = {"from": _monday(first), "until": _sunday(last)}
                    yield {"learner_id": self.codes.student(s), **away}


def _runs(values: list[Any]) -> Iterator[tuple[int, int, Any]]:
    """Yield first and last position, and value, of each run of equal values."""
    for value, run in groupby(enumerate(values), key=lambda at: at[1]):
        positions = [position for position, _ in run]
        yield positions[0], positions[-1], value


def _monday(period: int) -> dt.date:
    """Return the first day of a period, 0 first."""
    return START + dt.timedelta(weeks=int(period))


def _sunday(period: int) -> dt.date:
    return _monday(period) + dt.timedelta(days=6)
