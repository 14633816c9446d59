"""Each learner's own problem, solved exactly at prices on what learners share: the tighter bound.

Only the rows that tie learners together are priced; a learner's own rows hold exactly. The sum of
the learners' least costs is a bound at any prices (see ``prices``), never below the one where all
rows are priced, for whole columns count too.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import sparse

from placements.engine.highs import Face, Limits, Part, Problem, solve_mip
from placements.engine.matrix import SHARED
from placements.engine.parts import Everything
from placements.engine.prices import Duals
from placements.engine.stop import Flag
from placements.engine.structure import Structure
from placements.engine.team import Team

CHUNK = 40
"""Learners whose problems make one task."""
NODES = 500
"""Nodes of the search tree for one learner; the solver's bound counts where it ends before."""
SAFE = 1e-7
"""Relative error granted to the solver's own bound."""


@dataclass(frozen=True, eq=False)
class Group:
    """Some learners' problems, with a cost for each that holds the prices."""

    problems: list[Problem]
    fallback: list[float]
    flag: Flag


def least_costs(group: Group) -> float:
    """Return the sum of the learners' least costs, never too high; any process can."""
    total = 0.0
    for problem, fallback in zip(group.problems, group.fallback, strict=True):
        total += fallback if group.flag.is_set() else _least(problem, fallback)
    return total


def _least(problem: Problem, fallback: float) -> float:
    if not problem.cost.any():
        return max(fallback, 0.0)
    found = solve_mip(problem, Limits(nodes=NODES))
    if found.bound is None:
        return fallback
    return max(found.bound - SAFE * max(1.0, abs(found.bound)), fallback)


def learners_bound(
    structure: Structure, duals: Duals, prices: np.ndarray, team: Team, flag: Flag
) -> float:
    """Return the bound that the prices of the shared rows prove, (m,) prices.

    Where a learner's problem is not solved, what all rows' prices prove of it counts instead.
    """
    matrix, y = structure.matrix, duals.valid(prices)
    count = matrix.rows.shape[0]
    shared = np.concatenate([structure.shared_rows, np.ones(len(y) - count, dtype=bool)])
    priced = np.where(shared, y, 0.0)
    cost = duals.cost - duals.rows.T @ priced
    limits = np.where(priced > 0, duals.row_lower, np.where(priced < 0, duals.row_upper, 0.0))
    nobody = structure.shared_columns
    base = float(priced @ limits)
    base += float(_at_least(cost, duals)[nobody].sum())
    local, proved = ~structure.shared_rows, _proved(structure, duals, y)
    groups, problems, fallback = [], [], []
    for learner, columns in enumerate(structure.of_learner):
        if not len(columns):
            continue
        problems.append(_problem(structure, duals, columns, cost, local))
        fallback.append(float(proved[learner]))
        if len(problems) == CHUNK:
            groups.append(Group(problems, fallback, flag))
            problems, fallback = [], []
    groups.append(Group(problems, fallback, flag))
    return base + sum(team.map(least_costs, groups))


def least_alone(everything: Everything, mix: np.ndarray, team: Team, flag: Flag) -> float:
    """Return a bound for all candidates of a round: what each learner costs at least if alone.

    With no price on what learners share. Of a learner's candidates for a block that are alike in
    every row of their own, one is enough. Minus infinity once the flag is up.

    Parameters
    ----------
    mix
        Weights of the levels, (levels,).
    """
    few = len(everything.candidates)
    who = everything.candidates.column("learner")
    order = np.argsort(everything.owner, kind="stable")
    own = everything.owner[order]
    nobody = order[own == SHARED]
    with np.errstate(invalid="ignore"):
        cost = mix @ everything.costs[:, few + nobody]
        base = np.where(cost > 0, cost * everything.lower[nobody], cost * everything.upper[nobody])
    groups, problems, fallback = [], [], []
    for learner in range(len(everything.candidates.round.learner_ids)):
        if flag.is_set():
            return -np.inf
        mine = np.arange(*np.searchsorted(who, [learner, learner + 1]))
        others = order[slice(*np.searchsorted(own, [learner, learner + 1]))]
        if len(mine):
            problem, least = _alone(everything, mix, mine, others)
            problems.append(problem)
            fallback.append(least)
        if len(problems) == CHUNK:
            groups.append(Group(problems, fallback, flag))
            problems, fallback = [], []
    groups.append(Group(problems, fallback, flag))
    return float(np.nansum(base)) + sum(team.map(least_costs, groups))


