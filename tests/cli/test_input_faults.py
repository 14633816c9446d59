"""Every fault of a round ends with exit 2, its place, what was found, and nothing written."""

import openpyxl
import pytest

from tests.cli.command import call, run
from tests.rounds import write_round
from tests.tables.workbooks import workbook_of


def replaced(table, old, new):
    def fault(folder):
        text = (folder / table).read_text(encoding="utf-8")
        assert text.count(old) == 1
        (folder / table).write_text(text.replace(old, new), encoding="utf-8")
        return folder

    return fault


def added(table, text):
    def fault(folder):
        (folder / table).write_text(text, encoding="utf-8")
        return folder

    return fault


def removed(table):
    def fault(folder):
        (folder / table).unlink()
        return folder

    return fault


def emptied(folder):
    for path in folder.iterdir():
        path.unlink()
    return folder


def table_is_a_folder(folder):
    (folder / "settings.csv").unlink()
    (folder / "settings.csv").mkdir()
    return folder


CIRCLE = "area_id,name,kind,parent_id\nA,North,place,B\nB,South,place,A\n"
TYPO = "requirement_id,programme_id,measure,where,minimum\nR,P,weeks,sectr=acute,4\n"

FAULTS = {
    "missing table": (removed("settings.csv"), "settings.csv: there is no such file"),
    "missing heading": (removed("round.toml"), "round.toml: there is no such file"),
    "missing column": (
        added("capacity.csv", "setting_id\nS1\n"),
        "capacity.csv, places: the column is missing",
    ),
    "unknown column": (
        added("capacity.csv", "setting_id,places,stagez\nS1,2,1\n"),
        "capacity.csv: 'stagez' is not a column of this table; did you mean 'stages'?",
    ),
    "unknown table": (
        added("setings.csv", "setting_id\n"),
        "setings.csv: is not a table of a round; did you mean 'settings.csv'?",
    ),
    "unknown code": (
        replaced("learners.csv", "L1,P,", "L1,Q,"),
        "learners.csv, line 2, programme_id: 'Q' is not in programmes",
    ),
    "malformed date": (
        replaced("blocks.csv", "2026-09-07", "2026-09-31"),
        "blocks.csv, line 2, start: '2026-09-31'",
    ),
    "day-first date": (
        replaced("blocks.csv", "2026-09-07", "07/09/2026"),
        "blocks.csv, line 2, start: '07/09/2026'",
    ),
    "negative places": (
        replaced("capacity.csv", "S1,2", "S1,-2"),
        "capacity.csv, line 2, places: '-2'",
    ),
    "round not from a Monday": (
        replaced("round.toml", "2026-09-07", "2026-09-08"),
        "round.toml, start: '2026-09-08' is a Tuesday, not a Monday",
    ),
    "block not from a Monday": (
        replaced("blocks.csv", "2026-09-07", "2026-09-08"),
        "blocks.csv, line 2, start: '2026-09-08' is a Tuesday, not a Monday",
    ),
    "duplicate key": (
        replaced("learners.csv", "L2,P,", "L1,P,"),
        "learners.csv, line 3, learner_id: 'L1' repeats the learner_id of line 2",
    ),
    "circular areas": (added("areas.csv", CIRCLE), "areas.csv, line 2, parent_id: 'A'"),
    "filter typo": (
        added("requirements.csv", TYPO),
        "requirements.csv, line 2, where: 'sectr=acute' is not a filter",
    ),
    "huge cell": (
        replaced("settings.csv", "Ward 1", "W" * 10_000_000),
        "settings.csv, line 2, name: holds 10,000,000 characters",
    ),
    "empty folder": (emptied, "the folder is empty"),
    "table that is a folder": (table_is_a_folder, "settings.csv: is not a file"),
    "file for a folder": (lambda folder: folder / "settings.csv", "is a file"),
    "no such folder": (lambda folder: folder / "none", "there is no such folder or workbook"),
}


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "round").mkdir()
    return write_round(tmp_path / "round")


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_named_with_its_place_and_nothing_is_written(capsys, tmp_path, folder, fault):
    spoil, told = FAULTS[fault]
    source = spoil(folder)

    checked = call(capsys, "check", source)
    solved = call(capsys, "solve", source, "--out", tmp_path / "out")

    assert (checked.code, solved.code) == (2, 2)
    assert told in checked.text
    assert told in solved.err
    assert solved.out == ""
    assert "Traceback" not in checked.text + solved.text
    assert [path.name for path in tmp_path.iterdir()] == ["round"]


