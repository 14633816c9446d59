"""Whether a rule binds at all, told without solving again.

Any prices on the rows of a model prove a bound (``placements.engine.prices``). Those of the round
as it is, put on the same rows of the round without the rule, prove how much could be gained at
most: where that is nothing, the plan is the best without the rule too.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from models.build import build
from placements.candidates import Candidates
from placements.engine.duals import Duals
from placements.engine.held import HeldRows
from placements.engine.highs import Face, Limits, Problem, solve_relaxation
from placements.engine.matrix import Matrix, compile_model
from placements.engine.solved import safe_bound
from placements.engine.stop import Flag
from placements.engine.structure import Structure

CLEAR = 1e-6
"""Relative slack of a row that holds a level."""


@dataclass(frozen=True, eq=False)
class Prices:
    """Prices of one level, given those above it.

    Parameters
    ----------
    rows
        Family and key of a row → its price.
    held
        Prices of the rows that hold the levels above.
    """

    rows: dict[tuple[object, object], float]
    held: np.ndarray


class Screen:
    """The prices of a round at a plan's values.

    Parameters
    ----------
    candidates
        The round's.
    values
        The plan's value of every level.
    """

    def __init__(self, candidates: Candidates, values: Sequence[float]) -> None:
        self.candidates, self.values = candidates, values

    @cached_property
    def matrix(self) -> Matrix:
        """The compiled model of the round as it is."""
        return compile_model(build(self.candidates), self.candidates)

    @cached_property
    def prices(self) -> list[Prices | None]:
        """Prices of every level; ``None``: the level has no cost, or they were not found."""
        return [self._prices(k) for k in range(len(self.values))]

    def _prices(self, k: int) -> Prices | None:
        matrix = self.matrix
        if not matrix.costs[k].any():
            return None
        problem = Problem(matrix, matrix.costs[k], Face.whole(matrix), self._held(matrix, k))
        found = solve_relaxation(problem.in_one(), Limits(), Flag())
        if found is None:
            return None
        count = matrix.rows.shape[0]
        labels = zip(matrix.family, matrix.key, strict=True)
        named = dict(zip(labels, found.prices[:count].tolist(), strict=True))
        return Prices({row: y for row, y in named.items() if y}, found.prices[count:])

    def _held(self, matrix: Matrix, k: int) -> HeldRows:
        rows = []
        for j, value in enumerate(self.values[:k]):
            limit = value - float(matrix.constants[j])
            rows.append((matrix.costs[j], limit + CLEAR * max(1.0, abs(limit))))
        return tuple(rows)

    def bounds(self, relaxed: Candidates) -> list[float | None]:
        """Return what no plan of the round without a rule can be below, level by level.

        Of plans whose levels above are no worse than the plan's.
        """
        matrix = compile_model(build(relaxed), relaxed)
        structure = Structure(matrix)
        found: list[float | None] = []
        for k, prices in enumerate(self.prices):
            if not matrix.costs[k].any():
                found.append(float(matrix.constants[k]))
            elif prices is None:
                found.append(None)
            else:
                found.append(self._bound(structure, k, prices))
        return found

    def _bound(self, structure: Structure, k: int, prices: Prices) -> float:
        matrix = structure.matrix
        duals = Duals.of(structure, matrix.costs[k], held=self._held(matrix, k))
        labels = zip(matrix.family, matrix.key, strict=True)
        y = np.array([prices.rows.get(label, 0.0) for label in labels])
        bound = duals.bound(np.concatenate([y, prices.held])) + float(matrix.constants[k])
        return safe_bound(bound, np.inf, matrix.grains[k])
