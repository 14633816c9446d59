"""Where a check says that something stands, in a folder and in a workbook."""

import openpyxl
import pytest

from placements.checks.case import Case
from placements.checks.error_rows import capacity_twice, measure_unknown
from placements.round.read import build_round, read_raw
from tests.rounds import DEFAULTS, make_round

CAPACITY = "setting_id,places\nS1,2\nS2,2\nS1,3"
HEADING = (("name", "Tiny"), ("start", "2026-09-07"), ("weeks", "20"))
LEVEL = (("level.1.name", "a"), ("level.1.chnages", "1"))


@pytest.fixture
def workbook(tmp_path):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "round"
    for row in (("key", "value"), *HEADING, *LEVEL):
        sheet.append(row)
    for name, text in {**DEFAULTS, "capacity": CAPACITY}.items():
        sheet = book.create_sheet(name)
        for line in text.strip().splitlines():
            sheet.append(line.strip().split(","))
    book.save(tmp_path / "tiny.xlsx")
    tiny, problems = build_round(read_raw(tmp_path / "tiny.xlsx"))
    assert problems == []
    return Case(tiny, {"changes": "placements"})


def test_rows_of_a_sheet(workbook):
    (problem,) = capacity_twice(workbook)
    assert str(problem).startswith("tiny.xlsx, sheet capacity, row 4, from: 'S1' has the same")
    assert "as row 2" in str(problem)


def test_keys_of_the_sheet_round(workbook):
    (problem,) = measure_unknown(workbook)
    assert str(problem) == (
        "tiny.xlsx, sheet round, level.1.chnages: 'chnages' is not a measure of the objective; "
        "did you mean 'changes'?"
    )


def test_lines_of_a_file():
    case = Case(make_round())
    assert case.lines("capacity", [1]) == "line 3"
    assert case.lines("capacity", [1, 0]) == "lines 2 and 3"
    # The first in the file, though the table is sorted by its key.
    turned = "learner_id,programme_id,cohort_id,latitude,longitude\nL2,P,C,53,-2\nL1,P,C,53,-2"
    case = Case(make_round(learners=turned))
    assert case["learners"]["learner_id"].tolist() == ["L1", "L2"]
    assert case.first_where("learners", [0, 1]).line == 2
    assert case.where("learners", 0).line == 3