def test_all_faults_are_told_at_once(capsys, folder):
    replaced("capacity.csv", "S1,2", "S1,-2")(folder)
    replaced("learners.csv", "L1,P,", "L1,Q,")(folder)
    replaced("blocks.csv", "2026-09-07", "07/09/2026")(folder)

    done = call(capsys, "check", folder)

    assert done.out.startswith("3 errors:\n")


def test_a_fault_ends_the_process_with_its_code(tmp_path, folder):
    replaced("capacity.csv", "S1,2", "S1,-2")(folder)

    checked, solved = run("check", folder), run("solve", folder, "--out", tmp_path / "out")

    assert (checked.code, solved.code) == (2, 2)
    assert solved.err == (
        f"{folder} has 1 problem:\n"
        "  capacity.csv, line 2, places: '-2' is below the least value allowed, 0\n"
    )
    assert not (tmp_path / "out").exists()


def edited(book, change):
    file = openpyxl.load_workbook(book)
    change(file)
    file.save(book)
    return book


@pytest.mark.parametrize(
    ("cell", "value", "told"),
    [
        ("XFD1048576", "stray", "sheet capacity"),
        ("B2", "=1+1", "sheet capacity, cell B2"),
        ("B2", -2, "sheet capacity, cell B2, places: '-2'"),
    ],
)
def test_a_fault_of_a_workbook_is_told_by_sheet_and_cell(
    capsys, tmp_path, folder, cell, value, told
):
    book = workbook_of(folder, tmp_path / "round.xlsx")

    def spoil(file):
        file["capacity"][cell] = value

    done = call(capsys, "check", edited(book, spoil))

    assert done.code == 2
    assert told in done.out
    assert "Traceback" not in done.text


def test_a_file_that_only_says_it_is_a_workbook_is_refused(capsys, tmp_path):
    (tmp_path / "round.xlsx").write_bytes(b"not a workbook")

    done = call(capsys, "check", tmp_path / "round.xlsx")

    assert done.code == 2
    assert "round.xlsx" in done.err
    assert "Traceback" not in done.text


def write_latitudes(folder, latitudes):
    """Write a round of as many learners, each with a latitude, or a blank; return its folder."""
    rows = [f"L{k},P,C,{latitude},-2" for k, latitude in enumerate(latitudes, start=1)]
    header = "learner_id,programme_id,cohort_id,latitude,longitude"
    return write_round(folder, learners="\n".join([header, *rows]), travel="")


def test_rows_of_a_column_that_lack_the_same_are_one_line(capsys, tmp_path):
    folder = write_latitudes(tmp_path, ["", "", "", "53", "", "", ""])

    done = call(capsys, "check", folder)
    assert done.code == 2
    # Seven learners from line 2; the fourth, in line 5, has a position.
    assert done.out.splitlines() == [
        "6 errors:",
        "  learners.csv, lines 2 to 4 and 6 to 8, latitude: is blank; a value is needed (6 rows)",
    ]


def test_few_rows_that_lack_the_same_are_told_one_by_one(capsys, tmp_path):
    folder = write_latitudes(tmp_path, ["", "", "53", "53"])

    done = call(capsys, "check", folder)
    assert done.code == 2
    assert done.out.splitlines()[1:] == [
        "  learners.csv, line 2, latitude: is blank; a value is needed",
        "  learners.csv, line 3, latitude: is blank; a value is needed",
    ]
