"""Scenarios solved, kept, taken up again and compared."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

import placements as pl
from placements.errors import InputError
from placements.sweeps.files import write_sweep
from placements.sweeps.store import Store
from placements.sweeps.workers import Task, Workers, solve_one
from tests.cli.command import run
from tests.rounds import make_round, write_round

ALONE = Workers(jobs=1)
CLOSED = pl.Scenario("Ward closes", ({"close": "S1"},))
BOTH = pl.Scenario("Both close", ({"close": "S1"}, {"close": "S2"}))
FILE = """
tests = ["unplaced <= 0", "share outside acute >= base"]
[[scenario]]
name = "Ward closes"
edit = [{ close = "S1" }]
[[scenario]]
name = "Both close"
on = "Ward closes"
edit = [{ close = "S2" }]
"""


def values(sweep, figure):
    frame = sweep.frame
    return frame.loc[frame["figure"] == figure, "value"].tolist()


def test_every_scenario_beside_the_base():
    # Two learners, two blocks each of 4 weeks; at the ward they travel 5 minutes, at the practice
    # 12: 16 learner-weeks of travel.
    sweep = pl.scenarios(make_round(), [CLOSED, BOTH], workers=ALONE)
    assert list(sweep.plans) == ["base", "Ward closes", "Both close"]
    assert values(sweep, "placed") == [4, 4, 0]
    assert values(sweep, "travel and wishes") == [16 * 5, 16 * 12, 0]
    assert values(sweep, "share in acute") == [1, 0, 0]
    assert values(sweep, "travel: longest") == [5, 12, 0]
    assert values(sweep, "load: primary") == [0, 16, 0]


def test_tests_pass_or_fail_in_each_scenario():
    asked = ["unplaced <= 0", "share outside acute > base", "everyone placed <= 8"]
    sweep = pl.scenarios(make_round(), [CLOSED, BOTH], tests=asked, workers=ALONE)
    results = sweep.tests.pivot(index="test", columns="scenario", values="result")
    assert results.loc[asked[0]].to_dict() == {
        "base": "pass", "Ward closes": "pass", "Both close": "fail",
    }  # fmt: skip
    assert results.at[asked[1], "Ward closes"] == "pass"
    assert results.at[asked[2], "Both close"] == "fail"
    assert set(sweep.tests["established"]) == {"yes"}


def test_what_is_unmet_by_rule():
    # Nobody can do 12 weeks at the ward in two blocks of 4: both learners miss 4, or with the ward
    # closed all 12.
    rule = "requirement_id,programme_id,measure,where,minimum\nR1,P,weeks,sector=acute,12"
    sweep = pl.scenarios(make_round(requirements=rule), [CLOSED], workers=ALONE)
    assert values(sweep, "unmet: R1") == values(sweep, "unmet: requirement_shortfall") == [8, 24]


def test_a_rule_that_nobody_misses_in_one_scenario_is_missed_by_nothing():
    rule = "requirement_id,programme_id,measure,where,minimum\nR1,P,weeks,sector=acute,8"
    asked = ["unmet: R1 <= 0"]
    sweep = pl.scenarios(make_round(requirements=rule), [CLOSED], tests=asked, workers=ALONE)
    assert values(sweep, "unmet: R1") == [0, 16]
    assert sweep.tests["result"].tolist() == ["pass", "fail"]


def test_two_results_side_by_side():
    round = make_round()
    table = pl.compare(pl.solve(round), pl.solve(round.close("S1")))
    travel = table.set_index("figure").loc["travel and wishes"]
    assert (travel["a"], travel["b"], travel["difference"]) == (80, 192, 112)
    assert travel["established"] == "yes"
    plans = pl.compare(pl.Plan.empty(round), pl.Plan.empty(round))
    assert (plans["difference"] == 0).all()


def test_estimated_minutes_are_said_to_be():
    # Nobody has measured a journey of this round but L1's to S1, 5 minutes.
    measured = make_round(travel="learner_id,setting_id,minutes\nL1,S1,5")
    own = pl.scenarios(measured, [CLOSED], workers=ALONE).frame
    units = own[own["figure"] == "travel: longest"].set_index("scenario")["unit"]
    assert units.to_dict() == {
        "base": "minutes, some estimated",
        "Ward closes": "minutes, estimated",
    }
    table = pl.compare(pl.solve(measured), pl.solve(measured.close("S1")))
    assert table.set_index("figure").loc["travel: longest", "unit"].endswith("some estimated")
    assert table["figure"].is_unique


@pytest.mark.parametrize(
    ("scenario", "tests", "said"),
    [
        (pl.Scenario("x", ({"close": "S9"},)), (), "scenario 'x': 'S9' is not in settings"),
        (CLOSED, ("unplacd <= 2",), "did you mean 'unplaced'?"),
    ],
)
def test_what_cannot_be_is_refused_before_anything_is_solved(scenario, tests, said):
    solved = []
    with pytest.raises(InputError) as refused:
        pl.scenarios(make_round(), [scenario], tests=tests, told=lambda *one: solved.append(one))
    assert said in str(refused.value)
    assert solved == []


def test_what_is_solved_is_not_solved_again(tmp_path):
    told = []
    for scenarios in ([CLOSED], [CLOSED, BOTH]):
        pl.scenarios(
            make_round(),
            scenarios,
            out=tmp_path / "out",
            workers=ALONE,
            told=lambda name, record, known: told.append((name, known)),
        )
    assert told[:2] == [("base", False), ("Ward closes", False)]
    assert told[2:] == [("base", True), ("Ward closes", True), ("Both close", False)]


@pytest.mark.parametrize("change", ["round", "effort", "torn file", "rule of one's own"])
def test_another_round_or_effort_is_solved_anew(tmp_path, change, monkeypatch):
    out, told = tmp_path / "out", []
    pl.scenarios(make_round(), [], out=out, workers=ALONE)
    if change == "rule of one's own":  # read at the next start: here only its hash matters
        (tmp_path / "own" / "rules").mkdir(parents=True)
        (tmp_path / "own" / "rules" / "further.py").write_text("RULE = None")
        monkeypatch.setenv("PLACEMENTS_MODELS", str(tmp_path / "own"))
    if change == "torn file":
        (kept,) = Store(out).folder.glob("*.json")
        kept.write_text(kept.read_text()[:50])
    pl.scenarios(
        make_round(heading='name = "Other"' if change == "round" else ""),
        [],
        out=out,
        effort=50 if change == "effort" else 100,
        workers=ALONE,
        told=lambda name, record, known: told.append(known),
    )
    assert told == [False]


def test_a_sweep_that_was_killed_goes_on_and_gives_the_same(tmp_path):
    file, round = tmp_path / "scenarios.toml", make_round()
    file.write_text(FILE)
    out, whole = tmp_path / "cut" / "out", tmp_path / "whole" / "out"
    # As a kill leaves it: one scenario is kept, and a file is half written.
    first = pl.scenarios(round, [CLOSED], out=out, workers=ALONE)
    kept = Store(out).folder
    (kept / f"{first.records['base'].key}.json").unlink()
    (kept / "tmphalf").write_text('{"key": "')
    told = []
    after = pl.scenarios(
        round, file, out=out, workers=ALONE, told=lambda name, _, known: told.append((name, known))
    )
    write_sweep(after, out)
    write_sweep(pl.scenarios(round, file, out=whole, workers=ALONE), whole)
    assert ("Ward closes", True) in told
    for name in ("comparison.csv", "tests.csv", "plans.csv"):
        assert (out / name).read_bytes() == (whole / name).read_bytes()


def test_the_command(tmp_path):
    round_path = tmp_path / "round"
    round_path.mkdir()
    write_round(round_path)
    file = tmp_path / "scenarios.toml"
    file.write_text(FILE)
    done = run("scenarios", round_path, file, "--out", tmp_path / "out", "--jobs", "1")
    assert done.code == 0
    assert "share outside acute >= base" in done.out
    assert "Minutes of travel: estimated." in done.out
    assert sorted(p.name for p in (tmp_path / "out").iterdir()) == [
        "comparison.csv", "comparison.txt", "plans.csv", "sweep.json", "tests.csv",
    ]  # fmt: skip
    assert [p.name for p in tmp_path.iterdir() if p.name.startswith(".")] == []


def test_the_command_refuses_half_a_cluster(tmp_path):
    done = run("scenarios", tmp_path, tmp_path, "--out", tmp_path / "out", "--backend", "dask")
    assert done.code == 2


@pytest.mark.slow
def test_a_killed_command_goes_on(tmp_path):
    file = tmp_path / "scenarios.toml"
    text = "".join(f'[[scenario]]\nname = "{k}"\nedit = [{{ add_places = "TEAM", places = {k} }}]\n'
                   for k in range(1, 9))  # fmt: skip
    file.write_text(text)
    out = tmp_path / "out"
    words = [sys.executable, "-m", "placements", "scenarios", "data/five", file, "--out", out]
    child = subprocess.Popen([*map(str, words), "--jobs", "1"], cwd=Path(__file__).parents[2])
    while len(list(tmp_path.glob(".out-solved/*.json"))) < 3:
        time.sleep(0.05)
    os.kill(child.pid, signal.SIGKILL)
    child.wait()
    done = subprocess.run(list(map(str, words)), cwd=Path(__file__).parents[2], check=True,
                          capture_output=True, text=True)  # fmt: skip
    assert done.stderr.count("solved before") >= 3
    table = (out / "comparison.csv").read_bytes()
    subprocess.run([*map(str, words[:-1]), str(tmp_path / "whole")], cwd=Path(__file__).parents[2],
                   check=True, capture_output=True)  # fmt: skip
    assert (tmp_path / "whole" / "comparison.csv").read_bytes() == table


@pytest.mark.slow
def test_the_same_sweep_on_a_local_cluster(tmp_path):
    distributed = pytest.importorskip("distributed")
    here = pl.scenarios(make_round(), [CLOSED, BOTH], workers=ALONE)
    with distributed.LocalCluster(n_workers=1, threads_per_worker=1, dashboard_address=None) as c:
        there = Workers(backend="dask", cluster=c.scheduler_address)
        away = pl.scenarios(make_round(), [CLOSED, BOTH], workers=there)
    assert away.frame.equals(here.frame)


def test_a_record_is_what_a_solve_finds():
    name, record = solve_one(Task("one", make_round(), "key", 100.0))
    assert (name, record.key, record.status) == ("one", "key", "optimal")
    assert len(record.placements) == 4
