"""What a choice would cost: the round solved again with that choice pinned.

Small rounds are solved again as a whole: the cost is exact. Beyond, a few learners near the choice
are, then more, as long as that helps: an upper end. The lower end is what the plan's own bounds
prove, and where the choice makes a level worse, a linear relaxation with the choice pinned.
Of equally good plans the one that moves fewest placements is taken.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property

import numpy as np

from placements.candidates import Candidates
from placements.engine.choose import EXACT_UP_TO
from placements.engine.exact import solve_exactly
from placements.engine.first import first_solution, settled
from placements.engine.highs import Face, Limits, Problem, solve_mip, solve_relaxation
from placements.engine.matrix import Matrix
from placements.engine.options import Options
from placements.engine.solved import TOLERANCE, Solved, safe_bound
from placements.engine.stop import Clock, Flag
from placements.explain.local import Change, Part, chosen_rows
from placements.explain.plans import together
from placements.explain.resolve import Resolved, Resolver
from placements.plan import LevelValue, Placement, Plan
from placements.verdict import broken

WHOLE_UP_TO = 1_500
"""Candidates up to which the whole round is solved again for one choice."""
EFFORTS = (10.0, 33.0, 100.0)
"""Work for the neighbourhood of a choice: it grows as long as that helps."""
NODES = 500
"""Nodes for finding a plan with no level worse."""
CLEAR = 1e-4
"""Relative slack of a row that holds a level, clear of the solver's tolerance."""


@dataclass(frozen=True, eq=False)
class Cost:
    """What a choice would cost.

    Parameters
    ----------
    levels
        Value of each level with the choice, and a bound; none where no plan has the choice.
    plan
        The best plan found with it.
    moved
        Placements of the plan that are other ones then, or none: (before, after).
    """

    levels: tuple[LevelValue, ...]
    plan: Plan | None
    moved: tuple[tuple[Placement, Placement | None], ...] = ()
    placed: tuple[Placement, ...] = ()


