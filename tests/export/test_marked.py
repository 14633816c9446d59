"""The marked copy says what check says, at the cells; the workbook itself is never touched."""

import os
import zipfile

import openpyxl
import pytest
from openpyxl.chart import BarChart, Reference
from openpyxl.comments import Comment
from openpyxl.drawing.image import Image
from openpyxl.formatting.rule import CellIsRule
from openpyxl.styles import Font, PatternFill
from openpyxl.worksheet.datavalidation import DataValidation

from placements.errors import InputError, Problem, Severity, Where
from placements.export import marked
from placements.export.marked import AUTHOR, marked_copy
from placements.export.marked_colours import AMBER, RED
from placements.run import check
from tests.cli.command import call
from tests.rounds import write_round
from tests.tables.workbooks import workbook_of


@pytest.fixture
def book(tmp_path):
    (tmp_path / "round").mkdir()
    return workbook_of(write_round(tmp_path / "round"), tmp_path / "book.xlsx")


def edited(book, change):
    opened = openpyxl.load_workbook(book)
    change(opened)
    opened.save(book)


def negative(opened):
    opened["capacity"]["B2"] = -2


def copy_of(book):
    """Return the marked copy, opened."""
    target = book.with_name("copy.xlsx")
    target.write_bytes(marked_copy(book, check(book).problems))
    return openpyxl.load_workbook(target)


def issues(opened):
    """Return the rows of the list, without their numbers."""
    rows = opened["Issues"].iter_rows(min_row=5, min_col=2, values_only=True)
    return [tuple(value or "" for value in row) for row in rows]


def test_each_problem_is_at_its_cell_and_in_the_list(book):
    edited(book, negative)
    opened = copy_of(book)

    cell = opened["capacity"]["B2"]
    assert cell.fill.start_color.rgb == RED
    assert cell.comment.text == "Error: '-2' is below the least value allowed, 0"
    assert issues(opened) == [
        ("error", "capacity", "B2", "places", "-2", "is below the least value allowed, 0", "")
    ]
    assert opened["Issues"]["D5"].hyperlink.location == "'capacity'!B2"
    assert opened.sheetnames[0] == opened.active.title == "Issues"


def test_the_list_can_be_read_as_it_opens(book):
    def spoil(opened):
        opened["settings"]["D2"] = "primary care"  # named with all that it could be: two lines
        opened.create_sheet("my notes")

    edited(book, spoil)
    sheet = copy_of(book)["Issues"]

    assert [row[2] for row in issues(copy_of(book))] == ["D2", ""]
    assert sheet.row_dimensions[5].height >= 2 * 13
    # What is wrong with a whole sheet links to the sheet; no cell shows a link's address.
    assert [cell.hyperlink is not None for cell in sheet[6][2:4]] == [True, False]
    assert issues(copy_of(book))[1][6] == "delete it, or keep notes on the sheet README"


def test_the_list_is_what_check_lists(book):
    def spoil(opened):
        negative(opened)
        opened["learners"]["B2"] = "Q"
        opened["blocks"]["C2"] = "07/09/2026"
        del opened["settings"]
        opened.create_sheet("setings")

    edited(book, spoil)
    problems = check(book).problems
    assert [row[5] for row in issues(copy_of(book))] == [p.message for p in problems]


def test_warnings_are_amber(book):
    where = Where(book.name, "learners", 2, "learner_id", "A2")
    problem = Problem("looks wrong", where, severity=Severity.WARNING)
    book.write_bytes(marked_copy(book, [problem]))
    assert openpyxl.load_workbook(book)["learners"]["A2"].fill.start_color.rgb == AMBER


def test_two_problems_of_a_cell_share_its_note_and_a_line_is_marked_at_its_start(book):
    where = Where(book.name, "learners", 2, "learner_id", "A2")
    row = Where(book.name, "learners", 2)
    book.write_bytes(marked_copy(book, [Problem("is one", where), Problem("is two", row)]))
    text = openpyxl.load_workbook(book)["learners"]["A2"].comment.text
    assert text == "Error: is one\nError: is two"


