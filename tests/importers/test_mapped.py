"""Anybody's tables by a mapping: columns, values, dates, and what is refused or left out."""

import csv
import datetime as dt
import re
from inspect import cleandoc
from pathlib import Path

import pytest
import xlsxwriter

from placements.errors import InputError
from placements.importers.mapped.tables import import_mapped
from placements.round.read import build_round, read_raw
from tests.cli.command import call

WARDS = """
Ward code;Ward;Type;Audit expiry;Specialities;Active;Year 1;Lat;Lon;Telephone
007;Oak, north;Medical;01/02/2030;care, rehab;Y;2;53;-2;01
008;Elm;Community;;;Y;3;53,1;-2;02
009;Ash;Medical;;;N;1;53;-2;03
"""
MAPPING = """
[settings]
only = { column = "Active", values = ["Y"] }
[settings.columns]
setting_id = "Ward code"
name = "Ward"
provider_id = { value = "TRUST" }
sector = { column = "Type", values = { Medical = "acute", Community = "community" } }
audit_valid_until = { column = "Audit expiry", dates = "%d/%m/%Y" }
tags = { column = "Specialities", split = "," }
address = { column = ["Ward", "Type"], join = ", " }
latitude = { column = "Lat", values = { "53,1" = "53.1" , "53" = "53" } }
longitude = "Lon"
[[capacity]]
columns = { setting_id = "Ward code", stages = { value = "1" }, places = "Year 1" }
[[capacity]]
only = { column = "Active", values = ["Y"] }
columns = { setting_id = "Ward code", stages = { value = "2" }, places = { value = "1" } }
"""


def imported(tmp_path, mapping=MAPPING, wards=WARDS):
    (tmp_path / "map.toml").write_text(cleandoc(mapping), encoding="utf-8")
    (tmp_path / "wards.csv").write_text(wards.strip() + "\n", encoding="utf-8")
    import_mapped(tmp_path / "map.toml", [tmp_path / "wards.csv"], tmp_path / "out")
    return tmp_path / "out"


def table(out, name):
    with (out / f"{name}.csv").open(encoding="utf-8", newline="") as text:
        return list(csv.DictReader(text))


def test_columns_values_dates_lists_and_constants(tmp_path):
    out = imported(tmp_path)

    assert table(out, "settings") == [
        {
            "setting_id": "007",
            "name": "Oak, north",
            "provider_id": "TRUST",
            "sector": "acute",
            "tags": "care;rehab",
            "latitude": "53",
            "longitude": "-2",
            "audit_valid_until": "2030-02-01",
            "address": "Oak, north, Medical",
        },
        {
            "setting_id": "008",
            "name": "Elm",
            "provider_id": "TRUST",
            "sector": "community",
            "tags": "",
            "latitude": "53.1",
            "longitude": "-2",
            "audit_valid_until": "",
            "address": "Elm, Community",
        },
    ]


def test_a_table_of_several_parts(tmp_path):
    rows = [
        (r["setting_id"], r["stages"], r["places"]) for r in table(imported(tmp_path), "capacity")
    ]

    assert rows == [
        ("007", "1", "2"),
        ("008", "1", "3"),
        ("009", "1", "1"),
        ("007", "2", "1"),
        ("008", "2", "1"),
    ]


def test_what_is_left_out_is_listed(tmp_path):
    out = imported(tmp_path)

    # The third ward is not active: left out of the settings and of one part of the places.
    assert [tuple(row.values()) for row in table(out, "import/left_out")] == [
        ("wards.csv", "4", "settings", "Active is 'N'"),
        ("wards.csv", "4", "capacity", "Active is 'N'"),
    ]
    assert "- wards.csv: Telephone" in (out / "import.md").read_text(encoding="utf-8")


def test_equal_rows_of_one_key_are_one_and_others_refused(tmp_path):
    programmes = """
    [programmes.columns]
    programme_id = "Course"
    name = "Title"
    learner_type = { value = "nursing_student" }
    """
    out = imported(tmp_path, programmes, "Course,Title\nA,Adult\nA,Adult\n,Nothing")
    assert [row["programme_id"] for row in table(out, "programmes")] == ["A"]
    assert [row["reason"] for row in table(out, "import/left_out")] == [
        "no programme_id",
        "repeats line 2 of wards.csv",
    ]
    (tmp_path / "two").mkdir()

    with pytest.raises(InputError, match=r"line 3: 'A' differs from line 2 of wards.csv, with the"):
        imported(tmp_path / "two", programmes, "Course,Title\nA,Adult\nA,Child\n")


