"""One more place somewhere, or one fewer: the edited round, and what bounds say beforehand."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from models.lines import counted_stays
from placements.candidates import Candidates, build_candidates
from placements.engine.duals import Duals
from placements.engine.emphasis import STRICT, weights
from placements.engine.highs import Face, Limits, Problem, solve_relaxation
from placements.engine.matrix import Matrix
from placements.engine.stop import Flag
from placements.engine.structure import Structure
from placements.plan import Plan
from placements.round import Round
from placements.round.capacity import NO_LIMIT

CAPACITY = "capacity"
"""The rule that a place is about; the key of its rows names a line and the first week of a span."""


@dataclass(frozen=True, slots=True, order=True)
class Extra:
    """One more place at a setting in some weeks."""

    setting_id: str
    first: int
    last: int


def with_places(round: Round, extras: Iterable[Extra]) -> Round:
    """Return the round with one more place for each."""
    for extra in extras:
        days = round.monday(extra.first), round.sunday(extra.last)
        whole = (extra.first, extra.last) == (1, round.weeks)
        round = round.add_places(extra.setting_id, 1, *(() if whole else days))
    return round


def candidates_of(edited: Round, before: Candidates, extras: Iterable[Extra]) -> Candidates:
    """Return the candidates of the edited round: the same ones, unless a place opens a setting."""
    if any(opens(before.round, extra) for extra in extras):
        return build_candidates(edited)
    return Candidates(edited, before.frame, before.cuts, before.members)


def opens(round: Round, extra: Extra) -> bool:
    """Return whether a setting has, in some of the weeks, a line without any place, or no line."""
    weeks = slice(extra.first - 1, extra.last)
    lines = round.lines_at.get(extra.setting_id, ())
    held = np.array([line.places[weeks] for line in lines])
    return not len(held) or bool((held == 0).any() or (held == NO_LIMIT).all(axis=0).any())


# ---- bounds ----------------------------------------------------------------------------------


@dataclass(frozen=True, eq=False)
class Prices:
    """What the linear relaxation of each level says of every place.

    Parameters
    ----------
    bounds
        Bound of each level, with its constant, given the levels above; ``None``: not found.
    fall
        By how much the bound falls, at most, for one more place: for each level, setting → first
        week of a span → amount.
    """

    bounds: tuple[float | None, ...]
    fall: tuple[dict[str, dict[int, float]], ...]

    def least(self, level: int, extras: Iterable[Extra]) -> float | None:
        """Return what a level cannot fall below with more places, those above being as they are."""
        bound = self.bounds[level]
        if bound is None:
            return None
        for extra in extras:
            for week, amount in self.fall[level].get(extra.setting_id, {}).items():
                if extra.first <= week <= extra.last:
                    bound -= amount
        return bound


def prices(matrix: Matrix, values: Sequence[float]) -> Prices:
    """Return the prices of all places, level by level.

    A level's cost and, by weights that make them outweigh it, those above it are one cost: a row
    that held the levels above would make the relaxation many times slower to solve. Whatever the
    prices, what they prove is a bound (``Duals``).

    Parameters
    ----------
    matrix
        Compiled with every row of capacity, also those that others imply (``others``).
    values
        Value of each level at a best plan.
    """
    structure = Structure(matrix)
    emphasis = weights(structure, STRICT)
    own = np.array(values) - matrix.constants
    bounds: list[float | None] = []
    falls: list[dict[str, dict[int, float]]] = []
    for k, constant in enumerate(matrix.constants.tolist()):
        if not matrix.costs[k].any():
            bounds.append(constant)
            falls.append({})
            continue
        mix = np.where(np.arange(len(own)) <= k, emphasis, 0.0) / emphasis[k]
        duals = Duals.of(structure, mix @ matrix.costs)
        problem = Problem(matrix, duals.cost, Face.whole(matrix))
        found = solve_relaxation(problem, Limits(), Flag())
        y = np.zeros(len(matrix.rule)) if found is None else duals.valid(found.prices)
        proved = duals.bound(y) - float(mix[:k] @ own[:k])
        bounds.append(proved + constant if np.isfinite(proved) else None)
        falls.append(_falls(matrix, y))
    return Prices(tuple(bounds), tuple(falls))


def _falls(matrix: Matrix, found: np.ndarray) -> dict[str, dict[int, float]]:
    lines = matrix.candidates.round.lines
    rows = np.flatnonzero((matrix.rule == CAPACITY) & (found < 0))
    total: dict[str, dict[int, float]] = {}
    for row in rows.tolist():
        key: Any = matrix.key[row]
        _, line, week = key
        own = total.setdefault(lines[line].setting_id, {})
        own[week] = own.get(week, 0.0) - float(found[row])
    return total


# ---- places that could go -----------------------------------------------------------------------


def spare(plan: Plan) -> dict[str, int]:
    """Return how many places each setting could lose, in all weeks, with this plan as it is."""
    left: dict[str, int] = {}
    for line, present, _ in counted_stays(plan):
        here = line.places > 0
        if here.any():
            free = int((line.places - present)[here].min())
            left[line.setting_id] = min(left.get(line.setting_id, free), free)
    return {setting: free for setting, free in sorted(left.items()) if free > 0}
