"""The price of a rule: what a solve of the round without it saves, and no more than that."""

import re
from dataclasses import replace
from math import isnan
from pathlib import Path

import pytest

import placements as pl
from placements.errors import InputError
from placements.explain import pricer
from placements.explain.price import price
from placements.explain.relax import relaxations
from placements.export.price import price_text
from placements.plan import Plan
from tests.cli.command import call
from tests.examples import plan_of
from tests.rounds import make_round

FIVE = Path(__file__).parents[2] / "data" / "five"
ONE_PLACE = "setting_id,places\nS1,1\nS2,1"
BLOCK = "cohort_id,block_id,start,weeks,stage\nC,B1,2026-09-07,4,1"


@pytest.fixture(scope="module")
def five():
    return pl.solve(pl.read(FIVE)).plan


def by_rule(found):
    """Return code → lower and upper end of what is saved, level by level."""
    rows = found.saved.groupby("code", sort=False)
    return {code: list(zip(own["lower"], own["upper"], strict=True)) for code, own in rows}


def check_against_solving(plan, found, codes):
    now = pl.judge(plan.round, plan).values
    ends = by_rule(found)
    for rule in relaxations(plan.round):
        if rule.code not in codes:
            continue
        best = pl.solve(rule.relaxed()).verdict.values
        for (low, high), value, without in zip(ends[rule.code], now, best, strict=True):
            assert low - 1e-6 <= value - without <= high + 1e-6, rule.code
            if low < high:
                break  # of the levels below, the two are of different plans above


def test_prices_are_those_of_solving_without_each_rule(five):
    found = price(five)

    check_against_solving(five, found, found.rules["code"].tolist())
    assert (found.rules["status"] != "interval").all()


def test_a_maximum_that_keeps_a_learner_away_has_its_price():
    requirements = (
        "requirement_id,programme_id,measure,where,maximum\n"
        "short,P,placements,sector=acute,0\nloose,P,placements,sector=acute,2"
    )
    round = make_round(blocks=BLOCK, requirements=requirements)
    plan = plan_of(round, "L1 B1 S2 1", "L2 B1 S2 1")

    ends = by_rule(price(plan))

    # Both may then go to S1: 2 x 4 weeks x (12 - 5) minutes. The other maximum never binds.
    assert ends["short"] == [(0, 0), (0, 0), (0, 0), (56, 56)]
    assert ends["loose"] == [(0, 0)] * 4


def test_a_longer_journey_can_place_somebody():
    programmes = "programme_id,name,learner_type,max_travel_minutes\nP,Programme,student,11"
    round = make_round(blocks=BLOCK, capacity=ONE_PLACE, programmes=programmes)
    plan = plan_of(round, "L1 B1 S1 1")

    ends = by_rule(price(plan, only=["P"]))

    # The second setting, 12 minutes away, takes L2: four weeks placed, 4 x 12 minutes spent.
    assert ends["P"] == [(4, 4), (0, 0), (0, 0), (-48, -48)]


def test_an_exclusion_is_priced_by_its_reason():
    exclusions = "learner_id,where,reason\nL1,setting_id=S1,concern\nL2,setting_id=S2,conflict"
    round = make_round(blocks=BLOCK, exclusions=exclusions)
    plan = plan_of(round, "L1 B1 S2 1", "L2 B1 S1 1")

    found = price(plan)

    assert by_rule(found)["concern"] == [(0, 0), (0, 0), (0, 0), (28, 28)]
    status = found.rules.set_index("code")["status"]
    assert status["conflict"] == "free"


def test_what_a_better_plan_saves_is_no_rules_price(five):
    # Nobody placed: the plan is made the best with all rules before any is given up.
    assert by_rule(price(Plan.empty(five.round))) == by_rule(price(five))


def test_a_broken_plan_is_compared_without_what_breaks_it():
    round = make_round(capacity=ONE_PLACE, blocks=BLOCK)
    plan = plan_of(round, "L1 B1 S1 1", "L2 B1 S1 1")

    found = price(plan)

    assert len(found.left_out) == 1
    assert price_text(found).startswith("The plan breaks rules: compared without 1 placement")


def test_where_not_everybody_is_solved_again_the_truth_lies_between(five, monkeypatch):
    exact = by_rule(price(five))
    monkeypatch.setattr(pricer, "EXACT_UP_TO", 0)
    monkeypatch.setattr("placements.explain.resolve.EXACT_UP_TO", 0)

    near = by_rule(price(five))

    for code, ends in near.items():
        lows = [low for low, _ in ends]
        assert lows <= [high + 1e-6 for _, high in exact[code]], code
        # What learners must miss alone bounds the first two levels; of what is announced none is
        # the least that can be lost; travel has no upper end.
        for (_, high), (_, most) in zip(ends[:3], exact[code][:3], strict=True):
            assert most <= high + 1e-6
        assert isnan(ends[3][1])


def test_an_unknown_rule_is_refused(five):
    with pytest.raises(InputError, match=re.escape("did you mean 'NURS-social'?")):
        price(five, only=["NURS-socail"])


def test_the_command_writes_its_tables(capsys, five, tmp_path):
    call(capsys, "solve", FIVE, "--out", tmp_path / "five", "--quiet")
    plan = tmp_path / "five" / "plan.csv"

    done = call(capsys, "price", FIVE, plan, "--out", tmp_path / "out", "--quiet")

    assert done.code == 0
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == [
        "price.txt",
        "rules.csv",
        "saved.csv",
    ]
    assert (tmp_path / "out" / "price.txt").read_text() in done.out


def test_the_text_says_what_open_ends_mean_only_where_there_are_any(five):
    found = price(five, only=["NURS-repeat"])
    open_ = replace(found, rules=found.rules.assign(status="interval"))

    assert "nobody knows how much more" not in price_text(found)
    assert "A or more: found, and nobody knows how much more" in price_text(open_)


def test_a_notebook_shows_each_rule_with_what_each_level_saves(five):
    found = price(five, only=["NURS-repeat"])

    assert repr(found).startswith("Price(Five learners: 1 rule, ")
    shown = found._repr_html_()
    assert shown.count("NURS-repeat") == len(five.round.levels)
    assert "everyone placed" in shown
