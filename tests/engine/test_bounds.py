"""No bound of the large engine is above what the best plan of all costs, whatever the prices.

What the best plan costs is found by a plain search of the whole matrix (``prepared``).
"""

import time
from collections.abc import Iterator

import numpy as np
import pytest

from models.build import build
from models.rules import RULES
from placements.engine import lagrangian
from placements.engine.duals import Duals
from placements.engine.highs import Limits, Outcome, Problem, solve_mip
from placements.engine.lagrangian import learners_bound
from placements.engine.large import LargeSearch
from placements.engine.matrix import compile_model
from placements.engine.options import Options
from placements.engine.prices import Phase, ascend
from placements.engine.stop import NEVER, Clock, Flag, silent
from placements.engine.team import Team
from tests.engine.prepared import Prepared, some

SHORT = (Phase(120, (0.4, 0.01), (0.2, 0.005)),)
"""An ascent to prices that are fair, in a tenth of the time."""
RULES_BY_NAME = {rule.name: rule for rule in RULES}
DRAWN = 12
"""Prices drawn for each problem."""


def not_above(bound: float, least: float) -> bool:
    """Return whether a bound is right, but for the rounding of a sum."""
    return bound <= least + 1e-6 * max(1.0, abs(least))


def problems(one: Prepared, rng: np.random.Generator) -> Iterator[tuple[Duals, float]]:
    """Yield the prices' problems of a round, each with the least cost of all plans it allows.

    One for a mix of all levels, and for each level one with the values of a random plan held.
    """
    mix = rng.exponential(size=len(one.names)) @ one.matrix.costs
    yield Duals.of(one.structure, mix), one.least(mix)
    values = one.matrix.costs @ one.any_solution(rng)
    for k, cost in enumerate(one.matrix.costs):
        held = one.held(k, values)
        yield Duals.of(one.structure, cost, cost, held), one.least(cost, held)


def any_prices(duals: Duals, rng: np.random.Generator) -> np.ndarray:
    """Return prices of either sign on some of the rows, tiny or huge."""
    count = duals.rows.shape[0]
    size = duals.scale * 10.0 ** rng.uniform(-2, 2)
    return rng.normal(scale=size, size=count) * (rng.random(count) < rng.random())


@pytest.mark.parametrize("first", [1000, 2000])
def test_any_prices_prove_no_more_than_the_best_plan_costs(first: int) -> None:
    rng = np.random.default_rng(first)
    for one in some(first, 12):
        for duals, least in problems(one, rng):
            good = ascend(duals, phases=SHORT)
            near = [good * rng.uniform(0.5, 1.5, size=len(good)) for _ in range(2)]
            for prices in [good, *near, *(any_prices(duals, rng) for _ in range(DRAWN))]:
                bound = duals.bound(prices)
                assert not_above(bound, least), one.seed
                # Every variable has ends, so prices of a sign that no row allows cost nothing.
                assert np.isfinite(bound), one.seed


def test_nor_where_a_block_may_be_at_several_settings_at_once() -> None:
    rng, rules = np.random.default_rng(0), [RULES_BY_NAME["capacity"], RULES_BY_NAME["pins"]]
    for one in some(100, 12):
        candidates = one.matrix.candidates
        matrix = compile_model(build(candidates, rules=rules), candidates)
        loose = Prepared(one.seed, one.texts, matrix)
        cost = rng.normal(size=len(matrix.lower)) * loose.structure.choice
        duals, least = Duals.of(loose.structure, cost), loose.least(cost)
        for prices in [
            np.zeros(len(duals.row_lower)),
            *(any_prices(duals, rng) for _ in range(DRAWN)),
        ]:
            assert not_above(duals.bound(prices), least), one.seed