class Pricing(Resolver):
    """A round and a sound plan, ready to be asked what choices cost.

    Parameters
    ----------
    plan
        A plan that keeps the rules.
    known
        The plan's levels with their proven bounds, where somebody has them.
    whole
        Whether to solve the whole round again for every choice; ``None``: where that is quick.
    """

    def __init__(
        self,
        plan: Plan,
        known: Sequence[LevelValue] = (),
        *,
        whole: bool | None = None,
        candidates: Candidates | None = None,
    ) -> None:
        super().__init__(plan.round, plan, candidates=candidates)
        self.whole = len(self.candidates) <= WHOLE_UP_TO if whole is None else whole
        self.now = self.values(plan)
        given = {level.name: level.bound for level in known}
        self.known = tuple(
            LevelValue(name, value, given.get(name))
            for name, value in zip(self.names, self.now, strict=True)
        )

    @property
    def exact(self) -> bool:
        """Whether the whole round is solved again."""
        return self.whole

    def cost(self, choice: int) -> Cost:
        """Return what a candidate would cost, by its position."""
        found = self._best(choice)
        if found.plan is None:
            return Cost((), None)
        levels = found.levels if found.whole else self._bounded(found.levels, choice)
        before = {(p.learner_id, p.block_id): p for p in self.start.placements}
        after = {(p.learner_id, p.block_id): p for p in found.plan.placements}
        moved = [(p, after.get(at)) for at, p in before.items() if after.get(at) != p]
        placed = [p for at, p in after.items() if at not in before]
        return Cost(levels, found.plan, tuple(moved), tuple(placed))

    def _best(self, choice: int) -> Resolved:
        if self.whole:
            return self.again(forced=[choice])
        best = self._alone(choice)
        if best.plan is not None and (not self.best_known or _values_of(best) <= self.now):
            return best
        for effort in EFFORTS:
            found = self.again(forced=[choice], effort=effort)
            if found.plan is None:
                continue
            helped = best.plan is None or _values_of(found) < _values_of(best)
            best = found if helped else best
            if found.proven or not helped or self._harmless(found.plan):
                break
        return best

    @cached_property
    def best_known(self) -> bool:
        """Whether the plan is proven best, so that nothing is gained around a choice but by it."""
        return all(level.proven for level in self.known)

    def _alone(self, choice: int) -> Resolved:
        """Return the plan with the choice and nobody else moved; none where it breaks a rule."""
        plan = self._allowed(np.array([choice]), np.empty(0, dtype=np.int64))
        if any(True for _ in broken(plan)):
            return Resolved(None, (), False)
        values = self.values(plan)
        return Resolved(plan, self._judged(values, self._floors(values)), False)

    # ---- without harm --------------------------------------------------------------------------

    def _local(self, part: Part, change: Change, effort: float, clock: Clock) -> Resolved:
        """Solve a part again: with no level worse than now if that can be, else as well as can be.

        A plan that is not the best could be made better around any choice: what that gains is not
        the choice's doing, and the moves for it are not needed.
        """
        matrix = self._compiled(part, change.forced)
        plan = self._kept_as_good(matrix, part, change.start)
        if plan is None:
            return self._improved(matrix, part, change, effort, clock)
        values = self.values(plan)
        return Resolved(plan, self._judged(values, self._floors(values)), False)

    def _kept_as_good(self, matrix: Matrix, part: Part, start: Plan) -> Plan | None:
        """Return the plan with the fewest moves of which no level is worse; ``None``: not found."""
        x = first_solution(matrix, start)
        if x is None:
            return None
        x = settled(matrix, x)
        free = set(self.round.learner_ids[part.learners])
        # What the rest of the round adds to each level is the same whatever the part does.
        rest = np.array(self.values(together(start, matrix.plan(x), free))) - matrix.costs @ x
        held = tuple(
            (cost, limit + CLEAR)
            for cost, limit in zip(matrix.costs, np.array(self.now) - rest, strict=True)
            if cost.any()
        )
        moves = self._moves(matrix)
        found = solve_mip(Problem(matrix, moves, Face.whole(matrix), held), Limits(nodes=NODES))
        if found.x is None:
            return None
        whole = np.where(matrix.integer, np.rint(found.x), found.x)
        plan = together(start, matrix.plan(whole), free)
        return plan if self._harmless(plan) else None

    def _harmless(self, plan: Plan | None) -> bool:
        """Return whether a plan is no worse than the one explained, at any level."""
        return plan is not None and all(
            value <= now + TOLERANCE * max(1.0, abs(now))
            for value, now in zip(self.values(plan), self.now, strict=True)
        )

    def _moves(self, matrix: Matrix) -> np.ndarray:
        """Return a cost that is less by 1 for each placement of the plan that stays, (n,)."""
        kept = np.zeros(len(matrix.lower))
        kept[matrix.assign[chosen_rows(matrix.candidates, self.start)]] = -1.0
        return kept

    # ---- with the fewest moves -----------------------------------------------------------------

    def _solved(
        self, matrix: Matrix, forced: np.ndarray, barred: np.ndarray, start: Plan, clock: Clock
    ) -> Solved:
        lower, upper = matrix.lower.copy(), matrix.upper.copy()
        lower[matrix.assign[forced]] = 1.0
        upper[matrix.assign[barred]] = 0.0
        if (lower > upper).any():
            return Solved(None, (), (), False)
        changed = replace(
            matrix,
            lower=lower,
            upper=upper,
            costs=np.vstack([matrix.costs, self._moves(matrix)]),
            constants=np.append(matrix.constants, 0.0),
            grains=(*matrix.grains, Fraction(1)),
        )
        names = (*self.names, "placements that stay")
        solved = solve_exactly(changed, names, Options(start=start), clock=clock)
        return replace(solved, values=solved.values[:-1], bounds=solved.bounds[:-1])

    # ---- lower ends ----------------------------------------------------------------------------

    @cached_property
    def relaxable(self) -> bool:
        """Whether the whole model is small enough for linear relaxations."""
        return len(self.candidates) <= EXACT_UP_TO

    def _bounded(self, levels: Sequence[LevelValue], choice: int) -> tuple[LevelValue, ...]:
        """Return the levels with the better of the bounds known and those of relaxations."""
        if not self.relaxable:
            return tuple(levels)
        found: list[LevelValue] = []
        for k, level in enumerate(levels):
            if level.proven:
                found.append(level)
                continue
            bound = self._relaxed(k, [lv.value for lv in levels[:k]], choice)
            ends = [end for end in (level.bound, bound) if end is not None]
            end = min(max(ends), level.value) if ends else None
            found.append(LevelValue(level.name, level.value, end))
        return tuple(found)

    def _relaxed(self, k: int, above: Sequence[float], choice: int) -> float | None:
        """Return a bound of a level with the choice pinned, those above no worse than given."""
        matrix = self.matrix
        face = Face.whole(matrix)
        lower = face.lower.copy()
        lower[matrix.assign[choice]] = 1.0
        held = []
        for j, value in enumerate(above):
            if matrix.costs[j].any():
                limit = value - float(matrix.constants[j])
                held.append((matrix.costs[j], limit + CLEAR * max(1.0, abs(limit))))
        problem = Problem(matrix, matrix.costs[k], replace(face, lower=lower), tuple(held))
        relaxed = solve_relaxation(problem, Limits(), Flag())
        if relaxed is None:
            return None
        bound = relaxed.bound + float(matrix.constants[k])
        return safe_bound(bound, np.inf, matrix.grains[k])


def _values_of(found: Resolved) -> tuple[float, ...]:
    """Return the values of the levels, rounded so that noise does not order plans."""
    digits = -int(np.log10(TOLERANCE))
    return tuple(round(level.value, digits) for level in found.levels)
