"""The next round: what is over is history, what is announced is pinned, and nothing is lost."""

import datetime as dt

import pytest

from placements.errors import InputError, Severity
from placements.export.roll_files import write_rolled
from placements.export.roll_forward import roll_forward
from placements.plan import Placement, Plan
from placements.plan_file import write_plan
from placements.round import digest
from placements.round.read import build_round, read_raw
from placements.run import check, judge, read, solve
from tests.cli.command import call
from tests.rounds import write_round

# Weeks 1 to 4 and 7 to 10 from 2026-09-07: no block runs over week 6, which is from 2026-10-12.
BETWEEN = dt.date(2026, 10, 12)
BLOCKS = """
    cohort_id,block_id,start,weeks,stage
    C,B1,2026-09-07,4,1
    C,B2,2026-10-19,4,2
    D,B1,2026-09-07,4,1
    """
LEARNERS = """
    learner_id,programme_id,cohort_id,latitude,longitude,leaves
    L1,P,C,53,-2,
    L2,P,C,53,-2,
    L3,P,D,53,-2,
    L4,P,C,53,-2,2026-10-09
    """
PLAN = (("L1", "B1", "S1", 1), ("L1", "B2", "S2", 7), ("L2", "B2", "S1", 7), ("L3", "B1", "S2", 1))


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "round").mkdir()
    return write_round(
        tmp_path / "round",
        heading="published = 2026-07-27",
        blocks=BLOCKS,
        learners=LEARNERS,
        capacity="setting_id,from,until,places\nS1,,,2\nS2,,,2\nS2,2026-08-31,2026-09-30,1",
        history="learner_id,setting_id,weeks\nL1,S2,3\nL3,S1,2",
        preferences="learner_id,where,score\nL1,sector=acute,5\nL3,sector=acute,5",
        exclusions="learner_id,where\nL4,setting_id=S2",
        absences="learner_id,from,until\nL2,2026-09-07,2026-10-04\nL2,2027-01-04,2027-01-10",
        links="learner_id,other_id,relation,block_id\nL1,L2,apart,B1\nL1,L2,apart,B2\nL1,L3,apart,",
        pins="learner_id,block_id,setting_id,state\nL1,B2,S2,fixed\nL2,B2,S2,published",
        requirements="""
            requirement_id,programme_id,stages,measure,minimum
            ONE,P,1,weeks,4
            BOTH,P,1;2,weeks,8
            ALL,P,*,weeks,8
            """,
    )


def rolled(folder, start=BETWEEN, placements=PLAN, **options):
    raw = read_raw(folder)
    round, problems = build_round(raw)
    assert problems == []
    plan = Plan.of(round, [Placement(*p) for p in placements])
    return roll_forward(raw, plan, start, **options)


def texts(made, table, *columns):
    return [tuple(row.get(column, "") for column in columns) for row in made.tables[table]]


def said(made, table):
    return [decision.what for decision in made.decisions if decision.table == table]


def test_what_is_over_is_history_beside_what_was(folder):
    made = rolled(folder)
    assert texts(made, "history", "learner_id", "setting_id", "start", "weeks") == [
        ("L1", "S2", "", "3"),
        ("L1", "S1", "2026-09-07", "4"),
    ]
    assert said(made, "history") == ["L1: added B1 at S1, 4 weeks from 2026-09-07"]


def test_what_is_still_to_come_is_pinned_as_it_was_decided(folder):
    made = rolled(folder)
    assert texts(made, "pins", "learner_id", "block_id", "setting_id", "start", "state") == [
        ("L1", "B2", "S2", "2026-10-19", "fixed"),
        ("L2", "B2", "S1", "2026-10-19", "published"),
    ]


def test_who_has_finished_is_gone_with_all_their_rows(folder):
    made = rolled(folder)
    assert texts(made, "learners", "learner_id") == [("L1",), ("L2",)]
    assert texts(made, "preferences", "learner_id") == [("L1",)]
    assert texts(made, "exclusions", "learner_id") == []
    assert said(made, "learners") == [
        "L3: gone, the blocks of D are over",
        "L4: gone, left on 2026-10-09",
        "L2: B1 was never placed, and is over",
    ]


