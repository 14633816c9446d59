"""A matrix without the rows that nothing can break has the same best plans."""

from __future__ import annotations

import numpy as np
import pytest

from placements.engine.exact import solve_exactly
from placements.engine.matrix import Matrix
from placements.engine.pool import given
from placements.engine.slim import slim
from placements.engine.structure import Structure
from tests.engine.prepared import in_parts, some

ROUNDS = 8


def pools() -> list[tuple[Matrix, tuple[str, ...]]]:
    """Return pools of small random rounds: as in a large one, most rows lose what they forbade."""
    found = []
    for one in some(300, ROUNDS):
        drawn = np.random.default_rng(one.seed).random(len(one.matrix.assign)) < 0.4
        pool = np.union1d(np.flatnonzero(drawn), given(one.matrix.candidates, None))
        found.append((in_parts(one).matrix(pool), one.names))
    return found


def test_the_best_plan_is_as_good_and_keeps_the_rows_left_out() -> None:
    fewer = planned = 0
    for pool, names in pools():
        own, kept = slim(pool)
        found, expected = solve_exactly(own, names), solve_exactly(pool, names)
        assert found.values == pytest.approx(expected.values, abs=1e-6)
        if found.plan is None:
            continue  # a link's other end was not drawn
        planned += 1
        columns, values = pool.solution(found.plan)
        lower, upper = pool.lower.copy(), pool.upper.copy()
        lower[columns] = upper[columns] = values
        # Whatever the rules' own variables are, the rows that were left out hold.
        x = np.clip(np.zeros(len(lower)), lower, upper)
        out = np.setdiff1d(np.arange(pool.rows.shape[0]), kept)
        sums = (pool.rows @ x)[out]
        assert (sums <= pool.row_upper[out] + 1e-6).all()
        assert (sums >= pool.row_lower[out] - 1e-6).all()
        fewer += len(out)
    assert fewer > ROUNDS
    assert planned > ROUNDS / 2


def test_a_row_that_can_be_broken_stays() -> None:
    for pool, _ in pools():
        _, kept = slim(pool)
        out = np.setdiff1d(np.arange(pool.rows.shape[0]), kept)
        structure, rng = Structure(pool), np.random.default_rng(0)
        for _ in range(50):  # one choice or none for each block, at random
            x = np.zeros(pool.rows.shape[1])
            for columns in structure.of_block:
                if len(columns) and rng.random() < 0.9:
                    x[rng.choice(columns)] = 1.0
            sums = (pool.rows @ x)[out]
            assert (sums <= pool.row_upper[out] + 1e-6).all()


def test_each_block_still_takes_one_choice() -> None:
    for pool, _ in pools():
        own, _ = slim(pool)
        before, after = Structure(pool), Structure(own)
        several = np.bincount(before.block, minlength=before.blocks) > 1
        single, _ = before.one_of_block
        still, _ = after.one_of_block
        assert (still == single)[several].all()
