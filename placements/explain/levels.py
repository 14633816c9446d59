"""The levels of a part in strict order, with bounded work: a good plan soon, not a proof."""

from __future__ import annotations

import numpy as np

from placements.engine.first import first_solution, settled
from placements.engine.highs import Face, Limits, Problem, solve_mip
from placements.engine.matrix import Matrix
from placements.engine.solved import TOLERANCE
from placements.engine.stop import Clock
from placements.plan import Plan

NODES = 100
"""Nodes of the search tree that a level may take, at usual effort."""
SECONDS = 20.0
"""Time that a level may take where a time limit bounds the answer [s]."""


def improved(matrix: Matrix, start: Plan, effort: float, clock: Clock) -> Plan | None:
    """Return a plan no worse than the start at any level given those above; ``None``: none found.

    Parameters
    ----------
    effort
        Work, in hundredths of what is usual.
    """
    x = first_solution(matrix, start)
    if x is None:
        return None
    x = settled(matrix, x)
    held: list[tuple[np.ndarray, float]] = []
    for k, cost in enumerate(matrix.costs):
        if not cost.any():
            continue
        limits = Limits(
            seconds=None if clock.left is None else min(clock.left, SECONDS),
            absolute=max(float(matrix.grains[k]) * (1 - 1e-6), 1e-6),
            nodes=max(round(NODES * effort / 100), 1),
        )
        problem = Problem(matrix, cost, Face.whole(matrix), tuple(held))
        found = solve_mip(problem, limits, start=(np.arange(len(x)), x))
        if found.x is not None and cost @ found.x < cost @ x - TOLERANCE:
            x = np.where(matrix.integer, np.rint(found.x), found.x)
        value = float(cost @ x)
        # No plan is less than a grain above the value: a row with half of that as slack holds it.
        clear = max(TOLERANCE, min(float(matrix.grains[k]) / 2, 1e-4 * max(1.0, abs(value))))
        held.append((cost, value + clear))
    return matrix.plan(x)
