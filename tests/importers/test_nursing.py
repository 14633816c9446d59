"""The nursing placement tool's input, in both layouts, as a round."""

import json

import pandas as pd
import pytest
import xlsxwriter

from placements.errors import InputError
from placements.importers.nursing.sheets import SHEETS
from placements.importers.nursing.wards import Choices
from placements.importers.nursing.workbook import import_nursing
from placements.importers.records import find_header
from placements.round.read import build_round, read_raw
from tests.cli.command import call
from tests.shared import shared

HERE = Choices("Example NHS Trust", "acute", (50.4165, -4.1137))
FIRST = {
    "students": """
student_id,student_cohort,university,qualification,year,prev_placements,allowable_covid_status
Student1,UniA_BSc Jan99,UniA,BSc,1,[],Low/Medium
Student2,UniA_BSc Jan99,UniA,BSc,1,"['Ward1','Old ward']",Medium/High
""",
    "wards": """
ward_name,ward_speciality,education_audit_exp,covid_status,capacity_num,p1_cap,p2_cap,p3_cap
Ward1,Accident and Emergency,01/02/2030,Medium/High,4,2,2,0
Ward2,Medical,2030-03-01,Low/Medium,3,3,1,1
""",
    "placements": """
student_cohort,placement_name,placement_start_date,placement_len_weeks
UniA_BSc Jan99,"P1, E1",07/09/2026,6
UniA_BSc Jan99,"P2, E1",04/11/2026,4
""",
}
SECOND = {
    "students": """
student_id,Forename,Surname,university,qualification,course_start,year,prev_placements,is_driver,allowable_covid_status
10777436,Jane,Doe,Uni P,Nur Adult BSC,Sep-24,Year 1,[],TRUE,Low/Medium
,John,Roe,Uni P,Nursing Associate,Sep-24,Year 1,[],FALSE,Low/Medium
""",
    "wards": """
ward_name,ward_speciality,education_audit_exp,covid_status,capacity_num,p1_cap,p2_cap,p3_cap,nurse_associate_cap,need_to_drive,DYAD
Ward; North,Medical,20/08/2027,Low/Medium,5,3,1,1,1,True,True
Ward 2,Surgical,20/08/2027,Low/Medium,2,2,2,2,0,False,False
""",
    "placements": """
university,qualification,course_start,placement_name,placement_start_date,placement_len_weeks
Uni P,Nur Adult BSC,Sep-24,Year 1: Placement 2,07/09/2026,4
Uni P,Nursing Associate,Sep-24,Year 1: Placement 2,07/09/2026,4
""",
}


def files(tmp_path, sheets, **changes):
    paths = []
    for name, text in {**sheets, **changes}.items():
        (tmp_path / f"{name}.csv").write_text(text.strip() + "\n", encoding="utf-8")
        paths.append(tmp_path / f"{name}.csv")
    return paths


def imported(tmp_path, sheets, choices=HERE, **changes):
    import_nursing(files(tmp_path, sheets, **changes), tmp_path / "round", choices)
    found, problems = build_round(read_raw(tmp_path / "round"))
    assert problems == []
    return found


def rows(round, table, *columns):
    return [*round[table][[*columns]].itertuples(index=False, name=None)]


def changes(tmp_path):
    return (tmp_path / "round" / "import" / "changes.csv").read_text(encoding="utf-8")


def test_places_of_a_ward_hold_together(tmp_path):
    found = imported(tmp_path, FIRST)

    assert rows(found, "capacity", "setting_id", "stages", "places")[:4] == [
        ("Ward1", (), 4),
        ("Ward1", (1,), 2),
        ("Ward1", (2,), 2),
        ("Ward1", (3,), 0),
    ]


def test_dates_are_day_first_and_a_placement_starts_on_its_weeks_monday(tmp_path):
    # 4 November 2026 is a Wednesday. From 7 September: 8 weeks to 2 November, and 4 more.
    found = imported(tmp_path, FIRST)

    assert [str(day)[:10] for day in found["settings"]["audit_valid_until"]] == [
        "2030-02-01",
        "2030-03-01",
    ]
    starts = [
        (b, str(s)[:10], w, g)
        for b, s, w, g in rows(found, "blocks", "block_id", "start", "weeks", "stage")
    ]
    assert starts == [("P1, E1", "2026-09-07", 6, 1), ("P2, E1", "2026-11-02", 4, 2)]
    assert (str(found.start), found.weeks) == ("2026-09-07", 12)
    assert "placements,3,starts on Wednesday 2026-11-04; moved to 2026-11-02" in changes(tmp_path)