@pytest.mark.parametrize("first", [5000, 6000])
def test_nor_do_the_learners_own_problems_solved_at_any_prices(first: int) -> None:
    rng, team = np.random.default_rng(first), Team()
    raised = 0
    for one in some(first, 6):
        for duals, least in problems(one, rng):
            good = ascend(duals, phases=SHORT)
            for prices in [good, any_prices(duals, rng), any_prices(duals, rng)]:
                bound = learners_bound(one.structure, duals, prices, team, NEVER)
                assert not_above(bound, least), one.seed
                # What is solved for a learner is never below what prices on the rows prove of it.
                below = duals.bound(prices)
                assert bound >= below - 1e-6 * max(1.0, abs(below)), one.seed
                raised += bound > below + 1e-3
    # Were no learner's own problem ever solved, the two bounds would always be the same.
    assert raised > 10


def test_learners_not_solved_for_want_of_time_leave_a_bound_that_holds() -> None:
    rng, over = np.random.default_rng(0), Flag(until=0.0)
    for one in some(7000, 4):
        for duals, least in problems(one, rng):
            good = ascend(duals, phases=SHORT)
            for prices in (good, any_prices(duals, rng)):
                assert over.is_set()
                bound = learners_bound(one.structure, duals, prices, Team(), over)
                assert not_above(bound, least), one.seed


def test_an_ascent_never_ends_below_its_first_prices() -> None:
    rng = np.random.default_rng(0)
    for one in some(8000, 4):
        for duals, _ in problems(one, rng):
            first = any_prices(duals, rng)
            before, after = duals.bound(first), duals.bound(ascend(duals, first, SHORT))
            assert after >= before - 1e-6 * max(1.0, abs(before)), one.seed


def test_prices_of_levels_together_prove_no_more_given_the_values_above() -> None:
    rng, over = np.random.default_rng(0), Flag(until=0.0)  # no time for better prices
    several = [one for one in some(10_000, 30) if len(one.names) > 1]
    for one in several:
        x = one.any_solution(rng)
        search = LargeSearch(one.matrix, one.names, Clock(), Options(), silent, Team(), over)
        for k, level in enumerate(one.matrix.costs):
            mix = np.where(np.arange(len(one.names)) < k, rng.exponential(size=len(one.names)), 0)
            mix[k] = 1.0
            duals = Duals.of(one.structure, mix @ one.matrix.costs, level)
            search.proofs.learn(k, mix, ascend(duals, phases=SHORT))
        assert hold(one, x, search.proofs.finish(x)), one.seed
    assert len(several) > 10


def hold(one: Prepared, x: np.ndarray, bounds: list[float | None]) -> bool:
    """Return whether every level's bound is right, given a solution's values above it."""
    values = one.matrix.costs @ x
    least = [
        one.least(cost, one.held(k, values)) + one.matrix.constants[k]
        for k, cost in enumerate(one.matrix.costs)
    ]
    return all(b is None or not_above(b, low) for b, low in zip(bounds, least, strict=True))


def test_each_levels_bound_holds_given_the_values_above_it() -> None:
    # The plan is any plan, so that what is held above a level is seldom the best that can be: a
    # bound that were proven for the best values above would be too high.
    rng = np.random.default_rng(0)
    for one in some(9000, 8):
        x = one.any_solution(rng)
        assert hold(one, x, bounds_of(one, x)), one.seed


def bounds_of(one: Prepared, x: np.ndarray) -> list[float | None]:
    """Return the bounds that the large engine's prices prove, given the values of a solution."""
    with Team() as team:
        search = LargeSearch(one.matrix, one.names, Clock(), Options(), silent, team, NEVER)
        search.run(x)
        return search.proofs.finish(x)


def test_no_learners_problem_may_take_longer_than_there_is_time(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    given: list[float | None] = []

    def seen(problem: Problem, limits: Limits) -> Outcome:
        given.append(limits.seconds)
        return solve_mip(problem, limits)

    monkeypatch.setattr(lagrangian, "solve_mip", seen)
    until = Flag(until=time.monotonic() + 1_000)
    for one in some(7000, 4):
        for duals, _ in problems(one, np.random.default_rng(0)):
            learners_bound(one.structure, duals, ascend(duals, phases=SHORT), Team(), until)
    assert given
    assert all(seconds is not None and 0 < seconds < 1_000 for seconds in given)
