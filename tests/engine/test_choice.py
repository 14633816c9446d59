"""Which engine solves a round: by its size, or as asked for; and where a run says so."""

import json
from pathlib import Path

import pytest

from placements.engine.choose import EXACT_UP_TO, choose
from placements.run import solve
from tests.cli.command import call
from tests.rounds import make_round, write_round


@pytest.mark.parametrize(
    ("asked", "choices", "engine"),
    [
        ("auto", 0, "exact"),
        ("auto", EXACT_UP_TO, "exact"),
        ("auto", EXACT_UP_TO + 1, "large"),
        ("exact", EXACT_UP_TO + 1, "exact"),
        ("large", 0, "large"),
    ],
)
def test_the_exact_engine_up_to_a_size_unless_asked_otherwise(
    asked: str, choices: int, engine: str
) -> None:
    chosen, why = choose(asked, choices)

    assert chosen == engine
    assert why == "as asked for" if asked != "auto" else f"{choices:,} choices" in why


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
