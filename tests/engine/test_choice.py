"""Which engine solves a round: by its size, or as asked for; and where a run says so."""

import json
from pathlib import Path

import numpy as np
import pytest

from placements.candidates import build_candidates
from placements.engine import choose as choosing
from placements.engine.choose import choose, solve_matrix
from placements.engine.options import Options
from placements.engine.parts import compile_parts
from placements.engine.team import Team
from placements.run import solve
from tests.cli.command import call
from tests.rounds import make_round, write_round


@pytest.mark.parametrize(
    ("asked", "up_to", "engine"),
    [
        ("auto", 8, "exact"),
        ("auto", 7, "large"),
        ("exact", 7, "exact"),
        ("large", 8, "large"),
    ],
)
def test_the_exact_engine_up_to_a_size_unless_asked_otherwise(
    monkeypatch: pytest.MonkeyPatch, asked: str, up_to: int, engine: str
) -> None:
    monkeypatch.setattr(choosing, "EXACT_UP_TO", up_to)
    candidates = build_candidates(make_round())  # two learners, two blocks, two settings
    chosen, why = choose(asked, candidates)

    assert (chosen, len(candidates)) == (engine, 8)
    assert why == "as asked for" if asked != "auto" else "8 choices" in why


FLOATING = "cohort_id,block_id,start,latest_start,weeks,stage\nC,B1,2026-09-07,2026-12-14,4,1"


@pytest.mark.parametrize(
    ("blocks", "minimum", "engine"),
    [
        (FLOATING, "", "exact"),
        (FLOATING, "1", "large"),
        (FLOATING.replace("2026-12-14", "2026-09-14"), "", "large"),
    ],
    ids=["many weeks", "a least number of learners", "two weeks"],
)
def test_more_choices_are_proven_where_they_are_of_weeks_and_nobody_must_be_somewhere(
    monkeypatch: pytest.MonkeyPatch, blocks: str, minimum: str, engine: str
) -> None:
    monkeypatch.setattr(choosing, "EXACT_UP_TO", 0)
    capacity = f"setting_id,places,minimum\nS1,2,{minimum}\nS2,2,"
    candidates = build_candidates(make_round(blocks=blocks, capacity=capacity))

    assert choose("auto", candidates)[0] == engine


@pytest.mark.parametrize(
    ("words", "engine"),
    [((), "exact"), (("--engine", "exact"), "exact"), (("--engine", "large"), "large")],
    ids=["by size", "exact", "large"],
)
def test_the_summary_says_which_and_why(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, words: tuple[str, ...], engine: str
) -> None:
    (tmp_path / "round").mkdir()
    folder = write_round(tmp_path / "round")

    words = ("--effort", "7", "--threads", "1", *words)
    done = call(capsys, "solve", folder, "--out", tmp_path / "out", *words)

    card = json.loads((tmp_path / "out" / "run.json").read_text(encoding="utf-8"))
    assert done.code == 0
    assert f"\nBy the {engine} engine: " in done.out
    # L1 and L2 have two places at the ward for both blocks: 5 minutes in 8 weeks each.
    assert [level["value"] for level in card["levels"]][-1] == 80


def test_an_engine_that_there_is_not_is_refused() -> None:
    with pytest.raises(ValueError, match="expected one of auto, exact, large"):
        solve(make_round(), engine="huge")


def test_the_command_refuses_it_too(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    done = call(capsys, "solve", tmp_path, "--out", tmp_path / "out", "--engine", "huge")

    assert done.code == 2
    assert "'huge' is not one of 'auto', 'exact', 'large'" in done.err


@pytest.mark.parametrize("effort", ["0", "-1", "nan", "inf", "much"])
def test_effort_is_a_positive_number(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, effort: str
) -> None:
    done = call(capsys, "solve", tmp_path, "--out", tmp_path / "out", "--effort", effort)

    assert done.code == 2
    assert not (tmp_path / "out").exists()


def test_a_pool_of_a_larger_round_is_never_proven_as_if_it_were_the_round(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # Small as the pool is, the exact engine's proof of it would say nothing of the candidates
    # that are not in it.
    candidates = build_candidates(make_round())
    everything = compile_parts(candidates, Team())
    monkeypatch.setattr(choosing, "solve_exactly", lambda *_, **__: "exact")
    monkeypatch.setattr(choosing, "solve_large", lambda *_, whole, **__: whole)
    matrix = everything.matrix(np.arange(len(candidates)))
    names = tuple(level.name for level in candidates.round.levels)

    assert solve_matrix(matrix, names, Options()) == "exact"
    assert solve_matrix(matrix, names, Options(), whole=everything) is everything
