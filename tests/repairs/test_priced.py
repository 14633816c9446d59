"""A relaxation solved with few of its choices has the bound of the one with all of them."""

import numpy as np
import pytest
from scipy import sparse

from placements.engine.highs import Face, Limits, Part, Problem, solve_relaxation
from placements.engine.stop import Flag
from placements.repairs.priced import Kinds, solve_priced

WEEKS, PLACES, BLOCKS = 4, 12, 8


def crowded(seed):
    """Return a problem: blocks to place at full settings, for which whoever is there may go.

    A column for each choice, one for leaving the block out at a cost of 2, one for each who stays.
    """
    rng = np.random.default_rng(seed)
    places = rng.integers(1, 3, PLACES)
    stays = np.repeat(np.arange(PLACES), places - rng.integers(0, 2, PLACES) * (rng.random() < 0.5))
    choices = [(b, s) for b in range(BLOCKS) for s in range(PLACES) if rng.random() < 0.5]
    n = len(choices) + BLOCKS + len(stays)
    rows = np.zeros((BLOCKS + PLACES, n))
    for k, (block, setting) in enumerate(choices):
        rows[block, k] = rows[BLOCKS + setting, k] = 1
    for block in range(BLOCKS):
        rows[block, len(choices) + block] = 1
    for k, setting in enumerate(stays, len(choices) + BLOCKS):
        rows[BLOCKS + setting, k] = 1
    cost = np.zeros(n)
    cost[len(choices) : len(choices) + BLOCKS] = 2
    cost[len(choices) + BLOCKS :] = -1
    part = Part(sparse.csr_array(rows), np.ones(n, dtype=bool))
    low = np.concatenate([np.ones(BLOCKS), np.full(PLACES, -np.inf)])
    high = np.concatenate([np.ones(BLOCKS), places.astype(float)])
    face = Face(low, high, np.zeros(n), np.ones(n))
    group = np.full(n, -1)
    group[: len(choices)] = [block for block, _ in choices]
    who = np.zeros(n, dtype=bool)
    who[len(choices) + BLOCKS :] = True
    return Problem(part, cost, face), Kinds(group, np.zeros(n, dtype=bool), who)


@pytest.mark.parametrize("seed", range(20))
def test_the_bound_is_that_of_all_choices(seed):
    problem, kinds = crowded(seed)

    whole = solve_relaxation(problem, Limits(), Flag())
    found = solve_priced(problem, kinds)

    # Told in whole numbers: no whole solution has a cost in between.
    assert np.ceil(found.bound - 1e-6) == np.ceil(whole.bound - 1e-6)
    assert found.bound <= whole.bound + 1e-6


@pytest.mark.parametrize("seed", range(20))
def test_a_search_cut_off_has_a_bound_all_the_same(seed, monkeypatch):
    monkeypatch.setattr("placements.repairs.priced.ROUNDS", 1)
    problem, kinds = crowded(seed)

    whole = solve_relaxation(problem, Limits(), Flag())

    assert solve_priced(problem, kinds).bound <= whole.bound + 1e-6
