"""The page of evidence: what bars a setting with its figures, who decided, who holds the places."""

import datetime as dt

import pytest

from placements.eligibility import REASONS
from placements.explain.why_here import why
from placements.export.evidence import Origin, evidence, origin_of, places_taken
from placements.export.evidence_bars import Bars
from placements.export.explain import extra
from placements.plan import Plan
from placements.plan_file import write_plan
from placements.publications import Publication, Standing
from placements.run_card import RunCard
from tests.examples import plan_of
from tests.rounds import make_round

BLOCKS = "cohort_id,block_id,start,weeks,stage\nC,B1,2026-09-07,4,1"
AWAY = "learner_id,from,until"
LEARNERS = "learner_id,programme_id,cohort_id,latitude,longitude"
SETTINGS = "setting_id,name,provider_id,sector,latitude,longitude"
S2 = "S2,Practice 2,T2,primary,53,-2.05"


def setting(columns, values):
    commas = "," * (columns.count(",") + 1)
    return {"settings": f"{SETTINGS},{columns}\nS1,Ward 1,T1,acute,53,-2,{values}\n{S2}{commas}"}


def learner(columns, values):
    return {"learners": f"{LEARNERS},{columns}\nL1,P,C,53,-2,{values}"}


@pytest.mark.parametrize(
    ("code", "tables", "told"),
    [
        ("travel", {"travel": "learner_id,setting_id,minutes\nL1,S1,91"}, "91 minutes, at most 90"),
        (
            "driver",
            {**learner("travel_mode", "walk"), **setting("driver_required", "yes")},
            "travels on foot",
        ),
        (
            "age",
            {**learner("under_18_until", "2026-09-07"), **setting("minimum_age", "18")},
            "from 18 years, under 18 until 7 September 2026",
        ),
        ("audit", setting("audit_valid_until", "2026-10-03"), "valid until 3 October 2026"),
        ("cqc", setting("cqc_rating", "Inadequate"), ""),
        (
            "closed",
            setting("open_from,open_until", "2026-09-01,2026-10-03"),
            "open from 1 September 2026 until 3 October 2026",
        ),
        ("capacity", {"capacity": "setting_id,places\nS1,0\nS2,2"}, "student, stage 1"),
        (
            "exclusion",
            {"exclusions": "learner_id,where\nL1,sector=acute\nL1,sector=primary"},
            "sector acute",
        ),
        ("needs", {**learner("needs", "lift;quiet"), **setting("tags", "quiet")}, "lacks lift"),
        (
            "block",
            {"blocks": f"{BLOCKS.replace('stage', 'stage,where')},sector=primary"},
            "sector primary",
        ),
        (
            "absence",
            {"absences": f"{AWAY}\nL1,2026-08-01,2026-08-31\nL1,2026-10-04,2026-10-20"},
            "away 4 October 2026 to 20 October 2026",
        ),
    ],
)
def test_each_rule_that_bars_has_its_figures(code, tables, told):
    round = make_round(**{"blocks": BLOCKS, **tables})
    found = why(Plan.empty(round), "L1", "B1", "S1", most=0)

    (row,) = found.closed.itertuples()

    assert row.reasons == (code,)
    assert Bars(found).figures(code, row) == told
    assert [bar[:2] for bar in Bars(found).rules()] == [(REASONS[code], "1")]


@pytest.mark.parametrize(
    ("column", "date", "told"),
    [
        ("starts", "2026-09-08", "starts 8 September 2026"),
        ("leaves", "2026-10-03", "leaves 3 October 2026"),
    ],
)
def test_who_starts_later_or_leaves_earlier_is_not_there(column, date, told):
    round = make_round(blocks=BLOCKS, **learner(column, date))
    found = why(Plan.empty(round), "L1", "B1", "S1", most=0)

    (row,) = found.closed.itertuples()

    assert Bars(found).figures("absence", row) == told


def test_settings_put_together_have_the_span_of_minutes_and_are_named_with_dates():
    travel = "learner_id,setting_id,minutes\nL1,S1,91\nL1,S2,120"
    audits = setting("audit_valid_until", "2026-10-03")
    round = make_round(blocks=BLOCKS, travel=travel, **audits)

    bars = Bars(why(Plan.empty(round), "L1", "B1", most=0))

    assert bars.rules() == [
        (REASONS["travel"], "2", "91 to 120 minutes; at most 90"),
        (REASONS["audit"], "1", "S1 valid until 3 October 2026"),
    ]
    assert bars.nearest() == [
        ("S1", "91", "too far (91 minutes, at most 90); audit lapses (valid until 3 October 2026)"),
        ("S2", "120", "too far (120 minutes, at most 90)"),
    ]


