"""Each learner's own problem, solved exactly at prices on what learners share: the tighter bound.

Only the rows that tie learners together are priced; a learner's own rows hold exactly. The sum of
the learners' least costs is a bound at any prices (see ``duals``), never below the one where all
rows are priced, for whole columns count too.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import sparse

from placements.engine.duals import Duals
from placements.engine.highs import Face, Limits, Part, Problem, solve_mip
from placements.engine.matrix import SHARED
from placements.engine.parts import Everything
from placements.engine.stop import Flag
from placements.engine.structure import Structure
from placements.engine.team import Team

CHUNK = 40
"""Learners whose problems make one task."""
FEW = 8
"""The same where each has all candidates."""
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
        total += fallback if group.flag.is_set() else _least(problem, fallback, group.flag)
    return total


def _least(problem: Problem, fallback: float, flag: Flag) -> float:
    if not problem.cost.any():
        return max(fallback, 0.0)
    found = solve_mip(problem, Limits(flag.left, nodes=NODES))
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


def least_alone(
    everything: Everything,
    mix: np.ndarray,
    single: np.ndarray,
    now: np.ndarray,
    team: Team,
    flag: Flag,
) -> float:
    """Return a bound for all candidates of a round: what each learner costs at least if alone.

    With no price on what learners share. Of a learner's candidates for a block that are alike in
    every row of their own, one is enough; and whoever costs no more now than the least that their
    choices could cost has no problem to solve.

    Parameters
    ----------
    mix
        Weights of the levels, (levels,).
    single
        Which blocks take at most one choice, (blocks,).
    now
        What each learner costs in a plan that breaks no rule, (learners,).
    """
    alone = _Alone(everything, mix, single)
    least = np.array([alone.least(learner) for learner in range(len(now))])
    open_ = now - least > SAFE * np.maximum(1.0, np.abs(least))
    total, groups = alone.base + float(least[~open_].sum()), []
    every = np.flatnonzero(open_)
    for start in range(0, len(every), FEW):
        own = every[start : start + FEW]
        if flag.is_set():
            total += float(least[own].sum())
        else:
            problems = [alone.problem(learner) for learner in own.tolist()]
            groups.append(Group(problems, least[own].tolist(), flag))
    return total + sum(team.map(least_costs, groups))


class _Alone:
    """Each learner's own rows and columns of a round, with all candidates."""

    def __init__(self, everything: Everything, mix: np.ndarray, single: np.ndarray) -> None:
        self.everything, self.mix, self.single = everything, mix, single
        self.few = len(everything.candidates)
        self.who = everything.candidates.column("learner")
        self.order = np.argsort(everything.owner, kind="stable")
        self.owner = everything.owner[self.order]
        self.cost = mix @ everything.costs
        nobody = self.order[self.owner == SHARED]
        self.base = float(self._ends(nobody).sum())

    def _ends(self, others: np.ndarray) -> np.ndarray:
        """Return what columns that are no choices cost at least."""
        cost = self.cost[self.few + others]
        with np.errstate(invalid="ignore"):
            least = cost * np.where(
                cost > 0, self.everything.lower[others], self.everything.upper[others]
            )
        return np.where(cost == 0, 0.0, least)

    def _own(self, learner: int) -> tuple[np.ndarray, np.ndarray]:
        mine = np.arange(*np.searchsorted(self.who, [learner, learner + 1]))
        return mine, self.order[slice(*np.searchsorted(self.owner, [learner, learner + 1]))]

    def least(self, learner: int) -> float:
        """Return what a learner's choices and other columns cost at least, each by itself."""
        mine, others = self._own(learner)
        block = self.everything.candidates.column("learner_block")[mine]
        starts = np.flatnonzero(np.diff(block, prepend=-1))
        total = float(self._ends(others).sum())
        if len(mine):
            cost = np.minimum(self.cost[mine], 0.0)
            best, every = np.minimum.reduceat(cost, starts), np.add.reduceat(cost, starts)
            total += float(np.where(self.single[block[starts]], best, every).sum())
        return total

    def problem(self, learner: int) -> Problem:
        """Return a learner's own problem."""
        everything, (mine, others) = self.everything, self._own(learner)
        columns = np.concatenate([mine, self.few + others])
        rows = sparse.csr_array(everything.columns[:, columns])
        kept = np.flatnonzero((np.diff(rows.indptr) > 0) & ~everything.shared)
        rows, cost = sparse.csr_array(rows[kept]), self.cost[columns]
        block = everything.candidates.column("learner_block")[mine]
        alike = np.column_stack([rows[:, : len(mine)].toarray().T, cost[: len(mine)], block])
        _, first = np.unique(alike, axis=0, return_index=True)
        chosen = np.concatenate([np.sort(first), len(mine) + np.arange(len(others))])
        spare = len(first)
        lower = np.concatenate([np.zeros(spare), everything.lower[others]])
        upper = np.concatenate([np.ones(spare), everything.upper[others]])
        integer = np.concatenate([np.ones(spare, dtype=bool), everything.integer[others]])
        face = Face(everything.row_lower[kept], everything.row_upper[kept], lower, upper)
        return Problem(Part(sparse.csr_array(rows[:, chosen]), integer), cost[chosen], face)


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
