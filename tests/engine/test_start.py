"""Start from an earlier plan: kept where the round allows it, and never made worse."""

import csv
from pathlib import Path

import numpy as np
import pytest

from models.build import build
from placements.candidates import build_candidates
from placements.engine.first import first_solution
from placements.engine.large import solve_large
from placements.engine.matrix import Matrix, compile_model
from placements.engine.options import Options
from placements.plan import Placement, Plan
from placements.round import Round
from placements.run import solve
from placements.verdict import judge
from tests.cli.command import call
from tests.engine.prepared import Prepared, some
from tests.rounds import make_round, write_round

ENGINES = ("exact", "large")
FOUR = "learner_id,programme_id,cohort_id,latitude,longitude\n" + "\n".join(
    f"L{k},P,C,53,-2" for k in (1, 2, 3, 4)
)
"""Four learners for the two places of S1 and the two of S2, at 5 and 12 minutes."""
HEADER = "learner_id,block_id,setting_id,start"
B1, B2 = "2026-09-07", "2026-10-19"


def some_plan(one: Prepared, rng: np.random.Generator) -> Plan:
    """Return a plan that keeps every rule, good or bad."""
    return one.matrix.plan(one.any_solution(rng))


def rounded(values: tuple[float, ...]) -> list[float]:
    """Return values without rounding errors, to compare level by level."""
    return [round(value, 6) for value in values]


def test_the_result_is_never_worse_than_the_start() -> None:
    rng = np.random.default_rng(0)
    for one in some(300, 8):
        start = some_plan(one, rng)
        found = solve_large(one.matrix, one.names, Options(effort=1e-6, start=start))
        assert found.plan is not None
        assert rounded(judge(found.plan).values) <= rounded(judge(start).values), one.seed


def test_an_optimal_plan_stays_optimal() -> None:
    for one in some(500, 4):
        best = solve(one.round, engine="exact")
        again = solve(one.round, engine="large", effort=1e-6, start=best.plan)
        assert rounded(again.verdict.values) == rounded(best.verdict.values), one.seed


@pytest.mark.parametrize("engine", ENGINES)
def test_where_plans_are_equal_the_starts_own_is_kept(engine: str) -> None:
    # Every block of L1 and L2 costs the same at S1 with anybody: the plan that is given has L3 and
    # L4 near in B1 and far in B2, which no other start would have found first.
    placed = [
        Placement(who, block, where, week)
        for who, near in (("L1", "B2"), ("L2", "B2"), ("L3", "B1"), ("L4", "B1"))
        for block, week in (("B1", 1), ("B2", 7))
        for where in ["S1" if block == near else "S2"]
    ]
    round = make_round(learners=FOUR)

    result = solve(round, engine=engine, start=Plan.of(round, placed))

    assert sorted(result.plan.placements) == sorted(placed)


@pytest.mark.parametrize("engine", ENGINES)
def test_a_start_over_the_places_keeps_as_many_as_there_are(engine: str) -> None:
    # All four at S1 for B1, which has two places: two of them stay, and nobody goes without.
    round = make_round(learners=FOUR)
    start = Plan.of(round, [Placement(f"L{k}", "B1", "S1", 1) for k in (1, 2, 3, 4)])

    result = solve(round, engine=engine, start=start)

    # Two at S1 and two at S2 in 4 weeks of each block: 2 · 4 · (2 · 5 + 2 · 12).
    assert result.verdict.values == (0, 0, 0, 272)


@pytest.mark.parametrize("engine", ENGINES)
def test_a_start_with_everybody_unplaced_is_as_good_as_none(engine: str) -> None:
    round = make_round(learners=FOUR)

    result = solve(round, engine=engine, start=Plan.empty(round))

    assert result.verdict.values == (0, 0, 0, 272)


GROUP = """
    cohort_id,block_id,start,weeks,stage,where,group,take
    C,B1,2026-09-07,4,1,sector=community,G,1
    C,B2,2026-10-19,4,1,,G,1
    C,B3,2026-12-07,4,1,,,
    """
"""One of B1, which fits nowhere, and B2; and B3."""


@pytest.mark.parametrize("chosen", ["B1", "B2"])
def test_a_start_keeps_the_blocks_chosen_placed_or_not(chosen: str) -> None:
    matrix = matrix_of(make_round(blocks=GROUP))
    placed = [Placement("L1", "B3", "S2", 14), Placement("L2", "B3", "S1", 14)]
    start = Plan.of(matrix.candidates.round, placed, [("L1", chosen), ("L2", "B1")])

    assert first_plan(matrix, start) == start


