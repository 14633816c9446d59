"""The large engine against the exact one: its plan is judged, its bounds true, its proofs right."""

import numpy as np
import pytest

from placements.engine.exact import solve_exactly
from placements.verdict import judge
from tests.engine.prepared import Prepared, some

ROUNDS = 16


@pytest.fixture(scope="module")
def rounds() -> list[Prepared]:
    return some(0, ROUNDS)


def test_the_plan_keeps_every_rule_and_has_the_values_claimed(rounds: list[Prepared]) -> None:
    for one in rounds:
        assert one.large.plan is not None, one.seed
        verdict = judge(one.large.plan)
        assert verdict.passed, (one.seed, verdict.breaches)
        assert one.large.values == pytest.approx(verdict.values, abs=1e-6), one.seed


def test_where_both_prove_all_they_agree(rounds: list[Prepared]) -> None:
    agreed = 0
    for one in rounds:
        exact = solve_exactly(one.matrix, one.names)
        # Level by level from the top: what comes after a worse level is another question.
        for k, (value, bound) in enumerate(zip(one.large.values, one.large.bounds, strict=True)):
            if bound is None or value - bound > 1e-6 * max(1.0, abs(value)):
                break
            assert value == pytest.approx(exact.values[k], abs=1e-6), (one.seed, k)
            agreed += k == len(one.names) - 1
    # Most small rounds are proven in every level: else this would say nothing.
    assert agreed > ROUNDS / 2


def test_no_bound_is_above_the_value_or_the_best_given_the_values_above(
    rounds: list[Prepared],
) -> None:
    for one in rounds:
        values = np.array(one.large.values) - one.matrix.constants
        for k, bound in enumerate(one.large.bounds):
            assert bound is None or bound <= one.large.values[k] + 1e-9, (one.seed, k)
            least = one.least(one.matrix.costs[k], one.held(k, values)) + one.matrix.constants[k]
            assert bound is None or bound <= least + 1e-6 * max(1.0, abs(least)), (one.seed, k)
