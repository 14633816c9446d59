"""Files as they come: encodings, line ends, broken quotation marks, folders that are none."""

import csv
import os

import pytest

from placements.errors import InputError
from placements.round import digest
from placements.round.read import build_round, read_raw
from placements.tables import files, gather, raw
from placements.tables.csv_file import read_csv
from tests.rounds import write_round

LEARNERS = "learner_id,programme_id,cohort_id,latitude,longitude"


@pytest.fixture
def folder(tmp_path):
    return write_round(tmp_path)


def messages(folder):
    return [str(problem) for problem in build_round(read_raw(folder))[1]]


def with_learners(folder, text):
    content = text if isinstance(text, bytes) else text.encode()
    (folder / "learners.csv").write_bytes(content)
    return messages(folder)


def refusal(path):
    with pytest.raises(InputError) as caught:
        read_raw(path)
    assert caught.value.exit_code == 2
    return caught.value.problems[0].message


# ---- the folder ------------------------------------------------------------------------------


def test_what_is_no_folder_and_no_workbook(tmp_path, folder):
    (tmp_path / "empty").mkdir()

    assert refusal(tmp_path / "nowhere") == "there is no such folder or workbook"
    assert refusal(tmp_path / "empty") == "the folder is empty; a round needs at least round.toml"
    assert refusal(folder / "learners.csv") == (
        "is a file; a round is a folder, or a workbook (.xlsx)"
    )
    assert refusal(tmp_path / ("x" * 5000)).startswith(("cannot be read: ", "there is no such"))


def test_missing_files_are_all_named(folder):
    for name in ("round.toml", "settings.csv", "blocks.csv"):
        (folder / name).unlink()

    assert messages(folder) == [
        "round.toml: there is no such file",
        "settings.csv: there is no such file",
        "blocks.csv: there is no such file",
    ]


def test_unknown_files_name_the_nearest_and_notes_are_left_alone(folder):
    for name in ("pin.csv", "Learners.csv", "plan.xlsx", "NOTES.md", ".DS_Store"):
        (folder / name).write_text("")
    (folder / "results").mkdir()

    assert messages(folder) == [
        "Learners.csv: is not a table of a round; did you mean 'learners.csv'?",
        "pin.csv: is not a table of a round; did you mean 'pins.csv'?",
        "plan.xlsx: is not a table of a round",
    ]


@pytest.mark.skipif(os.name != "posix", reason="other systems name files by characters")
def test_a_file_whose_name_is_no_text(folder):
    (folder / os.fsdecode(b"pins\xff.csv")).write_text("")
    assert messages(folder) == [
        "pins\\udcff.csv: is not a table of a round; did you mean 'pins.csv'?"
    ]


def test_a_folder_named_like_a_table(folder):
    (folder / "pins.csv").mkdir()
    assert messages(folder) == ["pins.csv: is not a file"]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_a_pipe_named_like_a_table_is_not_waited_for(folder):
    os.mkfifo(folder / "pins.csv")
    assert messages(folder) == ["pins.csv: is not a file"]


def test_a_file_that_may_not_be_read(folder, monkeypatch):
    def refuse(path):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(files.Path, "read_bytes", refuse)
    assert messages(folder)[:2] == [
        "round.toml: cannot be read: Permission denied",
        "settings.csv: cannot be read: Permission denied",
    ]


def test_a_file_larger_than_any_round(folder, monkeypatch):
    monkeypatch.setattr(files, "MAX_BYTES", 1_000_000)
    assert with_learners(folder, b"x" * 1_000_001) == ["learners.csv: is larger than 1 MB"]


@pytest.mark.parametrize("text", ["", "\n\n", "\ufeff", ",,\n"])
def test_an_optional_table_may_be_empty_but_not_a_required_one(folder, text):
    (folder / "pins.csv").write_text(text, encoding="utf-8")
    assert messages(folder) == []
    assert with_learners(folder, text) == ["learners.csv: has no rows; a round needs at least one"]


def test_a_header_alone_is_checked_and_is_an_empty_table(folder):
    (folder / "areas.csv").write_text("area_id,name,kynd\n")

    # Codes of areas stay free labels, but the columns must be right.
    assert messages(folder) == [
        "areas.csv: 'kynd' is not a column of this table; did you mean 'kind'?",
        "areas.csv, kind: the column is missing",
    ]


# ---- text ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "change",
    [
        lambda text: "\ufeff" + text,
        lambda text: text.replace("\n", "\r\n"),
        lambda text: text.replace("\n", "\r"),
        lambda text: text.rstrip("\n"),
        lambda text: "\n\n" + text.replace("\n", "\n\n") + ",,,,\n",
        lambda text: "\n".join(f'"{line}"'.replace(",", '","') for line in text.split("\n")[:-1]),
    ],
    ids=["mark", "windows", "macintosh", "no last newline", "blank lines", "quoted"],
)
def test_the_same_content_in_another_form(folder, change):
    before, _ = build_round(read_raw(folder))
    text = (folder / "learners.csv").read_text()

    assert with_learners(folder, change(text)) == []
    after, _ = build_round(read_raw(folder))
    assert digest(after) == digest(before)


def test_windows_line_ends_within_a_cell_too(folder):
    header = "setting_id,name,provider_id,sector,latitude,longitude,address"
    rows = '\r\nS1,W,T,acute,53,-2,"1 Road\r\nTown"\r\nS2,W,T,acute,53,-2,"1\r2"\r\n'
    (folder / "settings.csv").write_bytes((header + rows).encode())

    made, found = build_round(read_raw(folder))
    assert found == []
    assert made["settings"]["address"].tolist() == ["1 Road\nTown", "1\n2"]


