"""Periods: what is left out is never better, by the judge's own account and by the engines'."""

from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from random import Random

import numpy as np
import pytest

from models.build import build
from models.measure import LevelMeasure, Moved
from models.measures import MEASURES
from models.rules import RULES
from placements import run
from placements.candidates import Candidates, build_candidates
from placements.engine import periods as periods_module
from placements.engine.choose import choose
from placements.engine.highs import Face, Limits, Problem, solve_mip
from placements.engine.matrix import compile_model
from placements.engine.options import Options
from placements.engine.periods import Periods, certain, periods_of, still_proven, worthwhile_periods
from placements.engine.solved import Solved
from placements.errors import ContradictionError
from placements.plan import Placement, Plan
from placements.result import Result
from placements.round import Round
from placements.run import solve
from placements.verdict import broken, judge, level_value
from tests.engine.longer import in_periods
from tests.models.cases import TIMES
from tests.rounds import make_round
from tests.strategies import candidates_of, round_texts

BLOCKS = """
    cohort_id,block_id,start,latest_start,weeks,stage
    C,B1,2026-09-07,2026-12-14,4,1
    C,B2,2026-09-07,2026-12-14,4,1
    """
WAITING = '[[level]]\nname = "waiting"\nunplaced_weeks = 100\nwaiting_weeks = 1\n'
STAFFED = "setting_id,places,minimum,minimum_applies\nS1,2,1,always\nS2,2,0,always"


def periodic(**tables: str) -> Candidates:
    """Return the candidates of a round of periods of four weeks, some tables replaced."""
    return build_candidates(make_round(**{"blocks": BLOCKS, "heading": WAITING, **tables}))


# ---- where there are any -------------------------------------------------------------------------


def test_blocks_of_four_weeks_begin_every_four_weeks() -> None:
    candidates = periodic()
    periods = periods_of(candidates)
    assert periods == Periods(1, 4)
    kept = periods.of(candidates)
    assert set(kept.column("start")) == {1, 5, 9, 13}
    assert 4 * len(kept) > len(candidates) > 3 * len(kept)
    assert "every 4 weeks" in str(periods)


@pytest.mark.parametrize(
    ("table", "text"),
    [
        ("absences", "learner_id,from,until\nL1,2026-10-05,2026-10-11"),
        ("capacity", "setting_id,from,until,places\nS1,2026-09-14,,2\nS2,,,2"),
        ("capacity", "setting_id,from,until,places\nS1,,,2\nS2,,2026-11-22,2\nS2,2026-11-23,,1"),
        ("pins", "learner_id,block_id,setting_id,start,state\nL1,B1,S1,2026-09-14,published"),
        ("pins", "learner_id,block_id,setting_id,start,state\nL1,B1,S1,2026-09-14,fixed"),
        ("blocks", BLOCKS.replace("B2,2026-09-07,2026-12-14,4", "B2,2026-09-07,2026-12-14,3")),
        ("blocks", BLOCKS.replace("2026-09-07", "2026-09-14", 1)),
    ],
)
def test_what_changes_within_them_leaves_no_periods(table: str, text: str) -> None:
    assert periods_of(periodic(**{table: text})) is None


@pytest.mark.parametrize(
    ("table", "text"),
    [
        ("absences", "learner_id,from,until\nL1,2026-10-05,2026-11-01"),
        ("capacity", "setting_id,from,until,places\nS1,2026-10-05,,2\nS2,,,2"),
        ("pins", "learner_id,block_id,setting_id,start,state\nL1,B1,S1,2026-10-05,published"),
        ("heading", f"weeks = 21\n{WAITING}"),
    ],
)
def test_what_changes_between_them_leaves_them(table: str, text: str) -> None:
    assert periods_of(periodic(**{table: text})) == Periods(1, 4)


