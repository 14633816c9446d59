"""Workbooks: what each kind of cell and sheet is read as, or refused with."""

import datetime as dt

import openpyxl
import pytest
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from openpyxl.worksheet.formula import ArrayFormula

from placements.round.read import build_round, read_raw
from placements.tables import TABLES
from tests.rounds import write_round
from tests.tables.workbooks import workbook_of

PASTE = "copy it and paste its value (paste special: values)"
RETYPE = "format the cell as text, then write what it should hold"


@pytest.fixture
def book(tmp_path):
    folder = tmp_path / "round"
    folder.mkdir()
    write_round(folder, pins="learner_id,block_id,setting_id,state\nL1,B1,S1,fixed")
    return workbook_of(folder, tmp_path / "book.xlsx")


def edited(book, change):
    """Return the round of the workbook after a change, and its messages without the file."""
    opened = openpyxl.load_workbook(book)
    change(opened)
    opened.save(book)
    made, found = build_round(read_raw(book))
    return made, [str(problem).removeprefix("book.xlsx, ") for problem in found]


def cell(sheet, address, value, number_format=None):
    def change(opened):
        opened[sheet][address] = value
        if number_format is not None:
            opened[sheet][address].number_format = number_format

    return change


def test_an_untouched_workbook_is_right(book):
    assert edited(book, lambda opened: None)[1] == []


# ---- cells -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (cell("learners", "D2", "=50+3"),
         "learners, cell D2, latitude: holds the formula '=50+3'; " + PASTE),
        (cell("learners", "D2", ArrayFormula("D2:D3", "=A2:A3")),
         "learners, cell D2, latitude: holds the formula '=A2:A3'; " + PASTE),
        (cell("learners", "D2", "#N/A"),
         "learners, cell D2, latitude: is #N/A, an error of the workbook; write the value itself"),
        (cell("learners", "D2", True),
         "learners, cell D2, latitude: is TRUE, not text; "
         "write what the cell should hold, as text"),
        (cell("learners", "D2", dt.date(2026, 9, 7)), "learners, cell D2, latitude: is the date "
         "2026-09-07, in a column that holds none; " + RETYPE),
        (cell("learners", "D2", dt.time(9, 30)),
         "learners, cell D2, latitude: is a time of day or a length of time; "
         "format the cell as text"),
        (cell("learners", "D2", dt.timedelta(hours=30)),
         "learners, cell D2, latitude: is a time of day or a length of time; "
         "format the cell as text"),
        (cell("learners", "D2", "x" * 20_000),
         "learners, cell D2, latitude: holds 20,000 characters; a cell holds at most 10,000"),
        (cell("blocks", "A2", dt.date(2026, 2, 1)), "blocks, cell A2, cohort_id: is the date "
         "2026-02-01, in a column that holds none; " + RETYPE),
        (cell("blocks", "A2", 7, "000"), "blocks, cell A2, cohort_id: is the number 7, "
         "shown as '000'; format the cell as text, then write the code"),
        (cell("blocks", "A2", 7, "0.00"), "blocks, cell A2, cohort_id: is the number 7, "
         "shown as '0.00'; format the cell as text, then write the code"),
        (cell("blocks", "A2", 1234567890123456), "blocks, cell A2, cohort_id: is a number of more "
         "digits than a workbook keeps; format the cell as text, then write it again"),
        (cell("blocks", "C2", dt.datetime(2026, 9, 7, 12, 30)),
         "blocks, cell C2, start: is 2026-09-07 12:30, not a date alone; write 2026-09-07"),
        (cell("blocks", "C2", 46272, "General"),
         "blocks, cell C2, start: '46272' is not a date written "
         "year-month-day; did you mean 2026-09-07?"),
        (cell("blocks", "C2", dt.date(2026, 9, 8)), "blocks, cell C2, start: '2026-09-08' is a "
         "Tuesday, not a Monday; did you mean 2026-09-07 or 2026-09-14?"),
        (cell("learners", "XFD1048576", "stray"), "learners, cell XFD1048576: is outside the "
         "table; clear the cell, or name its column"),
        (cell("learners", "XFD1", "stray"), "learners, cell XFD1: is outside the table; "
         "clear the cell, or name its column"),
        (cell("learners", "A9", " "), "learners, row 9: holds only spaces; clear the row"),
        (lambda opened: opened["learners"].merge_cells("D2:D3"),
         ["learners, cell D2:D3: cells are merged; unmerge them and fill each cell",
          "learners, cell D3, latitude: is blank; a value is needed"]),
    ],
)  # fmt: skip
def test_cells_that_are_refused(book, change, said):
    expected = [said] if isinstance(said, str) else said
    assert edited(book, change)[1] == [f"sheet {message}" for message in expected]


