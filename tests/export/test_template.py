"""The template says what the tables' declaration says, and a filled one is the same round."""

import io
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from placements.export.template import filled_template, template
from placements.export.template_cells import cell_value, list_name
from placements.round import digest
from placements.round.read import build_round, read_raw
from placements.tables import TABLES
from placements.tables.heading import HEADING
from placements.tables.kinds import CODE, DATE, decimal, whole
from tests.cli.command import call
from tests.rounds import write_round

DATA = Path(__file__).parents[2] / "data"
COLUMNS = [(table.name, column) for table in TABLES.values() for column in table.columns]


@pytest.fixture(scope="module")
def empty():
    return load_workbook(io.BytesIO(template()))


def header(sheet):
    return {cell.value: cell for cell in sheet[1]}


def column_format(sheet, at):
    """Return the format of a whole column; neighbours with equal ones are kept as a group."""
    groups = sheet.column_dimensions.values()
    return next(group.number_format for group in groups if group.min <= at <= group.max)


def rules(sheet, letter):
    """Return the rules of a column's cells."""
    return [
        rule
        for rule in sheet.data_validations.dataValidation
        if re.match(rf"{letter}\d", str(rule.sqref))
    ]


def test_a_sheet_for_every_table_in_order(empty):
    assert empty.sheetnames == ["README", "round", *TABLES]


def test_every_column_is_there_with_a_note_of_its_meaning(empty):
    for name, column in COLUMNS:
        cell = header(empty[name])[column.name]
        assert column.meaning in cell.comment.text
        assert ("REQUIRED" in cell.comment.text) == column.required
        assert cell.font.bold == column.required


def test_every_column_of_codes_is_text_and_every_date_looks_like_one(empty):
    for name, column in COLUMNS:
        shown = column_format(empty[name], header(empty[name])[column.name].column)
        if column.kind.is_date:
            assert shown == "yyyy-mm-dd"
        elif not column.kind.is_number:
            assert shown == "@"


def test_headers_stay_in_view_and_carry_a_filter(empty):
    for name, table in TABLES.items():
        assert empty[name].freeze_panes == ("B2" if table.key else "A2")
        assert empty[name].auto_filter.ref.startswith("A1:")


def test_words_numbers_and_codes_of_other_sheets_have_rules(empty):
    for name, column in COLUMNS:
        found = rules(empty[name], header(empty[name])[column.name].column_letter)
        kind = column.kind
        if column.refers_to:
            assert found[0].formula1 == list_name(column)
        elif kind.values:
            assert found[0].formula1 == f'"{",".join(kind.values)}"'
        elif kind.is_number:
            assert found[0].type == ("whole" if kind.is_whole else "decimal")
        elif kind.is_date or kind is CODE:
            assert found[0].type in ("date", "custom")


def test_the_lists_of_codes_grow_with_what_is_typed(empty):
    for column in (column for _, column in COLUMNS if column.refers_to):
        formula = empty.defined_names[list_name(column)].attr_text
        assert formula.startswith(f"{column.refers_to}!")
        assert "COUNTA" in formula


def test_messages_are_no_longer_than_excel_shows(empty):
    for sheet in empty:
        for rule in sheet.data_validations.dataValidation:
            assert len(rule.error or "") <= 255
            assert len(rule.errorTitle or "") <= 32


def test_the_first_sheet_leads_to_every_other_in_the_order_of_work(empty):
    links = [cell for cell in empty["README"]["B"] if cell.hyperlink is not None]
    assert [cell.value for cell in links] == ["round", *TABLES]
    assert [cell.hyperlink.location for cell in links] == [f"'{c.value}'!A2" for c in links]


def test_the_heading_has_every_key_with_its_meaning(empty):
    rows = {row[0]: row for row in empty["round"].iter_rows(min_row=2, values_only=True)}
    assert all(column.meaning in rows[column.name][2] for column in HEADING)
    assert rows["level.4.travel_minutes"][1] == 1


def test_an_empty_template_lacks_only_what_somebody_must_know(tmp_path):
    (tmp_path / "empty.xlsx").write_bytes(template())
    found = [str(p) for p in build_round(read_raw(tmp_path / "empty.xlsx"))[1]]

    needed = [table.name for table in TABLES.values() if table.required]
    assert found == [
        *(f"empty.xlsx, sheet round, cell B{k}, {key}: is blank; a value is needed"
          for k, key in enumerate(("name", "start", "weeks"), 2)),
        *(f"empty.xlsx, sheet {name}: has no rows; a round needs at least one"
          for name in needed),
    ]  # fmt: skip