def test_places_taken_are_others_in_the_fullest_week():
    # S1 has three places in all, and one for stage 2, which L1's B1 does not count to. L2 and L3
    # are there in B1, L3 for four weeks and L2, in a cohort of its own, in the last two only.
    capacity = "setting_id,places,stages\nS1,3,\nS1,1,2\nS2,2,"
    blocks = BLOCKS + "\nD,B1,2026-09-21,4,1"
    learners = f"{LEARNERS}\nL1,P,C,53,-2\nL2,P,D,53,-2\nL3,P,C,53,-2"
    round = make_round(capacity=capacity, blocks=blocks, learners=learners)
    plan = plan_of(round, "L1 B1 S1 1", "L2 B1 S1 3", "L3 B1 S1 1")

    found = why(plan, "L1", "B1", most=0)

    rows = {row.setting_id: row for row in found.options.itertuples()}
    assert places_taken(found, rows["S1"]) == "2 of 3"
    assert places_taken(found, rows["S2"]) == "0 of 2"


def test_a_page_says_who_decided_and_how_good_the_plan_is(tmp_path):
    pins = "learner_id,block_id,setting_id,state\nL1,B1,S1,published\nL2,B1,S2,published"
    round = make_round(blocks=BLOCKS, pins=pins)
    plan = plan_of(round, "L1 B1 S1 1", "L2 B1 S2 1")
    (tmp_path / "plan.csv").write_text(write_plan(plan), encoding="utf-8")
    said = Publication(
        1, dt.date(2026, 7, 27), "education lead", "", Standing.PUBLISHED, 2, (), b""
    )

    origin = origin_of(tmp_path / "plan.csv", plan, [said])
    page = evidence([why(plan, "L1", "B1")], origin)

    assert "published on 2026-07-27 by education lead" in page
    assert "how good it is was not proven" in page
    # 4 x 5 and 4 x 12 minutes.
    assert '<td class="n">68</td><td class="n">-</td>' in page
    assert "Why block B1 of L1 is at S1" in page


def test_what_the_plan_itself_may_be_above_the_best_is_said_beside_the_costs():
    round = make_round(blocks=BLOCKS)
    plan = plan_of(round, "L1 B1 S1 1", "L2 B1 S2 1")
    names = [level.name for level in round.levels]
    bounds = dict(zip(names, [0.0, 0.0, 0.0, 40.0], strict=True))
    run = RunCard("b" * 64, "feasible", "a" * 64, "c" * 64, dict(bounds), bounds, "0.1.0")

    page = evidence([why(plan, "L1", "B1")], Origin("a" * 64, "draft", run))

    # 68 minute-weeks, and no plan is proven to have fewer than 40 only.
    assert "At (4) this plan itself may be 28 above the best there is" in page
    assert "At (1)" not in page


def test_a_broken_plan_is_called_so():
    # Both at the one place of S1, and no rows at all: the judge refuses either.
    round = make_round(blocks=BLOCKS, capacity="setting_id,places\nS1,1\nS2,2")
    crowd, nobody = plan_of(round, "L1 B1 S1 1", "L2 B1 S1 1"), Plan.of(round, [], [])

    of_crowd, of_nobody = (
        evidence([why(plan, "L1", "B1", most=0)], Origin("a" * 64, "draft"))
        for plan in (crowd, nobody)
    )

    assert "breaks rules of its round: 1 breach<" in of_crowd
    assert "without 1 placement" in of_crowd
    assert "breaks rules of its round: 2 breaches" in of_nobody
    assert "without" not in of_nobody


@pytest.mark.parametrize(
    ("lower", "upper", "told"),
    [
        (-1e-12, 0.0, "0"),
        (3.0, 3.0, "+3"),
        (-0.004, 0.0, "-0.004 to 0"),
        (float("nan"), -2.0, "at most -2"),
        (-1234.5, 8.0, "-1,234.50 to +8"),
    ],
)
def test_a_cost_is_exact_an_interval_or_its_upper_end(lower, upper, told):
    assert extra(lower, upper) == told
