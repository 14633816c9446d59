"""Places of every setting, used and free, week by week: what all pages on settings share."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from models.lines import counted_stays
from placements.export.looks import sector_name
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
            ", ".join(sector_name(kind) for kind in line.learner_types),
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


def places(plan: Plan) -> Mapping[str, tuple[Places, ...]]:
    """Return setting → its limits, with how many use each."""
    found: dict[str, list[Places]] = {code: [] for code in plan.round.setting_ids}
    for line, used, _ in counted_stays(plan):
        found[line.setting_id].append(Places(line, used))
    return {code: tuple(own) for code, own in found.items()}


def of_everybody(limits: Iterable[Places]) -> Places | None:
    """Return the one that counts everybody, where there is one."""
    return next((limit for limit in limits if limit.of_everybody), None)
