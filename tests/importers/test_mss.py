"""Medical Student Scheduling: the round of an instance, and a plan back as a schedule."""

import csv
import datetime as dt
import json
import subprocess
import sys

import pytest

from placements.candidates import build_candidates
from placements.errors import InputError
from placements.importers.mss import import_mss, plan_to_mss
from placements.round.read import build_round, read_raw
from tests.shared import shared

# Two students, three disciplines of two groups, two hospitals, four periods. Student 2 may not
# take discipline 2, is away in period 3, and is not able to do discipline 3 at hospital 2.
TINY = """
Students=2; Disciplines=3; Hospitals=2; Duration=2; Horizon=4; Groups=2; MaxDiscPerHosp=1;
DiscGroup=[1,1,2];
StudDiscGroup=[|2,0|1,0|];
AllowedDisc=[|1,1,1|1,0,1|];
Precededby=[|0,0,0|1,0,0|0,0,0|];
Availability=[|1,1,1,1|1,1,0,1|];
Ability=array3d(1..Students,1..Hospitals,1..Disciplines,[1,1,1, 1,1,1, 1,1,1, 1,1,0]);
MaxPosHosp=array3d(1..Hospitals,1..Disciplines,1..Horizon,
 [2,2,1,1, 1,1,1,1, 1,1,1,1, 1,0,0,1, 1,1,1,1, 1,1,1,1]);
MinPosHosp=array3d(1..Hospitals,1..Disciplines,1..Horizon,
 [0,0,0,1, 0,0,0,0, 0,0,0,0, 0,0,0,0, 0,0,0,0, 0,0,0,0]);
WeightPref=[|3,2,-1,-2|1,0,-3,-1|];
PrefStudDisc=[|1,2,3|4,5,6|];
PrefStudHosp=[|1,2|3,4|];
ManPref=[5,0,1];
"""


@pytest.fixture
def tiny(tmp_path):
    return imported(tmp_path, TINY)


def imported(tmp_path, text):
    (tmp_path / "tiny.dzn").write_text(text, encoding="utf-8")
    import_mss(tmp_path / "tiny.dzn", tmp_path / "round")
    return read_back(tmp_path / "round")


def read_back(folder):
    found, problems = build_round(read_raw(folder))
    assert problems == []
    return found


def rows(round, table, *columns):
    return [*round[table][[*columns]].itertuples(index=False, name=None)]


def day(text):
    return dt.datetime.fromisoformat(text)


def test_a_student_has_a_calendar_of_their_own(tiny):
    # The last start is period 4 - 2 + 1 = 3: two weeks after the first.
    assert rows(tiny, "blocks", "cohort_id", "block_id", "weeks", "where", "group", "take") == [
        ("S001", "D01", 2, "tag=D01", "G1", 2),
        ("S001", "D02", 2, "tag=D02", "G1", 2),
        ("S001", "D03", 2, "tag=D03", "G2", 0),
        ("S002", "D01", 2, "tag=D01", "G1", 1),
        ("S002", "D03", 2, "tag=D03", "G2", 0),
    ]
    assert set(tiny["blocks"]["start"]) == {day("2026-09-07")}
    assert set(tiny["blocks"]["latest_start"]) == {day("2026-09-21")}


def test_weights_are_positive_and_the_students_own(tiny):
    assert rows(tiny, "learners", "learner_id", "change_weight", "waiting_weight") == [
        ("S001", 1, 2),
        ("S002", 3, 1),
    ]


def test_wishes_are_weighted_already(tiny):
    # S001: 3 × 1 + 5, 3 × 2 + 0, 3 × 3 + 1; hospitals 2 × 1, 2 × 2.
    # S002: 1 × 4 + 5, not D02, 1 × 6 + 1; hospitals count for nothing.
    assert rows(tiny, "preferences", "learner_id", "where", "score") == [
        ("S001", "provider_id=H1", 2),
        ("S001", "provider_id=H2", 4),
        ("S001", "tag=D01", 8),
        ("S001", "tag=D02", 6),
        ("S001", "tag=D03", 10),
        ("S002", "tag=D01", 9),
        ("S002", "tag=D03", 7),
    ]


def test_equal_weeks_of_staffing_are_one_row_and_no_place_is_a_row_too(tiny):
    found = rows(tiny, "capacity", "setting_id", "from", "until", "places", "minimum")
    weeks = [day(f"2026-09-{d:02}") for d in (7, 13, 14, 20, 21, 27, 28)] + [day("2026-10-04")]
    first, _, second, _, third, third_end, fourth, last = weeks

    assert found[:3] == [
        ("H1-D01", first, weeks[3], 2, 0),
        ("H1-D01", third, third_end, 1, 0),
        ("H1-D01", fourth, last, 1, 1),
    ]
    assert ("H2-D01", second, third_end, 0, 0) in found
    assert ("H2-D03", first, last, 1, 0) in found
    assert set(tiny["capacity"]["minimum_applies"]) == {"always"}


