"""Workbooks as they come from people and programs: read right, or refused by sheet and cell."""

import datetime as dt
import zipfile

import openpyxl
import pytest
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont

from placements.errors import InputError
from placements.round import digest
from placements.round.read import build_round, read_raw
from tests.rounds import write_round
from tests.tables.test_hostile import outcome, with_parts
from tests.tables.workbooks import workbook_of

PASTE = "copy it and paste its value (paste special: values)"
AS_TEXT = "format the cell as text, then write"


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "round").mkdir()
    return write_round(tmp_path / "round", pins="learner_id,block_id,setting_id\nL1,B1,S1")


@pytest.fixture
def book(tmp_path, folder):
    return workbook_of(folder, tmp_path / "book.xlsx")


def edited(book, change):
    opened = openpyxl.load_workbook(book)
    change(opened)
    opened.save(book)
    return outcome(book)


def cell(sheet, address, value, shown=None):
    def change(opened):
        opened[sheet][address] = value
        if shown is not None:
            opened[sheet][address].number_format = shown

    return change


# ---- read right ------------------------------------------------------------------------------


def hide_rows(opened):
    for row in (2, 3):
        opened["learners"].row_dimensions[row].hidden = True
    opened["learners"].auto_filter.ref = "A1:E3"
    opened["learners"].auto_filter.add_filter_column(0, ["L2"])
    opened["learners"].column_dimensions["B"].hidden = True


def rich_text(opened):
    bold = InlineFont(b=True)
    opened["learners"]["A2"] = CellRichText("L", TextBlock(bold, "1"))


def dressed(opened):
    sheet = opened["learners"]
    sheet["Z500"].fill = openpyxl.styles.PatternFill("solid", start_color="FFFF0000")
    sheet["A3"].comment = openpyxl.comments.Comment("a note", "a lead")
    opened.defined_names["mine"] = openpyxl.workbook.defined_name.DefinedName(
        "mine", attr_text="[1]Sheet1!$A$1"
    )
    sheet.protection.sheet = True


@pytest.mark.parametrize("change", [hide_rows, rich_text, dressed])
def test_how_cells_are_shown_is_nothing_to_a_round(folder, book, change):
    assert edited(book, change) == []
    assert digest(build_round(read_raw(book))[0]) == digest(build_round(read_raw(folder))[0])


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (dt.date(2026, 9, 7), "dd/mm/yyyy"),
        (dt.date(2026, 9, 7), "[$-809]d mmmm yyyy"),
        (dt.date(2026, 9, 7), "ddd"),
        ("2026-09-07", "@"),
    ],
)
def test_a_real_date_is_a_date_however_it_is_shown(folder, book, value, shown):
    assert edited(book, cell("blocks", "C2", value, shown)) == []
    assert digest(build_round(read_raw(book))[0]) == digest(build_round(read_raw(folder))[0])


def test_macros_and_other_files_inside_are_never_looked_at(book):
    with zipfile.ZipFile(book, "a") as file:
        file.writestr("xl/vbaProject.bin", b"\xd0\xcf\x11\xe0 not to be run")
        file.writestr("xl/externalLinks/externalLink1.xml", "<externalLink>&broken;")
        file.writestr("xl/media/image1.png", b"no picture")
    kind = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
    macro = b"application/vnd.ms-excel.sheet.macroEnabled.main+xml"
    assert with_parts(book, lambda _, content: content.replace(kind, macro)) == []


def test_a_cell_that_holds_an_empty_text_is_blank(folder, book):
    blank = b'<c r="F2" t="inlineStr"><is><t></t></is></c></row>'
    learners = "xl/worksheets/sheet4.xml"  # behind round, blocks and capacity

    def change(name, content):
        return content.replace(b"</row>", blank, 2) if name == learners else content

    assert with_parts(book, change) == []
    assert digest(build_round(read_raw(book))[0]) == digest(build_round(read_raw(folder))[0])


# ---- refused with sheet and cell -------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (cell("capacity", "B2", 2, "0%"),
         "capacity, cell B2, places: is the number 2, shown as '0%'; "
         "format the cell as a number, then write what it should hold"),
        (cell("capacity", "B2", 2000, "#,##0,"),
         "capacity, cell B2, places: is the number 2000, shown as '#,##0,'; "
         "format the cell as a number, then write what it should hold"),
        (cell("settings", "B2", 12, "0000"),
         f"settings, cell B2, name: is the number 12, shown as '0000'; {AS_TEXT} "
         "what it should hold"),
        (cell("capacity", "B2", "=[1]Other!A1"),
         f"capacity, cell B2, places: holds the formula '=[1]Other!A1'; {PASTE}"),
        (cell("capacity", "B2", '=WEBSERVICE("http://x.y")'),
         f"capacity, cell B2, places: holds the formula '=WEBSERVICE(\"http://x.y\")'; {PASTE}"),
        (cell("capacity", "B2", "#REF!"),
         "capacity, cell B2, places: is #REF!, an error of the workbook; write the value itself"),
        (cell("capacity", "B2", 2.5),
         "capacity, cell B2, places: '2.5' is not a whole number"),
        (cell("learners", "B2", "P "),
         "learners, cell B2, programme_id: 'P ' has a space at its start or end; write 'P'"),
        (cell("learners", "B2", "P\u00a0"),
         "learners, cell B2, programme_id: 'P\u00a0' holds a no-break space (U+00A0); write 'P'"),
        (cell("learners", "A2", "L\u200b1"),
         "learners, cell A2, learner_id: 'L\u200b1' holds a zero width space (U+200B); "
         "write 'L1'"),
        (cell("settings", "D2", "\u0430cute"),
         "settings, cell D2, sector: '\u0430cute' is not one of acute, primary, community, "
         "mental_health, social_care, voluntary, public_health, other; did you mean 'acute'?"),
        (cell("settings", "D2", "Acute"),
         "settings, cell D2, sector: 'Acute' is not one of acute, primary, community, "
         "mental_health, social_care, voluntary, public_health, other; did you mean 'acute'?"),
        (cell("blocks", "C2", "7th Sep 2026"),
         "blocks, cell C2, start: '7th Sep 2026' is not a date written year-month-day; "
         "did you mean 2026-09-07?"),
        (cell("blocks", "C2", "07.09.26"),
         "blocks, cell C2, start: '07.09.26' is not a date written year-month-day; "
         "did you mean 2026-09-07 or 2026-07-09?"),
        (cell("blocks", "D2", dt.date(1900, 1, 4)),
         "blocks, cell D2, weeks: is the date 1900-01-04, in a column that holds none; "
         f"{AS_TEXT} what it should hold"),
        (cell("round", "B4", "20 "),
         "round, cell B4, weeks: '20 ' has a space at its start or end; write '20'"),
    ],
)  # fmt: skip
def test_what_is_not_what_it_looks_like(book, change, said):
    assert [m for m in edited(book, change) if not m.startswith("sheet pins")] == [f"sheet {said}"]


