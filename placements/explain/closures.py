"""Single points of failure: what each setting and each provider would cost if it closed.

Each is closed for the whole round, with the plan as it is before. First a bound for all of them;
then those that could hurt most are solved again: everybody placed, then the curriculum, then the
fewest moves.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from placements.candidates import Candidates, build_candidates
from placements.engine.solved import higher
from placements.explain.elsewhere import Closure, Elsewhere
from placements.explain.kept import MOVES, PLACES, UNMET, announced
from placements.explain.resolve import Resolver
from placements.explain.shortages import proven_shortages, unplaced_for_sure
from placements.floors.least import Floors, missing_most
from placements.plan import LevelValue, Plan, pinned
from placements.round import Round

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
    kept = announced(plan)
    table = Candidates(kept, candidates.frame)
    start = Plan.of(kept, plan.placements, plan.unplaced)
    before = Resolver(kept, start, levels=LEVELS, candidates=table)
    values = before.values(start)
    floors: Floors | None = None
    if not before.exact:
        least = unplaced_for_sure(round, proven_shortages(round, candidates))
        before.known = (LevelValue(PLACES.name, values[0], least),)
        floors = Floors(table, LEVELS[:2], missing_most(start))
    first = sorted(_bounded(candidates, plan), key=_worst)
    worst = [one for one in first if one.placements][:solved]
    again = []
    for number, one in enumerate(worst):
        tell(number, len(worst), one.code)
        again.append(_again(before, one, floors))
    rest = [one for one in first if one not in worst]
    return Closures(round, (values[0], values[1]), (*sorted(again, key=_worst), *rest))


def _worst(one: Closure) -> tuple[object, ...]:
    exact = () if one.levels is None else tuple(-level.value for level in one.levels)
    return (*exact, -one.stuck, -one.weeks, one.kind, one.code)


def _again(before: Resolver, one: Closure, floors: Floors | None) -> Closure:
    """Solve again with the settings closed; a fixed pin there is released.

    ``floors``: what learners must miss alone in the round as it is.
    """
    round = before.round
    resolver = before
    gone = [p for p in pinned(round, "fixed") if p.setting_id in one.settings]
    if gone:
        resolver = Resolver(_released(round, one), before.start, levels=LEVELS)
    at = [resolver.round.setting_at[code] for code in one.settings]
    barred = np.flatnonzero(np.isin(resolver.candidates.column("setting"), at))
    found = resolver.again(forbidden=barred)
    if found.plan is None:  # other pins or links cannot hold: nothing more is known
        return one
    # Whoever loses a place moves or is left without one: a bound on moves, whatever else happens.
    levels = [*found.levels]
    if levels[2].bound is None:
        levels[2] = replace(levels[2], bound=float(one.placements))
    closed = replace(one, levels=tuple(levels), whole=found.whole)
    return closed if gone else _bettered(closed, floors)


def _bettered(one: Closure, floors: Floors | None) -> Closure:
    """Return a closure with what learners must miss alone, which no closure makes less."""
    if floors is None or one.levels is None:
        return one
    least = floors.bounds([level.value for level in one.levels[:2]])
    levels = [
        replace(level, bound=higher(level.bound, bound))
        for level, bound in zip(one.levels, (*least, None), strict=True)
    ]
    return replace(one, levels=tuple(levels))


def _released(round: Round, one: Closure) -> Round:
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
