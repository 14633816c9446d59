"""Solve a round again with something changed: the one way in which all "what if" is answered.

Where an exact search can finish, the whole round is solved again and every level is proven. Beyond,
the learners whom the change touches, and those who hold what they could use, are solved again while
everybody else stays: that plan is an upper end. The lower end is what the plan's own bounds prove,
which no forced or forbidden choice can improve on. Never a guess: what is not proven is an
interval, and an end that nobody knows is ``None``.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from models.build import build
from models.measure import Values
from placements.candidates import Candidates, build_candidates
from placements.engine.choose import EXACT_UP_TO
from placements.engine.exact import solve_exactly
from placements.engine.matrix import Matrix, compile_model
from placements.engine.options import EFFORT, Options
from placements.engine.reduced import with_held
from placements.engine.solved import TOLERANCE
from placements.engine.stop import Clock
from placements.explain.levels import improved
from placements.explain.local import Change, Part, around, chosen_rows
from placements.explain.plans import completed, of_round, placement, together
from placements.plan import LevelValue, Plan
from placements.round import Level, Round
from placements.verdict import level_value

PLANS = 4
"""Plans whose values are remembered: the same few are asked for again and again."""


@dataclass(frozen=True, eq=False)
class Resolved:
    """What solving again found.

    Parameters
    ----------
    plan
        The best plan found; ``None`` where there is none with what is forced (``whole``), or
        none was found.
    levels
        Value and bound of each level: of plans with the change, given the levels above.
    whole
        Whether everybody was solved again; else only those near the change.
    """

    plan: Plan | None
    levels: tuple[LevelValue, ...]
    whole: bool

    @property
    def intervals(self) -> tuple[tuple[float | None, float], ...]:
        """Lower and upper end of the best value of each level, equal where it is proven."""
        return tuple((level.bound, level.value) for level in self.levels)

    @property
    def proven(self) -> bool:
        """Whether every level is proven."""
        return self.plan is not None and all(level.proven for level in self.levels)


class Resolver:
    """A round and a plan, prepared to be solved again with many changes.

    Parameters
    ----------
    round
        The round, perhaps an edited one.
    start
        The plan to start from, perhaps of the round before it was edited.
    levels
        Levels to minimise instead of the round's own.
    known
        What is known of the plan's own levels: with bounds, lower ends for every change.
    candidates
        The round's candidates, where somebody has them already.
    """

    def __init__(
        self,
        round: Round,
        start: Plan,
        *,
        levels: Sequence[Level] | None = None,
        known: Sequence[LevelValue] = (),
        candidates: Candidates | None = None,
    ) -> None:
        self.round = round
        self.start = of_round(start, round)
        self.levels = tuple(round.levels if levels is None else levels)
        self.known = tuple(known)
        self.candidates = build_candidates(round) if candidates is None else candidates
        self._valued: deque[tuple[Plan, tuple[float, ...]]] = deque(maxlen=PLANS)

    @cached_property
    def exact(self) -> bool:
        """Whether the whole round is small enough to be solved again and proven."""
        return len(self.candidates) <= EXACT_UP_TO

    @cached_property
    def matrix(self) -> Matrix:
        """The whole compiled model; only for rounds that are small enough."""
        return compile_model(build(self.candidates, self.levels), self.candidates)

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Names of the levels."""
        return tuple(level.name for level in self.levels)

    def values(self, plan: Plan) -> tuple[float, ...]:
        """Return the judge's value of every level; of the plans asked last they are known."""
        for known, values in self._valued:
            if known is plan or (known.round is plan.round and known == plan):
                return values
        measures: dict[str, Values] = {}
        values = tuple(level_value(plan, level, measures) for level in self.levels)
        self._valued.append((plan, values))
        return values

    def positions(
        self,
        learner: str,
        block: str | None = None,
        setting: str | None = None,
        start: int | None = None,
    ) -> np.ndarray:
        """Return the candidates of a learner, and it may be of a block, a setting, a start."""
        own = np.flatnonzero(self.candidates.column("learner") == self.round.learner_at[learner])
        for name, code in (("block_id", block), ("setting_id", setting), ("start", start)):
            if code is not None:
                own = own[(self.candidates.frame[name].iloc[own] == code).to_numpy()]
        return own

    def again(
        self,
        *,
        forced: Collection[int] = (),
        forbidden: Collection[int] | np.ndarray = (),
        learners: Collection[int] = (),
        effort: float = EFFORT,
        seconds: float | None = None,
    ) -> Resolved:
        """Solve again; forced candidates must be chosen, forbidden ones must not.

        Parameters
        ----------
        forced, forbidden
            Positions in ``candidates``.
        learners
            Positions of learners to solve again in any case, where not everybody is.
        effort
            Work, in hundredths of what is usual: how many learners near the change are solved
            again where not everybody is.
        seconds
            Time limit; ``None``: bounded by work, and the same answer on every machine.
        """
        forced = np.asarray(sorted(forced), dtype=np.int64)
        barred = np.asarray(sorted(forbidden), dtype=np.int64)
        start = self._allowed(forced, barred)
        if self.exact:
            return self._whole(forced, barred, start, Clock(seconds))
        change = Change(start, self.start, forced, barred, np.asarray(sorted(learners), dtype=int))
        part = around(self.candidates, change, effort)
        return self._local(part, change, effort, Clock(seconds))

    def _whole(self, forced: np.ndarray, barred: np.ndarray, start: Plan, clock: Clock) -> Resolved:
        changed = _bounded(self.matrix, forced, barred)
        if changed is None:
            return Resolved(None, (), True)
        solved = solve_exactly(changed, self.names, Options(start=start), clock=clock)
        if solved.plan is None:
            return Resolved(None, (), True)
        values = self.values(solved.plan)
        return Resolved(solved.plan, self._judged(values, solved.bounds), True)

    def _local(self, part: Part, change: Change, effort: float, clock: Clock) -> Resolved:
        """Solve a part again, and put its plan and the rest together."""
        return self._improved(self._compiled(part, change.forced), part, change, effort, clock)

    def _compiled(self, part: Part, forced: np.ndarray) -> Matrix:
        """Return the model of those who may move: what is held is given, and has no say in it."""
        frame = self.candidates.frame.iloc[part.rows].reset_index(drop=True)
        few = Candidates(self.round, frame, members=part.learners)
        held = np.searchsorted(part.rows, part.held)
        matrix = with_held(compile_model(build(few, self.levels), few), held)
        free = np.setdiff1d(part.rows, part.held)
        matrix.lower[matrix.assign[np.searchsorted(free, forced)]] = 1.0
        return matrix

    def _improved(
        self, matrix: Matrix, part: Part, change: Change, effort: float, clock: Clock
    ) -> Resolved:
        found = improved(matrix, change.start, effort, clock)
        if found is None:
            return Resolved(None, (), False)
        plan = together(change.start, found, set(self.round.learner_ids[part.learners]))
        values = self.values(plan)
        return Resolved(plan, self._judged(values, self._floors(values)), False)

    def _judged(
        self, values: Sequence[float], bounds: Iterable[float | None]
    ) -> tuple[LevelValue, ...]:
        found = []
        for name, value, bound in zip(self.names, values, bounds, strict=True):
            close = bound is not None and value - bound <= 2 * TOLERANCE * max(1.0, abs(value))
            found.append(LevelValue(name, value, value if close else bound))
        return tuple(found)

    def _floors(self, values: Sequence[float]) -> list[float | None]:
        """Return what the known bounds prove of plans with further choices forced or forbidden.

        A bound holds for plans whose levels above are at least as good as the known values: where
        this plan is worse above, nothing is known below, for a worse level may free a better one.
        """
        floors: list[float | None] = []
        as_good = True
        for k, value in enumerate(values):
            known = self.known[k] if k < len(self.known) else None
            floors.append(known.bound if known is not None and as_good else None)
            slack = TOLERANCE * max(1.0, abs(value))
            as_good = as_good and known is not None and value <= known.value + slack
        return floors

    def _allowed(self, forced: np.ndarray, barred: np.ndarray) -> Plan:
        """Return the start without what is forbidden, and with what is forced."""
        if not len(forced) and not len(barred):
            return self.start
        frame = self.candidates.frame
        lost = np.intersect1d(chosen_rows(self.candidates, self.start), barred)
        gone = {placement(frame.iloc[c]) for c in lost.tolist()}
        new = [placement(frame.iloc[c]) for c in forced.tolist()]
        blocks = {(p.learner_id, p.block_id) for p in new}
        kept = [
            p
            for p in self.start.placements
            if p not in gone and (p.learner_id, p.block_id) not in blocks
        ]
        return completed(self.start, [*kept, *new])


def _bounded(matrix: Matrix, forced: np.ndarray, barred: np.ndarray) -> Matrix | None:
    """Return the matrix with choices forced and barred; ``None`` where one is both."""
    lower, upper = matrix.lower.copy(), matrix.upper.copy()
    lower[matrix.assign[forced]] = 1.0
    upper[matrix.assign[barred]] = 0.0
    return None if (lower > upper).any() else replace(matrix, lower=lower, upper=upper)
