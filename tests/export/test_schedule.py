"""``schedule.xlsx`` says what the judge says, and every page can be read, filtered and printed."""

import datetime as dt
import io
import re

import pytest
from openpyxl import load_workbook

from placements.export.schedule import schedule
from placements.export.schedule.page import MOST_BESIDE, width_beside
from placements.plan import Placement, Plan
from placements.verdict import judge
from tests.export.handed import HOSTILE, a_plan, a_round, day, facts_of, sheets, table
from tests.rounds import make_round

PINS = """
    learner_id,block_id,setting_id,state
    L1,B1,S1,published
    L2,B2,S2,published
    L3,B2,S2,published
    """


@pytest.fixture(scope="module")
def plan():
    return a_plan(a_round(pins=PINS))


@pytest.fixture(scope="module")
def content(plan):
    return schedule(facts_of(plan))


@pytest.fixture(scope="module")
def pages(content):
    return sheets(content)


def measures(plan):
    return dict(judge(plan).measures)


def test_the_values_of_the_aims_are_the_judge_s(plan, pages):
    shown = table(pages["Overview"], "Aim")[:4]

    assert [(row["Aim"], row["Value"]) for row in shown] == [
        (f"{number} {name}", value) for number, (name, value) in enumerate(judge(plan).levels, 1)
    ]
    assert [row["How good"] for row in shown] == ["proven best"] * 4


def test_the_unplaced_weeks_are_the_judge_s(plan, pages):
    # L3's B2: 4 weeks, which its priority counts twice.
    (row,) = table(pages["Not placed"], "Learner")

    assert (row["Learner"], row["Block"], row["Weeks"]) == ("L3", "B2", 4)
    assert 2 * row["Weeks"] == measures(plan)["unplaced_weeks"]
    assert row["Why not placed"].startswith("settings are open")


def test_journeys_times_weeks_are_the_judge_s(plan, pages):
    rows = [row for row in table(pages["Learners"], "Learner") if row["Setting code"]]
    total = sum(row["Weeks"] * row["Minutes one way"] for row in rows)

    assert total == measures(plan)["travel_minutes"]
    assert {row["Minutes are"] for row in rows if row["Learner"] == "L1"} == {"measured"}
    assert {row["Minutes are"] for row in rows if row["Learner"] == "L2"} == {"estimated"}


def test_what_is_unmet_adds_up_to_the_judge_s(plan, pages):
    # L1 has history in primary, so R1 is met; L2 goes there in B1. L1 is at S1 twice in a row.
    rows = table(pages["Unmet"], "Kind")
    counts = {
        kind: sum(r["Counts as"] for r in rows if r["Kind"] == kind)
        for kind in ("requirement", "order of placements", "standing minimum")
    }

    assert counts == {"requirement": 0, "order of placements": 1, "standing minimum": 0}
    assert counts["order of placements"] == measures(plan)["sequence_breaches"]
    assert counts["requirement"] == measures(plan)["requirement_shortfall"]


def test_a_missed_requirement_counts_with_its_weight():
    # L2 never in primary care: one placement short, of weight 3. L1 has it from before.
    plan = a_plan(
        a_round(sequences="sequence_id,programme_id,kind,first"),
        "L1 B1 S1 1",
        "L2 B1 S1 1",
        "L1 B2 S1 7",
        "L2 B2 S1 7",
    )
    rows = table(sheets(schedule(facts_of(plan)))["Unmet"], "Kind")

    assert [(r["Learner"], r["Rule"], r["Short by"], r["Counts as"]) for r in rows] == [
        ("L2", "R1", 1, 3)
    ]
    assert measures(plan)["requirement_shortfall"] == 3


def test_a_standing_minimum_not_met_counts_its_missing_learner_weeks():
    # At least one learner at S2 in each of 20 weeks; L2 is there for 4.
    capacity = "setting_id,places,minimum,minimum_applies\nS1,2,,\nS2,2,1,always"
    plan = a_plan(a_round(capacity=capacity))
    rows = table(sheets(schedule(facts_of(plan)))["Unmet"], "Kind")

    assert [
        (r["Setting code"], r["Counts as"]) for r in rows if r["Kind"] == "standing minimum"
    ] == [("S2", 16)]
    assert measures(plan)["staffing_shortfall"] == 16


def test_changes_of_announced_placements_are_the_judge_s(plan, pages):
    # L1 B1 is kept; L2 B2 moves from S2 to S1; L3 B2 has no place now. The others are new.
    rows = table(pages["Changes"], "Learner")
    old = [row for row in rows if not row["What changed"].startswith("new")]

    assert [(r["Learner"], r["Block"], r["What changed"]) for r in old] == [
        ("L3", "B2", "withdrawn: no placement now"),
        ("L2", "B2", "at another setting"),
    ]
    assert len(old) == measures(plan)["changes"]
    assert len(rows) - len(old) == 3


def test_who_is_at_a_setting_in_each_week(plan, pages):
    rows = [r for r in table(pages["Settings"], "Setting code") if r["Setting code"] == "S1"]

    assert [
        (day(r["From"]).isoformat(), r["Weeks"], r["Who is there"], r["Places"], r["Free"])
        for r in rows
    ] == [
        ("2026-09-07", 4, "L1, L3", 2, 0),
        ("2026-10-05", 2, "nobody", 2, 2),
        ("2026-10-19", 4, "L1, L2", 2, 0),
        ("2026-11-16", 10, "nobody", 2, 2),
    ]


