"""What every check keeps to, whatever it looks for."""

import inspect
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

import pytest

import placements.checks as room
from placements.checks import (
    CONTRADICTIONS,
    ERRORS,
    WARNINGS,
    check_contradictions,
    check_errors,
    check_round,
)
from placements.checks.case import Case
from placements.errors import Severity
from placements.round.read import build_round, read_raw
from placements.tables import TABLES
from tests.checks.said import UNITS
from tests.rounds import DEFAULTS, make_round, read_round_text
from tests.shared import shared

ALL = (*ERRORS, *CONTRADICTIONS, *WARNINGS)
by_name = pytest.mark.parametrize("check", ALL, ids=lambda check: check.__name__)
ROUNDS = ("ics-60", "ics-300", "ics-300-short")


@by_name
def test_finds_nothing_in_a_round_where_all_is_well(check):
    assert [*check(Case(make_round(), UNITS))] == []


@by_name
def test_has_a_test_that_finds_and_one_that_does_not(check):
    module = check.__module__.rpartition(".")[2]
    text = (Path(__file__).parent / f"test_{module}.py").read_text(encoding="utf-8")
    assert f"def test_{check.__name__}" in text
    assert f"def test_no_{check.__name__}" in text


def test_no_check_is_left_out():
    found = [
        function
        for name in (module.name for module in iter_modules(room.__path__))
        for _, function in inspect.getmembers(import_module(f"{room.__name__}.{name}"))
        if inspect.isgeneratorfunction(function)
        and [*inspect.signature(function).parameters] == ["case"]
        and not function.__name__.startswith("_")
    ]
    assert set(found) == set(ALL)


def test_errors_come_alone():
    # A requirement that is an error, and a level that would be a warning.
    rules = "requirement_id,programme_id,measure,minimum,maximum\nR1,P,weeks,8,4\n"
    heading = "[[level]]\nname = 'a'\nchanges = 1\npeak_load = 1\n"
    tiny = make_round(requirements=rules, heading=heading)
    assert [p.severity for p in check_round(tiny, UNITS)] == [Severity.ERROR]
    assert check_errors(tiny, UNITS) == check_round(tiny, UNITS)


def test_contradictions_come_before_warnings():
    # L1's pins share weeks 1 to 4, and the one at S2 overrides an exclusion.
    blocks = "cohort_id,block_id,start,weeks,stage\nC,B1,2026-09-07,4,1\nC,B2,2026-09-07,4,1\n"
    pins = "learner_id,block_id,setting_id,start,state\nL1,B1,S1,,fixed\nL1,B2,S2,,fixed\n"
    exclusions = "learner_id,where\nL1,sector=primary\n"
    tiny = make_round(blocks=blocks, pins=pins, exclusions=exclusions)
    found = [problem.severity for problem in check_round(tiny, UNITS)]
    assert found[0] == Severity.CONTRADICTION
    assert set(found[1:]) == {Severity.WARNING}
    assert [p.severity for p in check_contradictions(tiny)] == [Severity.CONTRADICTION]


def test_checks_of_errors_bear_rows_that_could_not_be_read():
    # Every table with a row that is refused whole; the errors across the others are still found.
    rows = {
        "areas": "area_id,name,kind,parent_id\nA,a,planet,A\nB,b,ics,B\n",
        "blocks": DEFAULTS["blocks"] + "C,B3,soon,4,1\n",
        "pins": "learner_id,block_id,setting_id,start,state\nL9,B1,S1,,fixed\nL1,B3,S1,,fixed\n",
        "links": "learner_id,other_id,relation\nL1,L9,apart\nL1,L1,apart\n",
        "history": "learner_id,setting_id,sector,weeks\nL1,S1,acute,some\nL1,S1,acute,4\n",
        "absences": "learner_id,from,until\nL1,2026-09-31,\nL1,2026-09-08,2026-09-07\n",
        "capacity": "setting_id,places\nS1,few\nS1,2\nS2,2\nS2,3\n",
        "requirements": (
            "requirement_id,programme_id,measure,minimum,maximum\nR,P,weeks,a,1\nQ,P,weeks,2,1\n"
        ),
    }
    tiny, problems = read_round_text(**rows)
    assert len(problems) >= len(rows)
    found = " ".join(str(problem) for problem in check_errors(tiny, UNITS))
    for said in ("B in B", "linked to themself", "'acute' stands beside", "is before from"):
        assert said in found
    for said in ("above the maximum", "same first day as line 4"):
        assert said in found


@pytest.mark.parametrize("table", TABLES)
def test_checks_of_errors_bear_a_missing_column(table):
    # Whatever column a table lacks, the checks of the rest end.
    text = DEFAULTS.get(table, ",".join(TABLES[table].names)).strip()
    header, *lines = [line.strip().split(",") for line in text.splitlines()]
    for gone in range(len(header)):
        rows = [",".join(row[:gone] + row[gone + 1 :]) for row in (header, *lines)]
        tiny, _ = read_round_text(**{table: "\n".join(rows)})
        assert tiny is None or check_errors(tiny, UNITS) == []


@pytest.mark.parametrize("name", ROUNDS)
def test_shared_rounds_have_warnings_only(name):
    round_read, problems = build_round(read_raw(shared(f"rounds/{name}")))
    assert problems == []
    found = check_round(round_read, UNITS)
    assert {problem.severity for problem in found} == {Severity.WARNING}
    # Few enough to read, and none too long for a screen.
    assert len(found) < 40
    assert max(len(str(problem)) for problem in found) < 400
