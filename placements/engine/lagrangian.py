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
