"""Linked apart: never at one setting in the same week."""

import pytest

from models.rules.apart import RULE
from tests.examples import broken
from tests.rounds import make_round

# B1 is weeks 1 to 4; B2 starts in week 4 or 5, so that one's B2 may meet the other's B1.
BLOCKS = (
    "cohort_id,block_id,start,latest_start,weeks,stage\n"
    "C,B1,2026-09-07,,4,1\nC,B2,2026-09-28,2026-10-05,4,1"
)


@pytest.mark.parametrize(
    ("block", "rows", "number"),
    [
        ("", ["L1 B1 S1 1", "L2 B1 S1 1"], 1),
        ("", ["L1 B1 S1 1", "L2 B1 S2 1"], 0),
        # One shared week, in different blocks; the week after there is none.
        ("", ["L1 B1 S1 1", "L2 B2 S1 4"], 1),
        ("", ["L1 B1 S1 1", "L2 B2 S1 5"], 0),
        # With a block, only that block of both counts.
        ("B1", ["L1 B1 S1 1", "L2 B1 S1 1"], 1),
        ("B1", ["L1 B1 S1 1", "L2 B2 S1 4"], 0),
    ],
)
def test_one_setting_and_one_week(block, rows, number):
    links = f"learner_id,other_id,relation,block_id\nL1,L2,apart,{block}"

    assert len(broken(RULE, make_round(blocks=BLOCKS, links=links), *rows)) == number
