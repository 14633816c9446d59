"""Bounds that hold for all candidates, where a plan is made of a pool of them.

Prices on the rows that tie learners together are found on the pool. Then each learner's own
problem, with *all* of the learner's candidates, is relaxed at those prices: the sum is a bound for
the whole round (Lagrangian relaxation: any prices do). Learners are taken a few at a time, each
part built from the same rules as the pool and forgotten again, so that memory stays small.

A row is the same row in the pool and in a part if its family and key are. Where a part says that a
choice of the pool costs more than the pool says, the two do not fit, and no bound is claimed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from scipy import sparse

from models.build import build
from placements.candidates import Candidates
from placements.engine.highs import Face, Limits, Part, Problem, solve_relaxation
from placements.engine.matrix import compile_model
from placements.engine.prices import Duals
from placements.engine.stop import Flag
from placements.engine.structure import Structure
from placements.engine.team import Team

LEARNERS = 25
"""Learners of one part."""
SAFE = 1e-7
"""Relative error granted to the solver's own bound."""
AGREE = 1e-6
"""By how much the costs of a pool's choice may differ between pool and part, relative."""


@dataclass(frozen=True, eq=False)
class Ask:
    """What one level asks of a part.

    Parameters
    ----------
    mix
        Weights of the levels, (levels,).
    prices
        Family and key of a priced row → price.
    families
        Families of rows that tie learners together.
    tied
        Cost, at the prices, of each of the pool's choices in the part, by its place in the part.
    """

    mix: np.ndarray
    prices: dict[tuple[object, object], float]
    families: frozenset[str]
    tied: dict[int, float]


@dataclass(frozen=True, eq=False)
class PartTask:
    """Some learners' candidates, and what each level asks."""

    candidates: Candidates
    asks: tuple[Ask, ...]
    flag: Flag


def least_of_part(task: PartTask) -> list[float | None]:
    """Return, for each level asked, the least that these learners can cost; any process can."""
    if task.flag.is_set():
        return [None] * len(task.asks)
    matrix = compile_model(build(task.candidates), task.candidates)
    structure = Structure(matrix)
    return [None if task.flag.is_set() else _least(structure, ask) for ask in task.asks]


def _least(structure: Structure, ask: Ask) -> float | None:
    matrix = structure.matrix
    tying = {*ask.families, *matrix.family[structure.shared_rows].tolist()}
    shared = np.isin(matrix.family, list(tying))
    labels = zip(matrix.family, matrix.key, strict=True)
    prices = np.array([ask.prices.get(label, 0.0) for label in labels])
    cost = ask.mix @ matrix.costs - matrix.rows.T @ np.where(shared, prices, 0.0)
    for place, expected in ask.tied.items():
        found = cost[matrix.assign[place]]
        if found > expected + AGREE * max(1.0, abs(expected)):
            return None
    taken = np.zeros(len(cost), dtype=bool)
    taken[list(matrix.taken.values())] = True
    common = np.zeros(len(cost), dtype=bool)
    common[np.unique(matrix.rows[shared].indices)] = True
    nobody = common & ~structure.choice & ~taken
    return sum(
        _learner(structure, columns[~nobody[columns]], cost, ~shared)
        for columns in structure.of_learner
        if len(columns)
    )


def _learner(
    structure: Structure, columns: np.ndarray, cost: np.ndarray, local: np.ndarray
) -> float:
    """Return a bound on what one learner can cost: the relaxation of the learner's own rows."""
    matrix = structure.matrix
    part = sparse.csr_array(structure.columns[:, columns])
    rows = np.flatnonzero((np.diff(part.indptr) > 0) & local)
    face = Face(
        matrix.row_lower[rows], matrix.row_upper[rows], matrix.lower[columns], matrix.upper[columns]
    )
    own = Part(sparse.csr_array(part[rows]), matrix.integer[columns])
    found = solve_relaxation(Problem(own, cost[columns], face), Limits(), Flag())
    if found is None:
        low = np.minimum(cost[columns] * face.lower, cost[columns] * structure.reach[columns])
        return float(low.sum())
    return float(found.bound - SAFE * max(1.0, abs(found.bound)))


def bounds_for_all(
    structure: Structure,
    everything: Candidates,
    pool: np.ndarray,
    known: Sequence[tuple[np.ndarray, np.ndarray]],
    team: Team,
    flag: Flag,
) -> list[float | None]:
    """Return the bounds that prices found on a pool prove for all candidates.

    Parameters
    ----------
    pool
        Positions of the pool among all candidates.
    known
        For each level asked, the weights of the levels, (levels,), and prices, (m,).
    """
    matrix = structure.matrix
    asked = [_prepared(structure, mix, prices) for mix, prices in known]
    who = everything.column("learner")
    place = np.full(len(everything), -1)
    place[pool] = np.arange(len(pool))
    order = np.argsort(who, kind="stable")
    edges = np.searchsorted(who[order], np.arange(0, structure.learners + LEARNERS, LEARNERS))
    totals: list[float | None] = [base for base, _, _ in asked]
    tasks = []
    for first, last in pairwise(edges.tolist()):
        rows = np.sort(order[first:last])
        if len(rows):
            inside = np.flatnonzero(place[rows] >= 0)
            columns = matrix.assign[place[rows[inside]]]
            asks = tuple(
                Ask(mix, prices, families, dict(zip(inside.tolist(), tied[columns], strict=True)))
                for (mix, _), (_, (prices, families), tied) in zip(known, asked, strict=True)
            )
            tasks.append(PartTask(everything.take(rows, others=True), asks, flag))
    for found in team.map(least_of_part, tasks):
        totals = [
            None if total is None or part is None else total + part
            for total, part in zip(totals, found, strict=True)
        ]
    return totals


def _prepared(
    structure: Structure, mix: np.ndarray, prices: np.ndarray
) -> tuple[float, tuple[dict[tuple[object, object], float], frozenset[str]], np.ndarray]:
    """Return what prices of shared rows alone bring, the rows by name, and costs at them."""
    matrix = structure.matrix
    duals = Duals.of(structure, mix @ matrix.costs)
    y = np.where(structure.shared_rows, duals.valid(prices), 0.0)
    limits = np.where(y > 0, matrix.row_lower, np.where(y < 0, matrix.row_upper, 0.0))
    tied = duals.cost - matrix.rows.T @ y
    nobody = structure.shared_columns
    least = np.where(tied > 0, tied * duals.lower, tied * duals.upper)[nobody]
    named = {(matrix.family[i], matrix.key[i]): float(y[i]) for i in np.flatnonzero(y).tolist()}
    families = frozenset(matrix.family[structure.shared_rows].tolist())
    return float(y @ limits + least.sum()), (named, families), tied
