"""The benchmarks' one command on the five learners: its table is there, and it is true."""

import csv
import json
import shutil
import subprocess
import sys
from fractions import Fraction
from importlib.util import find_spec
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from scipy import sparse

import placements as pl
from placements.plan import LevelValue
from tests.benchmarks.judged import true_levels
from tests.benchmarks.pairs import Pairs, alternate
from tests.benchmarks.row import UntrueError
from tests.benchmarks.table import level_text
from tests.benchmarks.whole_numbers import exact, finite_bounds, steps

ROOT = Path(__file__).parents[1]
FIVE = ROOT / "data" / "five"
BEST = [2, 2, 1, 1080]
"""The levels' values at the best plan; data/five/README.md has the sums."""


@pytest.fixture(scope="module")
def measured(tmp_path_factory):
    """Run both benchmarks of plans on the five learners; return what they wrote."""
    folder = tmp_path_factory.mktemp("benchmarks")
    words = ["rounds", "whole_model", "--input", "five", "--time-limit", "60"]
    files = ["--out", folder / "table.md", "--keep", folder / "runs", "--", "--gap", "0"]
    subprocess.run(
        [sys.executable, "-m", "tests.benchmarks", *words, *files],
        check=True,
        cwd=ROOT,
        timeout=300,
    )
    return folder


@pytest.fixture(scope="module")
def rows(measured):
    with (measured / "table.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_every_engine_has_a_row(rows):
    others = ["HiGHS alone", *(["CP-SAT"] if find_spec("ortools") else [])]

    assert [(row["benchmark"], row["engine"]) for row in rows] == [
        ("rounds", "placements --gap 0"),
        ("whole_model", "placements --gap 0"),
        *(("whole_model", engine) for engine in others),
    ]


def test_every_engine_finds_and_proves_the_best_plan(rows):
    for row in rows:
        assert [float(row[f"value_{k}"]) for k in range(1, 5)] == BEST
        assert [float(row[f"bound_{k}"]) for k in range(1, 5)] == BEST
        assert row["status"] == "optimal"


def test_the_values_are_the_judges_of_the_plans_kept(measured, rows):
    plans = sorted((measured / "runs").glob("*/plan.csv"))
    round = pl.read(FIVE)

    assert len(plans) == len({row["engine"] for row in rows})
    for plan in plans:
        verdict = pl.judge(round, plan)
        assert verdict.passed
        assert list(verdict.values) == BEST


def test_the_table_says_what_was_used_and_with_what(measured, rows):
    text = (measured / "table.md").read_text(encoding="utf-8")

    assert "| five | placements --gap 0 | optimal | 60 | 2 proven | 2 proven | 1 proven |" in text
    for row in rows:
        # The steps are parts of the process; Python with pandas and Pyomo alone takes 50 MB.
        steps = [float(row[f"{step}_seconds"]) for step in ("read", "build", "solve", "export")]
        assert 0 < sum(steps) < float(row["process_seconds"])
        assert float(row["processor_seconds"]) > 0
        assert 50 < float(row["peak_memory_mb"]) < 5000
        for fact in ("cores", "RAM", "Python", "placements", "highspy", "pyomo", "seed"):
            assert row[fact]
            assert f"{fact} {row[fact]}" in text


@pytest.fixture
def run(measured, tmp_path):
    """Copy the package's run; return the file of its plan, and what it claims."""
    shutil.copytree(measured / "runs" / "five_placements_--gap_0", tmp_path / "run")
    card = json.loads((tmp_path / "run" / "run.json").read_text(encoding="utf-8"))
    return tmp_path / "run" / "plan.csv", card["levels"]


def test_a_run_that_tells_the_truth_is_taken_as_it_is(run):
    assert [level.value for level in true_levels(FIVE, *run)] == BEST


@pytest.mark.parametrize(
    ("claim", "expected"),
    [
        ({"value": 1070}, "the run says 'travel and wishes' 1070, the judge .* 1080"),
        ({"name": "travel"}, "the run says 'travel' 1080, the judge 'travel and wishes' 1080"),
        ({"bound": 1090}, "'travel and wishes' 1080.* is below its bound 1090"),
    ],
)
def test_a_run_that_does_not_is_refused(run, claim, expected):
    plan, claims = run
    claims[3] |= claim

    with pytest.raises(UntrueError, match=expected):
        true_levels(FIVE, plan, claims)


def test_a_plan_that_breaks_a_rule_is_refused(run):
    plan, claims = run
    # L2 has HOME2 in B1, as L5 has: of these two places, which host two or none, one is given up.
    rows = plan.read_text(encoding="utf-8").splitlines(keepends=True)
    plan.write_text(
        "".join(r for r in rows if not r.startswith("L2,B1")) + "L2,B1,,2026-09-07,,,,\n",
        encoding="utf-8",
    )

    with pytest.raises(UntrueError, match="HOME2"):
        true_levels(FIVE, plan, claims)


def test_a_level_is_told_with_its_proof():
    # (80 - 72) / 80 is a tenth.
    assert level_text(LevelValue("a", 72, 72)) == "72 proven"
    assert level_text(LevelValue("a", 80, 72)) == "80 (bound 72; 10.00 %)"
    assert level_text(LevelValue("a", 1234.5, None)) == "1,234.5 (no bound)"


def test_a_model_in_whole_numbers():
    # x is 0 or 1; 2y + x >= 3 makes y a half of something, at most (3 + 1) / 2; z >= y / 10 then
    # is a twentieth of something, at most 2 / 10, which the next whole number bounds.
    none = np.inf
    matrix = SimpleNamespace(
        rows=sparse.csr_array(np.array([[1.0, 2.0, 0.0], [0.0, -0.1, 1.0]])),
        row_lower=np.array([3.0, 0.0]),
        row_upper=np.array([none, none]),
        lower=np.array([0.0, 0.0, -none]),
        upper=np.array([1.0, none, none]),
        integer=np.array([True, False, False]),
    )

    assert steps(matrix) == [1, 2, 20]
    assert finite_bounds(matrix) == ([0, 0, -1], [1, 2, 1])


def test_a_coefficient_is_the_simple_fraction_that_it_stands_for():
    assert exact(0.08) == Fraction(2, 25)
    assert exact(17 * 0.333333333 * 3) == 17
    for number in (2**0.5, 2.0**-30):
        with pytest.raises(ValueError, match="no simple fraction"):
            exact(number)


def test_a_ratio_is_the_median_of_its_pairs():
    # 3 / 1, 4 / 2 and 1 / 2 by the clock; 1 by the processor.
    pairs = Pairs(((3, 1), (4, 1), (1, 1)), ((1, 1), (2, 1), (2, 1)))

    assert pairs.text(0) == "2 (0.5 to 3)"
    assert pairs.ratio(1) == 1


def test_who_is_first_changes_from_pair_to_pair():
    order = []

    def timed(name):
        order.append(name)
        return 1.0, 1.0

    alternate(lambda: timed("a"), lambda: timed("b"), repeats=3)

    assert "".join(order) == "abbaab"
