"""The digest is of the content: order, form and written-out defaults never change it."""

import csv
import random

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from placements.round import digest
from placements.round.read import build_round, read_raw
from tests.rounds import make_round, write_round
from tests.shared import shared
from tests.tables.workbooks import workbook_of

FULL = {
    "areas": "area_id,name,kind\nA1,Town,place",
    "providers": "provider_id,name,ownership,place_id\nT1,Trust,nhs,A1\nT2,GP,independent,",
    "settings": """
        setting_id,name,provider_id,sector,latitude,longitude,tags,minimum_age,open_until
        S1,Ward,T1,acute,53.00000001,-2,b;a,16,2030-01-01
        S2,Practice,T2,primary,53,-2.05,,,
        """,
    "capacity": """
        setting_id,learner_types,stages,places,from
        S1,x;student,2;1,2,
        S1,,,3,2026-10-05
        S2,*,*,2,
        """,
    "requirements": """
        requirement_id,programme_id,measure,where,each,minimum,maximum
        R1,P,weeks,sector=acute,,0.1,8
        R2,P,placements,,setting,,1
        """,
    "preferences": "learner_id,where,score\nL1,sector=acute,5\nL2,tag=a|b;base!=yes,-3",
    "history": "learner_id,setting_id,sector,tags,weeks\nL1,S1,,,4\nL1,,acute,z,2\nL1,,acute,z,2",
    "pins": "learner_id,block_id,setting_id,start,state\nL1,B1,S1,2026-09-07,fixed",
}


def content(path):
    made, found = build_round(read_raw(path))
    assert found == []
    return made


def assert_same(one, other):
    assert digest(one) == digest(other)
    assert one.levels == other.levels
    for name in one.tables:
        pd.testing.assert_frame_equal(one[name], other[name])


def shuffled(source, target, seed):
    """Copy a folder with the rows and columns of every file in another order."""
    target.mkdir(exist_ok=True)
    order = random.Random(seed)
    (target / "round.toml").write_bytes((source / "round.toml").read_bytes())
    for path in source.glob("*.csv"):
        with path.open(encoding="utf-8", newline="") as file:
            header, *rows = csv.reader(file)
        columns = order.sample(range(len(header)), len(header))
        rows = order.sample(rows, len(rows))
        with (target / path.name).open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([[row[k] for k in columns] for row in [header, *rows]])
    return target