def _alone(
    everything: Everything, mix: np.ndarray, mine: np.ndarray, others: np.ndarray
) -> tuple[Problem, float]:
    """Return a learner's own problem, and a bound on it without solving it."""
    few = len(everything.candidates)
    columns = np.concatenate([mine, few + others])
    rows = sparse.csr_array(everything.columns[:, columns])
    kept = np.flatnonzero((np.diff(rows.indptr) > 0) & ~everything.shared)
    rows, cost = sparse.csr_array(rows[kept]), mix @ everything.costs[:, columns]
    block = everything.candidates.column("learner_block")[mine]
    alike = np.column_stack([rows[:, : len(mine)].toarray().T, cost[: len(mine)], block])
    _, first = np.unique(alike, axis=0, return_index=True)
    chosen = np.concatenate([np.sort(first), len(mine) + np.arange(len(others))])
    spare = len(chosen) - len(others)
    lower = np.concatenate([np.zeros(spare), everything.lower[others]])
    upper = np.concatenate([np.ones(spare), everything.upper[others]])
    integer = np.concatenate([np.ones(spare, dtype=bool), everything.integer[others]])
    face = Face(everything.row_lower[kept], everything.row_upper[kept], lower, upper)
    own = Part(sparse.csr_array(rows[:, chosen]), integer)
    with np.errstate(invalid="ignore"):
        free = np.where(cost[chosen] > 0, cost[chosen] * lower, cost[chosen] * upper)[spare:]
    least = np.minimum(cost[: len(mine)], 0.0).sum() + np.nansum(free)
    return Problem(own, cost[chosen], face), float(least)


def _problem(
    structure: Structure, duals: Duals, columns: np.ndarray, cost: np.ndarray, local: np.ndarray
) -> Problem:
    part = sparse.csr_array(structure.columns[:, columns])
    rows = np.flatnonzero((np.diff(part.indptr) > 0) & local)
    face = Face(
        duals.row_lower[rows], duals.row_upper[rows], duals.lower[columns], duals.upper[columns]
    )
    own = Part(sparse.csr_array(part[rows]), structure.matrix.integer[columns])
    return Problem(own, cost[columns], face)


def _proved(structure: Structure, duals: Duals, y: np.ndarray) -> np.ndarray:
    """Return what prices on all rows prove that each learner costs at least, (learners,)."""
    matrix, count = structure.matrix, structure.matrix.rows.shape[0]
    reduced = duals.cost - duals.rows.T @ y
    proved = np.zeros(structure.learners)
    local = np.flatnonzero(~structure.shared_rows & (np.diff(matrix.rows.indptr) > 0))
    whose = matrix.owner[matrix.rows.indices[matrix.rows.indptr[local]]]
    limits = np.where(y > 0, duals.row_lower, np.where(y < 0, duals.row_upper, 0.0))
    np.add.at(proved, whose, (y[:count] * limits[:count])[local])
    least = _at_least(reduced, duals)
    own = (matrix.owner >= 0) & ~structure.choice
    np.add.at(proved, matrix.owner[own], least[own])
    single, _ = structure.one_of_block
    each, best = np.zeros(structure.blocks), np.zeros(structure.blocks)
    np.add.at(each, structure.block, least[matrix.assign])
    np.minimum.at(best, structure.block, least[matrix.assign])
    np.add.at(proved, structure.learner_of_block, np.where(single, best, each))
    return proved


def _at_least(cost: np.ndarray, duals: Duals) -> np.ndarray:
    """Return what each column costs at least by its own bounds; a free one nothing, (n,)."""
    with np.errstate(invalid="ignore"):
        least = np.where(cost > 0, cost * duals.lower, cost * duals.upper)
    return np.where(cost == 0, 0.0, least)