def test_previous_wards_are_history_and_none_is_wanted_twice(tmp_path):
    found = imported(tmp_path, FIRST)

    assert sorted(rows(found, "history", "learner_id", "setting_id", "tags", "weeks")) == [
        ("Student2", "", ("old_ward",), 0),
        ("Student2", "Ward1", (), 0),
    ]
    assert "was at 'Old ward', no ward of the sheet" in changes(tmp_path)
    assert rows(found, "requirements", "measure", "each", "maximum") == [
        ("placements", "setting", 1.0)
    ]


def test_a_student_of_low_tolerance_goes_to_no_ward_of_high_risk(tmp_path):
    found = imported(tmp_path, FIRST)

    assert rows(found, "exclusions", "learner_id", "where") == [("Student1", "tag=infection_risk")]
    assert found["settings"]["tags"].tolist() == [
        ("accident_and_emergency", "infection_risk"),
        ("medical",),
    ]


@pytest.mark.parametrize(
    ("borne", "barred"),
    [
        ("Low", ["tag=infection_risk|infection_risk_medium"]),
        ("low/medium", ["tag=infection_risk"]),
        ("Medium", ["tag=infection_risk"]),
        ("High", []),
        ("", []),
    ],
)
def test_nobody_goes_to_a_ward_with_more_risk_than_they_can_bear(tmp_path, borne, barred):
    # One ward of high risk, and one of medium.
    students = FIRST["students"].replace("[],Low/Medium", f"[],{borne}")
    wards = FIRST["wards"].replace("Medium/High", "High")
    found = imported(tmp_path, FIRST, students=students, wards=wards)

    assert [where for who, where in rows(found, "exclusions", "learner_id", "where")] == barred


def test_a_risk_in_other_words_is_told(tmp_path):
    students = FIRST["students"].replace("[],Low/Medium", "[],some")
    wards = FIRST["wards"].replace("Low/Medium", "Purple")
    imported(tmp_path, FIRST, students=students, wards=wards)

    assert "students,2,\"'some' is not low, medium or high: kept from no ward\"" in changes(
        tmp_path
    )
    assert "'Purple' is not low, medium or high: nobody is kept from it" in changes(tmp_path)


def test_drivers_associates_and_dyad_wards_of_the_second_layout(tmp_path):
    found = imported(tmp_path, SECOND)

    assert rows(found, "learners", "learner_id", "travel_mode") == [
        ("10777436", "car"),
        ("row-3", "public"),
    ]
    assert rows(found, "programmes", "learner_type", "education_provider") == [
        ("nursing_student", "Uni P"),
        ("nursing_associate", "Uni P"),
    ]
    assert rows(found, "settings", "setting_id", "driver_required") == [
        ("Ward 2", "no"),
        ("Ward, North", "yes"),
    ]
    # DYAD: no year has more than half of five.
    north = [row for row in rows(found, "capacity", *CAPACITY) if row[0] == "Ward, North"]
    assert north == [
        ("Ward, North", (), (), 5),
        ("Ward, North", (), (1,), 2),
        ("Ward, North", (), (2,), 1),
        ("Ward, North", (), (3,), 1),
        ("Ward, North", ("nursing_associate",), (), 1),
    ]
    told = changes(tmp_path)
    assert "DYAD: 2 places for year 1, half of 5, not 3" in told
    assert "ward 'Ward; North' is Ward, North" in told


CAPACITY = ("setting_id", "learner_types", "stages", "places")


def test_no_name_of_a_student_is_written(tmp_path):
    imported(tmp_path, SECOND)
    written = "".join(p.read_text(encoding="utf-8") for p in (tmp_path / "round").rglob("*.*"))

    assert not any(name in written for name in ("Jane", "Doe", "John", "Roe"))


def test_one_workbook_is_the_same_as_three_files(tmp_path):
    for name in ("csv", "xlsx"):
        (tmp_path / name).mkdir()
    one = imported(tmp_path / "csv", SECOND)
    book = tmp_path / "input.xlsx"
    with xlsxwriter.Workbook(book) as target:
        for name, path in zip(SECOND, files(tmp_path, SECOND), strict=True):
            sheet = target.add_worksheet(name)
            frame = pd.read_csv(path, dtype=str, keep_default_na=False)
            for k, row in enumerate([frame.columns, *frame.to_numpy().tolist()]):
                for column, value in enumerate(row):
                    cell(target, sheet, (k, column), value)
    import_nursing([book], tmp_path / "xlsx" / "round", HERE)
    other, _ = build_round(read_raw(tmp_path / "xlsx" / "round"))

    for table, frame in one.tables.items():
        pd.testing.assert_frame_equal(frame, other[table])