def test_what_the_lead_has_formatted_is_still_there(book):
    def dress(opened):
        negative(opened)
        sheet = opened["capacity"]
        sheet["A2"].font = Font(name="Georgia", bold=True, color="FF112233")
        sheet["A2"].fill = PatternFill("solid", start_color="FF99CC00")
        sheet["A2"].comment = Comment("Ask the ward", "A lead")
        sheet["B2"].number_format = "0.00"
        sheet.column_dimensions["A"].width = 33
        sheet.row_dimensions[2].height = 44
        sheet.freeze_panes = "B2"
        rule = DataValidation(type="whole", operator="between", formula1="0", formula2="9")
        rule.add("B2:B9")
        sheet.add_data_validation(rule)
        sheet.conditional_formatting.add("B2:B9", CellIsRule(operator="lessThan", formula=["0"]))
        opened["learners"].sheet_state = "hidden"

    edited(book, dress)
    opened = copy_of(book)
    sheet = opened["capacity"]
    font = sheet["A2"].font
    assert (font.name, font.bold, font.color.rgb) == ("Georgia", True, "FF112233")
    assert sheet["A2"].fill.start_color.rgb == "FF99CC00"
    assert sheet["A2"].comment.text == "Ask the ward"
    assert sheet["B2"].number_format == "0.00"
    assert (sheet.column_dimensions["A"].width, sheet.row_dimensions[2].height) == (33, 44)
    assert sheet.freeze_panes == "B2"
    assert [str(rule.sqref) for rule in sheet.data_validations.dataValidation] == ["B2:B9"]
    assert opened["learners"].sheet_state == "hidden"
    # The sheet's own rule is there, below ours: it would colour the cell otherwise.
    priorities = {str(own.sqref): own.rules[0].priority for own in sheet.conditional_formatting}
    assert priorities == {"B2": 1, "B2:B9": 4}


def parts_of(path, folders=("xl/drawings/drawing", "xl/charts/", "xl/media/")):
    with zipfile.ZipFile(path) as parts:
        return {n: parts.read(n) for n in parts.namelist() if n.startswith(folders)}


def test_pictures_and_charts_are_taken_over_as_they_are(book):
    picture = book.with_name("picture.png")
    pytest.importorskip("PIL.Image").new("RGB", (9, 9)).save(picture)

    def draw(opened):
        negative(opened)
        chart = BarChart()
        chart.add_data(Reference(opened["capacity"], min_col=2, min_row=1, max_row=4))
        opened["capacity"].add_chart(chart, "H2")
        opened["learners"].add_image(Image(picture), "K2")

    edited(book, draw)
    drawn = parts_of(book)
    copy_of(book)
    copy = book.with_name("copy.xlsx")
    assert len(drawn) >= 4  # two drawings, a chart, a picture
    assert parts_of(copy) == drawn
    opened = openpyxl.load_workbook(copy)
    assert len(opened["capacity"]._charts) == len(opened["learners"]._images) == 1
    assert opened["capacity"]["B2"].comment.text.startswith("Error: '-2'")

    # A copy of the copy has them too.
    copy.rename(book)
    copy_of(book)
    assert parts_of(copy) == drawn


def test_a_note_that_was_there_is_kept_below_ours(book):
    def change(opened):
        negative(opened)
        opened["capacity"]["B2"].comment = Comment("Ask the ward", "A lead")

    edited(book, change)
    text = copy_of(book)["capacity"]["B2"].comment.text
    assert text.startswith("Error: '-2'")
    assert text.endswith("Ask the ward")


def test_marking_a_marked_copy_leaves_no_mark_of_the_first(book):
    def change(opened):
        negative(opened)
        sheet = opened["capacity"]
        sheet["B2"].comment = Comment("Ask the ward", "A lead")
        sheet.conditional_formatting.add("B2:B9", CellIsRule(operator="lessThan", formula=["0"]))

    edited(book, change)
    book.write_bytes(marked_copy(book, check(book).problems))
    edited(book, lambda opened: opened["capacity"].__setitem__("B2", 2))
    edited(book, lambda opened: opened["capacity"].__setitem__("A3", "S9"))
    opened = copy_of(book)

    sheet = opened["capacity"]
    assert sheet["B2"].fill.fill_type is None
    assert sheet["B2"].comment.text == "Ask the ward"
    assert sheet["A3"].comment.author == AUTHOR
    assert {str(own.sqref) for own in sheet.conditional_formatting} == {"A3", "B2:B9"}
    assert opened.sheetnames.count("Issues") == 1
    assert [row[2] for row in issues(opened)] == ["A3"]


