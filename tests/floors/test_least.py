"""What no plan can be below, from each learner alone, against the round solved whole."""

import numpy as np
import pytest

import placements as pl
from placements.candidates import build_candidates
from placements.engine.solved import Solved
from placements.engine.stop import Clock
from placements.explain.least_travel import least_wished
from placements.floors.least import floors, missing_most, raised
from placements.plan import Plan
from placements.round import Level
from placements.verdict import judge
from tests.engine.prepared import some
from tests.explain.sixty import sixty
from tests.rounds import make_round

BOTH = "requirement_id,programme_id,measure,where,minimum\nR,P,weeks,sector=primary,8"
FAR = "learner_id,where,reason\nL1,sector=primary,other"
UNPLACED = Level("unplaced", (("unplaced_weeks", 1.0),))
UNMET = Level("unmet", (("requirement_shortfall", 1.0),))


def test_what_nothing_open_can_give_is_missed_in_any_plan():
    # L1 must not go to S2, the only primary setting: all 8 primary weeks are missed, while L2 can
    # have them. The acute weeks of both can be placed.
    round = make_round(requirements=BOTH, exclusions=FAR)
    plan = pl.solve(round).plan

    found = floors(plan, build_candidates(round), (UNPLACED, UNMET), judge(plan).values[:2])

    assert found == (0, 8)


def test_an_engines_bounds_are_raised_if_there_is_time():
    # L1 misses the 8 primary weeks in any plan, of which the engine's own bound knows nothing.
    round = make_round(requirements=BOTH, exclusions=FAR)
    plan = pl.solve(round).plan
    values, candidates = judge(plan).values, build_candidates(round)
    solved = Solved(plan, values, (-5.0, 3.0, None, None), False)

    assert raised(solved, candidates, values, Clock()).bounds == (0, 8, 0, None)
    # Without it, nobody is asked; still nothing that is counted is below 0.
    assert raised(solved, candidates, values, Clock(1.0)).bounds == (0, 3, 0, None)


def test_nobody_is_asked_who_misses_nothing():
    round = make_round(requirements=BOTH)

    assert missing_most(pl.solve(round).plan) == []


def test_what_is_unmet_is_counted_with_as_many_placed():
    # Both blocks are acute: 8 weeks each where at most 3 are asked for, so 5 too many for each of
    # the two learners. Whoever is placed nowhere has none too many.
    maximum = "requirement_id,programme_id,measure,where,maximum\nM,P,weeks,sector=acute,3"
    round = make_round(requirements=maximum, blocks=ACUTE)
    plan = pl.solve(round).plan
    candidates = build_candidates(round)

    placed = floors(plan, candidates, (UNPLACED, UNMET), judge(plan).values[:2])
    # Of plans as good as one that leaves all 16 weeks unplaced.
    nobody = floors(Plan.of(round, []), candidates, (UNPLACED, UNMET), (16.0, 0.0))

    assert placed == (0, 10)
    assert nobody == (0, 0)


def test_no_floor_is_above_the_least_that_any_plan_has():
    # The plan is any plan, so what is held above a level is seldom the best that can be.
    rng, positive = np.random.default_rng(0), 0
    for one in some(20_000, 40):
        x = one.any_solution(rng)
        values = one.matrix.costs @ x
        plan, candidates = one.matrix.plan(x), one.matrix.candidates

        found = floors(plan, candidates, one.round.levels, values + one.matrix.constants)

        for k, bound in enumerate(found):
            if bound is not None:
                least = one.least(one.matrix.costs[k], one.held(k, values))
                assert bound <= least + one.matrix.constants[k] + 1e-5, one.seed
                positive += bound > 0
    assert positive > 5


def test_a_wish_that_nobody_has_is_the_least_that_the_worst_off_can_have():
    # L1's one wish is worth 30 points in 8 weeks; L2 has none, so 0 is the least of the worst-off.
    one = make_round(preferences="learner_id,where,score\nL1,sector=primary,30")
    both = make_round(preferences="learner_id,where,score\nL1,sector=acute,30\nL2,sector=acute,5")

    assert least_wished(build_candidates(one)) == 0
    assert least_wished(build_candidates(both)) == -5 * 8


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(4))
def test_no_floor_is_above_what_is_proven_best(seed):
    round = sixty(seed)
    result = pl.solve(round)

    found = floors(result.plan, build_candidates(round), round.levels, judge(result.plan).values)

    for floor, level in zip(found, result.levels, strict=True):
        assert floor is None or floor <= level.value


ACUTE = """
    cohort_id,block_id,start,weeks,stage,where
    C,B1,2026-09-07,4,1,sector=acute
    C,B2,2026-10-19,4,1,sector=acute
    """
