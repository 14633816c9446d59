"""Random small rounds as matrices, and the least cost that a plain search of the whole proves.

The search is HiGHS on the whole matrix with a row for every value that is held: none of an
engine's own ways, and ``tests/models`` holds it against enumeration of all plans.
"""

from dataclasses import dataclass
from functools import cached_property, lru_cache
from random import Random

import numpy as np

from models.build import build
from placements.engine.first import first_solution, settled
from placements.engine.highs import Face, Limits, Problem, solve_mip
from placements.engine.large import solve_large
from placements.engine.matrix import Matrix, compile_model
from placements.engine.parts import Everything, compile_part, parts_of, put_together
from placements.engine.solved import Solved
from placements.engine.structure import Structure
from placements.round import Round
from tests.strategies import USUAL, Texts, candidates_of, round_texts

Held = tuple[tuple[np.ndarray, float], ...]
"""Rows "cost @ x <= limit"."""


@dataclass(frozen=True, eq=False)
class Prepared:
    """A round, and its matrix.

    Parameters
    ----------
    seed
        What it was drawn from.
    texts
        Its tables.
    """

    seed: int
    texts: Texts
    matrix: Matrix

    @property
    def round(self) -> Round:
        """The round."""
        return self.matrix.candidates.round

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Names of the levels."""
        return tuple(level.name for level in self.round.levels)

    @cached_property
    def structure(self) -> Structure:
        """The parts of the matrix."""
        return Structure(self.matrix)

    @cached_property
    def large(self) -> Solved:
        """What the large engine makes of it."""
        return solve_large(self.matrix, self.names)

    def least(self, cost: np.ndarray, held: Held = ()) -> float:
        """Return the least cost of all plans that the rows allow."""
        found = solve_mip(Problem(self.matrix, cost, Face.whole(self.matrix), held), Limits())
        assert found.proven, self.seed
        assert found.value is not None, self.seed
        return found.value

    def held(self, k: int, values: np.ndarray) -> Held:
        """Return the rows that keep the levels above k at values, without constants.

        Where values are known to be whole multiples of a grain, half of one more lets no other plan
        in, and keeps clear of the solver's tolerance.
        """
        rows = []
        for j in range(k):
            clear = min(float(self.matrix.grains[j]) / 2, 1e-4)
            rows.append((self.matrix.costs[j], float(values[j]) + max(clear, 1e-6)))
        return tuple(rows)

    def any_solution(self, rng: np.random.Generator) -> np.ndarray:
        """Return the solution of some plan, good or bad."""
        cost = np.zeros(len(self.matrix.lower))
        cost[self.matrix.assign] = rng.normal(size=len(self.matrix.assign))
        found = solve_mip(Problem(self.matrix, cost, Face.whole(self.matrix)), Limits())
        assert found.x is not None, self.seed
        return settled(self.matrix, np.where(self.matrix.integer, np.rint(found.x), found.x))


@lru_cache(maxsize=256)
def prepared(seed: int) -> Prepared | None:
    """Return a random round; ``None`` where its pins and links contradict each other."""
    texts = round_texts(Random(seed), USUAL)
    candidates = candidates_of(texts)
    matrix = compile_model(build(candidates), candidates)
    nothing = np.zeros(len(matrix.lower))
    found = solve_mip(Problem(matrix, nothing, Face.whole(matrix)), Limits())
    return None if found.infeasible else Prepared(seed, texts, matrix)


def some(first: int, number: int) -> list[Prepared]:
    """Return so many rounds that have a plan."""
    found, seed = [], first
    while len(found) < number:
        one = prepared(seed)
        found += [] if one is None else [one]
        seed += 1
    return found


def in_parts(one: Prepared) -> Everything:
    """Return a round put together of parts of one learner each."""
    candidates = one.matrix.candidates
    return put_together(candidates, [compile_part(part) for part in parts_of(candidates, size=1)])


def first_of(structure: Structure) -> np.ndarray:
    """Return a solution with nobody placed who need not be."""
    x = first_solution(structure.matrix, None)
    assert x is not None
    return settled(structure.matrix, x)