def test_places_used_by_week_add_up_to_the_weeks_placed(plan, pages):
    rows = table(pages["Settings by week"], "Setting code")
    cells = [v for row in rows for v in row.values() if re.fullmatch(r"\d+/\d+!?", str(v))]

    assert len(cells) == 2 * 20
    assert sum(int(cell.split("/")[0]) for cell in cells) == sum(s.weeks for s in plan.stays)


def test_providers_and_education_providers_add_up_to_the_plan(plan, pages):
    providers = table(pages["Providers"], "Provider code")
    education = table(pages["Education"], "Education provider")

    for rows in (providers, education):
        assert sum(r["Learner-weeks"] for r in rows) == sum(s.weeks for s in plan.stays) == 20
    assert [(r["Education provider"], r["Placed"], r["Not placed"]) for r in education] == [
        ("U1", 4, 0),
        ("U2", 1, 1),
    ]


def test_the_timeline_has_a_bar_a_placement_and_marks_what_is_missing(content):
    sheet = load_workbook(io.BytesIO(content))["Timeline"]
    row = next(r for r in sheet.iter_rows() if r[0].value == "L3")
    filled = [c for c in row if c.fill.fgColor.rgb == "FFD55E00"]

    # B1 at S1, acute, fills weeks 1 to 4; B2 is open in weeks 7 to 10.
    assert [c.value for c in filled] == ["A S1", None, None, None]
    assert [c.value for c in row if c.value and str(c.value).startswith("x")] == ["x B2"]


def test_names_beside_a_calendar_are_not_cut_off():
    long = "Rotational health and care apprenticeship (ex.)"
    programmes = f"""
        programme_id,name,learner_type,education_provider
        P,{long},student,U1
        Q,Physiotherapy,student,U2
        """
    book = load_workbook(io.BytesIO(schedule(facts_of(a_plan(a_round(programmes=programmes))))))

    # A unit of width, a digit, holds 1.1 letters: 47 letters need 43.
    assert book["Timeline"].column_dimensions["B"].width >= 43
    assert width_beside(["x" * 500]) == MOST_BESIDE
    assert width_beside([]) == 14


def test_what_the_colours_mean_fits_the_first_page_of_paper():
    sectors = [
        "acute",
        "primary",
        "community",
        "mental_health",
        "social_care",
        "voluntary",
        "public_health",
    ]
    rows = [f"S{k},Setting {k},T1,{name},53,-2" for k, name in enumerate(sectors, 1)]
    settings = "\n".join(["setting_id,name,provider_id,sector,latitude,longitude", *rows])
    blocks = "\n".join(
        ["cohort_id,block_id,start,weeks,stage"]
        + [f"C,B{k},{dt.date(2026, 9, 7) + dt.timedelta(weeks=2 * k - 2)},1,1" for k in range(1, 8)]
    )
    capacity = "setting_id,places\n" + "\n".join(f"S{k},1" for k in range(1, 8))
    round = make_round(settings=settings, blocks=blocks, capacity=capacity)
    plan = Plan.of(round, [Placement("L1", f"B{k}", f"S{k}", 2 * k - 1) for k in range(1, 8)])
    sheet = load_workbook(io.BytesIO(schedule(facts_of(plan))))["Timeline"]

    top = next(row for row in range(1, 20) if sheet.cell(row, 1).value == "Learner")
    words = [cell for row in sheet.iter_rows(3, top - 1) for cell in row if cell.value]
    assert len(words) == 2 * (len(sectors) + 1)  # letter and name; the last is "not placed"
    # Beside four columns before the weeks a page has room for 36 of them; a name takes 6.
    assert max(cell.column for cell in words) <= 4 + 36 - 5


def test_a_list_of_many_columns_is_for_large_paper(content):
    book = load_workbook(io.BytesIO(content))

    large = [sheet.title for sheet in book if sheet.page_setup.paperSize == 8]
    assert large == ["Timeline", "Learners", "Settings by week"]


def test_nothing_is_merged_and_every_table_is_frozen_filtered_and_repeated(content):
    book = load_workbook(io.BytesIO(content))

    for sheet in book:
        assert not sheet.merged_cells.ranges, sheet.title
        assert sheet.page_setup.paperSize is not None
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        if sheet.title != "Overview":
            assert sheet.freeze_panes, sheet.title
            assert sheet.auto_filter.ref, sheet.title
            assert sheet.print_title_rows, sheet.title


def test_no_text_becomes_a_formula(content):
    book = load_workbook(io.BytesIO(content))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]

    assert any(cell.value == HOSTILE for cell in cells)
    assert {cell.data_type for cell in cells}.isdisjoint({"f"})
    assert not any(cell.hyperlink for cell in cells)


def test_homes_are_in_no_sheet(pages):
    shown = {str(v) for rows in pages.values() for row in rows for v in row}

    assert not [text for text in shown if "53.0123" in text or "2.0123" in text]


def test_the_same_plan_gives_the_same_bytes(plan, content):
    assert schedule(facts_of(plan)) == content


def test_a_plan_without_placements_has_every_page():
    round = a_round(capacity="setting_id,places\nS1,0\nS2,0")
    pages = sheets(schedule(facts_of(a_plan(round, "L1 B1 S1 1").empty(round))))

    assert next(iter(pages)) == "Overview"
    assert len(table(pages["Not placed"], "Learner")) == 6
