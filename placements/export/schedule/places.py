"""Places of every setting, used and free, week by week: what the pages on settings share."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

import numpy as np

from models.lines import counted_stays
from placements.export.facts import in_words
from placements.plan import Plan
from placements.round.capacity import NO_LIMIT, Line


@dataclass(frozen=True, slots=True, eq=False)
class Places:
    """One limit of a setting's capacity, and who uses it.

    Parameters
    ----------
    line
        The limit.
    used
        Learners that it counts in each week, (weeks,).
    """

    line: Line
    used: np.ndarray

    @property
    def whom(self) -> str:
        """Whom the limit counts, in words."""
        line = self.line
        parts = [
            ", ".join(in_words(kind) for kind in line.learner_types),
            ", ".join(f"stage {stage}" for stage in line.stages),
            ", ".join(line.education_providers),
        ]
        return "; ".join(part for part in parts if part) or "everybody"

    @property
    def of_everybody(self) -> bool:
        """Whether the limit counts everybody."""
        return self.whom == "everybody"

    @property
    def open(self) -> np.ndarray:
        """Places in each week, ``NO_LIMIT`` where the limit says nothing, (weeks,)."""
        return self.line.places

    @property
    def free(self) -> np.ndarray:
        """Places left in each week, 0 where there are none to have, (weeks,)."""
        return np.where(self.open == NO_LIMIT, 0, np.maximum(self.open - self.used, 0))


def places(plan: Plan, settings: Collection[str] | None = None) -> Iterator[Places]:
    """Yield every limit of these settings, or of all, with how many use it."""
    for line, used, _ in counted_stays(plan):
        if settings is None or line.setting_id in settings:
            yield Places(line, used)


def places_of_all(plan: Plan) -> dict[str, Places]:
    """Return setting → its limit that counts everybody; settings without one are not there."""
    return {p.line.setting_id: p for p in places(plan) if p.of_everybody}


def present(plan: Plan) -> np.ndarray:
    """Return how many learners every setting hosts in every week, (settings, weeks)."""
    counts = np.zeros((len(plan.round.setting_ids), plan.round.weeks + 1), dtype=np.int64)
    for stay in plan.stays:
        counts[stay.setting, stay.start - 1] += 1
        counts[stay.setting, stay.end] -= 1
    return counts[:, :-1].cumsum(axis=1)