@pytest.mark.parametrize(
    ("content", "line"),
    [
        (f"{LEARNERS}\nL1,P,C,53,-2\nL\xe9,P,C,53,-2\n".encode("latin-1"), 3),
        (f"\ufeff{LEARNERS}\r\n".encode() + b"\xff", 2),
        (LEARNERS.encode("utf-16"), 1),
        (LEARNERS.encode("utf-16-le"), 1),
        (f"{LEARNERS}\nL1,P\0,C,53,-2\n".encode(), 2),
    ],
)
def test_text_that_is_not_utf_8(folder, content, line):
    assert with_learners(folder, content) == [
        f"learners.csv, line {line}: is not UTF-8 text; save it as 'CSV UTF-8 (comma delimited)'"
    ]


@pytest.mark.parametrize("mark", [";", "\t"])
def test_another_separator(folder, mark):
    text = f"{LEARNERS}\nL1,P,C,53,-2\n".replace(",", mark)
    assert with_learners(folder, text) == [
        "learners.csv, line 1: the columns are not separated by commas; "
        "save it as 'CSV UTF-8 (comma delimited)'"
    ]


def test_line_numbers_stay_true_after_blank_lines_and_lines_within_cells(folder):
    text = (
        "setting_id,name,provider_id,sector,latitude,longitude,address\n"
        '\nS1,W,T,acute,53,-2,"a\nb\n\nc"\n\nS2,W,T,acute,x,-2,\n'
    )
    (folder / "settings.csv").write_text(text)

    # The header is line 1, S1 stands on lines 3 to 6 and S2 on line 8.
    assert messages(folder) == ["settings.csv, line 8, latitude: 'x' is not a number"]


def test_ragged_rows_hide_nothing_and_make_no_code_unknown(folder):
    (folder / "pins.csv").write_text("learner_id,block_id,setting_id,state\nL1,B1,S1,fixed\n")
    rows = "L1,P,C,53,-2,extra\nL2,P,C,53\nL3,P,C,x,-2\n"

    assert with_learners(folder, f"{LEARNERS}\n{rows}") == [
        "learners.csv, line 2: has 6 cells, but the table has 5 columns; "
        "put a value that holds a comma in double quotes",
        "learners.csv, line 3: has 4 cells, but the table has 5 columns",
        "learners.csv, line 4, latitude: 'x' is not a number",
    ]


def test_quotation_marks_hide_nothing_and_make_no_code_unknown(folder):
    (folder / "pins.csv").write_text("learner_id,block_id,setting_id,state\nL2,B1,S1,fixed\n")
    rows = 'L1,P,C,53,-2\n"L2"x,P,C,53,-2\nL3,P,C,x,-2\n"L4,P,C,53,-2\nL5,P,C,53,-2\n'
    hint = 'write "" for a mark in a text'

    assert with_learners(folder, f"{LEARNERS}\n{rows}") == [
        f"learners.csv, line 3: a quotation mark closes before the value ends; {hint}",
        "learners.csv, line 4, latitude: 'x' is not a number",
        f"learners.csv, line 5: a quotation mark opens here and is not closed; {hint}",
    ]


def test_a_row_of_spaces_is_one_problem(folder):
    assert with_learners(folder, f"{LEARNERS}\nL1,P,C,53,-2\n , ,,,\n") == [
        "learners.csv, line 3: holds only spaces; clear the row"
    ]


def test_a_cell_of_ten_megabytes(folder):
    text = f"{LEARNERS}\n{'L' * 10_000_000},P,C,53,-2\nL2,P,C,x,-2\n"
    assert with_learners(folder, text) == [
        "learners.csv, line 2, learner_id: holds 10,000,000 characters; "
        "a cell holds at most 10,000",
        "learners.csv, line 3, latitude: 'x' is not a number",
    ]


def test_long_cells_leave_the_csv_module_as_it_was(folder):
    usual = csv.field_size_limit()
    with_learners(folder, f"{LEARNERS}\n{'L' * (usual + 1)},P,C,53,-2\n")
    assert csv.field_size_limit() == usual


def test_too_many_columns(folder):
    assert with_learners(folder, "a," * 300) == [
        "learners.csv, line 1: has 301 columns; a table has at most 200"
    ]


def test_too_many_rows(folder, monkeypatch):
    monkeypatch.setattr(gather, "MAX_ROWS", 2)
    rows = "".join(f"L{k},P,C,53,-2\n" for k in range(3))
    assert with_learners(folder, f"{LEARNERS}\n{rows}") == ["learners.csv: has more than 2 rows"]


def test_a_file_without_any_shape_is_read_no_further(folder):
    found = with_learners(folder, f"{LEARNERS}\n" + "a,b\n" * 5000)

    assert len(found) == 1001
    assert (
        found[0]
        == "learners.csv: is read no further: the first 1,000 problems of its rows are here"
    )


def test_reading_one_file_alone_refuses_what_a_round_lists(tmp_path):
    path = tmp_path / "plan.csv"
    path.write_text("a,b\n1\n")
    problems = []

    assert read_csv(path, problems) is None
    assert [str(problem) for problem in problems] == [
        "plan.csv, line 2: has 1 cell, but the table has 2 columns"
    ]
    path.write_text("")
    assert read_csv(path, problems) is None
    assert problems[-1].message == "is empty: the line with the column names is missing"


def test_the_mark_of_an_unread_cell_is_one_that_no_file_can_hold():
    assert raw.UNREAD == "\0"