def cell(book, sheet, at, value):
    """Write a cell as a person would have typed it: numbers, true and false, dates."""
    if value in ("TRUE", "FALSE", "True", "False"):
        sheet.write_boolean(*at, value.upper() == "TRUE")
    elif value.isdigit():
        sheet.write_number(*at, int(value))
    elif value.count("/") == 2:
        day = pd.to_datetime(value, dayfirst=True).to_pydatetime()
        sheet.write_datetime(*at, day, book.add_format({"num_format": "dd/mm/yyyy"}))
    else:
        sheet.write_string(*at, value)


def test_the_imported_round_solves(capsys, tmp_path):
    out, given = tmp_path / "round", files(tmp_path, FIRST)
    options = ("--position", "50.4165,-4.1137", "--trust", "Example")
    done = call(capsys, "import", "nhs-nursing", *given, out, *options)

    assert done.code == 0
    assert "learners 2" in done.out
    assert call(capsys, "check", out).code == 0
    assert call(capsys, "solve", out, "--out", tmp_path / "run", "--quiet").code == 0
    plan = pd.read_csv(tmp_path / "run" / "plan.csv")
    # Student1 may go to Ward2 alone, twice: placed first, though once over the wish for variety.
    assert (plan["state"] == "placed").sum() == 4


def test_without_a_position_check_asks_for_it(capsys, tmp_path):
    out = tmp_path / "round"
    done = call(capsys, "import", "nhs-nursing", *files(tmp_path, FIRST), out)

    assert done.code == 0
    assert "To fill in: latitude and longitude of settings and learners; --position" in done.out
    assert "latitude: is blank; a value is needed" in call(capsys, "check", out).out


def test_a_student_without_a_placement_is_left_out_and_told(tmp_path):
    students = FIRST["students"].replace("Student2,UniA_BSc Jan99", "Student2,UniA_BSc Jan98")
    found = imported(tmp_path, FIRST, students=students)

    assert found["learners"]["learner_id"].tolist() == ["Student1"]
    assert "cohort 'UniA_BSc Jan98' has no placement; did you mean" in changes(tmp_path)


def test_a_placement_that_names_no_year_has_the_places_for_everyone(tmp_path):
    placements = FIRST["placements"].replace("P2, E1", "Elective")
    found = imported(tmp_path, FIRST, placements=placements)

    assert rows(found, "blocks", "block_id", "stage") == [("Elective", 0), ("P1, E1", 1)]
    assert "'Elective' names no year" in changes(tmp_path)


@pytest.mark.parametrize(
    ("sheet", "old", "new", "message"),
    [
        ("wards", ",4,2,2,0", ",four,2,2,0", "line 2, capacity_num: 'four' is not a whole number"),
        ("wards", "01/02/2030", "02/13/2030", "'02/13/2030' is not a date such as 2026-09-07 or"),
        ("wards", "Ward2,", "Ward1,", "line 3, ward_name: 'Ward1' is in two rows or more"),
        ("wards", "ward_name", "ward", "no sheet has the columns of 'wards': ward_name"),
        ("students", "Student2", "Student1", "line 3, student_id: 'Student1' is in two rows"),
        ("placements", "07/09/2026,6", ",6", "line 2, placement_start_date: is blank"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_place(tmp_path, sheet, old, new, message):
    changed = {sheet: FIRST[sheet].replace(old, new, 1)}

    with pytest.raises(InputError) as error:
        imported(tmp_path, FIRST, **changed)
    assert message in str(error.value)
    assert not (tmp_path / "round").exists()


@pytest.mark.parametrize("name", ["nhsx", "uhpt"])
def test_every_column_of_the_tools_dictionaries_is_known(name):
    text = shared(f"nhs_tool/{name}_input_data_dictionary.json").read_text(encoding="utf-8")
    for sheet, described in json.loads(text).items():
        columns = [*described["fields"][0]]
        header = find_header(columns, SHEETS[sheet], "")

        assert header is not None
        unread = set(columns) - {columns[at] for at in header.columns.values()}
        # Names of students are not read.
        assert unread <= {"Forename", "Surname"}


@pytest.mark.parametrize("position", ["50.4", "here", "95,0"])
def test_a_position_that_is_none_is_refused(capsys, tmp_path, position):
    given = files(tmp_path, FIRST)
    done = call(capsys, "import", "nhs-nursing", *given, tmp_path / "round", "--position", position)

    assert done.code == 2
    assert f"'{position}' is not a position, such as 50.4165,-4.1137" in done.err
