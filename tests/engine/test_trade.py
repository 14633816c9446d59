"""Bounds on all candidates given a plan's values: weights of levels, and learners by themselves."""

from typing import Any

import numpy as np
import pytest

from placements.engine.duals import Duals
from placements.engine.emphasis import GENTLE, mix_to, weights
from placements.engine.exact import solve_exactly
from placements.engine.first import first_solution, settled
from placements.engine.lagrangian import least_alone
from placements.engine.options import Options
from placements.engine.parts import Everything
from placements.engine.pool import Priced
from placements.engine.prices import ascend
from placements.engine.pricing import Pricing
from placements.engine.proofs import Known, Proofs
from placements.engine.stop import NEVER, Clock, Flag
from placements.engine.structure import Structure
from placements.engine.team import Team
from placements.engine.trade import TradeTask, find_weights
from tests.engine.prepared import Prepared, some
from tests.engine.test_parts import in_parts

ROUNDS = 12


@pytest.fixture(scope="module")
def rounds() -> list[tuple[Prepared, Everything]]:
    several = [one for one in some(400, 2 * ROUNDS) if len(one.names) > 1]
    return [(one, in_parts(one)) for one in several[:ROUNDS]]


def least_given(one: Prepared, k: int, x: np.ndarray) -> float:
    """Return the least of a level with those above no worse than at a solution."""
    values = one.matrix.costs @ x
    return one.least(one.matrix.costs[k], one.held(k, values)) + one.matrix.constants[k]


def test_weights_found_prove_no_more_than_is_so_and_no_less_than_those_begun_with(
    rounds: list[tuple[Prepared, Everything]],
) -> None:
    raised = 0
    for one, everything in rounds:
        x = one.any_solution(np.random.default_rng(one.seed))
        values = one.matrix.costs @ x + one.matrix.constants - everything.constants
        pool = everything.matrix(np.arange(len(one.matrix.assign)))
        structure = Structure(pool)
        pricing = Pricing(everything.columns_alone, structure.row_of_block)
        for k in range(1, len(one.names)):
            mix = mix_to(weights(structure, GENTLE), k)
            if not mix.any():
                continue
            prices = ascend(Duals.of(structure, mix @ pool.costs))
            limits = {j: float(values[j]) for j in range(k)}
            found = find_weights(TradeTask(pricing, mix, prices, limits, NEVER))
            proven = [
                pricing.bound(own, y) - own[:k] @ values[:k] + everything.constants[k]
                for own, y in ((mix, prices), found)
            ]
            least = least_given(one, k, x)
            slack = 1e-6 * max(1.0, abs(least))
            assert proven[1] <= least + slack, (one.seed, k)
            assert proven[1] >= proven[0] - slack, (one.seed, k)
            raised += proven[1] > proven[0] + 1e-3
    # Were the weights never changed, the two would always be the same.
    assert raised > 3


def test_learners_alone_prove_no_more_than_is_so(
    rounds: list[tuple[Prepared, Everything]],
) -> None:
    tight = 0
    for one, everything in rounds:
        x = one.any_solution(np.random.default_rng(one.seed))
        own = one.matrix.owner >= 0
        pool = everything.matrix(np.arange(len(one.matrix.assign)))
        single = Pricing(everything.columns_alone, Structure(pool).row_of_block).single
        for k, cost in enumerate(one.matrix.costs):
            mix = np.eye(len(one.names))[k]
            learners = one.structure.learners
            now = np.bincount(one.matrix.owner[own], (cost * x)[own], minlength=learners)
            for flag in (NEVER, Flag(until=0.0)):
                bound = least_alone(everything, mix, single, now, Team(), flag)
                least = one.least(cost) + one.matrix.constants[k] - everything.constants[k]
                assert bound <= least + 1e-6 * max(1.0, abs(least)), (one.seed, k)
                tight += bound >= least - 1e-6 * max(1.0, abs(least))
    assert tight > ROUNDS


def of_all(one: Prepared, everything: Everything, team: Team) -> tuple[Proofs, np.ndarray]:
    """Return the proofs of a pool that holds all candidates, and a best solution."""
    best = solve_exactly(one.matrix, one.names).plan
    pool = everything.matrix(np.arange(len(one.matrix.assign)))
    structure = Structure(pool)
    emphasis = weights(structure, GENTLE)
    pricing = Pricing(everything.columns_alone, structure.row_of_block)
    mixes = {k: mix_to(emphasis, k) for k in range(len(one.names)) if pool.costs[k].any()}
    prices = {k: (mix, ascend(Duals.of(structure, mix @ pool.costs))) for k, mix in mixes.items()}
    rows = np.arange(pool.rows.shape[0])
    priced = Priced(everything, pool, rows, emphasis, prices, pricing, seconds=0.0)
    x = first_solution(pool, best)
    assert x is not None
    return Proofs(structure, Options(), Clock(), NEVER, team, priced), settled(pool, x)


def asking_all(proofs: Proofs) -> Proofs:
    """Return the proofs, each learner asked of every level: what they say holds of any."""
    proofs.decided_alone = list(proofs.active)
    return proofs


def test_where_nothing_is_left_to_find_nothing_is_found(
    rounds: list[tuple[Prepared, Everything]],
) -> None:
    said = set()
    for one, everything in rounds:
        with Team() as team:
            proofs, x = of_all(one, everything, team)
            before, unfinished = proofs.floors(x), proofs.unfinished(proofs.open(x))
            after = proofs.finish(x)
        said.add(unfinished)
        assert unfinished or after == before, one.seed
    assert said == {False, True}


def test_what_each_learner_alone_proves_is_found_once(
    rounds: list[tuple[Prepared, Everything]], monkeypatch: pytest.MonkeyPatch
) -> None:
    looked: list[int] = []
    each_alone = Proofs._each_alone

    def counting(proofs: Proofs, priced: Priced, k: int, *args: Any) -> Known:
        looked.append(k)
        return each_alone(proofs, priced, k, *args)

    monkeypatch.setattr(Proofs, "_each_alone", counting)
    tight = 0
    for one, everything in rounds:
        with Team() as team:
            proofs, x = of_all(one, everything, team)
            looked.clear()
            asking_all(proofs).look_alone(proofs.active, x)
            assert looked == proofs.decided_alone
            proofs.look_alone(proofs.active, x)
            assert looked == proofs.decided_alone, "nothing is looked at again"
        best = proofs.matrix.costs @ x
        for k in proofs.decided_alone:
            assert proofs.alone[k] <= best[k] + 1e-6 * max(1.0, abs(best[k])), one.seed
            tight += proofs.alone[k] >= best[k] - 1e-6 * max(1.0, abs(best[k]))
    assert tight


def test_what_each_learner_alone_proves_is_found_anew_for_other_values_above(
    rounds: list[tuple[Prepared, Everything]],
) -> None:
    seen = 0
    for one, everything in rounds:
        with Team() as team:
            proofs, x = of_all(one, everything, team)
            later = [k for k in asking_all(proofs).active if k]
            if not later:
                continue
            proofs.look_alone(later, x)
            found = np.isfinite(proofs.alone)
            proofs.alone[:] = -np.inf
            proofs.look_alone(later, x)
            assert not np.isfinite(proofs.alone).any()
            proofs.matrix.costs[0, np.argmax(x)] += 1.0
            proofs.look_alone(later, x)
            assert (np.isfinite(proofs.alone) == found).all()
            seen += found.any()
    assert seen