def test_stages_that_excel_took_for_one_number(book):
    def change(opened):
        opened["capacity"]["C1"] = "stages"
        opened["capacity"]["C2"] = 12  # typed as 1,2
        opened["capacity"]["C2"].number_format = "#,##0"

    assert edited(book, change) == [
        "sheet capacity, cell C2, stages: is the number 12, shown as '#,##0'; "
        f"{AS_TEXT} what it should hold"
    ]


def test_a_title_above_the_column_names(book):
    def change(opened):
        opened["capacity"].insert_rows(1)
        opened["capacity"]["A1"] = "Places in 2026"

    assert (
        "sheet capacity: 'Places in 2026' is not a column of this table" in edited(book, change)[0]
    )


def test_column_names_that_are_merged_or_only_look_right(book):
    def change(opened):
        opened["capacity"]["B1"] = "places "
        opened["learners"].merge_cells("D1:E1")
        opened["blocks"]["A1"] = "\u0441ohort_id"

    found = edited(book, change)
    assert "sheet learners, cell D1:E1: cells are merged; unmerge them and fill each cell" in found
    assert any("'places ' is not a column" in m and "did you mean 'places'?" in m for m in found)
    assert any("did you mean 'cohort_id'?" in m for m in found)


def test_sheet_names_that_only_look_right(book):
    def change(_, content):
        return content.replace(b'name="pins"', b'name="Pins"')

    assert with_parts(book, change) == [
        "sheet Pins: is not a table of a round; did you mean 'pins'?"
    ]


# ---- refused as a whole ----------------------------------------------------------------------


@pytest.mark.parametrize("ending", [".xls", ".xlsm", ".xlsb", ".ods", ".XLS"])
def test_another_kind_of_workbook(tmp_path, book, ending):
    other = book.rename(tmp_path / f"book{ending}")
    with pytest.raises(InputError, match="save it as Excel Workbook"):
        read_raw(other)


def test_an_ending_in_capitals_is_a_workbook(tmp_path, book):
    assert build_round(read_raw(book.rename(tmp_path / "BOOK.XLSX")))[1] == []


def test_a_binary_or_open_document_workbook_under_a_new_name(book):
    for part in ("xl/workbook.bin", "content.xml"):
        with zipfile.ZipFile(book, "w") as file:
            file.writestr(part, b"\x83\x01")
        assert outcome(book) == ["is not a workbook (.xlsx)"]


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_two_parts_of_one_name(book):
    with zipfile.ZipFile(book, "a") as file:
        file.writestr("xl/worksheets/sheet3.xml", b"<worksheet/>")
    assert outcome(book) == ["has two parts of one name; save it again as .xlsx"]


@pytest.mark.parametrize(
    "part",
    [
        "[Content_Types].xml",
        "xl/workbook.xml",
        "xl/_rels/workbook.xml.rels",
        "xl/styles.xml",
        "xl/sharedStrings.xml",
        "xl/worksheets/sheet3.xml",
    ],
)
@pytest.mark.parametrize("entity", [b'"2"', b'SYSTEM "file:///etc/hostname"'])
def test_no_part_may_have_entities(book, part, entity):
    def change(name, content):
        if name != part:
            return content
        declared, rest = content.split(b"?>", 1)
        return declared + b"?><!DOCTYPE x [<!ENTITY e " + entity + b">]>" + rest.lstrip()

    (said,) = with_parts(book, change)
    assert said in (
        "cannot be read; open it as a workbook and save it again as .xlsx",
        "is not a workbook (.xlsx)",
        "sheet capacity: the sheet is damaged and cannot be read",
    )


def test_a_part_that_says_it_is_smaller_than_it_is(book):
    with zipfile.ZipFile(book) as file:
        info = file.getinfo("xl/worksheets/sheet3.xml")
        size = info.file_size.to_bytes(4, "little")
    content = book.read_bytes()
    assert content.count(size) >= 1
    book.write_bytes(content.replace(size, (100).to_bytes(4, "little")))
    assert any("damaged" in message for message in outcome(book))


def test_a_nul_character_written_as_an_escape(book):
    assert edited(book, cell("settings", "B2", "Ward_x0000_1")) == [
        "sheet settings, cell B2, name: holds a NUL character; write it without"
    ]


def test_halves_of_a_character_written_as_escapes(book):
    assert edited(book, cell("settings", "B2", "Ward _xD83D__xDE00_ _xD83D_")) == []
    assert build_round(read_raw(book))[0]["settings"]["name"][0] == "Ward \U0001f600 \ufffd"
