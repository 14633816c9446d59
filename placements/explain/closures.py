"""Single points of failure: what each setting and each provider would cost if it closed.

Each is closed for the whole round, with the plan as it is before. First a bound for all of them;
then those that could hurt most are solved again: everybody placed, then the curriculum, then the
fewest moves. A small round is solved whole; in a large one the plan is repaired.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from placements.candidates import Candidates, build_candidates
from placements.engine.choose import EXACT_UP_TO
from placements.engine.solved import higher
from placements.engine.stop import Listener, Progress
from placements.errors import ContradictionError, SolverError
from placements.explain.elsewhere import Closure, Elsewhere
from placements.explain.kept import MOVES, PLACES, UNMET, announced
from placements.explain.repaired import Repaired
from placements.explain.resolve import Resolver
from placements.explain.shortages import short_of_places
from placements.explain.whole_blocks import unplaced_for_sure
from placements.plan import LevelValue, Plan, pinned
from placements.round import Round
from placements.verdict import level_value

if TYPE_CHECKING:
    from matplotlib.figure import Figure

SOLVED = 20
"""Closures that are solved again."""
LEVELS = (PLACES, UNMET, MOVES)
Tell = Callable[[int, int, str], None]
"""Told how many of how many closures are answered, and which is next."""


@dataclass(frozen=True, eq=False)
class Closures:
    """Every closure, the worst first.

    Parameters
    ----------
    before
        Unplaced weeks and unmet units of the plan as it is.
    """

    round: Round
    before: tuple[float, float]
    found: tuple[Closure, ...]

    @property
    def frame(self) -> pd.DataFrame:
        """One row a closure: the increase of each level as an interval, ``None`` if not known."""
        return pd.DataFrame([self._row(one) for one in self.found])

    def _row(self, one: Closure) -> dict[str, object]:
        row: dict[str, object] = {
            "kind": one.kind,
            "code": one.code,
            "settings": len(one.settings),
            "placements": one.placements,
            "weeks": one.weeks,
        }
        intervals = self.intervals(one)
        for level, (low, high) in zip(LEVELS, intervals, strict=True):
            row |= {f"{level.name}_low": low, f"{level.name}_high": high}
        exact = all(low is not None and low == high for low, high in intervals)
        return row | {"how": "proven" if exact else "interval" if one.levels else "bound"}

    def intervals(self, one: Closure) -> list[tuple[float | None, float | None]]:
        """Return by how much each level rises, and how many must move."""
        before = (*self.before, 0.0)
        if one.levels is None:
            if not one.placements:
                return [(0.0, 0.0)] * 3
            return [(None, one.weeks), (None, None), (float(one.placements), None)]
        return [
            (None if level.bound is None else level.bound - was, level.value - was)
            for level, was in zip(one.levels, before, strict=True)
        ]

    def figure(self) -> Figure:
        """Return a picture of what the worst closures cost; it needs matplotlib."""
        from placements.explain.evidence_figures import closure_costs  # noqa: PLC0415 - an extra

        return closure_costs(self)

    def __repr__(self) -> str:
        return f"Closures({self.round.name}: {len(self.found)} closures)"

    def _repr_html_(self) -> str:
        return self.frame.to_html(index=False, na_rep="not known")


def closures(
    round: Round,
    plan: Plan,
    *,
    solved: int = SOLVED,
    tell: Tell = lambda done, of, what: None,
) -> Closures:
    """Return what each closure costs, the worst first.

    Parameters
    ----------
    solved
        How many are solved again.
    """
    candidates = build_candidates(round)
    search = _Whole(candidates, plan) if len(candidates) <= EXACT_UP_TO else _Near(candidates, plan)
    first = sorted(_bounded(candidates, plan), key=_worst)
    worst = [one for one in first if one.placements][:solved]
    again = []
    for number, one in enumerate(worst):
        say = partial(tell, number, len(worst))
        say(one.code)
        again.append(search.again(one, partial(_part, say, one.code)))
    rest = [one for one in first if one not in worst]
    return Closures(round, search.before, (*sorted(again, key=_worst), *rest))


def _part(say: Callable[[str], None], code: str, told: Progress) -> None:
    say(f"{code}, {told.part}")


def _worst(one: Closure) -> tuple[object, ...]:
    exact = () if one.levels is None else tuple(-level.value for level in one.levels)
    return (*exact, -one.stuck, -one.weeks, one.kind, one.code)


class _Whole:
    """A small round: everybody is solved again, and every level is proven."""

    def __init__(self, candidates: Candidates, plan: Plan) -> None:
        kept = announced(plan)
        self.start = Plan.of(kept, plan.placements, plan.unplaced)
        table = Candidates(kept, candidates.frame)
        self.resolver = Resolver(kept, self.start, levels=LEVELS, candidates=table)
        values = self.resolver.values(self.start)
        self.before = values[0], values[1]

    def again(self, one: Closure, listener: Listener) -> Closure:
        """Solve again with the settings closed; a fixed pin there is released."""
        resolver = self.resolver
        released = _released(resolver.round, one)
        if released is not None:
            resolver = Resolver(released, self.start, levels=LEVELS)
        at = [resolver.round.setting_at[code] for code in one.settings]
        barred = np.flatnonzero(np.isin(resolver.candidates.column("setting"), at))
        found = resolver.again(forbidden=barred)
        if found.plan is None:  # other pins or links cannot hold: nothing more is known
            return one
        return replace(one, levels=_moving(found.levels, one), whole=True)


class _Near:
    """A large round: whoever loses a place is solved again, and who could make way for them."""

    def __init__(self, candidates: Candidates, plan: Plan) -> None:
        self.candidates, self.plan = candidates, plan
        self.repaired = Repaired(candidates, plan)
        self.before = level_value(plan, PLACES), level_value(plan, UNMET)

    def again(self, one: Closure, listener: Listener) -> Closure:
        """Repair the plan with the settings closed; a fixed pin there is released."""
        repaired, released = self.repaired, _released(self.candidates.round, one)
        if released is not None:
            plan = Plan.of(released, self.plan.placements, self.plan.unplaced)
            repaired = Repaired(build_candidates(released), plan)
        try:
            levels = repaired.without(one.settings, listener)
        except (ContradictionError, SolverError):  # what is held there cannot hold
            return one
        if not levels[0].proven:  # beside what each must miss alone, what all want together
            least = higher(levels[0].bound, _short(repaired.standing.candidates, one))
            levels = (replace(levels[0], bound=least), *levels[1:])
        return replace(one, levels=_moving(levels, one))


def _short(candidates: Candidates, one: Closure) -> float | None:
    """Return the weeks that nobody can have with the settings closed, as flows prove."""
    closed = [candidates.round.setting_at[code] for code in one.settings]
    open_ = ~np.isin(candidates.column("setting"), closed)
    found = short_of_places(candidates.take(np.flatnonzero(open_)))
    return unplaced_for_sure(candidates.round, found)


def _moving(levels: Sequence[LevelValue], one: Closure) -> tuple[LevelValue, ...]:
    """Return levels in which at least those move, or are left without, who lose a place.

    What a repair proves beyond that is true of plans as good as it at both levels above.
    """
    *above, moves = levels
    known = moves.bound if all(level.proven for level in above) else None
    return (*above, replace(moves, bound=higher(known, float(one.placements))))


def _released(round: Round, one: Closure) -> Round | None:
    """Return the round with the fixed pins at closed settings released; ``None``: none is there."""
    if not any(p.setting_id in one.settings for p in pinned(round, "fixed")):
        return None
    pins = round["pins"]
    fixed = (pins["state"] == "fixed") & pins["setting_id"].isin(one.settings)
    state = pins["state"].where(~fixed, "published")
    return replace(round, tables={**round.tables, "pins": pins.assign(state=state)})


# ---- bounds for all ------------------------------------------------------------------------------


def _bounded(candidates: Candidates, plan: Plan) -> Iterator[Closure]:
    round = plan.round
    search = Elsewhere(candidates, plan)
    settings = round["settings"]
    for code in round.setting_ids:
        yield search.closure("setting", str(code), (str(code),))
    for provider, rows in settings.groupby("provider_id", sort=True):
        if len(rows) > 1:
            yield search.closure("provider", str(provider), tuple(rows["setting_id"]))
