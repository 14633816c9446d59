"""Files made to break a reader: each ends in a refusal, never in a traceback or out of memory."""

import io
import os
import tracemalloc
import zipfile

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from placements.errors import InputError
from placements.round.filters import check_filter, parse_filter
from placements.round.read import build_round, read_raw
from placements.tables import TABLES, archive
from placements.tables.heading import HEADING, LEVEL_WEIGHT
from placements.tables.parse import read_cell
from placements.tables.refused import Refused
from tests.rounds import write_round
from tests.tables.workbooks import workbook_of

fast = settings(
    max_examples=25,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
CAPACITY = "xl/worksheets/sheet3.xml"
"""Part of the sheet of capacity: it stands behind round and blocks."""


@pytest.fixture
def book(tmp_path):
    (tmp_path / "round").mkdir()
    return workbook_of(write_round(tmp_path / "round"), tmp_path / "book.xlsx")


@pytest.fixture
def whole(book):
    """Return the bytes of the workbook."""
    return book.read_bytes()


def outcome(path):
    """Return what is wrong with a file: the refusal, or the messages without the file's name."""
    try:
        return [str(p).removeprefix("book.xlsx, ") for p in build_round(read_raw(path))[1]]
    except InputError as error:
        return [problem.message for problem in error.problems]


def with_parts(book, change, drop=()):
    """Rewrite the parts of a workbook: ``change`` takes the name and the bytes of each."""
    with zipfile.ZipFile(book) as old:
        parts = {name: change(name, old.read(name)) for name in old.namelist() if name not in drop}
    with zipfile.ZipFile(book, "w", zipfile.ZIP_DEFLATED) as new:
        for name, content in parts.items():
            new.writestr(name, content)
    return outcome(book)


def in_part(name, old, new):
    return lambda part, content: content.replace(old, new) if part == name else content


# ---- what is no workbook ---------------------------------------------------------------------


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04junk", b"\xff" * 5000, b"learner_id\nL1\n"])
def test_a_file_that_is_no_archive(book, content):
    book.write_bytes(content)
    assert outcome(book) == ["is not a workbook (.xlsx)"]


def test_an_archive_that_is_no_workbook(book):
    with zipfile.ZipFile(book, "w") as file:
        file.writestr("letter.txt", "hello")
    assert outcome(book) == ["is not a workbook (.xlsx)"]


def test_an_old_or_encrypted_workbook_under_a_new_name(book):
    book.write_bytes(bytes.fromhex("d0cf11e0a1b11ae1") + bytes(2000))
    assert outcome(book) == [
        "is an old workbook or has a password; save it as .xlsx, without a password"
    ]


def test_a_strict_open_xml_workbook(book):
    change = in_part("xl/workbook.xml", b"schemas.openxmlformats.org", b"purl.oclc.org/ooxml")
    assert with_parts(book, change) == [
        "is a 'Strict Open XML' workbook; save it as 'Excel Workbook'"
    ]


def test_a_workbook_that_may_not_be_read(book, monkeypatch):
    def refuse(*_, **__):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(archive.zipfile, "ZipFile", refuse)
    assert outcome(book) == ["cannot be read: Permission denied"]


@fast
@given(cut=st.floats(0, 1), noise=st.binary(max_size=40))
def test_a_workbook_cut_or_overwritten_anywhere(tmp_path, whole, cut, noise):
    at = int(cut * len(whole))

    for content in (whole[:at] + noise, whole[:at] + noise + whole[at + len(noise) :]):
        (tmp_path / "book.xlsx").write_bytes(content)
        assert all(isinstance(message, str) for message in outcome(tmp_path / "book.xlsx"))


# ---- bombs -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("part", "megabytes", "said"),
    [
        ("xl/workbook.xml", 300, "unpacks to 300 MB, more than a round can need"),
        ("xl/worksheets/sheet1.xml", 50, "unpacks to 50 MB, more than a round can need"),
        ("xl/styles.xml", 21, "unpacks to 21 MB, more than a round can need"),
    ],
)
def test_an_archive_that_unpacks_to_far_more(book, part, megabytes, said):
    with zipfile.ZipFile(book, "w", zipfile.ZIP_DEFLATED) as file:
        if part != "xl/workbook.xml":
            file.writestr("xl/workbook.xml", "")
        with file.open(part, "w", force_zip64=True) as stream:
            for _ in range(megabytes):
                stream.write(bytes(1_000_000))
    assert outcome(book) == [said]


def test_an_archive_of_too_many_parts(book):
    with zipfile.ZipFile(book, "a") as file:
        for k in range(2001):
            file.writestr(f"part{k}", "")
    assert outcome(book)[0].endswith("parts; a workbook has at most 2,000")


def test_entities_that_multiply_are_not_expanded(book):
    entities = b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]><sst '
    change = in_part("xl/sharedStrings.xml", b"<sst ", entities)
    assert with_parts(book, change) == [
        "cannot be read; open it as a workbook and save it again as .xlsx"
    ]


def test_a_cell_in_the_far_corner_takes_no_memory(book):
    opened = openpyxl.load_workbook(book)
    opened["learners"]["XFD1048576"] = "stray"
    opened.save(book)

    tracemalloc.start()
    found = outcome(book)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert "XFD1048576: is outside the table" in found[0]
    assert peak < 20_000_000


# ---- damaged parts ---------------------------------------------------------------------------


def test_a_damaged_sheet_hides_no_other(book):
    def change(name, content):
        content = content.replace(b"<v>53</v>", b"<v>153</v>")
        return content[:300] if name == CAPACITY else content

    found = with_parts(book, change)
    assert "sheet capacity: the sheet is damaged and cannot be read" in found
    assert any("latitude: '153' is above" in message for message in found)