@pytest.mark.parametrize(
    ("value", "number_format", "read"),
    [
        (7, None, "7"),
        (7.0, "General", "7"),
        (7, "0", "7"),
        ("007", None, "007"),
        ("7", "@", "7"),
        ("1-2", None, "1-2"),
    ],
)
def test_codes(book, value, number_format, read):
    def change(opened):
        for address in ("A2", "A3"):
            cell("blocks", address, value, number_format)(opened)
            cell("learners", address.replace("A", "C"), value, number_format)(opened)

    made, found = edited(book, change)
    assert found == []
    assert made["blocks"]["cohort_id"].tolist() == [read, read]


@pytest.mark.parametrize("value", [dt.date(2026, 9, 7), dt.datetime(2026, 9, 7), "2026-09-07"])
def test_dates(book, value):
    made, found = edited(book, cell("blocks", "C2", value))

    assert found == []
    assert made["blocks"]["start"][0].date() == dt.date(2026, 9, 7)


def test_dates_of_a_workbook_that_counts_from_1904(book):
    def change(opened):
        opened.epoch = CALENDAR_MAC_1904
        opened["blocks"]["C2"] = dt.date(2026, 9, 14)

    assert edited(book, change)[0]["blocks"]["start"][0].date() == dt.date(2026, 9, 14)


def test_a_number_so_small_that_workbooks_write_it_with_an_exponent(book):
    made, found = edited(book, cell("learners", "E2", 0.00005))

    assert found == []
    assert made["learners"]["longitude"][0] == 0.00005


def test_text_that_begins_like_a_formula_is_text(tmp_path):
    header = "setting_id,name,provider_id,sector,latitude,longitude"
    write_round(tmp_path, settings=f"{header}\nS1,=1+1,T,acute,53,-2\nS2,@x,T,acute,53,-2")

    for source in (tmp_path, workbook_of(tmp_path, tmp_path.parent / "text.xlsx")):
        made, found = build_round(read_raw(source))
        assert found == []
        assert made["settings"]["name"].tolist() == ["=1+1", "@x"]


def test_a_line_break_within_a_cell(book):
    opened = openpyxl.load_workbook(book)
    opened["settings"]["B2"] = "Ward_x000D_\nOne"  # as a workbook keeps a Windows line break
    opened.save(book)
    assert build_round(read_raw(book))[0]["settings"]["name"][0] == "Ward\nOne"


def test_a_formula_hides_nothing_and_makes_no_code_unknown(book):
    def change(opened):
        opened["learners"]["A2"] = '="L"&1'
        opened["learners"]["D2"] = "x"
        opened["learners"]["D3"] = "y"

    # L1 has a pin; nobody can know whether A2 holds L1.
    assert edited(book, change)[1] == [
        f"sheet learners, cell A2, learner_id: holds the formula '=\"L\"&1'; {PASTE}",
        "sheet learners, cell D2, latitude: 'x' is not a number",
        "sheet learners, cell D3, latitude: 'y' is not a number",
    ]


def test_a_formula_among_the_column_names_makes_no_column_missing(book):
    found = edited(book, cell("learners", "D1", '="latitude"'))[1]
    assert found == [f"sheet learners, cell D1: holds the formula '=\"latitude\"'; {PASTE}"]


def test_a_column_without_a_name_keeps_the_addresses_of_the_others(book):
    def change(opened):
        opened["learners"].insert_cols(2)
        opened["learners"]["E2"] = "x"

    found = edited(book, change)[1]
    assert found == ["sheet learners, cell E2, latitude: 'x' is not a number"]
    found = edited(book, cell("learners", "B3", "note"))[1]
    assert found[-1] == (
        "sheet learners, cell B3: a value is in a column without a name; name the column"
    )


def test_every_cell_of_a_long_column_of_formulas_is_not_listed(book):
    def change(opened):
        for row in range(2, 3000):
            opened["learners"].cell(row, 6, f"=A{row}")

    found = edited(book, change)[1]
    assert len(found) == 1001
    assert "read no further" in found[0]


