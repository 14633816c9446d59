"""What plans are compared by: every figure can be recomputed from ``plan.csv`` and the round."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from models.measure import Measure
from models.measures import MEASURES
from placements.export.unmet import unmet
from placements.plan import LevelValue, Plan

UNMET = ("requirement_shortfall", "sequence_breaches", "staffing_shortfall")
ACUTE = "acute"


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure of a plan.

    Parameters
    ----------
    unit
        Unit of the value; ``share`` from 0 to 1; of minutes that are estimated, with that word.
    bound
        Of a level: what no plan can be below; ``None``: not known, or not a level.
    is_level
        Whether it is the value of a level, for which a better plan may exist above the bound.
    """

    name: str
    value: float
    unit: str
    bound: float | None = None
    is_level: bool = False

    @property
    def ends(self) -> tuple[float, ...]:
        """The least and the largest that the best plan's value can be."""
        if not self.is_level:
            return (self.value,)
        return (self.value, -np.inf if self.bound is None else self.bound)


def figures_of(plan: Plan, levels: Iterable[LevelValue]) -> dict[str, Figure]:
    """Return every figure of a plan, by name, in the order in which they are shown."""
    found = [
        *_levels(levels),
        *_placed(plan),
        *_unmet(plan),
        *_load(plan),
        *_travel(plan),
    ]
    return {figure.name: figure for figure in found}


def _levels(levels: Iterable[LevelValue]) -> Iterator[Figure]:
    for level in levels:
        yield Figure(level.name, level.value, "level", level.bound, True)


def _placed(plan: Plan) -> Iterator[Figure]:
    yield Figure("placed", len(plan.placements), "blocks")
    yield Figure("unplaced", len(plan.unplaced), "blocks")
    learners = {learner for learner, _ in plan.unplaced}
    yield Figure("learners with a block unplaced", len(learners), "learners")


def _unmet(plan: Plan) -> Iterator[Figure]:
    """Yield what is unmet: by kind, then by rule."""
    for name in UNMET:
        measure = MEASURES[name]
        assert isinstance(measure, Measure)
        yield Figure(f"unmet: {name}", sum(measure.value(plan).values()), measure.unit)
    for missed in unmet(plan):
        yield Figure(f"unmet: {missed.code}", missed.short + missed.over, missed.unit)


def _load(plan: Plan) -> Iterator[Figure]:
    place = plan.round["settings"]["place_id"].tolist()
    sectors: Counter[str] = Counter(dict.fromkeys(plan.round["settings"]["sector"], 0))
    places: Counter[str] = Counter(dict.fromkeys(filter(None, place), 0))
    for stay in plan.stays:
        sectors[stay.sector] += stay.weeks
        if place[stay.setting]:
            places[place[stay.setting]] += stay.weeks
    for name in sorted(sectors):
        yield Figure(f"load: {name}", sectors[name], "learner-weeks")
    for name in sorted(places):
        yield Figure(f"load: {name}", places[name], "learner-weeks")
    total = max(sectors.total(), 1)
    yield Figure("share in acute", sectors[ACUTE] / total, "share")
    yield Figure("share outside acute", 1 - sectors[ACUTE] / total, "share")


def _travel(plan: Plan) -> Iterator[Figure]:
    """Yield one-way minutes, by week: the mean, the tail and the longest; estimates say so."""
    known = {stay.estimated for stay in plan.stays}
    some = "minutes, some estimated" if False in known else "minutes, estimated"
    unit = some if True in known else "minutes"
    minutes = np.repeat([s.minutes for s in plan.stays], [s.weeks for s in plan.stays])
    at = [0.0] * 3
    if len(minutes):
        at = [float(minutes.mean()), float(np.quantile(minutes, 0.95)), float(minutes.max())]
    yield Figure("travel: mean", round(at[0], 4), unit)
    yield Figure("travel: 95 of 100 weeks within", at[1], unit)
    yield Figure("travel: longest", at[2], unit)