def test_absence_inability_precedence_and_the_limit_of_a_hospital(tiny):
    third = (day("2026-09-21"), day("2026-09-27"))
    assert rows(tiny, "absences", "learner_id", "from", "until") == [("S002", *third)]
    assert rows(tiny, "exclusions", "learner_id", "where") == [("S002", "setting_id=H2-D03")]
    assert rows(tiny, "sequences", "kind", "first", "then") == [("before", "tag=D01", "tag=D02")]
    assert rows(tiny, "requirements", "measure", "each", "maximum") == [
        ("placements", "provider", 1.0)
    ]


def test_the_levels_are_feasibility_then_satisfaction(tiny):
    feasible, satisfaction = tiny.levels
    assert dict(feasible.weights) == {
        "unplaced_weeks": 1,
        "requirement_shortfall": 1,
        "sequence_breaches": 1,
        "staffing_shortfall": 1,
    }
    assert dict(satisfaction.weights) == {
        "preference": 0.5,
        "provider_changes": 1,
        "waiting_weeks": 1,
        "worst_learner": 1,
    }


def test_candidates_of_the_tiny_instance(tiny):
    # S001 may start in weeks 1, 2, 3: each discipline 3 × 2 hospitals, but D01 at hospital 2 has
    # no place in weeks 2 and 3, which every start touches: 3 + 6 + 6.
    # S002 is away in week 3, so only week 1 is left: D01 at H1, D03 at H1.
    assert len(build_candidates(tiny)) == 15 + 2


def test_a_student_who_may_take_nothing_is_still_a_learner(tmp_path):
    nothing = TINY.replace("|1,0,1|", "|0,0,0|").replace("[|2,0|1,0|]", "[|2,0|0,0|]")
    found = imported(tmp_path, nothing)

    assert rows(found, "blocks", "cohort_id", "block_id", "take")[-1] == ("S002", "D01", 0)


def test_a_weight_that_is_not_a_short_decimal_is_exact_enough(tmp_path):
    text = TINY.replace("Duration=2", "Duration=3")
    found = imported(tmp_path, text)

    assert abs(dict(found.levels[1].weights)["preference"] - 1 / 3) < 1e-9


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("Horizon=4;", "", "tiny.dzn: Horizon is missing"),
        ("Students=2", "Students=0", "Students is not one whole number of at least 1"),
        ("ManPref", "ManPreff", "tiny.dzn: ManPref is missing; did you mean 'ManPreff'?"),
        ("DiscGroup=[1,1,2]", "DiscGroup=[1,1]", "DiscGroup has 2 numbers; 3 are expected"),
        ("[|1,1,1|1,0,1|]", "[|1,1,1|1,0|]", "AllowedDisc has 5 numbers; 2 × 3 are expected"),
        ("[|1,1,1|1,0,1|]", "[|1,1,1,1|0,1|]", "AllowedDisc has rows of 2 to 4; 2 × 3 are"),
        ("[|1,1,1|1,0,1|]", "[|1,1,1|1,0,2|]", "AllowedDisc holds a number other than 0 and 1"),
        ("[|2,0|1,0|]", "[|2,0|-1,0|]", "StudDiscGroup holds a number below 0"),
        ("[|2,0|1,0|]", "[|2,0|2,0|]", "student 2 must take 2 of group 1, but AllowedDisc"),
        ("[1,1,2]", "[1,1,3]", "DiscGroup puts discipline 3 into group 3"),
        ("-1,-2", "1,-2", "WeightPref rewards a change or waiting"),
        ("Duration=2", "Duration=5", "Duration 5 is longer than Horizon 4"),
        ("[0,0,0,1", "[0,0,0,3", "MinPosHosp is above MaxPosHosp at hospital 1, discipline 1, "),
    ],
)
def test_a_bad_instance_is_refused_and_nothing_is_written(tmp_path, old, new, expected):
    with pytest.raises(InputError) as error:
        imported(tmp_path, TINY.replace(old, new, 1))

    assert expected in str(error.value)
    assert not (tmp_path / "round").exists()


def test_all_missing_names_are_listed_at_once(tmp_path):
    with pytest.raises(InputError, match="has 19 problems"):
        imported(tmp_path, "n = 1;")