# ---- sheets ----------------------------------------------------------------------------------


@pytest.mark.parametrize("state", ["hidden", "veryHidden"])
def test_hidden_sheets_are_read(book, state):
    def change(opened):
        opened["pins"].sheet_state = state
        opened["pins"]["C2"] = "S9"

    assert edited(book, change)[1] == ["sheet pins, cell C2, setting_id: 'S9' is not in settings"]


def test_unknown_sheets_name_the_nearest_and_notes_are_left_alone(book):
    def change(opened):
        opened["pins"].title = "pin"
        opened.create_sheet("README")["A1"] = "=1+1"
        opened.create_sheet("Issues")
        opened.create_sheet("Sheet1")
        opened.create_chartsheet("Chart1")

    assert edited(book, change)[1] == [
        "sheet pin: is not a table of a round; did you mean 'pins'?",
        "sheet Sheet1: is not a table of a round; delete it, or keep notes on the sheet README",
        "sheet Chart1: is not a table of a round; delete it, or keep notes on the sheet README",
    ]


def test_missing_sheets_are_all_named(book):
    def change(opened):
        for name in ("round", "settings", "blocks"):
            del opened[name]

    assert edited(book, change)[1] == [
        "sheet round: there is no such sheet",
        "sheet settings: there is no such sheet",
        "sheet blocks: there is no such sheet",
    ]


def test_a_chart_in_the_place_of_a_table(book):
    def change(opened):
        del opened["pins"]
        opened.create_chartsheet("pins")

    assert edited(book, change)[1] == [
        "sheet pins: is a chart, or its cells are missing from the file"
    ]


def test_an_empty_sheet_is_an_absent_table_but_not_a_required_one(book):
    def change(opened):
        for name in ("pins", "blocks"):
            opened[name].delete_rows(1, 10)
        opened.create_sheet("areas")

    assert edited(book, change)[1] == ["sheet blocks: has no rows; a round needs at least one"]


def test_every_table_may_have_its_header_alone(book):
    def change(opened):
        for name in set(TABLES) - set(opened.sheetnames):
            opened.create_sheet(name).append(list(TABLES[name].names))

    assert edited(book, change)[1] == []


# ---- the heading -----------------------------------------------------------------------------


def test_the_heading_in_any_order_of_columns_and_rows(book):
    def change(opened):
        rows = [row[::-1] for row in opened["round"].iter_rows(values_only=True)]
        del opened["round"]
        for row in (rows[0], *reversed(rows[1:])):
            (opened["round"] if "round" in opened else opened.create_sheet("round")).append(row)

    made, found = edited(book, change)
    assert found == []
    assert (made.name, made.start, made.weeks) == ("Tiny", dt.date(2026, 9, 7), 20)


def test_everything_wrong_with_a_heading(book):
    def change(opened):
        sheet = opened["round"]
        sheet["C1"] = "note"
        sheet["B2"] = "=A1"
        for key, value in (("weeks", 3), ("strt", 1), (None, 2), ("level.1.name", "all")):
            sheet.append((key, value))

    assert edited(book, change)[1] == [
        "sheet round: 'note' is not a column of this table; known: key, value, meaning",
        "sheet round, cell B2, value: holds the formula '=A1'; " + PASTE,
        "sheet round, cell A5, key: 'weeks' is there twice",
        "sheet round, cell B6, strt: 'strt' is not a key of a round; did you mean 'start'?",
        "sheet round, cell B7, value: '' is not a key of a round",
        "sheet round, cell B8, level.1.name: level 1 has no measure, such as unplaced_weeks = 1",
    ]


def test_levels_are_numbered_without_gaps(book):
    def change(opened):
        for key, value in (("level.2.name", "all"), ("level.2.changes", 1)):
            opened["round"].append((key, value))

    assert edited(book, change)[1] == ["sheet round: levels are numbered 2; expected 1, 2, 3 …"]


def test_a_heading_without_its_columns(book):
    assert edited(book, cell("round", "A1", "keys"))[1] == [
        "sheet round: 'keys' is not a column of this table; did you mean 'key'?",
        "sheet round, key: the column is missing",
    ]


def test_a_key_that_is_a_formula_makes_no_key_missing(book):
    found = edited(book, cell("round", "A3", '="start"'))[1]
    assert found == [f"sheet round, cell A3, key: holds the formula '=\"start\"'; {PASTE}"]
