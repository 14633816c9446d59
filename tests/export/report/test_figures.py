"""Every figure of a report is what the judge and the plan say, read from the page itself."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from models.measures.requirement_shortfall import progress
from placements.candidates import build_candidates
from placements.export.report.build import report, report_html
from placements.export.report.subject import Subject
from placements.network import places_by_week
from placements.plan import Placement, Plan
from placements.plan_file import plan_frame
from placements.run import judge, read, solve
from tests.export.report.pages import data_of, make_page, make_plan, words_of
from tests.rounds import make_round

ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="module")
def five():
    """A plan of the round of five, greedily made: everybody where they may be, in turn."""
    round = read(ROOT / "data" / "five")
    return Plan.of(round, _kept(round))


def _kept(round):
    """Return placements of the round's own candidates that break no rule together."""
    chosen = []
    for row in build_candidates(round).frame.itertuples():
        one = Placement(row.learner_id, row.block_id, row.setting_id, int(row.start))
        if not any((p.learner_id, p.block_id) == (one.learner_id, one.block_id) for p in chosen):
            hard = {"group_size", "together", "taken_blocks", "pins"}
            breaches = judge(round, Plan.of(round, [*chosen, one])).breaches
            if {breach.rule for breach in breaches} <= hard:
                chosen.append(one)
    return chosen


def test_the_levels_and_their_parts_are_the_judges(five):
    data, verdict = data_of(make_page(five)), judge(five.round, five)

    assert [(level["name"], level["value"]) for level in data["levels"]] == [*verdict.levels]
    parts = {part["measure"]: part["value"] for level in data["levels"] for part in level["parts"]}
    assert parts == dict(verdict.measures)


def test_the_headline_counts_the_rows_of_the_plan(five):
    figures, rows = data_of(make_page(five))["figures"], plan_frame(five)
    placed = rows[rows["setting_id"] != ""]

    assert figures["blocks"] == len(rows)
    assert figures["placed"] == len(placed)
    assert figures["unplaced"] == len(rows) - len(placed)
    assert figures["learner_weeks"] == placed["weeks"].sum()
    assert figures["minute_weeks"] == (placed["weeks"] * placed["minutes"]).sum()
    assert figures["settings_used"] == placed["setting_id"].nunique()


def test_the_placements_are_the_plans(five):
    data = data_of(make_page(five))
    found = [
        (code, data["blocks"][block], data["settings"][setting][0], start, weeks)
        for code, _, _, _, stays, _ in data["learners"]
        for block, setting, start, weeks, *_ in stays
    ]
    missing = [
        (code, data["blocks"][block]) for code, *_, gaps in data["learners"] for block, *_ in gaps
    ]

    expected = [(s.learner_id, s.block_id, s.setting_id, s.start, s.weeks) for s in five.stays]
    assert sorted(found) == sorted(expected)
    assert tuple(sorted(missing)) == five.unplaced


def test_load_and_places_add_up(five):
    data = data_of(make_page(five))
    load = np.array([_unfolded(row[7]) for row in data["settings"]])

    assert load.sum() == data["figures"]["learner_weeks"]
    room = [_unfolded(row[8]) for row in data["settings"]]
    assert room == places_by_week(five.round).tolist()
    for stay in five.stays:
        assert (load[stay.setting, stay.start - 1 : stay.end] > 0).all()


def _unfolded(runs):
    return [n for n, weeks in zip(runs[::2], runs[1::2], strict=True) for _ in range(weeks)]


def test_what_the_curriculum_misses_is_the_judges_measure(five):
    data, measures = data_of(make_page(five)), dict(judge(five.round, five).measures)
    short = {learner for rule, learner, _, achieved in progress(five) if rule.missed(achieved)}

    assert sum(rule["missed"] for rule in data["rules"]) == measures["requirement_shortfall"]
    assert sum(rule["breaches"] for rule in data["rules"]) == measures["sequence_breaches"]
    assert short <= set(data["missing"])


