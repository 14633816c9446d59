"""Published placements that the plan does not keep."""

import pytest

from models.measures.changes import MEASURE
from tests.examples import worth
from tests.rounds import make_round

PINS = "learner_id,block_id,setting_id,start,state\n"
BLOCKS = (
    "cohort_id,block_id,start,latest_start,weeks,stage,group,take\n"
    "C,B1,2026-09-07,2026-09-14,4,1,G,1\nC,B2,2026-10-19,,4,1,G,1"
)


@pytest.mark.parametrize(
    ("rows", "unplaced", "value"),
    [
        # No start is written, so the pin is at the block's: week 1.
        (["L1 B1 S1 1"], None, 0),
        (["L1 B1 S2 1"], None, 1),
        (["L1 B1 S1 2"], None, 1),
        # Unplaced; and not taken, as B2 is instead.
        ([], "L1 B1; L2 B1", 1),
        (["L1 B2 S1 7"], "L2 B1", 1),
    ],
)
def test_kept_is_the_same_setting_and_start(rows, unplaced, value):
    tiny = make_round(blocks=BLOCKS, pins=f"{PINS}L1,B1,S1,,published")

    assert worth(MEASURE, tiny, *rows, unplaced=unplaced) == value


def test_a_published_placement_that_is_no_longer_open_is_a_change():
    closed = "learner_id,from,until\nL1,2026-09-10,2026-09-11"

    assert worth(MEASURE, make_round(pins=f"{PINS}L1,B1,S1,,published", absences=closed)) == 1


def test_what_is_fixed_does_not_count():
    tiny = make_round(pins=f"{PINS}L1,B1,S1,,fixed\nL2,B1,S1,,published")

    assert worth(MEASURE, tiny, "L1 B1 S1 1") == 1
