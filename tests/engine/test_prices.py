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
