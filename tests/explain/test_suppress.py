"""Small counts are hidden, and nobody can work them out from what is shown."""

from random import Random

import numpy as np
import pandas as pd
import pytest
from scipy.optimize import LinearConstraint, milp

from placements.explain.suppress import POOL, pooled, shown


def counts(*rows):
    names = [f"G{i}" for i in range(len(rows))]
    return pd.DataFrame(rows, index=names, columns=[f"b{j}" for j in range(len(rows[0]))])


def test_without_a_small_count_all_is_shown():
    table = shown(counts([5, 0], [9, 7]), counts([5, 0], [9, 7]))

    assert table.to_numpy().tolist() == [[5, 0, 5], [9, 7, 16], [14, 7, 21]]


def test_a_small_count_takes_others_with_it():
    table = shown(counts([3, 20], [10, 30]), counts([3, 20], [10, 30]))

    # 3 alone would be 23 - 20. With its row and column hidden too, the last part would tell the
    # others; so all four parts are hidden, and all totals stay.
    assert table.iloc[:2, :2].isna().to_numpy().all()
    assert table["total"].tolist() == [23, 40, 63]
    assert table.loc["total"].tolist() == [13, 50, 63]


def test_weeks_are_hidden_where_few_people_stand_behind_them():
    weeks, people = counts([40, 80], [60, 90]), counts([2, 9], [8, 9])

    assert np.isnan(shown(weeks, people).loc["G0", "b0"])


@pytest.mark.parametrize("seed", range(12))
def test_no_hidden_count_can_be_told(seed):
    rng = Random(seed)
    table = counts(*([rng.choice([0, 0, 2, 4, 6, 11, 30]) for _ in range(3)] for _ in range(4)))

    public = shown(table, table)

    small = [(i, j) for i in range(4) for j in range(3) if 0 < table.iat[i, j] < 5]
    for i, j in small:
        least, most = could_be(public, i, j)
        # Somebody with the whole public table cannot say that it is less than 5, nor near what.
        assert most - least >= 5


def could_be(public, i, j):
    """Return the least and most whole number that a part can be, by integer programming."""
    cells = public.to_numpy()
    height, width = cells.shape
    at = np.arange(height * width).reshape(height, width)
    rows = []
    for line in [*at, *at.T]:
        row = np.zeros(height * width)
        row[line[:-1]], row[line[-1]] = 1, -1
        rows.append(row)
    for k in np.flatnonzero(~np.isnan(cells)):
        row = np.zeros(height * width)
        row[k] = 1
        rows.append(row)
    known = cells[~np.isnan(cells)]
    right = np.r_[np.zeros(height + width), known]
    whole = np.ones(height * width)
    ends = []
    for sign in (1, -1):
        cost = np.zeros(height * width)
        cost[at[i, j]] = sign
        found = milp(cost, constraints=LinearConstraint(rows, right, right), integrality=whole)
        ends.append(np.inf if found.status == 3 else sign * found.fun)
    return ends


def test_small_groups_are_shown_together():
    keys = pd.Series(["A"] * 3 + ["B"] * 2 + ["C"] * 20)

    assert pooled(keys).value_counts().to_dict() == {"C": 20, POOL: 5}


def test_a_pool_that_is_small_itself_takes_the_next_group():
    keys = pd.Series(["A"] * 4 + ["B"] * 6 + ["C"] * 20)

    # A alone would be all less B and C.
    assert pooled(keys).value_counts().to_dict() == {"C": 20, POOL: 10}