@settings(
    max_examples=15,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(seed=st.integers(0, 10**6))
def test_order_never_matters(tmp_path, seed):
    (tmp_path / "a").mkdir(exist_ok=True)
    folder = write_round(tmp_path / "a", **FULL)
    assert_same(content(shuffled(folder, tmp_path / "b", seed)), content(folder))


def test_order_never_matters_in_a_shared_round(tmp_path):
    folder = shared("rounds/ics-60")
    assert_same(content(shuffled(folder, tmp_path / "b", 1)), content(folder))


def test_a_workbook_holds_the_same_content(tmp_path):
    (tmp_path / "a").mkdir()
    heading = '[travel]\ncar = { km_per_hour = 33.3 }\n[[level]]\nname = "a"\nchanges = 0.1'
    folder = write_round(tmp_path / "a", heading=heading, **FULL)
    assert_same(content(workbook_of(folder, tmp_path / "b.xlsx")), content(folder))


def test_a_workbook_holds_the_same_content_of_a_shared_round(tmp_path):
    folder = shared("rounds/ics-60")
    assert_same(content(workbook_of(folder, tmp_path / "b.xlsx")), content(folder))


LEARNERS = "learner_id,programme_id,cohort_id,latitude,longitude"
PROGRAMMES = "programme_id,name,learner_type"
BLOCKS = "cohort_id,block_id,start,weeks,stage"
SETTINGS = "setting_id,name,provider_id,sector,latitude,longitude"
PROVIDERS = "provider_id,name,ownership,place_id\nT1,Trust,nhs,A"
RULE = "requirement_id,programme_id,measure"


@pytest.mark.parametrize(
    ("table", "header", "row", "column", "default", "others"),
    [
        ("learners", LEARNERS, "L1,P,C,53,-2", "travel_mode", "car", {}),
        ("learners", LEARNERS, "L1,P,C,53,-2", "priority", "1", {}),
        ("learners", LEARNERS, "L1,P,C,53,-2", "max_travel_minutes", "90", {}),
        ("learners", LEARNERS, "L1,P,C,53,-2", "weekly_hours", "37.5", {}),
        ("programmes", PROGRAMMES, "P,X,t", "notice_weeks", "6", {}),
        ("programmes", PROGRAMMES, "P,X,t", "weekly_hours", "37.50", {}),
        ("blocks", BLOCKS, "C,B1,2026-09-07,4,1", "latest_start", "2026-09-07", {}),
        ("settings", SETTINGS, "S1,W,T1,acute,53,-2", "ownership", "nhs", {"providers": PROVIDERS}),
        ("settings", SETTINGS, "S1,W,T1,acute,53,-2", "place_id", "A", {"providers": PROVIDERS}),
        ("settings", SETTINGS, "S1,W,T1,acute,53,-2", "driver_required", "no", {}),
        ("capacity", "setting_id,places", "S1,2", "learner_types", "*", {}),
        ("capacity", "setting_id,places", "S1,2", "minimum_applies", "hosting", {}),
        ("requirements", RULE, "R,P,weeks", "stages", "*", {}),
        ("history", "learner_id,setting_id,weeks", "L1,S1,4", "hours", "150", {}),  # 4 × 37.5
        ("pins", "learner_id,block_id,setting_id,state", "L1,B2,S1,fixed", "start", "2026-10-19",
         {}),
    ],
)  # fmt: skip
def test_a_default_written_out_a_blank_cell_and_no_column_are_the_same(
    table, header, row, column, default, others
):
    texts = [
        f"{header}\n{row}",
        f"{header},{column}\n{row},",
        f"{header},{column}\n{row},{default}",
    ]
    if table == "settings":
        others = {**others, "capacity": "setting_id,places\nS1,2"}
    without, blank, written = (make_round(**{table: text}, **others) for text in texts)

    assert_same(without, blank)
    assert_same(without, written)


def test_all_of_a_group_written_out():
    rows = "{},{}\nC,B1,2026-09-07,4,1,G,{}\nC,B2,2026-10-19,4,1,G,{}"
    blank = make_round(blocks=rows.format(BLOCKS, "group,take", "", ""))
    written = make_round(blocks=rows.format(BLOCKS, "group,take", "2", "2"))
    assert_same(blank, written)


def test_the_defaults_of_the_heading_written_out():
    heading = "published = 2026-07-27\n[travel]\ndetour = 1.3\nwalk = { km_per_hour = 5.0 }"
    assert_same(make_round(heading=heading), make_round(heading="published = 2026-07-27"))


def test_an_absent_table_is_an_empty_one():
    assert_same(make_round(), make_round(areas="area_id,name,kind", links=""))


@pytest.mark.parametrize(
    "change",
    [
        {"heading": "weeks = 21"},
        {"heading": "published = 2026-07-27"},
        {"heading": "[travel]\ndetour = 1.31"},
        {"heading": '[[level]]\nname = "a"\nchanges = 1'},
        {"capacity": "setting_id,places\nS1,2\nS2,3"},
        {"capacity": "setting_id,places\nS1,2\nS2,2\nS2,2"},
        {"preferences": "learner_id,where,score\nL1,sector=acute,1"},
        {"learners": f"{LEARNERS}\nL1,P,C,53,-2\nL2,P,C,53.00000000000001,-2"},
    ],
)
def test_any_other_content_has_another_digest(change):
    assert digest(make_round(**change)) != digest(make_round())
