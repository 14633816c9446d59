"""``report``: one file, completely or not at all; bounds only where they are of this very plan."""

import json

import pytest

from tests.cli.command import call
from tests.export.report.pages import data_of, words_of
from tests.rounds import write_round


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "round").mkdir()
    return write_round(tmp_path / "round")


@pytest.fixture
def run(capsys, tmp_path, folder):
    """The folder of a solved run."""
    call(capsys, "solve", folder, "--out", tmp_path / "run", "--threads", "1", "--quiet")
    return tmp_path / "run"


def test_a_report_of_a_run_has_its_bounds(capsys, tmp_path, folder, run):
    done = call(capsys, "report", folder, run / "plan.csv", "--out", tmp_path / "report.html")
    html = (tmp_path / "report.html").read_text(encoding="utf-8")
    card = json.loads((run / "run.json").read_text(encoding="utf-8"))

    assert done.code == 0
    assert [level["bound"] for level in data_of(html)["levels"]] == [
        level["bound"] for level in card["levels"]
    ]
    assert "Proven best: no plan is better at one aim" in words_of(html)


def test_bounds_of_another_plan_are_not_shown(capsys, tmp_path, folder, run):
    plan = run / "plan.csv"
    text = plan.read_text(encoding="utf-8")
    plan.write_text(text.replace("S1,2026-09-07,4,5", "S2,2026-09-07,4,12", 1), encoding="utf-8")
    assert plan.read_text(encoding="utf-8") != text
    done = call(capsys, "report", folder, plan, "--out", tmp_path / "report.html")
    html = (tmp_path / "report.html").read_text(encoding="utf-8")

    assert done.code == 0
    assert {level["bound"] for level in data_of(html)["levels"]} == {None}
    assert "there is no run.json of this very plan and round" in words_of(html)


def test_bounds_of_another_round_are_not_shown(capsys, tmp_path, folder, run):
    capacity = folder / "capacity.csv"
    capacity.write_text(capacity.read_text(encoding="utf-8").replace("S2,2", "S2,3"))
    call(capsys, "report", folder, run / "plan.csv", "--out", tmp_path / "report.html")
    html = (tmp_path / "report.html").read_text(encoding="utf-8")

    assert {level["bound"] for level in data_of(html)["levels"]} == {None}


def test_it_compares_with_a_plan_before(capsys, tmp_path, folder, run):
    plan = run / "plan.csv"
    out = tmp_path / "report.html"
    done = call(capsys, "report", folder, plan, "--out", out, "--before", plan)
    data = data_of(out.read_text(encoding="utf-8"))

    assert done.code == 0
    assert data["before"]["counts"] == {"kept": 4}
    assert data["before"]["rows"] == []


def test_a_plan_that_disagrees_with_the_round_is_reported_as_broken(capsys, tmp_path, folder, run):
    plan = run / "plan.csv"
    plan.write_text(plan.read_text(encoding="utf-8").replace(",5,placed", ",6,placed", 1))
    done = call(capsys, "report", folder, plan, "--out", tmp_path / "report.html")

    assert done.code == 0
    assert "The plan is broken: 1 breach." in done.err
    words = words_of((tmp_path / "report.html").read_text(encoding="utf-8"))
    assert "This plan breaks rules in 1 place." in words


@pytest.mark.parametrize(
    ("name", "told"),
    [("report.csv", "does not end with .html"), ("run", "does not end with .html")],
)
def test_it_overwrites_nothing_else(capsys, tmp_path, folder, run, name, told):
    before = sorted(run.iterdir())
    done = call(capsys, "report", folder, run / "plan.csv", "--out", tmp_path / name)

    assert done.code == 2
    assert told in done.err
    assert sorted(run.iterdir()) == before


def test_a_folder_is_not_a_file(capsys, tmp_path, folder, run):
    (tmp_path / "x.html").mkdir()
    done = call(capsys, "report", folder, run / "plan.csv", "--out", tmp_path / "x.html")

    assert done.code == 2
    assert "is a folder" in done.err


def test_an_earlier_report_is_replaced_whole(capsys, tmp_path, folder, run):
    out = tmp_path / "new" / "report.html"
    for _ in range(2):
        assert call(capsys, "report", folder, run / "plan.csv", "--out", out).code == 0

    assert [path.name for path in out.parent.iterdir()] == ["report.html"]


def test_nothing_is_left_where_the_plan_is_no_plan(capsys, tmp_path, folder):
    (tmp_path / "plan.csv").write_text("learner_id\nL1\n")
    done = call(capsys, "report", folder, tmp_path / "plan.csv", "--out", tmp_path / "r.html")

    assert done.code == 2
    assert not (tmp_path / "r.html").exists()
