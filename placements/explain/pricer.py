"""Finds what a rule costs: the round without it, by prices alone or solved again."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cached_property

import numpy as np

from placements.candidates import Candidates, build_candidates
from placements.engine.choose import EXACT_UP_TO
from placements.engine.solved import TOLERANCE
from placements.explain.relax import Relaxation
from placements.explain.resolve import Resolver
from placements.explain.screen import Screen
from placements.floors.least import floors
from placements.plan import LevelValue, Plan
from placements.round import Round
from placements.verdict import level_value

NEGLIGIBLE = 0.001
"""Share of the last level's value below which what might be saved is told without solving."""
NEAR = 15
"""Learners whom a rule concerns that are solved again where not everybody is."""

Ends = list[tuple[float | None, float | None]]
"""Lower and upper end of what is saved, for each level."""


class Pricer:
    """A plan that keeps the rules, ready to be compared with plans that need not keep one."""

    def __init__(self, plan: Plan, time_limit: float | None, tell: Callable[[str], None]) -> None:
        self.plan, self.time_limit, self.tell = plan, time_limit, tell
        self.now = tuple(level_value(plan, level) for level in plan.round.levels)

    @cached_property
    def candidates(self) -> Candidates:
        """The round's candidates."""
        return build_candidates(self.plan.round)

    @cached_property
    def screen(self) -> Screen:
        """What tells rules that do not bind."""
        return Screen(self.candidates, self.now)

    def saved(self, rule: Relaxation, at: str) -> tuple[str, Ends]:
        """Return how a rule's price was found, and its ends."""
        round = rule.relaxed()
        if rule.same_choices:
            candidates = Candidates(round, self.candidates.frame)
        else:
            candidates = build_candidates(round)
        screened = None
        if len(candidates) <= EXACT_UP_TO and _same(self._worth(round), self.now):
            screened = self._screened(candidates)
        if screened is not None:
            return screened
        self.tell(f"{at}: without {rule.kind} {rule.code}")
        levels = self._solved(round, candidates, rule)
        ends = self._ends(levels)
        exact = all(low is not None and low == high for low, high in ends)
        return ("exact" if exact else "interval"), ends

    def settle(self) -> None:
        """Make the plan the best there is, where it is not and the round can be solved again.

        Else what another plan saves would be taken for what a rule costs.
        """
        if len(self.candidates) > EXACT_UP_TO:
            return
        bounds = self.screen.bounds(self.candidates)
        if not all(_reached(b, v) for b, v in zip(bounds, self.now, strict=True)):
            self.tell("the best plan with all rules")
            resolver = Resolver(self.plan.round, self.plan, candidates=self.candidates)
            found = resolver.again(seconds=self.time_limit)
            if found.plan is not None and not _same(resolver.values(found.plan), self.now):
                self.plan, self.now = found.plan, resolver.values(found.plan)
                self.screen = Screen(self.candidates, self.now)

    def _screened(self, relaxed: Candidates) -> tuple[str, Ends] | None:
        """Return that nothing, or next to nothing, could be saved; ``None``: more might be."""
        ends: Ends = []
        for k, (bound, value) in enumerate(zip(self.screen.bounds(relaxed), self.now, strict=True)):
            if _reached(bound, value):
                ends.append((0.0, 0.0))
            elif bound is not None and k == len(self.now) - 1 and value - bound <= self._few(value):
                ends.append((0.0, _tidy(value - bound)))
            else:
                return None
        return ("free" if not any(high for _, high in ends) else "interval"), ends

    @staticmethod
    def _few(value: float) -> float:
        return NEGLIGIBLE * abs(value)

    def _worth(self, round: Round) -> list[float]:
        """Return the plan's levels where the rule is not counted."""
        plan = Plan.of(round, self.plan.placements, self.plan.unplaced)
        return [level_value(plan, level) for level in round.levels]

    def _solved(
        self, round: Round, candidates: Candidates, rule: Relaxation
    ) -> tuple[LevelValue, ...]:
        resolver = Resolver(round, self.plan, candidates=candidates)
        near = self._near(rule)
        found = resolver.again(learners=near, seconds=self.time_limit)
        if resolver.exact or found.plan is None:
            return found.levels
        least = floors(found.plan, candidates, resolver.levels, [lv.value for lv in found.levels])
        return tuple(
            replace(level, bound=bound) if level.bound is None else level
            for level, bound in zip(found.levels, least, strict=True)
        )

    def _near(self, rule: Relaxation) -> list[int]:
        """Return learners whom the rule concerns, those with most unplaced first."""
        unplaced = np.zeros(len(self.plan.round.learner_ids))
        for code, _ in self.plan.unplaced:
            unplaced[self.plan.round.learner_at[code]] += 1
        order = np.argsort(-unplaced[rule.learners], kind="stable")
        return rule.learners[order][:NEAR].tolist()

    def _ends(self, levels: Sequence[LevelValue]) -> Ends:
        ends: Ends = []
        for level, now in zip(levels, self.now, strict=True):
            least = now - level.value
            most = None if level.bound is None else now - level.bound
            ends.append((_tidy(least), None if most is None else _tidy(most)))
        return ends


def _reached(bound: float | None, value: float) -> bool:
    return bound is not None and value - bound <= TOLERANCE * max(1.0, abs(value))


def _same(one: Sequence[float], other: Sequence[float]) -> bool:
    return all(abs(a - b) <= TOLERANCE * max(1.0, abs(a)) for a, b in zip(one, other, strict=True))


def _tidy(value: float) -> float:
    return float(f"{value:.10g}") + 0.0
