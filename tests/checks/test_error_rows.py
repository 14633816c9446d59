import pytest

from placements.checks.error_rows import (
    areas_circular,
    capacity_twice,
    dates_reversed,
    history_in_two_places,
    link_of_another_cohort,
    link_to_self,
    measure_unknown,
    minimum_above_maximum,
)
from tests.checks.said import message, said

CAPACITY = "setting_id,learner_types,stages,from,until,places\n"
RULES = "requirement_id,programme_id,measure,minimum,maximum\n"
LINKS = "learner_id,other_id,relation,block_id\n"
AREAS = "area_id,name,kind,parent_id\n"

REVERSED = {
    "settings": (
        "setting_id,name,provider_id,sector,latitude,longitude,open_from,open_until\n"
        "S1,Ward,T1,acute,53,-2,{},{}\n"
    ),
    "capacity": CAPACITY + "S1,,,{},{},2\n",
    "blocks": "cohort_id,block_id,start,latest_start,weeks,stage\nC,B1,{},{},4,1\n",
    "learners": (
        "learner_id,programme_id,cohort_id,latitude,longitude,starts,leaves\nL1,P,C,53,-2,{},{}\n"
    ),
    "absences": "learner_id,from,until\nL1,{},{}\n",
}
CAPACITY_OF_S1 = "setting_id,places\nS1,2\n"


def _only(table: str, start: str, end: str) -> dict[str, str]:
    return {"capacity": CAPACITY_OF_S1, table: REVERSED[table].format(start, end)}


@pytest.mark.parametrize("table", REVERSED)
def test_dates_reversed(table):
    found = message(dates_reversed, **_only(table, "2026-09-14", "2026-09-07"))
    assert found.startswith(f"{table}.csv, line 2")
    assert "'2026-09-07' is before" in found
    assert found.endswith("2026-09-14")


@pytest.mark.parametrize("table", REVERSED)
def test_no_dates_reversed(table):
    # A single day is a span too.
    assert said(dates_reversed, **_only(table, "2026-09-07", "2026-09-07")) == []


def test_capacity_twice():
    # Lists are sets: a;b and b;a are one line of succession.
    rows = "S1,a;b,,2026-09-07,,2\nS2,,,,,2\nS1,b;a,*,2026-09-07,2026-10-04,3\n"
    assert message(capacity_twice, capacity=CAPACITY + rows) == (
        "capacity.csv, line 4, from: 'S1' has the same first day as line 2, for the same "
        "learners: which of the two holds cannot be known; "
        "give one of them a later first day, or delete it"
    )


def test_capacity_twice_with_blank_starts():
    rows = "S1,,,,2026-10-04,2\nS1,,,,,3\n"
    assert "line 3" in message(capacity_twice, capacity=CAPACITY + rows)


def test_no_capacity_twice():
    # Another set of learners, another stage, and a later start are each another matter.
    rows = "S1,,,,,2\nS1,a,,,,1\nS1,,1,,,1\nS1,,,2026-10-05,,3\n"
    assert said(capacity_twice, capacity=CAPACITY + rows) == []


def test_minimum_above_maximum():
    assert message(minimum_above_maximum, requirements=RULES + "R1,P,weeks,8,4\n") == (
        "requirements.csv, line 2, minimum: '8' is above the maximum, 4"
    )


def test_no_minimum_above_maximum():
    rules = RULES + "R1,P,weeks,8,8\nR2,P,weeks,8,\nR3,P,weeks,,8\n"
    assert said(minimum_above_maximum, requirements=rules) == []


def test_history_in_two_places():
    history = "learner_id,setting_id,sector,tags,weeks\nL1,S1,acute,,4\nL2,S1,,a;b,4\n"
    assert said(history_in_two_places, history=history) == [
        "history.csv, line 2, sector: 'acute' stands beside setting_id S1, which has its own; "
        "clear setting_id or sector",
        "history.csv, line 3, tags: 'a;b' stands beside setting_id S1, which has its own; "
        "clear setting_id or tags",
    ]


def test_no_history_in_two_places():
    history = "learner_id,setting_id,sector,tags,weeks\nL1,S1,,,4\nL2,,acute,a;b,4\n"
    assert said(history_in_two_places, history=history) == []


def test_link_to_self():
    assert message(link_to_self, links=LINKS + "L1,L1,apart,\n") == (
        "links.csv, line 2, other_id: 'L1' is linked to themself"
    )


def test_no_link_to_self():
    assert said(link_to_self, links=LINKS + "L1,L2,apart,\n") == []


OTHER_COHORT = "cohort_id,block_id,start,weeks,stage\nC,B1,2026-09-07,4,1\nD,D9,2026-09-07,4,1\n"


def test_link_of_another_cohort():
    found = message(link_of_another_cohort, blocks=OTHER_COHORT, links=LINKS + "L1,L2,apart,D9\n")
    assert found == ("links.csv, line 2, block_id: 'D9' is not a block of L1's cohort, nor of L2's")


def test_no_link_of_another_cohort():
    # One learner's block is enough to be read; that it does nothing is a warning.
    learners = "learner_id,programme_id,cohort_id,latitude,longitude\nL1,P,C,53,-2\nL2,P,D,53,-2\n"
    tables = {"blocks": OTHER_COHORT, "learners": learners}
    assert said(link_of_another_cohort, links=LINKS + "L1,L2,apart,D9\n", **tables) == []


def test_areas_circular():
    areas = AREAS + "A,a,place,B\nB,b,ics,C\nC,c,region,A\nD,d,pcn,A\nE,e,ics,E\n"
    assert sorted(said(areas_circular, areas=areas)) == [
        "areas.csv, line 2, parent_id: 'A' is part of itself: A in B in C in A",
        "areas.csv, line 6, parent_id: 'E' is part of itself: E in E",
    ]


def test_no_areas_circular():
    areas = AREAS + "A,a,place,B\nB,b,ics,C\nC,c,region,\nD,d,place,B\n"
    assert said(areas_circular, areas=areas) == []


def test_measure_unknown():
    heading = "[[level]]\nname = 'a'\nchanges = 1\n[[level]]\nname = 'b'\ntravel_minute = 2\n"
    assert message(measure_unknown, heading=heading) == (
        "round.toml, level.2.travel_minute: 'travel_minute' is not a measure of the objective; "
        "did you mean 'travel_minutes'?"
    )


def test_no_measure_unknown():
    assert said(measure_unknown) == []