# ---- a plan back -----------------------------------------------------------------------------

PLAN = """learner_id,block_id,setting_id,start,weeks,minutes,state,reason
S001,D01,H1-D01,2026-09-07,2,5,placed,
S001,D02,,2026-09-07,2,,unplaced,full
S002,D01,H2-D01,2026-09-21,2,5,placed,
"""


def plan_file(tmp_path, text):
    (tmp_path / "plan.csv").write_text(text, encoding="utf-8")
    return tmp_path / "plan.csv"


def test_a_plan_becomes_numbers_from_one_without_what_is_unplaced(tmp_path):
    schedule = plan_to_mss(plan_file(tmp_path, PLAN), dt.date(2026, 9, 7))

    assert schedule == [(1, 1, 1, 1), (2, 1, 2, 3)]


def test_a_plan_of_another_round_is_refused(tmp_path):
    text = PLAN.replace("H2-D01", "WARD1").replace("start,", "began,")
    with pytest.raises(InputError, match=r"plan.csv, start: the column is missing"):
        plan_to_mss(plan_file(tmp_path, text), dt.date(2026, 9, 7))
    text = PLAN.replace("H2-D01", "WARD1").replace("2026-09-07", "soon", 1)
    with pytest.raises(InputError) as error:
        plan_to_mss(plan_file(tmp_path, text), dt.date(2026, 9, 7))
    assert [problem.where.line for problem in error.value.problems] == [2, 4]


# ---- the published instances -----------------------------------------------------------------

NAMES = [
    "akbarzadeh_maenhout/Instance_10",
    "akbarzadeh_maenhout/Instance_L10",
    "generated/I40_12_1",
    "generated/I40_12_4",
]


def published(name, tmp_path):
    file = shared(f"mss/{name}.dzn")
    import_mss(file, tmp_path / "round")
    return file, read_back(tmp_path / "round")


@pytest.mark.parametrize("name", NAMES)
def test_candidates_of_a_published_instance(name, tmp_path):
    file, found = published(name, tmp_path)
    assert len(build_candidates(found)) == candidates(load(file))


def load(file):
    """Return the values with the reader of the published checker, which is no part of this."""
    folder = str(shared("mss"))
    code = "import check, json, sys; print(json.dumps(check.load(sys.argv[1])))"
    command = [sys.executable, "-B", "-c", code, str(file)]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


def candidates(data):
    """Count the starts at which a student can take a discipline at a hospital, index by index."""
    students, hospitals = range(data["Students"]), range(data["Hospitals"])
    disciplines, duration = range(data["Disciplines"]), data["Duration"]
    starts = range(data["Horizon"] - duration + 1)
    at = len(hospitals), len(disciplines), data["Horizon"]
    return sum(
        all(data["Availability"][s][t : t + duration])
        and all(data["MaxPosHosp"][(h * at[1] + d) * at[2] + q] for q in range(t, t + duration))
        for s in students
        for h in hospitals
        for d in disciplines
        if data["AllowedDisc"][s][d] and data["Ability"][(s * at[0] + h) * at[1] + d]
        for t in starts
    )


def test_every_published_instance_reads(tmp_path):
    # 40 of the first collection and 11 of the second, as many as lie there.
    files = sorted(shared("mss").glob("*/*.dzn"))
    assert len(files) == 51
    for file in files:
        import_mss(file, tmp_path / file.stem)
        found = read_back(tmp_path / file.stem)
        assert found["learners"].shape[0] in (40, 80, 160, 320)


def test_the_published_checker_reads_a_schedule_made_from_a_plan(tmp_path):
    # One student in one discipline: whatever else the checker misses, it sees that placement and
    # finds nothing wrong with its place and time.
    file, found = published("akbarzadeh_maenhout/Instance_10", tmp_path)
    first = build_candidates(found).frame.iloc[0]
    start = found.monday(first["start"])
    line = f"{first['learner_id']},{first['block_id']},{first['setting_id']},{start},1,5,placed,\n"
    schedule = plan_to_mss(plan_file(tmp_path, PLAN.splitlines()[0] + "\n" + line), found.start)
    with (tmp_path / "schedule.csv").open("w", newline="") as target:
        csv.writer(target).writerows([("student", "discipline", "hospital", "start"), *schedule])

    command = [sys.executable, "-B", str(shared("mss/check.py")), str(file)]
    done = subprocess.run(
        [*command, str(tmp_path / "schedule.csv")], capture_output=True, text=True, check=False
    )
    kinds = {line.split()[1] for line in done.stdout.splitlines() if line.startswith("VIOLATION")}
    assert kinds == {"group"}
