"""Vacant posts at settings that nobody visits near the end of their programme."""

import pytest

from models.measures.unfilled_vacancies import MEASURE
from tests.examples import worth
from tests.rounds import make_round

# L1's cohort has blocks of stages 1 and 2, L2's of stage 1 alone.
ROUND = {
    "blocks": (
        "cohort_id,block_id,start,weeks,stage\n"
        "C,B1,2026-09-07,4,1\nC,B2,2026-10-19,4,2\nD,B1,2026-09-07,4,1"
    ),
    "learners": (
        "learner_id,programme_id,cohort_id,latitude,longitude\nL1,P,C,53,-2\nL2,P,D,53,-2"
    ),
    "vacancies": "setting_id,wte\nS1,2.5\nS2,1",
}


@pytest.mark.parametrize(
    ("rows", "value"),
    [
        ([], 2.5 + 1),
        # L1 in stage 1 of 2 does not count; L2 in stage 1 of 1 does.
        (["L1 B1 S1 1"], 2.5 + 1),
        (["L2 B1 S1 1"], 1),
        # A visit is enough for all posts of the setting; a second one adds nothing.
        (["L1 B2 S1 7", "L2 B1 S1 1"], 1),
        (["L1 B2 S2 7", "L2 B1 S1 1"], 0),
    ],
)
def test_a_visit_counts_in_the_highest_stage_of_ones_own_blocks(rows, value):
    assert worth(MEASURE, make_round(**ROUND), *rows) == value
