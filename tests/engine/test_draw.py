"""What a part holds: drawn by the solution at hand, in one stretch of time or in several."""

from pathlib import Path

import numpy as np

from models.build import build
from placements.candidates import build_candidates
from placements.engine.draw import Draw
from placements.engine.duals import Duals
from placements.engine.matrix import compile_model
from placements.engine.prices import ascend
from placements.engine.structure import Structure
from placements.run import read
from tests.engine.crowded import write_crowded_round
from tests.engine.prepared import some


def picks(draw: Draw, x: np.ndarray) -> list[list[int]]:
    """Return whom twenty draws hold, by chance alone that is the same each time."""
    used = np.zeros(draw.structure.learners, dtype=bool)
    found = []
    for number in range(20):
        draw.rng = np.random.default_rng(number)
        found.append(draw.learners(1, x, used)[0].tolist())
    return found


def overlap(draw: Draw, one: int, others: np.ndarray) -> np.ndarray:
    """Return which of some blocks can be under way when one can."""
    first, last = draw.structure.weeks
    return (first[others] <= last[one]) & (last[others] >= first[one])


def test_a_window_is_one_stretch_of_time_and_a_spread_several(tmp_path: Path) -> None:
    candidates = build_candidates(read(write_crowded_round(tmp_path)))
    matrix = compile_model(build(candidates), candidates)
    structure = Structure(matrix)
    guide, x = matrix.costs.sum(axis=0), np.zeros(matrix.rows.shape[1])
    draw = Draw(structure, guide, np.zeros(len(matrix.rows.indptr) - 1), np.random.default_rng(0))
    several = 0
    for _ in range(20):
        used = np.zeros(structure.learners, dtype=bool)
        window, _ = draw.window("window", 8, x, used)
        assert any(overlap(draw, seed, window).all() for seed in window)
        spread, columns = draw.window("spread", 8, x, used)
        assert len(spread) <= 9  # and the one that it began with
        assert len(set(structure.learner_of_block[spread])) <= structure.learners // 3 + 1
        several += not any(overlap(draw, seed, spread).all() for seed in spread)
        # All choices of its blocks, and what else its learners own.
        choices = np.intersect1d(columns, matrix.assign)
        assert set(structure.block[np.isin(matrix.assign, choices)]) == set(spread)
        who = structure.learner_of_block[spread]
        assert all(np.isin(structure.own_variables[k], columns).all() for k in who)
    assert several > 10


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
