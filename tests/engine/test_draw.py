"""What is drawn next depends on the solution at hand, not on one that was seen before."""

import numpy as np

from placements.engine.draw import Draw
from placements.engine.duals import Duals
from placements.engine.prices import ascend
from tests.engine.prepared import some


def picks(draw: Draw, x: np.ndarray) -> list[list[int]]:
    """Return whom twenty draws hold, by chance alone that is the same each time."""
    used = np.zeros(draw.structure.learners, dtype=bool)
    found = []
    for number in range(20):
        draw.rng = np.random.default_rng(number)
        found.append(draw.learners(1, x, used)[0].tolist())
    return found


def test_a_draw_forgets_the_solution_before() -> None:
    differ = 0
    for one in some(12_000, 8):
        rng = np.random.default_rng(one.seed)
        guide = one.matrix.costs.sum(axis=0)
        prices = ascend(Duals.of(one.structure, guide))
        before, now = one.any_solution(rng), one.any_solution(rng)
        seen, fresh = (Draw(one.structure, guide, prices, rng) for _ in range(2))
        differ += picks(seen, before) != picks(fresh, now)
        assert picks(seen, now) == picks(fresh, now), one.seed
    # Were every solution drawn from alike, nothing would be shown.
    assert differ > 0