def test_a_workbook_with_real_dates_and_a_title(tmp_path):
    book = tmp_path / "blocks.xlsx"
    with xlsxwriter.Workbook(book, {"default_date_format": "dd/mm/yy"}) as file:
        file.add_worksheet("Notes").write(0, 0, "none")
        sheet = file.add_worksheet("Calendar")
        sheet.write(0, 0, "Placements of the year")
        sheet.write_row(2, 0, ["Cohort", "No", "From", "Weeks", "Year"])
        sheet.write_row(3, 0, ["C1", "P1"])
        sheet.write_datetime(3, 2, dt.datetime(2026, 9, 7))
        sheet.write_row(3, 3, [4, 1])
    mapping = tmp_path / "map.toml"
    mapping.write_text(
        '[blocks]\nsheet = "Calendar"\n[blocks.columns]\ncohort_id = "Cohort"\n'
        'block_id = "No"\nstart = { column = "From", dates = "%d/%m/%Y" }\n'
        'weeks = "Weeks"\nstage = "Year"\n',
        encoding="utf-8",
    )
    import_mapped(mapping, [book], tmp_path / "out")

    (row,) = table(tmp_path / "out", "blocks")
    assert (row["start"], row["weeks"], row["stage"]) == ("2026-09-07", "4", "1")


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (
            "Medical;01/02",
            "Medicla;01/02",
            "line 2, Type: 'Medicla' is not among the values",
        ),
        ("01/02/2030", "31/02/2030", "Audit expiry: '31/02/2030' is not a date written %d/%m/%Y"),
        (";2;53;-2", ";two;53;-2", "line 2, Year 1: 'two' is not a whole number, for places"),
        (
            "Ward code",
            "Ward id",
            "'Ward code' is no column of wards.csv, for settings; did you",
        ),
        ("007", "0=7", "Ward code: '0=7' is not a code: a code cannot hold '=', for setting_id"),
    ],
)
def test_a_value_that_cannot_be_read_is_refused_with_its_place(tmp_path, old, new, message):
    with pytest.raises(InputError, match=re.escape(message)):
        imported(tmp_path, wards=WARDS.replace(old, new, 1))
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("mapping", "message"),
    [
        ("[setings.columns]", "'setings' is not a table of a round; did you mean 'settings'?"),
        (
            '[settings.columns]\nsector_ = "T"',
            "'sector_' is not a column of settings; did",
        ),
        ("[settings]\nfile = 'wards.csv'", "settings.columns: is missing"),
        ('[settings]\nfiel = "a"\n[settings.columns]\nname = "Ward"', "did you mean 'file'?"),
        (
            '[settings.columns]\nname = { column = ["Ward", "Trust"], join = 5 }',
            "settings.columns.name.join: '5' is not a text in quotes",
        ),
        ("[settings.columns]\nname = 3", "is not a column of theirs; a constant is"),
        ('[settings.columns]\nname = { values = { A = "b" } }', "needs a column of theirs, or one"),
        ('[learners.columns]\nlearner_id = "Surname"', "'Surname' is about a person"),
        ('[settings]\nonly = "Y"\n[settings.columns]\nname = "Ward"', "settings.only: is not such"),
        ("name =", "is not TOML"),
        ("", "maps no table"),
        (
            '[settings]\nfile = "x.csv"\n[settings.columns]\nname = "W"',
            "the file 'x.csv', which",
        ),
    ],
)
def test_a_mapping_that_is_wrong_is_refused(tmp_path, mapping, message):
    with pytest.raises(InputError) as error:
        imported(tmp_path, mapping)
    assert message in str(error.value)


def test_the_readmes_mapping_makes_tables_that_check_reads(capsys, tmp_path):
    text = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
    section = text.partition("\n### import csv\n")[2].partition("\n### ")[0]
    mapping = section.partition("```toml\n")[2].partition("```")[0]
    (tmp_path / "ours.toml").write_text(mapping, encoding="utf-8")
    wards = WARDS.replace("Year 1;", "Year 1;Year 2;").replace("53,1", "53.1")
    wards = re.sub(r"([YN];\d);", r"\1;1;", wards)
    (tmp_path / "wards.csv").write_text(wards.strip() + "\n", encoding="utf-8")

    given = ("--mapping", tmp_path / "ours.toml", tmp_path / "wards.csv", tmp_path / "out")
    done = call(capsys, "import", "csv", *given)

    assert (done.code, done.out.splitlines()[0]) == (0, "settings 2, capacity 4")
    problems = build_round(read_raw(tmp_path / "out"))[1]
    # Neither table lacks anything: the last ward is not active, so it is in none.
    read = ("settings.csv", "capacity.csv", "round.toml")
    assert {str(p) for p in problems if p.where.file in read} == set()
