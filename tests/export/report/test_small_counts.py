"""Few learners are never counted, in a report's groups and wherever tables are shared."""

from itertools import product

import pandas as pd
import pytest

from placements.export.report.groups import OTHERS, _joined, groups
from placements.export.small_counts import rounded
from placements.plan import Placement, Plan
from tests.rounds import make_round


@pytest.mark.parametrize(
    ("number", "shown"), [(0, 0), (1, None), (4, None), (5, 5), (7, 5), (8, 10), (12, 10), (13, 15)]
)
def test_what_is_shown_of_a_count(number, shown):
    assert rounded(number) == shown


def test_small_groups_are_counted_together():
    names = pd.Series(["a"] * 9 + ["b"] * 4 + ["c"] * 3)

    assert _joined(names) == ["a"] * 9 + [OTHERS] * 7


def test_a_group_that_stays_small_takes_the_next_with_it():
    names = pd.Series(["a"] * 9 + ["b"] * 6 + ["c"] * 3)

    assert _joined(names) == ["a"] * 9 + [OTHERS] * 9


def test_groups_of_a_plan():
    # Six near learners of group A and six of B, all at S1; of B, three have their second block too.
    rows = [f"L{k:02},P,C,53,-2,{'A' if k < 6 else 'B'}" for k in range(12)]
    header = "learner_id,programme_id,cohort_id,latitude,longitude,group\n"
    round = make_round(
        learners=header + "\n".join(rows), capacity="setting_id,places\nS1,12\nS2,12"
    )
    blocks = product(range(12), ("B1", "B2"))
    plan = Plan.of(
        round,
        [
            Placement(f"L{k:02}", block, "S1", 1 if block == "B1" else 7)
            for k, block in blocks
            if block == "B1" or k < 9
        ],
    )
    (placed,) = [t for t in groups(plan) if (t["question"], t["by"]) == ("placed", "group")]

    # A: all six have both blocks. B: three have both, three have one; each is few.
    assert placed["bands"] == ["every block", "some blocks", "no block"]
    assert placed["rows"] == [["A", 5, [5, 0, 0]], ["B", 5, [None, None, 0]]]


def test_too_few_learners_have_no_groups():
    assert groups(Plan.empty(make_round())) == []