@pytest.mark.parametrize("rows", [[], ["B1", "B2"]], ids=["too few", "too many"])
def test_a_start_that_takes_the_wrong_number_of_blocks_keeps_the_rest(rows: list[str]) -> None:
    # The round asks for one of B1 and B2; the start has none of them, or both, unplaced.
    matrix = matrix_of(make_round(blocks=GROUP))
    placed = [Placement("L1", "B3", "S2", 14), Placement("L2", "B3", "S1", 14)]
    unplaced = [(who, block) for who in ("L1", "L2") for block in rows]
    start = Plan.of(matrix.candidates.round, placed, unplaced)

    assert first_plan(matrix, start).placements == tuple(placed)


def matrix_of(round: Round) -> Matrix:
    """Return the compiled model of a round."""
    candidates = build_candidates(round)
    return compile_model(build(candidates), candidates)


def first_plan(matrix: Matrix, start: Plan) -> Plan:
    """Return the plan that a search begins with."""
    x = first_solution(matrix, start)
    assert x is not None
    return matrix.plan(x)


def test_a_plan_that_the_round_allows_is_where_the_search_begins() -> None:
    rng = np.random.default_rng(0)
    for one in some(100, 20):
        start = some_plan(one, rng)
        assert first_plan(one.matrix, start) == start, one.seed


# ---- as a file -----------------------------------------------------------------------------------


def started(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, engine: str, rows: list[str]
) -> tuple[int, str, list[dict[str, str]]]:
    """Solve from a plan file; return the exit code, what was said, and the plan's rows."""
    (tmp_path / "round").mkdir()
    folder = write_round(tmp_path / "round", learners=FOUR)
    (tmp_path / "start.csv").write_text("\n".join([HEADER, *rows, ""]), encoding="utf-8")
    words = ("--engine", engine, "--threads", "1", "--start", tmp_path / "start.csv")
    done = call(capsys, "solve", folder, "--out", tmp_path / "out", *words)
    plan = tmp_path / "out" / "plan.csv"
    found = []
    if plan.exists():
        assert call(capsys, "verify", folder, plan).code == 0
        found = list(csv.DictReader(plan.read_text(encoding="utf-8").splitlines()))
    return done.code, done.err, found


@pytest.mark.parametrize("engine", ENGINES)
def test_rows_of_another_round_are_left_out_and_counted(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, engine: str
) -> None:
    rows = [
        f"L9,B1,S1,{B1}",  # no such learner
        f"L1,B1,S9,{B1}",  # no such setting
        f"L1,B9,S1,{B1}",  # no such block
        f"L9,B9,S9,{B1}",  # none of them: one row all the same
        f"L3,B1,S1,{B1}",
        f"L4,B1,S1,{B1}",
        f"L4,B2,S1,{B2}",
        f"L2,B2,S1,{B2}",
    ]

    code, said, plan = started(capsys, tmp_path, engine, rows)

    assert code == 0
    assert "start.csv: 4 rows left out, for their codes are not in the round" in said
    assert len(plan) == 8
    assert sum(int(row["minutes"]) * int(row["weeks"]) for row in plan) == 272


@pytest.mark.parametrize("engine", ENGINES)
def test_a_start_with_every_row_known_says_nothing(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, engine: str
) -> None:
    # A start in another week than the block's is not to be had, yet its codes are known.
    code, said, plan = started(
        capsys, tmp_path, engine, [f"L1,B1,S1,{B2}", f"L1,B2,,{B2}", f"L2,B1,S2,{B1}"]
    )

    assert code == 0
    assert "left out" not in said
    assert len(plan) == 8
    assert all(row["setting_id"] for row in plan)


def test_a_start_that_is_no_plan_file_is_refused(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    code, said, plan = started(capsys, tmp_path, "large", ["L1,B1,S1,soon"])

    assert code == 2
    assert "start.csv" in said
    assert "soon" in said
    assert plan == []


def test_a_start_that_is_not_there_is_refused(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    (tmp_path / "round").mkdir()
    folder = write_round(tmp_path / "round")

    done = call(capsys, "solve", folder, "--out", tmp_path / "out", "--start", tmp_path / "no.csv")

    assert done.code == 2
    assert "no.csv" in done.err
    assert not (tmp_path / "out").exists()