def test_dates_move_where_a_calendar_is_over_and_stay_where_it_goes_on(folder):
    made = rolled(folder)
    # Cohort D's block moves as the round's start does, by five weeks.
    assert texts(made, "blocks", "cohort_id", "block_id", "start") == [
        ("C", "B2", "2026-10-19"),
        ("D", "B1", "2026-10-12"),
    ]
    assert (made.heading["start"], made.heading["published"]) == ("2026-10-12", "2026-08-31")
    assert said(made, "blocks") == [
        "D: over; its dates are moved by 5 weeks",
        "C: B1 gone, over before 2026-10-12",
    ]


def test_limits_absences_and_links_of_the_past_are_gone(folder):
    made = rolled(folder)
    assert texts(made, "capacity", "setting_id", "until") == [("S1", ""), ("S2", "")]
    assert texts(made, "absences", "from") == [("2027-01-04",)]
    assert texts(made, "links", "other_id", "block_id") == [("L2", "B2")]
    assert said(made, "capacity") == ["S2 1: gone, it ended before 2026-10-12"]


def test_requirements_of_stages_that_are_over_are_gone_or_to_be_checked(folder):
    made = rolled(folder)
    assert texts(made, "requirements", "requirement_id") == [("BOTH",), ("ALL",)]
    assert said(made, "requirements") == [
        "BOTH: to be checked, part of its stages is over",
        "ONE: gone, nobody has a block of its stages left",
    ]


WITHIN = dt.date(2026, 11, 2)  # B2 runs from 19 October to 15 November


def test_a_round_begins_with_the_first_block_that_runs_over_the_day(folder):
    made = rolled(folder, WITHIN)
    assert made.start == dt.date(2026, 10, 19)
    assert said(made, "round")[0].startswith("blocks are running on 2026-11-02: the round begins")
    # What has begun cannot change; the next intake begins on the day, and has as many weeks left.
    assert texts(made, "pins", "state") == [("fixed",), ("fixed",)]
    assert texts(made, "blocks", "cohort_id", "start") == [
        ("C", "2026-10-19"),
        ("D", "2026-11-02"),
    ]
    before = read(folder)
    assert made.heading["weeks"] == str(before.weeks + 2)


ALWAYS = """
    cohort_id,block_id,start,weeks,stage
    C,B1,2026-09-07,4,1
    C,B2,2026-10-19,4,2
    D,B1,2026-09-07,9,1
    D,B2,2026-11-09,4,1
    """


def test_where_some_block_is_always_running_nothing_is_cut_in_two(folder, tmp_path):
    # On every Monday from 14 September to 9 November some block runs or begins.
    write_round(folder, blocks=ALWAYS, learners=LEARNERS)
    plan = (("L1", "B1", "S1", 1), ("L1", "B2", "S2", 7), ("L3", "B1", "S2", 1))
    made = rolled(folder, dt.date(2026, 10, 26), plan)
    # D's B1 began with the round: so does the next one. What is over is history all the same.
    assert made.start == dt.date(2026, 9, 7)
    assert texts(made, "history", "learner_id", "start") == [
        ("L1", ""),
        ("L3", ""),
        ("L1", "2026-09-07"),
    ]
    assert texts(made, "pins", "learner_id", "block_id", "setting_id", "state") == [
        ("L1", "B2", "S2", "fixed"),
        ("L3", "B1", "S2", "fixed"),
    ]


def test_a_block_that_has_begun_is_never_placed_in_the_past(folder, plan_path, tmp_path):
    # L2's B2, from 19 October, is not placed: on 2 November it is too late for it.
    round = read(folder)
    plan_path.write_text(write_plan(Plan.of(round, [Placement(*p) for p in PLAN if p[0] != "L2"])))
    write_rolled(folder, plan_path, tmp_path / "next", start=WITHIN)
    later = read(tmp_path / "next")
    assert check(later).of(Severity.ERROR) == ()
    result = solve(later)
    assert [(p.learner_id, p.block_id) for p in result.plan.placements] == [("L1", "B2")]
    assert ("L2", "B2") in result.plan.unplaced


