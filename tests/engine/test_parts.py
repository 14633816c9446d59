"""A round compiled part by part is the round, and prices on a pool prove bounds for all of it."""

import numpy as np
import pytest

from models.measure import grain
from placements.engine.duals import Duals
from placements.engine.exact import solve_exactly
from placements.engine.matrix import Matrix
from placements.engine.parts import Everything
from placements.engine.prices import ascend
from placements.engine.pricing import Pricing
from placements.engine.structure import Structure
from tests.engine.prepared import Prepared, in_parts, some

ROUNDS = 24


@pytest.fixture(scope="module")
def rounds() -> list[tuple[Prepared, Everything]]:
    return [(one, in_parts(one)) for one in some(100, ROUNDS)]


def named(matrix: Matrix) -> list[object]:
    """Return a name of each column: a candidate's position or the variable's name."""
    names = matrix.names.astype(object)
    names[matrix.assign] = np.arange(len(matrix.assign))
    return names.tolist()


def rows_of(matrix: Matrix) -> dict[object, object]:
    """Return the name of each row → its bounds and coefficients by the columns' names."""
    names, found = named(matrix), {}
    for i, label in enumerate(zip(matrix.family, matrix.key, strict=True)):
        own = matrix.rows[[i]].tocoo()
        terms = {names[j]: a for j, a in zip(own.col.tolist(), own.data.tolist(), strict=True)}
        found[label] = (matrix.row_lower[i], matrix.row_upper[i], terms)
    return found


def test_every_row_of_the_whole_is_there_as_it_is(
    rounds: list[tuple[Prepared, Everything]],
) -> None:
    for one, everything in rounds:
        whole = everything.matrix(np.arange(len(one.matrix.assign)))
        parts, names = rows_of(whole), named(whole)
        for label, row in rows_of(one.matrix).items():
            assert parts[label] == row, (one.seed, label)
        at = [names.index(name) for name in named(one.matrix)]
        choices = one.matrix.assign  # a variable may stand for fewer weeks in parts: more of them
        costs = whole.costs[:, at][:, choices]
        assert costs == pytest.approx(one.matrix.costs[:, choices], abs=1e-9), one.seed
        assert np.array_equal(whole.lower[at], one.matrix.lower), one.seed
        assert np.array_equal(whole.integer[at], one.matrix.integer), one.seed
        # What nobody can change is a constant of the whole; a part has a variable for it.
        assert (whole.constants <= one.matrix.constants + 1e-9).all(), one.seed
        assert {k: names[j] for k, j in whole.taken.items()} == {
            k: named(one.matrix)[j] for k, j in one.matrix.taken.items()
        }


def test_what_else_is_there_bars_no_plan(rounds: list[tuple[Prepared, Everything]]) -> None:
    for one, everything in rounds:
        whole = everything.matrix(np.arange(len(one.matrix.assign)))
        # Rows that others imply, and no more: the best plan is as good.
        found, expected = (solve_exactly(m, one.names) for m in (whole, one.matrix))
        assert found.values == pytest.approx(expected.values, abs=1e-6), one.seed


def test_values_are_multiples_of_the_grain_of_all_parts(
    rounds: list[tuple[Prepared, Everything]],
) -> None:
    for one, everything in rounds:
        for own, whole in zip(everything.grains, one.matrix.grains, strict=True):
            # No coarser than the whole's: a multiple of the whole's grain is one of ours.
            assert not own or grain([float(own), float(whole)]) == own, one.seed


def test_bounds_of_prices_found_on_a_pool_hold_for_all(
    rounds: list[tuple[Prepared, Everything]],
) -> None:
    told = 0
    for one, everything in rounds:
        number = len(one.matrix.assign)
        draw = np.random.default_rng(one.seed)
        pool = everything.matrix(np.flatnonzero(draw.random(number) < 0.6))
        structure = Structure(pool)
        pricing = Pricing(everything.columns_alone, structure.row_of_block)
        for k in range(len(pool.costs)):
            mix = np.eye(len(pool.costs))[k]
            prices = ascend(Duals.of(structure, pool.costs[k]))
            for given in (prices, prices + draw.normal(0, 5, len(prices))):
                bound = pricing.bound(mix, given) + everything.constants[k]
                least = one.least(one.matrix.costs[k]) + one.matrix.constants[k]
                assert bound <= least + 1e-6 * max(1.0, abs(least)), (one.seed, k)
                told += bound >= least - 1e-3 * max(1.0, abs(least))
    assert told > ROUNDS  # many are tight, so the bounds are not trivially low


def test_bounds_of_all_are_those_of_the_model_of_all(
    rounds: list[tuple[Prepared, Everything]],
) -> None:
    for one, everything in rounds:
        whole = everything.matrix(np.arange(len(one.matrix.assign)))
        structure = Structure(whole)
        mix = np.ones(len(whole.costs))
        duals = Duals.of(structure, mix @ whole.costs)
        prices = duals.valid(np.random.default_rng(one.seed).normal(0, 20, len(duals.row_lower)))
        bound = Pricing(everything.columns_alone, structure.row_of_block).bound(mix, prices)
        assert bound == pytest.approx(duals.bound(prices), rel=1e-9, abs=1e-6), one.seed


def test_the_best_of_each_block_are_those_of_least_reduced_cost(
    rounds: list[tuple[Prepared, Everything]],
) -> None:
    for one, everything in rounds:
        number = len(one.matrix.assign)
        pricing = Pricing(
            everything.columns_alone,
            Structure(everything.matrix(np.arange(number))).row_of_block,
        )
        mix = np.ones(len(everything.costs))
        prices = np.zeros(len(everything.row_lower))
        cost, block = (mix @ everything.costs)[:number], one.structure.block
        # Counted one by one: as good as a block's second best, or better.
        for b in np.unique(block):
            own = np.flatnonzero(block == b)
            best = np.intersect1d(pricing.best(mix, prices, 2), own)
            assert len(best) == min(2, len(own))
            assert sorted(cost[best]) == sorted(cost[own])[:2]