@pytest.mark.parametrize(
    ("table", "text"),
    [
        ("capacity", "setting_id,from,until,places\nS1,,2026-09-20,2\nS1,2026-09-21,,1\nS2,,,2"),
        ("heading", f"weeks = 19\n{WAITING}"),
    ],
)
def test_shorter_periods_are_found_where_longer_ones_are_none(table: str, text: str) -> None:
    assert periods_of(periodic(**{table: text})) == Periods(1, 2)


def test_periods_begin_with_the_first_start() -> None:
    later = BLOCKS.replace("2026-09-07", "2026-09-21").replace("2026-12-14", "2026-12-07")
    assert periods_of(periodic(blocks=later)) == Periods(3, 4)


def test_given_weeks_have_no_periods_to_leave_anything_out() -> None:
    assert periods_of(build_candidates(make_round())) is None


def test_a_plan_to_start_from_is_not_lost_with_them() -> None:
    candidates = periodic()
    first, within = (
        Plan.of(candidates.round, [Placement("L1", "B1", "S1", week)], []) for week in (5, 6)
    )
    assert periods_of(candidates, first) is not None
    assert periods_of(candidates, within) is None


@pytest.mark.parametrize("name", ["waiting_weeks", "unplaced_weeks"])
def test_a_measure_that_does_not_say_what_becomes_of_it_has_none(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(MEASURES, name, replace(MEASURES[name], periodic=Moved.UNKNOWN))
    assert periods_of(periodic()) is None


def test_a_rule_that_does_not_say_so_has_none(monkeypatch: pytest.MonkeyPatch) -> None:
    rules = (*RULES[1:], replace(RULES[0], periodic=False))
    monkeypatch.setattr(periods_module, "RULES", rules)
    assert periods_of(periodic()) is None


# ---- what they lose: nothing ---------------------------------------------------------------------


@lru_cache(maxsize=1)
def random_rounds() -> tuple[tuple[Candidates, Periods], ...]:
    """Return random rounds of periods of two or three weeks, and the periods found in them."""
    found = []
    for seed in range(round(60 * TIMES)):
        rng = Random(seed)
        candidates = candidates_of(in_periods(round_texts(rng), rng.randint(2, 3)))
        periods = periods_of(candidates)
        if periods is not None:
            found.append((candidates, periods))
    return tuple(found)


def plans_of(candidates: Candidates, rng: np.random.Generator) -> Iterator[Plan]:
    """Yield a few plans that keep every rule, best for costs drawn at random."""
    matrix = compile_model(build(candidates), candidates)
    for _ in range(4):
        cost = np.zeros(len(matrix.lower))
        cost[: len(candidates)] = rng.integers(-9, 4, len(candidates))
        found = solve_mip(Problem(matrix, cost, Face.whole(matrix)), Limits())
        if found.x is not None:
            yield matrix.plan(np.rint(found.x))


def told(plan: Plan, periods: Periods) -> Plan:
    """Return the plan with each placement at the begin of its period."""
    begin = [replace(p, start=int(periods.begin(p.start))) for p in plan.placements]
    return Plan.of(plan.round, begin, plan.unplaced)


def differences(plan: Plan, moved: Plan) -> Iterator[str]:
    """Yield each rule that only the moved plan breaks, and measure of which it has more."""
    yield from (str(breach) for breach in broken(moved))
    for name, measure in MEASURES.items():
        if isinstance(measure, LevelMeasure):
            continue
        before, after = measure.value(plan), measure.value(moved)
        if measure.periodic is Moved.NONE_STAYS_NONE:
            if not any(before.values()) and any(after.values()):
                yield f"{name} is no longer 0"
        else:
            more = [who for who in after if after[who] > before.get(who, 0.0) + 1e-9]
            less = [who for who in before if before[who] < 0 and after.get(who, 0.0) > before[who]]
            yield from (f"{name} of {who} is more" for who in [*more, *less])


def test_a_plan_told_by_periods_keeps_every_rule_and_no_measure_is_more() -> None:
    rng, tried, within = np.random.default_rng(1), 0, 0
    for candidates, periods in random_rounds():
        for plan in plans_of(candidates, rng):
            moved = told(plan, periods)
            assert not list(differences(plan, moved)), candidates.round.name
            tried, within = tried + 1, within + (moved.placements != plan.placements)
    assert tried >= 100
    assert within >= 60


def values_of(round: Round) -> tuple[float, ...] | None:
    """Return the values of the best plan, proven; ``None``: pins and links contradict."""
    try:
        result = solve(round)
    except ContradictionError:
        return None
    assert all(level.proven for level in result.levels)
    return result.verdict.values


def test_the_best_plan_is_as_good_among_fewer_starts(monkeypatch: pytest.MonkeyPatch) -> None:
    fewer = [values_of(candidates.round) for candidates, _ in random_rounds()]
    monkeypatch.setattr(run, "worthwhile_periods", lambda *_: None)
    every = [values_of(candidates.round) for candidates, _ in random_rounds()]
    for one, other in zip(fewer, every, strict=True):
        assert one == pytest.approx(other, abs=1e-6)
    assert len([values for values in every if values is not None]) >= 30


def test_a_run_says_that_blocks_begin_with_periods() -> None:
    candidates = periodic()
    result = solve(candidates.round)
    assert "blocks begin every 4 weeks" in result.engine[1]
    assert result.candidates == len(candidates)
    assert {p.start for p in result.plan.placements} == {1, 5}


# ---- what they may not prove ---------------------------------------------------------------------

STAFFING = f'[[level]]\nname = "staffed"\nstaffing_shortfall = 1\n{WAITING}'


def test_a_least_number_of_learners_is_proven_only_where_none_is_missing() -> None:
    round = periodic(heading=STAFFING, capacity=STAFFED).round
    assert not certain(round)
    found = Solved(None, (0.0, 12.0), (0.0, 10.0), interrupted=False)
    assert still_proven(found, [True, False], round).bounds == (0.0, 10.0)
    short = replace(found, values=(3.0, 12.0))
    assert still_proven(short, [True, False], round).bounds == (None, None)
    uncounted = still_proven(found, [False, False], round)
    assert uncounted.bounds == (None, None)


def test_levels_above_one_that_counts_by_week_keep_their_bounds() -> None:
    below = f'{WAITING}\n[[level]]\nname = "staffed"\nstaffing_shortfall = 1\n'
    round = periodic(heading=below, capacity=STAFFED).round
    found = Solved(None, (12.0, 3.0), (10.0, 2.0), interrupted=False)
    assert still_proven(found, [False, True], round).bounds == (10.0, None)


def test_without_such_a_number_every_bound_holds() -> None:
    round = periodic(heading=STAFFING).round
    assert certain(round)
    found = Solved(None, (3.0, 12.0), (1.0, 10.0), interrupted=False)
    assert still_proven(found, [True, False], round) is found


def test_a_small_round_with_such_a_number_is_proven_with_every_start() -> None:
    candidates = periodic(heading=STAFFING, capacity=STAFFED)
    assert choose("auto", candidates)[0] == "exact"
    result: Result = solve(candidates.round)
    assert "every 4 weeks" not in result.engine[1]
    assert all(level.proven for level in result.levels)


def test_the_large_engine_proves_no_more_than_holds_for_every_start() -> None:
    candidates = periodic(heading=STAFFING, capacity=STAFFED)
    result = solve(candidates.round, engine="large", effort=20)
    assert "every 4 weeks" in result.engine[1]
    exact = solve(candidates.round, engine="exact")
    for level, best in zip(result.levels, exact.levels, strict=True):
        assert level.bound is None or level.bound <= best.value + 1e-6
        assert level.value >= best.value - 1e-6


def test_the_judge_passes_what_was_found_among_fewer_starts() -> None:
    candidates = periodic()
    result = solve(candidates.round)
    verdict = judge(result.plan)
    assert verdict.passed
    assert level_value(result.plan, candidates.round.levels[0]) == verdict.values[0]
    options = Options()
    assert options.engine == "auto"
    assert worthwhile_periods(candidates, options) == Periods(1, 4)
