"""What no plan can be below: each learner's least, alone with every place to choose from, added up.

No level that counts what is unplaced or unmet is less than the sum of what each learner must miss
whoever else there is. Only learners whom a plan leaves with something open are asked: the others
miss nothing in it, so nothing is added for them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from models.measures.requirement_shortfall import progress
from models.measures.sequence_breaches import breaches
from placements.candidates import Candidates
from placements.engine.highs import Limits, Problem, solve_mip
from placements.engine.solved import TOLERANCE, Solved, higher
from placements.engine.stop import Clock
from placements.floors.alone import ASKED, Alone, alone
from placements.floors.asked import NODES
from placements.plan import Plan
from placements.round import Level

SECONDS = 10.0
"""Time that must be left for asking [s]."""
MOST = 60
"""Learners who are asked, those who miss most first: each takes about a tenth of a second."""
DUE = {*(level.name for level in ASKED), "staffing_shortfall", "changes"}
"""Measures that are never below 0: a level of nothing else is at least what some of it comes to."""


def missing_most(plan: Plan) -> list[int]:
    """Return positions of the learners whom a plan leaves with something open, worst first."""
    missed: defaultdict[str, float] = defaultdict(float)
    weeks = plan.round.learner_blocks.set_index(["learner_id", "block_id"])["weeks"].to_dict()
    for key in plan.unplaced:
        missed[key[0]] += weeks.get(key, 0)
    for requirement, learner, _, achieved in progress(plan):
        missed[learner] += requirement.missed(achieved)
    for _, stay in breaches(plan):
        missed[stay.learner_id] += 1
    order = sorted((-number, code) for code, number in missed.items() if number > 0)
    return [plan.round.learner_at[code] for _, code in order]


class Floors:
    """Some learners' own problems, ready to say what levels are at least.

    Parameters
    ----------
    levels
        Of which bounds are asked, in order.
    learners
        Positions of the learners who are asked; the others are taken to miss nothing.
    forced
        Positions of candidates that must be chosen.
    """

    def __init__(
        self,
        candidates: Candidates,
        levels: Sequence[Level],
        learners: Sequence[int],
        forced: np.ndarray | None = None,
    ) -> None:
        self.levels = tuple(levels)
        self.ones = tuple(alone(candidates, sorted(learners[:MOST]), forced))
        self._known: dict[tuple[int, bool], list[float]] = {}

    def bounds(self, values: Sequence[float]) -> tuple[float | None, ...]:
        """Return a bound of each level for plans at least as good at those above; ``None``: none.

        Parameters
        ----------
        values
            Of a plan, level by level: where the sum of the least is as much, every plan as good
            leaves each learner just that, and the levels below are asked with it held.
        """
        found: list[float | None] = []
        held = True
        for k, value in enumerate(values):
            level = self.levels[k]
            bound = sum(self._least(k, held)) if counts(level) else None
            reached = bound is not None and _same(bound, value)
            found.append(value if reached else bound)
            held = held and reached
        return tuple(found)

    def worst(self, k: int, values: Sequence[float]) -> float:
        """Return the most that a level comes to for one learner, those above as in ``bounds``."""
        held = self.bounds(values[:k]) == tuple(values[:k])
        return max(self._least(k, held), default=0.0)

    def _least(self, k: int, held: bool) -> list[float]:
        """Return each learner's least of a level; ``held``: of those above no more than theirs."""
        key = k, held and k > 0
        if key not in self._known:
            above = [self._least(j, True) for j in range(k)] if held else []
            self._known[key] = [
                self._of(one, k, [own[at] for own in above]) for at, one in enumerate(self.ones)
            ]
        return self._known[key]

    def _of(self, one: Alone, k: int, above: Sequence[float]) -> float:
        cost, constant = self._cost(one, k)
        if not cost.any():
            return max(constant, 0.0)
        held = tuple(self._row(one, j, least) for j, least in enumerate(above))
        found = solve_mip(Problem(one.part, cost, one.face, held), Limits(nodes=NODES))
        if found.bound is None:
            return 0.0
        least = constant + found.bound
        whole = float(round(least))
        return max(whole if _same(least, whole) else least - _slack(least), 0.0)

    def _row(self, one: Alone, j: int, least: float) -> tuple[np.ndarray, float]:
        """Return the row that keeps a level at what it is at least."""
        cost, constant = self._cost(one, j)
        return cost, least - constant + 1e-4

    def _cost(self, one: Alone, k: int) -> tuple[np.ndarray, float]:
        """Return what a level costs one learner, and the constant of that."""
        weights = dict(self.levels[k].weights)
        each = np.array([weights.get(level.name, 0.0) for level in ASKED])
        return each @ one.costs, float(each @ one.owed)


def counts(level: Level) -> bool:
    """Return whether a level is at least what is unplaced and unmet, by its weights."""
    return {name for name, _ in level.weights} <= DUE


def _same(one: float, other: float) -> bool:
    return abs(one - other) <= _slack(other)


def _slack(value: float) -> float:
    return TOLERANCE * max(1.0, abs(value))


def floors(
    plan: Plan,
    candidates: Candidates,
    levels: Sequence[Level],
    values: Sequence[float],
    forced: np.ndarray | None = None,
) -> tuple[float | None, ...]:
    """Return a bound of each level for plans at least as good as this one at those above."""
    return Floors(candidates, levels, missing_most(plan), forced).bounds(values)


def raised(solved: Solved, candidates: Candidates, values: Sequence[float], clock: Clock) -> Solved:
    """Return what an engine found with the better of its bounds and what learners miss alone.

    Where little time is left no learner is asked, for that takes some seconds; still nothing that
    is counted comes to less than 0.

    Parameters
    ----------
    values
        The plan's, level by level.
    """
    short = clock.left is not None and clock.left < SECONDS
    open_ = [value > (bound or 0.0) for value, bound in zip(values, solved.bounds, strict=True)]
    if solved.plan is None or not any(open_):
        return solved
    asked = [] if short or clock.interrupted.is_set() else missing_most(solved.plan)
    least = Floors(candidates, candidates.round.levels, asked).bounds(values)
    return replace(solved, bounds=tuple(map(higher, solved.bounds, least)))
