"""A block is at one setting and one start, or unplaced."""

import pytest

from models.rules.one_setting_per_block import RULE
from tests.examples import broken
from tests.rounds import make_round

# B1 starts in any of weeks 1 to 6, and is four weeks long.
BLOCKS = "cohort_id,block_id,start,latest_start,weeks,stage\nC,B1,2026-09-07,2026-10-12,4,1"


@pytest.mark.parametrize(
    ("rows", "unplaced"),
    [
        # Two settings; two starts, even when they do not overlap; placed and unplaced.
        (["L1 B1 S1 1", "L1 B1 S2 1"], "L2 B1"),
        (["L1 B1 S1 1", "L1 B1 S1 6"], "L2 B1"),
        (["L1 B1 S1 1"], "L1 B1; L2 B1"),
    ],
)
def test_a_block_has_one_row(rows, unplaced):
    tiny = make_round(blocks=BLOCKS)

    assert broken(RULE, tiny, *rows, unplaced=unplaced) == ["L1 has 2 rows for block B1"]
    assert broken(RULE, tiny, rows[0]) == []
