"""Improving a solution: no step makes it worse, and every step is a solution."""

import time

import numpy as np
import pytest

from models.build import build
from placements.candidates import build_candidates
from placements.engine.emphasis import STRICT, weights
from placements.engine.improver import Improver
from placements.engine.matrix import compile_model
from placements.engine.structure import Structure
from placements.engine.team import Team
from placements.run import read
from tests.engine.crowded import write_crowded_round
from tests.engine.prepared import first_of

BATCHES = 6


@pytest.fixture(scope="module")
def structure(tmp_path_factory: pytest.TempPathFactory) -> Structure:
    """Return a crowded round's matrix and its parts."""
    candidates = build_candidates(read(write_crowded_round(tmp_path_factory.mktemp("crowded"))))
    return Structure(compile_model(build(candidates), candidates))


def improver_of(structure: Structure, until: float | None = None) -> Improver:
    """Return what improves a solution on one core, without any prices."""
    cost = weights(structure, STRICT) @ structure.matrix.costs
    prices = np.zeros(structure.matrix.rows.shape[0])
    return Improver(structure, cost, cost, prices, 1.0, Team(1), until)


def holds(structure: Structure, x: np.ndarray) -> bool:
    """Return whether a solution keeps to every row."""
    matrix = structure.matrix
    activity = matrix.rows @ x
    low = (activity >= matrix.row_lower - 1e-6).all()
    return bool(low and (activity <= matrix.row_upper + 1e-6).all())


def test_no_step_is_worse_in_the_first_level_it_changes(structure: Structure) -> None:
    improver, x = improver_of(structure), first_of(structure)
    improver.narrow()
    state = x, structure.matrix.rows @ x
    before = tuple(np.round(structure.matrix.costs @ x, 6))
    seen = [before]
    for _ in range(BATCHES):
        state = improver.round(state)
        after = tuple(np.round(structure.matrix.costs @ state[0], 6))
        assert after <= seen[-1]
        assert holds(structure, state[0])
        assert np.allclose(state[1], structure.matrix.rows @ state[0])
        seen.append(after)
    assert seen[-1] < before


def test_a_time_that_is_over_leaves_a_solution(structure: Structure) -> None:
    x = first_of(structure)
    improver = improver_of(structure, until=time.monotonic())
    after = improver.construct(x)
    assert holds(structure, after)
    cost = structure.matrix.costs
    assert tuple(cost @ after) <= tuple(cost @ x)


def test_choices_are_few_between_and_many_in_the_end(
    structure: Structure, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("placements.engine.improver.WIDE", 4)
    monkeypatch.setattr("placements.engine.improver.NEAR", 2)
    improver, near = improver_of(structure), []
    near.append(improver.near.sum())
    improver.narrow()
    near.append(improver.near.sum())
    improver.widen()
    near.append(improver.near.sum())
    assert near[1] < near[0] == near[2]
