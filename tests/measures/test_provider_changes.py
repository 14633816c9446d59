"""Changes of provider: placements right after one at another provider."""

import pytest

from models.measures.provider_changes import MEASURE
from tests.examples import worth
from tests.rounds import make_round

# S1 and S3 are T1's, S2 is T2's.
ROUND = {
    "settings": (
        "setting_id,name,provider_id,sector,latitude,longitude\n"
        "S1,a,T1,acute,53,-2\nS2,b,T2,primary,53,-2\nS3,c,T1,primary,53,-2"
    ),
    "capacity": "setting_id,places\nS1,2\nS2,2\nS3,2",
    "blocks": (
        "cohort_id,block_id,start,weeks,stage\n"
        "C,B1,2026-09-07,4,1\nC,B2,2026-10-19,4,1\nC,B3,2026-11-23,4,1"
    ),
    "learners": (
        "learner_id,programme_id,cohort_id,latitude,longitude,change_weight\n"
        "L1,P,C,53,-2,1\nL2,P,C,53,-2,2.5"
    ),
}


@pytest.mark.parametrize(
    ("rows", "value"),
    [
        # From T1 to T2 and back: two; from one setting of T1 to another: none.
        (["L1 B1 S1 1", "L1 B2 S2 7", "L1 B3 S1 12"], 2),
        (["L1 B1 S1 1", "L1 B2 S3 7"], 0),
        # "Right after" is whatever the gap: B2 is unplaced in between.
        (["L1 B1 S1 1", "L1 B3 S2 12"], 1),
        (["L1 B1 S1 1", "L1 B3 S3 12"], 0),
        # L2 minds two and a half times as much.
        (["L2 B1 S1 1", "L2 B2 S2 7"], 2.5),
    ],
)
def test_the_placement_before_counts_whatever_the_gap(rows, value):
    assert worth(MEASURE, make_round(**ROUND), *rows) == value


def test_the_first_arrival_is_no_change_whatever_history_says():
    history = "learner_id,setting_id,weeks\nL1,S2,4"

    assert worth(MEASURE, make_round(**ROUND, history=history), "L1 B1 S1 1") == 0
