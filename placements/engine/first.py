"""A first solution, and any solution with the rules' own variables as its choices need them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from placements.engine.highs import Face, Limits, Problem, solve_mip
from placements.engine.matrix import Matrix
from placements.plan import Plan, pinned

NODES = 1_000
"""Nodes that keeping most of a plan may take."""
AS_CHOSEN = 1e-4
"""What it is worth to take the blocks that a plan takes, of one placement kept. They are only
asked for: a plan that takes too few or too many must not be lost for that."""


def first_solution(matrix: Matrix, start: Plan | None) -> np.ndarray | None:
    """Return a first solution: as much as can be of the plan given, with the fixed pins.

    ``None`` where there is no solution: every rule but pins and links lets nobody be placed, so
    those contradict each other.
    """
    round = matrix.candidates.round
    kept = {(p.learner_id, p.block_id): p for p in ([] if start is None else start.placements)}
    kept |= {(p.learner_id, p.block_id): p for p in pinned(round, "fixed")}
    unplaced = () if start is None else start.unplaced
    wanted = Plan.of(round, kept.values(), [block for block in unplaced if block not in kept])
    columns, values = matrix.solution(wanted)
    upper, cost = matrix.upper.copy(), np.zeros(len(matrix.upper))
    choices = slice(len(matrix.assign))
    upper[columns[choices]] = np.maximum(values[choices], matrix.lower[columns[choices]])
    cost[columns] = -values * AS_CHOSEN
    cost[columns[choices]] = -values[choices]  # as many of its placements as hold together
    given = replace(Face.whole(matrix), upper=upper)
    found = solve_mip(Problem(matrix, cost, given), Limits(nodes=NODES))
    if found.x is None:
        nothing = np.zeros(len(cost))
        found = solve_mip(Problem(matrix, nothing, Face.whole(matrix)), Limits())
    return None if found.x is None else np.where(matrix.integer, np.rint(found.x), found.x)


def settled(matrix: Matrix, x: np.ndarray) -> np.ndarray:
    """Return a solution with the same choices and every level's own variables at their least.

    A level that is only held, or not yet reached, may leave them above what the choices need.
    """
    choices = np.where(matrix.integer, x, matrix.lower), np.where(matrix.integer, x, matrix.upper)
    face = replace(Face.whole(matrix), lower=choices[0], upper=choices[1])
    found = solve_mip(Problem(matrix, matrix.costs.sum(axis=0), face), Limits())
    return x if found.x is None else np.where(matrix.integer, x, found.x)
