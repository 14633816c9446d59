"""``verify``: the plan as written is judged against the round, whoever wrote it."""

import pytest

from tests.cli.command import call, run
from tests.rounds import write_round

# Both learners at S1, 5 minutes away, in both blocks of four weeks: 2 x 2 x 4 x 5 = 80.
GOOD = """\
learner_id,block_id,setting_id,start,weeks,minutes,state,reason
L1,B1,S1,2026-09-07,4,5,placed,
L1,B2,S1,2026-10-19,4,5,placed,
L2,B1,S1,2026-09-07,4,5,placed,
L2,B2,S1,2026-10-19,4,5,placed,
"""


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "round").mkdir()
    return write_round(tmp_path / "round")


@pytest.fixture
def verify(capsys, tmp_path, folder):
    """Return a function that verifies the text of a plan file."""

    def judged(text):
        (tmp_path / "plan.csv").write_text(text, encoding="utf-8")
        return call(capsys, "verify", folder, tmp_path / "plan.csv")

    return judged


def test_a_good_plan_passes_with_the_value_of_every_level(verify):
    done = verify(GOOD)

    assert done.code == 0
    assert done.out == (
        "Level                        value\n"
        "  everyone placed                0\n"
        "  curriculum                     0\n"
        "  announced placements kept      0\n"
        "  travel and wishes             80\n"
        "The plan keeps every rule.\n"
    )


def test_a_plan_of_its_four_columns_alone_passes(verify):
    rows = [",".join(line.split(",")[:4]) for line in GOOD.splitlines()]

    assert verify("\n".join(rows)).code == 0


def test_an_unplaced_block_is_no_breach(verify):
    # L2's B2 is unplaced: 4 weeks of 1 learner, and 4 x 5 minute-weeks less.
    done = verify(GOOD.replace("L2,B2,S1,2026-10-19,4,5,placed,", "L2,B2,,2026-10-19,4,,unplaced,"))

    assert done.code == 0
    assert "everyone placed                4" in done.out
    assert "travel and wishes             60" in done.out


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda text: text.replace("L2,B2,S1,2026-10-19,4,5,placed,\n", ""), "L2"),
        (lambda text: text + "L2,B2,S1,2026-10-19,4,5,placed,\n", "L2"),
        (lambda text: text + "L2,B2,S2,2026-10-19,4,12,placed,\n", "L2"),
        (lambda text: text.replace("B1,S1,2026-09-07", "B1,S1,2026-09-14"), "L1"),
        (
            lambda text: text.replace("L2,B2,S1,2026-10-19,4,5", "L2,B2,S1,2026-10-19,4,6"),
            "plan.csv, line 5, minutes: 6 does not agree; expected 5",
        ),
        (
            lambda text: text.replace("L2,B2,S1,2026-10-19,4,5", "L2,B2,S1,2026-10-19,5,5"),
            "plan.csv, line 5, weeks: 5 does not agree; expected 4",
        ),
        (
            lambda text: text.replace("2026-10-19,4,5,placed,\nL2", "2026-10-19,4,5,kept,\nL2"),
            "plan.csv, line 3, state: kept does not agree; expected placed",
        ),
        (
            lambda text: text.replace("L2,B2,S1,2026-10-19,4,5,placed", "L2,B2,,2026-10-26,4,,"),
            "plan.csv, line 5, start: 2026-10-26 does not agree; expected 2026-10-19",
        ),
    ],
    ids=[
        "row removed",
        "row duplicated",
        "block placed twice",
        "start not allowed",
        "wrong minutes",
        "wrong weeks",
        "wrong state",
        "wrong start of an unplaced block",
    ],
)
def test_a_broken_plan_is_told_and_ends_with_1(verify, change, told):
    done = verify(change(GOOD))

    assert done.code == 1
    assert told in done.out
    assert "The plan is broken: " in done.out.splitlines()[-1]


def test_more_learners_than_places_is_a_breach(verify, folder):
    write_round(folder, capacity="setting_id,places\nS1,1\nS2,2")

    done = verify(GOOD)

    assert done.code == 1
    assert "capacity: S1" in done.out


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (GOOD.replace("L2,B2,S1", "L2,B2,S9"), "line 5, setting_id: 'S9' is not in settings"),
        (GOOD.replace("L2,B2,S1", "L3,B2,S1"), "line 5, learner_id: 'L3' is not in learners"),
        (GOOD.replace("L2,B2,S1", "L2,B3,S1"), "'B3' is not a block of L2's cohort, C"),
        (GOOD.replace("2026-10-19,4", "19/10/2026,4"), "line 3, start: '19/10/2026'"),
        (GOOD.replace("2026-10-19,4", "2026-10-20,4"), "is a Tuesday, not a Monday"),
        (GOOD.replace("setting_id", "seting_id"), "did you mean 'setting_id'?"),
        ("", "plan.csv"),
        ("learner_id\nL1\n", "the column is missing"),
    ],
)
def test_what_is_no_plan_of_this_round_ends_with_2(verify, text, told):
    done = verify(text)

    assert done.code == 2
    assert told in done.err
    assert "Traceback" not in done.text


def test_a_missing_plan_file_ends_with_2(capsys, tmp_path, folder):
    done = call(capsys, "verify", folder, tmp_path / "none.csv")

    assert done.code == 2
    assert "none.csv" in done.err


def test_a_broken_fixed_pin_is_a_breach(verify, folder):
    write_round(folder, pins="learner_id,block_id,setting_id,state\nL1,B1,S2,fixed")

    done = verify(GOOD)

    assert done.code == 1
    assert "L1 is fixed for B1 at S2" in done.out


def test_the_process_ends_with_its_code(tmp_path, folder):
    (tmp_path / "plan.csv").write_text(GOOD + GOOD.splitlines()[1] + "\n", encoding="utf-8")

    done = run("verify", folder, tmp_path / "plan.csv")

    assert done.code == 1
    assert done.err == ""
