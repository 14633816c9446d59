"""The round trip of somebody who has no Python: template, fill, check, correct, check, solve."""

import json
from pathlib import Path

import openpyxl

from placements.export.template_cells import cell_value
from placements.tables import TABLES
from placements.tables.folder import read_folder
from placements.tables.heading import HEADING
from tests.cli.command import call

FIVE = Path(__file__).parents[1] / "data" / "five"


def fill(book):
    """Type the five learners into an empty template, as dates, numbers and text."""
    opened, raw = openpyxl.load_workbook(book), read_folder(FIVE)
    kinds = {column.name: column.kind for column in HEADING}
    for row in opened["round"].iter_rows(min_row=2):
        if row[0].value in raw.heading:
            key = row[0].value
            row[1].value = cell_value(raw.heading[key][0], kinds[key])
    for name, table in raw.tables.items():
        at = {cell.value: cell.column for cell in opened[name][1]}
        for line, texts in enumerate(table.rows, 2):
            for column, text in zip(table.header, texts, strict=True):
                value = cell_value(text, TABLES[name].column(column).kind)
                opened[name].cell(line, at[column], value)
    opened.save(book)


def set_cell(book, sheet, address, value):
    opened = openpyxl.load_workbook(book)
    opened[sheet][address] = value
    opened.save(book)


def test_from_an_empty_template_to_the_plan_of_the_folder(capsys, tmp_path):
    book = tmp_path / "round.xlsx"
    assert call(capsys, "template", book).code == 0
    fill(book)
    set_cell(book, "learners", "B2", "NAA")

    wrong = call(capsys, "check", book)
    assert wrong.code == 2
    told = "round.xlsx, sheet learners, cell B2, programme_id: 'NAA' is not in programmes"
    assert f"{told}; did you mean 'NA'?" in wrong.out
    marked = openpyxl.load_workbook(tmp_path / "round-marked.xlsx")
    assert marked["learners"]["B2"].comment.text.startswith("Error: 'NAA' is not in programmes")

    set_cell(book, "learners", "B2", "NA")
    right = call(capsys, "check", book, "--no-marked")
    of_folder = call(capsys, "check", FIVE)
    assert (right.code, right.out) == (0, of_folder.out)

    cards = []
    for source in (book, FIVE):
        out = tmp_path / f"plan-{source.stem}"
        assert call(capsys, "solve", source, "--out", out, "--quiet").code == 0
        cards.append(json.loads((out / "run.json").read_text()))
    for name in ("input_sha256", "plan_sha256", "levels"):
        assert cards[0][name] == cards[1][name]
