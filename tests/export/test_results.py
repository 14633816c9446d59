"""What the steps hand back is readable where people look at it: a console, a notebook."""

import pytest

import placements as pl
from placements.errors import InputError
from placements.plan import Placement
from tests.rounds import make_round, write_round


@pytest.fixture(scope="module")
def round():
    return make_round()


@pytest.fixture(scope="module")
def result(round):
    return pl.solve(round)


def test_the_library_has_the_names_of_the_commands():
    assert {"read", "check", "solve", "judge"} <= set(dir(pl))
    with pytest.raises(AttributeError, match="no attribute 'slove'"):
        pl.slove  # noqa: B018


def test_a_result_tells_its_status_and_levels(result):
    assert repr(result) == (
        "Result(optimal: Plan(4 placed, 0 unplaced); everyone placed 0, curriculum 0, "
        "announced placements kept 0, travel and wishes 80)"
    )


def test_a_notebook_shows_a_result_as_a_table(result):
    shown = result._repr_html_()

    assert "<b>optimal: Plan(4 placed, 0 unplaced)</b>" in shown
    assert "<td>travel and wishes</td>" in shown


def test_the_tables_of_a_result_have_one_row_a_block_and_a_level(result):
    assert result.frame["setting_id"].tolist() == ["S1"] * 4
    assert result.level_frame["value"].tolist() == [0, 0, 0, 80]
    assert result.level_frame["gap"].tolist() == [0, 0, 0, 0]


def test_a_report_counts_and_lists_problems(tmp_path):
    write_round(tmp_path, capacity="setting_id,places\nS1,-2\nS2,x\nS9,1")
    report = pl.check(tmp_path)

    assert repr(report) == f"Report({tmp_path}: 3 errors)"
    assert report.frame["where"].tolist() == [
        "capacity.csv, line 2, places",
        "capacity.csv, line 3, places",
        "capacity.csv, line 4, setting_id",
    ]
    assert "<td>capacity.csv, line 3, places</td>" in report._repr_html_()


def test_a_report_of_a_sound_round_says_so(round):
    assert repr(pl.check(round)) == "Report(Tiny: nothing wrong)"


def test_a_report_shows_what_a_user_wrote_as_text(tmp_path):
    write_round(tmp_path, capacity="setting_id,places\nS1,<script>")

    assert "<script>" not in pl.check(tmp_path)._repr_html_()


def test_reading_a_faulty_round_raises_with_every_problem(tmp_path):
    write_round(tmp_path, capacity="setting_id,places\nS1,-2\nS2,x")

    with pytest.raises(InputError, match="has 2 problems"):
        pl.read(tmp_path)


def test_a_plan_is_judged_as_a_value_or_as_a_file(round, result, tmp_path):
    result.frame.to_csv(tmp_path / "plan.csv", index=False)

    for plan in (result.plan, tmp_path / "plan.csv", str(tmp_path / "plan.csv")):
        verdict = pl.judge(round, plan)
        assert verdict.passed
        assert verdict.values == (0, 0, 0, 80)


def test_a_plan_of_another_reading_is_judged_against_this_round(result):
    # With one place fewer, both learners at S1 in both blocks are one too many.
    smaller = make_round(capacity="setting_id,places\nS1,1\nS2,2")

    assert not pl.judge(smaller, result.plan).passed


def test_a_plan_that_breaks_a_rule_is_not_passed(round):
    plan = pl.Plan.of(round, [Placement("L1", "B1", "S1", 2)])

    assert not pl.judge(round, plan).passed