def test_text_found_is_never_a_formula(book):
    def change(opened):
        opened["learners"]["B2"] = "=HYPERLINK(1)"
        opened["learners"]["B2"].data_type = "s"

    edited(book, change)
    sheet = copy_of(book)["Issues"]
    assert sheet["F5"].value == "=HYPERLINK(1)"
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "n"}


def test_merged_far_and_hidden_cells_can_be_marked(book):
    def change(opened):
        opened["learners"].merge_cells("D2:D3")
        opened["learners"]["XFD1048576"] = "stray"

    edited(book, change)
    opened = copy_of(book)
    assert opened["learners"]["XFD1048576"].fill.start_color.rgb == RED
    assert opened["learners"]["D2"].comment.text.startswith("Error: cells are merged")


def test_a_workbook_too_large_to_be_held_in_memory_is_not_copied(book, monkeypatch):
    monkeypatch.setattr(marked, "MOST_UNPACKED", 100)
    with pytest.raises(InputError, match="too large for a marked copy"):
        marked_copy(book, [])


# ---- the command -----------------------------------------------------------------------------


def test_check_writes_the_copy_beside_the_workbook_and_leaves_that_alone(capsys, book):
    edited(book, negative)
    before = (book.read_bytes(), os.stat(book).st_mtime_ns)
    done = call(capsys, "check", book)

    assert done.code == 2
    assert f"Marked in the copy {book.with_name('book-marked.xlsx')}" in done.out
    assert (book.read_bytes(), os.stat(book).st_mtime_ns) == before
    assert call(capsys, "check", book).code == 2  # an earlier marked copy is replaced
    assert not list(book.parent.glob(".*"))


def test_nothing_is_written_where_nothing_is_wrong_or_nobody_wants_it(capsys, book):
    edited(book, negative)
    assert call(capsys, "check", book, "--no-marked").code == 2
    assert not book.with_name("book-marked.xlsx").exists()


def test_a_copy_goes_where_it_is_told_to(capsys, tmp_path, book):
    edited(book, negative)
    done = call(capsys, "check", book, "--marked", tmp_path / "new" / "x.xlsx")
    assert done.code == 2
    assert issues(openpyxl.load_workbook(tmp_path / "new" / "x.xlsx"))


def test_a_copy_never_takes_the_place_of_another_file(capsys, tmp_path, book):
    edited(book, negative)
    os.link(book, tmp_path / "link.xlsx")
    (tmp_path / "other.xlsx").write_bytes(b"mine")

    for place, told in (
        (book, "is the workbook itself"),
        (tmp_path / "link.xlsx", "is the workbook itself"),
        (tmp_path / "other.xlsx", "is there already and is not a marked copy"),
        (tmp_path / "x.csv", "is not the name of a workbook"),
    ):
        done = call(capsys, "check", book, "--marked", place)
        assert (done.code, done.out) == (2, "")
        assert told in done.err
    assert (tmp_path / "other.xlsx").read_bytes() == b"mine"


def test_another_file_in_the_usual_place_is_left_and_told(capsys, book):
    edited(book, negative)
    book.with_name("book-marked.xlsx").write_bytes(b"mine")
    done = call(capsys, "check", book)

    assert done.code == 2
    assert "No marked copy" in done.err
    assert book.with_name("book-marked.xlsx").read_bytes() == b"mine"


def test_a_folder_has_no_marked_copy(capsys, tmp_path, book):
    done = call(capsys, "check", tmp_path / "round", "--marked", tmp_path / "x.xlsx")
    assert done.code == 2
    assert "only a workbook can be marked" in done.err
