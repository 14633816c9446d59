"""The best that the worst-off learner could have: what inequity no plan avoids, and what is chosen.

Without the levels above, "nobody is placed" would be best. So for each measure the plans compared
are those at least as good as this one at every level above the measure's own, and, where the
measure is of the first level, at that one as a whole.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from models.build import build
from models.measure import LevelMeasure
from models.measures import MEASURES
from placements.candidates import Candidates, build_candidates
from placements.engine.choose import EXACT_UP_TO
from placements.engine.exact import Held, LevelSearch, Search
from placements.engine.first import first_solution, settled
from placements.engine.highs import Face
from placements.engine.matrix import compile_model
from placements.engine.solved import TOLERANCE, nearest_grain
from placements.engine.stop import Clock, Listener, silent
from placements.explain.least_travel import least_travel, least_wished
from placements.floors.least import DUE, Floors, missing_most
from placements.plan import Plan
from placements.round import Level
from placements.verdict import judge, level_value, tidy

WORST = "worst_learner"
"""The measure of the worst-off learner."""
CLEAR = 1e-4
"""Slack of a row that holds a value, clear of the solver's tolerance."""
LEFT_OUT = ("unplaced_weeks", "acute_share")
"""Measures of which nobody is the worst off: a learner without placements counts 0 in all (so
leaving somebody out altogether would look best), and acute weeks are no burden."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A measure, and how many levels are held for it."""

    name: str
    held: int
    value: float

    @property
    def unit(self) -> str:
        """Unit of the measure."""
        return MEASURES[self.name].unit


def worst_off(
    plan: Plan, *, listener: Listener = silent, time_limit: float | None = None
) -> pd.DataFrame:
    """Return, for each measure, the worst-off learner's value and the best that it could be.

    Returns
    -------
    pandas.DataFrame
        ``measure``, ``unit``, ``value``, ``lower`` and ``upper``, ``status``: ``exact`` (the two
        are equal), ``interval``, ``no plan`` (none that keeps the rules is as good at the levels
        above, as may be with a broken plan) or ``not found`` in time; blank ends are not known.
    """
    asked = list(_asked(plan))
    ends = _ends(plan, asked, listener, time_limit)
    rows = [
        (one.name, one.unit, one.value, *end, _status(*end))
        for one, end in zip(asked, ends, strict=True)
    ]
    names = ["measure", "unit", "value", "lower", "upper", "status"]
    frame = pd.DataFrame(rows, columns=names)
    frame = frame.replace({"lower": {np.inf: None}})
    return frame.astype(dict.fromkeys(["value", "lower", "upper"], float))


def _status(lower: float | None, upper: float | None) -> str:
    if lower == np.inf:
        return "no plan"
    if upper is None:
        return "not found"
    return "exact" if lower is not None and lower >= upper else "interval"


def _asked(plan: Plan) -> Iterator[Asked]:
    worst = MEASURES[WORST]
    assert isinstance(worst, LevelMeasure)
    seen = set()
    for k, level in enumerate(plan.round.levels):
        for name, _ in level.weights:
            measure = MEASURES[name]
            if name in seen or name in LEFT_OUT or isinstance(measure, LevelMeasure):
                continue
            seen.add(name)
            amounts = measure.value(plan)
            if set(amounts) != {None}:
                yield Asked(name, max(k, 1), tidy(worst.value(plan, amounts)))


def _ends(
    plan: Plan, asked: list[Asked], listener: Listener, time_limit: float | None
) -> list[tuple[float | None, float | None]]:
    candidates = build_candidates(plan.round)
    if len(candidates) > EXACT_UP_TO:
        sound = judge(plan).passed
        return [(_floor(plan, candidates, one), one.value if sound else None) for one in asked]
    search = WorstOff(plan, candidates, asked, Clock(time_limit), listener)
    found = [search.best(k) for k in range(len(asked))]
    return [
        (_floor(plan, candidates, one) if low is None and high is not None else low, high)
        for one, (low, high) in zip(asked, found, strict=True)
    ]


def _floor(plan: Plan, candidates: Candidates, one: Asked) -> float | None:
    """Return a lower end where the round is too big to search; ``None``: not known."""
    if one.name == "travel_minutes":
        return least_travel(plan, candidates)
    if one.name == "preference":
        return least_wished(candidates)
    if one.value == 0:
        return 0.0
    if one.name not in DUE:
        return None
    levels = (*plan.round.levels[: one.held], Level(one.name, ((one.name, 1.0),)))
    values = [level_value(plan, level) for level in levels]
    return Floors(candidates, levels, missing_most(plan)).worst(one.held, values)


class WorstOff:
    """The compiled model with one cost for each measure asked: that of its worst-off learner.

    Parameters
    ----------
    plan
        The plan to compare with.
    asked
        The measures, each with the levels that are held for it.
    """

    def __init__(
        self,
        plan: Plan,
        candidates: Candidates,
        asked: list[Asked],
        clock: Clock,
        listener: Listener,
    ) -> None:
        self.plan, self.asked = plan, asked
        extra = []
        for one in asked:
            # The one less the other is the worst-off learner's value alone.
            extra += [
                Level(one.name, ((one.name, 1.0), (WORST, 1.0))),
                Level(one.name, ((one.name, 1.0),)),
            ]
        levels = [*plan.round.levels, *extra]
        self.whole = compile_model(build(candidates, levels), candidates)
        both, alone = (
            slice(len(plan.round.levels), None, 2),
            slice(len(plan.round.levels) + 1, None, 2),
        )
        self.matrix = replace(
            self.whole,
            costs=self.whole.costs[both] - self.whole.costs[alone],
            constants=self.whole.constants[both] - self.whole.constants[alone],
            grains=self.whole.grains[alone],
        )
        names = tuple(f"worst-off, {MEASURES[one.name].title.lower()}" for one in asked)
        self.search = Search(self.matrix, names, clock, listener, 0.0, None)
        self.start = first_solution(self.whole, plan)

    def best(self, k: int) -> tuple[float | None, float | None]:
        """Return between which the best value of a measure's worst-off learner lies.

        No plan is as good above: infinite and ``None``.
        """
        if self.start is None:
            return None, None
        held, matrix = self._held(self.asked[k].held), self.matrix
        x = settled(replace(matrix, costs=matrix.costs[[k]]), self.start)
        level = LevelSearch(self.search, k)
        found, _ = level.solve(held, x)
        as_good = all(row @ x <= limit for row, limit in held.rows)
        if found.infeasible:
            return np.inf, None
        if found.x is None and not as_good:
            return None, None
        value = float(matrix.costs[k] @ (x if found.x is None else found.x))
        bound = level.bound(found, value)
        level.tell(value, bound)
        upper = nearest_grain(value + float(matrix.constants[k]), matrix.grains[k])
        close = bound is not None and upper - bound <= TOLERANCE * max(1.0, abs(upper))
        return (upper if close else bound), upper

    def _held(self, levels: int) -> Held:
        """Return the rows that hold the levels above at the plan's values."""
        rows = []
        for k, level in enumerate(self.plan.round.levels[:levels]):
            cost = self.whole.costs[k]
            limit = level_value(self.plan, level) - float(self.whole.constants[k])
            if cost.any():
                rows.append((cost, limit + max(TOLERANCE * abs(limit), CLEAR)))
        return Held(Face.whole(self.whole), tuple(rows))
