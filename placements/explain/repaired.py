"""A large round with settings closed: repaired, as a plan is whose round has changed.

Those who lose a place are solved again, and whoever could make way for them, while everybody else
stays. What is proven does not depend on who was: what nobody can have then, and what must change.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import replace

from placements.candidates import Candidates
from placements.engine.solved import TOLERANCE
from placements.engine.stop import Clock, Listener, silent
from placements.explain.kept import MOVES, PLACES, UNMET
from placements.plan import LevelValue, Plan
from placements.plan_rows import plan_rows
from placements.repairs.bounds import bounds
from placements.repairs.order import CHANGED, Order, values
from placements.repairs.parts import repair_by_parts
from placements.repairs.standing import stand

ENOUGH = 0.01
"""Gap at which a level is good enough where a provider closes with hundreds of placements."""
BEFORE = dt.date.min
"""A day on which nothing of any round has begun, so that nothing is frozen."""


class Repaired:
    """A plan of a large round, ready to be repaired with settings closed."""

    def __init__(self, candidates: Candidates, plan: Plan) -> None:
        self.standing = stand(candidates.round, candidates, plan_rows(plan), BEFORE)
        # When a move begins is not asked: it would take longer than all that is.
        self.order = replace(Order.of((PLACES, UNMET)), counted=(CHANGED,))

    def without(
        self, settings: Iterable[str], listener: Listener = silent
    ) -> tuple[LevelValue, ...]:
        """Return unplaced weeks, unmet units and moves of the repaired plan, with bounds."""
        standing = self.standing.without(settings)
        done = repair_by_parts(standing, self.order, Clock(), listener, enough=ENOUGH)
        found = values(done.plan, self.order, standing)
        proven = bounds(done.plan, self.order, standing, found, done.known)
        own = slice(1, 4)  # nothing is frozen
        names = (level.name for level in (PLACES, UNMET, MOVES))
        return tuple(
            LevelValue(name, value, _exact(value, bound))
            for name, value, bound in zip(names, found[own], proven[own], strict=True)
        )


def _exact(value: float, bound: float | None) -> float | None:
    """Return a bound, or the value where there is no difference but noise."""
    close = bound is not None and abs(value - bound) <= 2 * TOLERANCE * max(1.0, abs(value))
    return value if close else bound
