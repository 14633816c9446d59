"""What is drawn next depends on the solution at hand, not on one that was seen before."""

import numpy as np

from placements.engine.draw import Draw
from placements.engine.duals import Duals
from placements.engine.prices import ascend
from tests.engine.prepared import some


def test_a_draw_forgets_the_solution_before() -> None:
    differ = 0
    for one in some(12_000, 8):
        rng = np.random.default_rng(one.seed)
        guide = one.matrix.costs.sum(axis=0)
        prices = ascend(Duals.of(one.structure, guide))
        used = np.zeros(one.structure.learners, dtype=bool)
        before, now = one.any_solution(rng), one.any_solution(rng)
        seen, fresh = (
            Draw(one.structure, guide, prices, np.random.default_rng(0)) for _ in range(2)
        )
        seen.learners(1, before, used)
        chosen = []
        for draw in (seen, fresh):
            picks = []
            for number in range(20):
                draw.rng = np.random.default_rng(number)
                picks.append(draw.learners(1, now, used)[0].tolist())
            chosen.append(picks)
        assert chosen[0] == chosen[1], one.seed
        different = []
        for number in range(20):
            fresh.rng = np.random.default_rng(number)
            different.append(fresh.learners(1, before, used)[0].tolist())
        differ += different != chosen[1]
    # Were every solution drawn from alike, nothing would be shown.
    assert differ > 0