def test_a_group_of_blocks_is_never_cut_in_two(folder):
    blocks = BLOCKS.replace("stage", "stage,group,take").replace(",1\n", ",1,G,1\n")
    text = blocks.replace("C,B2,2026-10-19,4,2", "C,B2,2026-10-19,4,2,G,1")
    write_round(folder, blocks=text, learners=LEARNERS)
    made = rolled(folder, placements=())
    # The group of C runs from 7 September to 15 November; D's is over.
    assert made.start == dt.date(2026, 9, 7)
    assert texts(made, "blocks", "cohort_id", "block_id") == [("C", "B1"), ("C", "B2"), ("D", "B1")]


@pytest.mark.parametrize("day", [dt.date(2026, 9, 7), dt.date(2026, 10, 13)])
def test_what_is_no_later_monday_is_refused(folder, day):
    with pytest.raises(InputError, match="not a Monday after 2026-09-07"):
        rolled(folder, day)


def test_a_year_on_nobody_is_left_unless_they_are_kept(folder):
    assert texts(rolled(folder, None), "learners", "learner_id") == []
    made = rolled(folder, None, keep_learners=True)
    assert texts(made, "learners", "learner_id") == [("L1",), ("L2",), ("L3",)]
    assert made.heading["start"] == "2027-09-06"
    assert texts(made, "blocks", "start")[0] == ("2027-09-06",)
    assert len(made.tables["history"]) == 2 + len(PLAN)


# ---- files -----------------------------------------------------------------------------------


@pytest.fixture
def plan_path(folder):
    round = read(folder)
    path = folder.parent / "plan.csv"
    path.write_text(write_plan(Plan.of(round, [Placement(*p) for p in PLAN])))
    return path


def test_folder_and_workbook_are_the_same_round_without_errors(folder, plan_path, tmp_path):
    write_rolled(folder, plan_path, tmp_path / "next", start=BETWEEN)
    write_rolled(folder, plan_path, tmp_path / "next.xlsx", start=BETWEEN)

    one, other = read(tmp_path / "next"), read(tmp_path / "next.xlsx")
    assert digest(one) == digest(other)
    assert check(one).of(Severity.ERROR) == ()
    result = solve(one)
    assert judge(one, result.plan).passed
    # B2 stays where it was announced: L1 at S2 and L2 at S1.
    assert [p.setting_id for p in result.plan.placements] == ["S2", "S1"]


def test_every_decision_is_in_the_folder(folder, plan_path, tmp_path):
    decisions = write_rolled(folder, plan_path, tmp_path / "next", start=BETWEEN)
    notes = (tmp_path / "next" / "ROLLED-FORWARD.md").read_text()
    assert all(f"- {decision.table}: {decision.what}\n" in notes for decision in decisions)


def test_a_round_without_learners_left_has_the_table_to_be_filled(folder, plan_path, tmp_path):
    write_rolled(folder, plan_path, tmp_path / "next")
    found = [str(problem) for problem in check(tmp_path / "next").problems]
    assert found == ["learners.csv: has no rows; a round needs at least one"]


def test_the_command_lists_its_decisions_and_never_writes_over_anything(
    capsys, folder, plan_path, tmp_path
):
    out = tmp_path / "next.xlsx"
    words = ("roll-forward", folder, plan_path, out, "--start", "2026-10-12")
    done = call(capsys, *words)
    assert done.code == 0
    assert "  L1: added B1 at S1, 4 weeks from 2026-09-07\n" in done.out
    content = out.read_bytes()

    again = call(capsys, *words)
    assert again.code == 2
    assert "is there already" in again.err
    assert out.read_bytes() == content
    full = call(capsys, "roll-forward", folder, plan_path, folder)
    assert full.code == 2
    assert "choose a new or empty folder" in full.err