def test_a_small_report_by_hand():
    # L1: S1 for 4 weeks, then S2 for 4; L2: S1 for 4 weeks, and B2 without a place. L1 was to be
    # at S1 and is; L2 was to be at S2. Of 4 weeks in primary care, L2 has none.
    html = make_page()
    data, words = data_of(html), words_of(html)

    assert data["figures"] | {"mean_minutes": 0, "minute_weeks": 0} == {
        "learners": 2,
        "settings": 3,
        "blocks": 4,
        "placed": 3,
        "unplaced": 1,
        "learners_unplaced": 1,
        "learner_weeks": 12,
        "minute_weeks": 0,
        "mean_minutes": 0,
        "estimated_journeys": 3,
        "settings_used": 2,
        "published": 2,
        "published_kept": 1,
    }
    assert data["announced"]["counts"] == {"kept": 1, "moved": 1}
    assert data["announced"]["rows"] == [
        ["L2", "B1", "moved", "S2 from 7 September 2026", "S1 from 7 September 2026"]
    ]
    (sequence, rule) = sorted(data["rules"], key=lambda row: row["code"])
    assert (rule["met"], rule["learners"], rule["amount"]) == (1, 2, "4 weeks short")
    assert rule["source"] == "Handbook, 2026-07-01"
    assert (sequence["met"], sequence["breaches"]) == (2, 0)
    assert data["missing"] == {"L2": ["at least 4 weeks, sector primary: has 0"]}
    assert "3 of 4 blocks have a place 1 block of 1 learner has none" in words
    assert "estimated from the distance" in words
    assert "1 of 2 curriculum rules met in full" in words


def test_bounds_are_in_plain_words():
    subject = Subject.of(make_plan())
    bounds = [4, 3, None, -1000.0]
    levels = [replace(lv, bound=b) for lv, b in zip(subject.levels, bounds, strict=True)]
    html = report_html(replace(subject, levels=tuple(levels), status="feasible"))
    told = [level["words"] for level in data_of(html)["levels"]]

    assert told[0] == "Proven best: no plan that is as good at the aims above does better here."
    # (4 - 3) / 4 of the curriculum's 4 weeks.
    assert told[1].endswith("can be below 3: at most 25.00% better is possible.")
    assert told[2] == "How much better another plan could be is not known."
    assert "can be below -1,000: at most" in told[3]
    assert "Checked, but not proven best." in words_of(html)


def test_a_run_has_its_report_with_its_bounds():
    result = solve(make_round())
    html = report(result)

    assert [level["bound"] for level in data_of(html)["levels"]] == [0, 0, 0, 80]
    assert "Proven best: no plan is better at one aim" in words_of(html)


def test_a_plan_before_is_compared():
    now = make_plan()
    before = Plan.of(now.round, now.placements[:1])
    data = data_of(make_page(now, before=before))

    levels = {level["name"]: (level["before"], level["now"]) for level in data["before"]["levels"]}
    # Before, three blocks of four weeks had no place; now one.
    assert levels["everyone placed"] == (12, 4)
    assert data["before"]["counts"] == {"kept": 1, "now placed": 2}
    assert data["before"]["figures"]["placed"] == 1


def test_a_broken_plan_says_so_first():
    round = make_round(capacity="setting_id,places\nS1,1\nS2,1")
    plan = Plan.of(round, [replace(p, learner_id=who) for who in ("L1", "L2") for p in _one()])
    words = words_of(make_page(plan))

    assert "This plan breaks rules in 1 place. It must not be handed out as it is." in words
    assert "Every rule that a plan must respect holds" not in words


def _one():
    return [Placement("L1", "B1", "S1", 1)]


def test_an_empty_plan_has_its_report():
    data = data_of(make_page(Plan.empty(make_plan().round)))

    assert data["figures"]["placed"] == 0
    assert data["figures"]["mean_minutes"] is None
    assert [gap for *_, gaps in data["learners"] for gap in gaps] != []
