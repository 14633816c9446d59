"""The order of placements: before, not_consecutive and contrast."""

import pytest

from models.measures.sequence_breaches import MEASURE
from tests.examples import worth
from tests.rounds import make_round

# S1 is acute and S2 primary. B1 is weeks 1 to 4, B2 7 to 10, B3 12 to 15.
BLOCKS = (
    "cohort_id,block_id,start,weeks,stage\n"
    "C,B1,2026-09-07,4,1\nC,B2,2026-10-19,4,1\nC,B3,2026-11-23,4,1"
)
BEFORE = "Q,P,before,sector=acute,sector=primary"
ACUTE = "Q,P,not_consecutive,sector=acute,"
PAST = "learner_id,setting_id,weeks\nL1,S1,3"


@pytest.mark.parametrize(
    ("rule", "history", "rows", "value"),
    [
        # Each primary placement needs an acute one before it: B1 and B2 lack it, B3 would not.
        (BEFORE, "", ["L1 B1 S2 1", "L1 B2 S2 7"], 2),
        (BEFORE, "", ["L1 B1 S2 1", "L1 B2 S1 7", "L1 B3 S2 12"], 1),
        # History brings one, to L1 alone.
        (BEFORE, PAST, ["L1 B1 S2 1", "L2 B1 S2 1"], 1),
        # Next by start whatever the gap, and history is nobody's neighbour.
        (ACUTE, "", ["L1 B1 S1 1", "L1 B3 S1 12"], 1),
        (ACUTE, "", ["L1 B1 S1 1", "L1 B2 S2 7", "L1 B3 S1 12"], 0),
        (ACUTE, PAST, ["L1 B1 S1 1"], 0),
        # Three in a row are two breaches.
        ("Q,P,contrast,setting,", "", ["L1 B1 S2 1", "L1 B2 S2 7", "L1 B3 S2 12"], 2),
        ("Q,P,contrast,sector,", "", ["L1 B1 S2 1", "L1 B2 S1 7", "L1 B3 S2 12"], 0),
        # Another programme's order is nobody's here.
        ("Q,Z,contrast,setting,", "", ["L1 B1 S2 1", "L1 B2 S2 7"], 0),
    ],
)
def test_each_placement_out_of_order_is_a_breach(rule, history, rows, value):
    tiny = make_round(
        blocks=BLOCKS,
        programmes="programme_id,name,learner_type\nP,Pee,student\nZ,Zed,student",
        sequences=f"sequence_id,programme_id,kind,first,then\n{rule}",
        history=history or "learner_id,setting_id,weeks",
    )

    assert worth(MEASURE, tiny, *rows) == value


def test_finished_is_before_the_first_day():
    # The ward ends with week 4. A practice that starts in week 4 comes too early, in week 5 not.
    blocks = (
        "cohort_id,block_id,start,latest_start,weeks,stage,group,take\n"
        "C,B1,2026-09-07,,4,1,,\nC,B2,2026-09-28,2026-10-05,4,1,,"
    )
    sequences = f"sequence_id,programme_id,kind,first,then\n{BEFORE}"
    tiny = make_round(blocks=blocks, sequences=sequences)

    assert worth(MEASURE, tiny, "L1 B1 S1 1", "L1 B2 S2 5") == 0
    assert worth(MEASURE, tiny, "L2 B1 S1 1", "L1 B2 S2 4") == 1
