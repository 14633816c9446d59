"""Prices come near what a relaxation proves, also where many must go without."""

import re
from pathlib import Path

import numpy as np
import pytest

from models.build import build
from placements.candidates import build_candidates
from placements.engine.duals import Duals
from placements.engine.emphasis import GENTLE, weights
from placements.engine.highs import Face, Limits, Part, Problem, interior_prices, solve_relaxation
from placements.engine.matrix import Matrix, compile_model
from placements.engine.prices import PHASES, ascend
from placements.engine.stop import NEVER
from placements.engine.structure import Structure
from placements.run import read
from tests.engine.crowded import write_crowded_round
from tests.engine.prepared import in_parts, some


@pytest.fixture(scope="module", params=["enough", "short"])
def matrix(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Matrix:
    """Return a round with two places or three at each setting, or with one."""
    folder = write_crowded_round(tmp_path_factory.mktemp("round"))
    if request.param == "short":
        _with_one_place(folder / "capacity.csv")
    candidates = build_candidates(read(folder))
    return compile_model(build(candidates), candidates)


def _with_one_place(table: Path) -> None:
    table.write_text(re.sub(r",[23]\b", ",1", table.read_text("utf-8")), "utf-8")


@pytest.fixture
def mixed(matrix: Matrix) -> tuple[Duals, float]:
    """Return the problem of prices for all levels, and the least that a relaxed plan costs."""
    structure = Structure(matrix)
    cost = weights(structure, GENTLE) @ matrix.costs
    duals = Duals.of(structure, cost, matrix.costs[-1])
    face = Face(duals.row_lower, duals.row_upper, duals.lower, duals.upper)
    part = Part(duals.rows, np.zeros(len(cost), dtype=bool))
    relaxed = solve_relaxation(Problem(part, cost, face), Limits(), NEVER)
    assert relaxed is not None
    return duals, relaxed.bound


def test_an_ascent_from_nothing_comes_within_a_fiftieth_of_a_choice(
    mixed: tuple[Duals, float],
) -> None:
    duals, least = mixed
    blocks = len(duals.starts)
    proven = duals.bound(ascend(duals))
    assert proven <= least + 1e-6 * abs(least)
    assert least - proven < 0.02 * duals.scale * blocks
    # Without the first phase it is farther off, or no nearer.
    assert duals.bound(ascend(duals, phases=PHASES[1:])) <= proven + 0.001 * abs(least)


def test_an_interior_point_methods_prices_prove_what_the_relaxation_does(
    mixed: tuple[Duals, float],
) -> None:
    duals, least = mixed
    face = Face(duals.row_lower, duals.row_upper, duals.lower, duals.upper)
    part = Part(duals.rows, np.zeros(len(duals.cost), dtype=bool))
    found = interior_prices(Problem(part, duals.cost, face), NEVER)
    assert found is not None
    assert least - 2e-3 * abs(least) < duals.bound(found) <= least + 1e-6 * abs(least)


def pool_duals() -> list[Duals]:
    """Return problems of prices of pools, in which many rows have nothing left to forbid."""
    found = []
    for one in some(300, 8):
        drawn = np.flatnonzero(np.random.default_rng(one.seed).random(len(one.matrix.assign)) < 0.5)
        pool = in_parts(one).matrix(drawn)
        found.append(Duals.of(Structure(pool), np.ones(len(pool.costs)) @ pool.costs))
    return found


def test_prices_of_the_rows_told_prove_as_much_for_the_whole_problem() -> None:
    fewer = 0
    for duals in pool_duals():
        told = duals.told(np.zeros(len(duals.row_lower)))
        fewer += len(duals.row_lower) - len(told.rows)
        own = told.duals.valid(np.random.default_rng(0).normal(size=len(told.rows)))
        every = np.zeros(len(duals.row_lower))
        every[told.rows] = own
        assert told.duals.rows.shape == (len(told.rows), len(told.columns))
        # What the columns left out cost at their best is the same whatever the prices are.
        apart = np.setdiff1d(np.arange(len(duals.cost)), told.columns)
        fixed = float(duals.cost[apart] @ told.least[apart])
        assert duals.bound(every) == pytest.approx(told.duals.bound(own) + fixed)
    assert fewer > 8


def test_a_price_on_a_row_not_told_proves_no_more() -> None:
    seen = 0
    for duals in pool_duals():
        told = duals.told(np.zeros(len(duals.row_lower)))
        out = np.setdiff1d(np.flatnonzero(duals.priced), told.rows)
        rng = np.random.default_rng(1)
        every = np.zeros(len(duals.row_lower))
        every[told.rows] = rng.normal(size=len(told.rows))
        without = duals.bound(every)
        every[out] = rng.normal(size=len(out))
        seen += len(out)
        assert duals.bound(every) <= without + 1e-6
    assert seen > 8


def test_a_row_with_a_price_stays_though_nothing_can_break_it() -> None:
    for duals in pool_duals():
        told = duals.told(np.zeros(len(duals.row_lower)))
        out = np.setdiff1d(np.flatnonzero(duals.priced), told.rows)
        prices = np.zeros(len(duals.row_lower))
        prices[out[:1]] = 1.0
        assert np.isin(out[:1], duals.told(prices).rows).all()
        assert not np.isin(out[1:], duals.told(prices).rows).any()


def test_a_solution_is_spread_over_all_columns() -> None:
    for duals in pool_duals():
        told = duals.told(np.zeros(len(duals.row_lower)))
        every = told.spread(np.arange(len(told.columns)) + 0.5)
        assert (every[told.columns] == np.arange(len(told.columns)) + 0.5).all()
        apart = np.setdiff1d(np.arange(len(duals.cost)), told.columns)
        assert (every[apart] == np.where(duals.cost >= 0, duals.lower, duals.upper)[apart]).all()