def test_a_sheet_that_is_listed_but_not_there(book):
    assert with_parts(book, lambda _, content: content, drop=(CAPACITY,)) == [
        "sheet capacity: is a chart, or its cells are missing from the file"
    ]


def test_two_sheets_of_one_name(book):
    change = in_part("xl/workbook.xml", b'name="programmes"', b'name="learners"')
    assert with_parts(book, change) == [
        "sheet programmes: there is no such sheet",
        "sheet learners: is the name of two sheets",
    ]


def test_rows_out_of_order_are_read(book):
    rows = b"".join(
        b'<row r="%d"><c r="A%d" t="str"><v>S9</v></c><c r="B%d"><v>1</v></c></row>' % (k, k, k)
        for k in (90, 80)
    )
    found = with_parts(book, in_part(CAPACITY, b"</sheetData>", rows + b"</sheetData>"))
    for k in (80, 90):
        assert f"sheet capacity, cell A{k}, setting_id: 'S9' is not in settings" in found


@pytest.mark.parametrize(
    "rows",
    [
        b'<row r="2"><c r="A2" t="str"><v>S9</v></c><c r="B2"><v>1</v></c></row>',
        b'<row r="90"><c r="B90"><v>1</v></c><c r="A90"><v>1</v></c><c r="B90"><v>2</v></c></row>',
        b'<row r="0"><c r="A0"><v>1</v></c></row>',
        b'<row r="1048577"><c r="A1048577"><v>1</v></c></row>',
    ],
)
def test_a_row_or_cell_that_is_there_twice_or_on_no_sheet(book, rows):
    change = in_part(CAPACITY, b"</sheetData>", rows + b"</sheetData>")
    assert with_parts(book, change) == ["sheet capacity: the sheet is damaged and cannot be read"]


def test_a_pipe_is_not_waited_for(tmp_path):
    if not hasattr(os, "mkfifo"):
        pytest.skip("this system has no named pipes")
    os.mkfifo(tmp_path / "book.xlsx")
    assert outcome(tmp_path / "book.xlsx") == ["is neither a folder nor a file"]


def test_a_text_that_is_not_in_the_book(book):
    change = in_part(CAPACITY, b't="s"><v>', b't="s"><v>99999')
    assert with_parts(book, change) == ["sheet capacity: the sheet is damaged and cannot be read"]


def test_drop_downs_and_links_that_make_no_sense_are_nothing_to_a_round(book):
    extra = (
        b'<dataValidations><dataValidation type="?"/></dataValidations><hyperlinks/></worksheet>'
    )
    assert with_parts(book, in_part(CAPACITY, b"</worksheet>", extra)) == []


def test_a_formula_that_makes_no_sense_is_a_formula_all_the_same(book):
    change = in_part(CAPACITY, b'<c r="B2">', b'<c r="B2"><f t="shared" si="0">)({"</f>')
    assert with_parts(book, change) == [
        "sheet capacity, cell B2, places: holds the formula '=)({\"'; "
        "copy it and paste its value (paste special: values)"
    ]


# ---- random text and bytes -------------------------------------------------------------------

COLUMNS = [column for table in TABLES.values() for column in table.columns] + list(HEADING)
NEARLY = st.sampled_from(
    ["2026-09-07", "07/09/2026", "46272", "1e400", "-1", "1,000", "*", ";", "yes", "a;b", "1;2"]
)


def refusal_of(read, *given):
    """Return why something is refused, or that it is not; whatever else is raised is a fault."""
    try:
        read(*given)
    except Refused as error:
        return error.expected
    return "read"


@settings(max_examples=200, deadline=None, derandomize=True)
@given(cell=st.text() | NEARLY)
def test_reading_any_text_refuses_or_returns(cell):
    assert all(refusal_of(read_cell, column, cell) for column in COLUMNS)


@settings(max_examples=200, deadline=None, derandomize=True)
@given(text=st.text(alphabet="ab=!|; _1sector") | st.text())
def test_reading_any_filter_refuses_or_returns(text):
    if refusal_of(check_filter, text, {}) == "read":
        assert all(condition.values for condition in parse_filter(text).conditions)


def test_no_weight_is_infinite():
    with pytest.raises(Refused):
        LEVEL_WEIGHT.read("1e400")


@fast
@given(content=st.binary(max_size=300) | st.text(alphabet='ab,";\n\r= ').map(str.encode))
def test_any_bytes_as_a_file_are_refused_or_read(tmp_path, content):
    write_round(tmp_path)
    for name in ("learners.csv", "pins.csv", "round.toml"):
        (tmp_path / name).write_bytes(content)
    found = outcome(tmp_path)

    # None of these bytes is a heading with a name, a start and weeks.
    assert any(message.startswith("round.toml") for message in found)


@fast
@given(rows=st.lists(st.lists(st.text(max_size=5), min_size=1, max_size=7), max_size=6))
def test_any_cells_as_a_table_are_refused_or_read(tmp_path, rows):
    header = ["learner_id", "block_id", "setting_id", "start", "state"]
    text = io.StringIO()
    for row in [header, *rows]:
        cells = (cell.replace('"', '""').replace("\0", "") for cell in row)
        text.write(",".join(f'"{cell}"' for cell in cells) + "\n")
    write_round(tmp_path)
    (tmp_path / "pins.csv").write_bytes(text.getvalue().encode("utf-8", "replace"))

    found = outcome(tmp_path)
    filled = [row for row in rows if any(cell.replace("\0", "") for cell in row)]
    assert all(message.startswith("pins.csv") for message in found)
    assert bool(found) == bool(filled)
