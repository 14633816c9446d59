"""Weights that make one cost of several levels, for searches and prices (never for a proof alone).

Levels are strict. A weight so large that no trade could ever pay makes numbers that nobody can
compute with; a moderate one keeps the order wherever it matters, and what it misses is mended by
accepting nothing that worsens a higher level.
"""

from __future__ import annotations

import numpy as np

from placements.engine.duals import spread
from placements.engine.structure import Structure

STRICT = 4.0
"""Times the spread of what is below: one unit of a level against all that it could trade for."""
GENTLE = 1.2
"""The same for prices, which are found sooner where the levels are of one size."""


def weights(structure: Structure, emphasis: float) -> np.ndarray:
    """Return the weight of each level, 1 for the last that costs anything, (levels,).

    Parameters
    ----------
    emphasis
        How much a unit of a level outweighs what lies below it.
    """
    costs = structure.matrix.costs
    found = np.zeros(len(costs))
    below = np.zeros(costs.shape[1])
    active = [k for k in range(len(costs)) if costs[k].any()]
    for k in reversed(active):
        size = _size(structure, below) / _unit(structure, k)
        found[k] = emphasis * size if below.any() else 1.0
        below = below + found[k] * costs[k]
    return found


def mix_to(emphasis: np.ndarray, k: int) -> np.ndarray:
    """Return the weights of the levels up to k, that of k being 1, (levels,)."""
    own = np.where(np.arange(len(emphasis)) <= k, emphasis, 0.0)
    return own / own[k] if own[k] else own


def _unit(structure: Structure, k: int) -> float:
    """Return the least by which one decision usually changes a level."""
    cost = np.abs(structure.matrix.costs[k])
    choice = cost[structure.choice & (cost > 0)]
    if len(choice):
        return float(np.quantile(choice, 0.1))
    return float(cost[cost > 0].min())


def _size(structure: Structure, cost: np.ndarray) -> float:
    """Return how much one decision may change a cost, for most decisions."""
    order = np.argsort(structure.block, kind="stable")
    block = structure.block[order]
    starts = np.flatnonzero(np.r_[True, np.diff(block) > 0]) if len(block) else order
    other = ~structure.choice & (cost != 0)
    reach = structure.reach[other] - structure.base[other]
    variable = np.abs(cost[other]) * np.where(np.isfinite(reach), reach, 1.0)
    own = spread(cost, structure.matrix.assign[order], starts)
    return own + (float(np.quantile(variable, 0.9)) if len(variable) else 0.0)