@pytest.mark.parametrize("name", ["five", "staffordshire"])
def test_a_filled_template_is_the_same_round(tmp_path, name):
    raw = read_raw(DATA / name)
    (tmp_path / "round.xlsx").write_bytes(filled_template(raw))
    made, found = build_round(read_raw(tmp_path / "round.xlsx"))

    assert found == []
    assert digest(made) == digest(build_round(raw)[0])


def test_the_codes_of_a_filled_template_are_seen_whole(tmp_path):
    long = "NURS-ADULT-2026-SEPTEMBER"
    blocks = f"cohort_id,block_id,start,weeks,stage\n{long},B1,2026-09-07,4,1"
    learners = f"learner_id,programme_id,cohort_id,latitude,longitude\nL1,P,{long},53,-2"
    raw = read_raw(write_round(tmp_path, blocks=blocks, learners=learners))
    book = load_workbook(io.BytesIO(filled_template(raw)))

    assert book["blocks"].column_dimensions["A"].width > len(long)
    assert book["learners"].column_dimensions["C"].width > len(long)


def test_a_template_of_a_filled_template_is_the_same_file(tmp_path):
    once = filled_template(read_raw(DATA / "five"))
    (tmp_path / "round.xlsx").write_bytes(once)
    again = filled_template(read_raw(tmp_path / "round.xlsx"))
    assert again == once


HOSTILE = """
    setting_id,name,provider_id,sector,latitude,longitude,tags,minimum_age,address
    007,=1+1,T1,acute,53.123456789012345,-2,a;b,16,"http://x.y
    and more"
    S2,"+44 1782, _x0041_ _x005F_",T2,primary,53,-2.05,,,_x000D_
    1e5,TRUE,T2,primary,53,-2.05,,,{=1}
    """


def test_text_that_looks_like_something_else_comes_back_as_it_was(tmp_path):
    capacity = "setting_id,places\n007,2\nS2,2\n1e5,1"
    folder = tmp_path / "round"
    folder.mkdir()
    raw = read_raw(write_round(folder, settings=HOSTILE, capacity=capacity))
    (tmp_path / "round.xlsx").write_bytes(filled_template(raw))
    made, found = build_round(read_raw(tmp_path / "round.xlsx"))

    assert found == []
    assert digest(made) == digest(build_round(raw)[0])


@given(st.floats(-180, 180) | st.floats(0, 1e-9) | st.floats(0, 1e14))
@settings(derandomize=True)
def test_a_number_is_kept_to_its_last_digit(number):
    text = f"{number:.25f}"
    value = cell_value(text, decimal())
    # As the file holds it: the text itself, or 16 digits of a number.
    assert float(value if isinstance(value, str) else f"{value:.16G}") == float(text)


def test_what_is_no_number_and_no_date_stays_text():
    assert cell_value("1,5", decimal()) == "1,5"
    assert cell_value("1e5", whole()) == "1e5"
    assert cell_value("07/09/2026", DATE) == "07/09/2026"
    assert cell_value("1850-01-01", DATE) == "1850-01-01"
    assert cell_value("007", CODE) == "007"


# ---- the command -----------------------------------------------------------------------------


def test_the_command_writes_a_workbook_and_never_over_one(capsys, tmp_path):
    out = tmp_path / "new" / "round.xlsx"
    first = call(capsys, "template", out, "--from", DATA / "five")
    assert first.code == 0
    assert digest(build_round(read_raw(out))[0]) == digest(build_round(read_raw(DATA / "five"))[0])

    content = out.read_bytes()
    second = call(capsys, "template", out)
    assert second.code == 2
    assert "is there already" in second.err
    assert out.read_bytes() == content
    assert [path.name for path in out.parent.iterdir()] == ["round.xlsx"]


def test_the_command_refuses_another_ending_and_a_round_with_errors(capsys, tmp_path):
    assert "expected .xlsx" in call(capsys, "template", tmp_path / "round.csv").err
    (tmp_path / "bad").mkdir()
    write_round(tmp_path / "bad", capacity="setting_id,places\nS1,-1")

    done = call(capsys, "template", tmp_path / "x.xlsx", "--from", tmp_path / "bad")
    assert done.code == 2
    assert "capacity.csv, line 2, places: '-1'" in done.err
    assert not (tmp_path / "x.xlsx").exists()
