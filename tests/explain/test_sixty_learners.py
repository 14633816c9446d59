"""What a place is worth and a rule costs, against solving every changed round, at 60 learners."""

from functools import cache

import pytest

import placements as pl
from placements.explain.price import price
from placements.explain.relax import relaxations
from placements.explain.worth import worth
from tests.explain.sixty import sixty


@cache
def solved():
    return pl.solve(sixty())


@cache
def worths():
    """Return the places that are solved again, most promising first."""
    found = worth(solved().plan.round, solved().plan, solved=4)
    return [one for one in found.singles if one.here is not None]


@cache
def prices():
    return price(solved().plan, time_limit=None)


def values(round):
    """Return the best value of every level, proven."""
    result = pl.solve(round)
    assert all(level.proven for level in result.levels)
    return [level.value for level in result.levels]


@pytest.mark.parametrize("at", [0, -1])
def test_a_place_is_worth_what_solving_with_it_gives(at):
    one = worths()[at]
    before = [level.value for level in solved().levels]

    after = values(solved().plan.round.add_places(one.extras[0].setting_id, 1))

    assert len(worths()) == 4
    gained = [b - a for b, a in zip(before, after, strict=True)]
    assert [(gain.low, gain.high) for gain in one.gains] == [(g, g) for g in gained]


@pytest.mark.parametrize("code", ["care", "P"])
def test_a_rule_costs_what_solving_without_it_saves(code):
    (rule,) = [rule for rule in relaxations(solved().plan.round) if rule.code == code]
    before = [level.value for level in solved().levels]
    rows = prices().saved[prices().saved["code"] == code]

    after = values(rule.relaxed())

    saved = [b - a for b, a in zip(before, after, strict=True)]
    assert rows["lower"].tolist() == pytest.approx(saved)
    assert rows["upper"].tolist() == pytest.approx(saved)
