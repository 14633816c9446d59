"""Weeks of taken blocks that are not placed, times priority."""

from models.measures.unplaced_weeks import MEASURE
from tests.examples import worth
from tests.rounds import make_round

LEARNERS = "learner_id,programme_id,cohort_id,latitude,longitude,priority,starts\n"
# B1 is weeks 1 to 4; one of G1 (weeks 7 to 10) and G2 (weeks 12 to 13) is taken.
BLOCKS = (
    "cohort_id,block_id,start,weeks,stage,group,take\n"
    "C,B1,2026-09-07,4,1,,\nC,G1,2026-10-19,4,1,G,1\nC,G2,2026-11-23,2,1,G,1"
)


def test_a_block_that_is_not_taken_costs_nothing():
    tiny = make_round(learners=f"{LEARNERS}L1,P,C,53,-2,3,", blocks=BLOCKS)

    assert worth(MEASURE, tiny, "L1 B1 S1 1", "L1 G1 S1 7", unplaced="") == 0
    # B1 is 4 weeks, G2 is 2, at three times the usual priority.
    assert worth(MEASURE, tiny, unplaced="L1 B1; L1 G2") == (4 + 2) * 3


def test_a_block_that_is_over_before_the_learner_starts_costs_nothing():
    # L1 starts in week 2, when B1 is under way: it is theirs, though nobody can offer it.
    inside = make_round(learners=f"{LEARNERS}L1,P,C,53,-2,,2026-09-14", blocks=BLOCKS)
    after = make_round(learners=f"{LEARNERS}L1,P,C,53,-2,,2026-10-05", blocks=BLOCKS)

    assert worth(MEASURE, inside, "L1 G1 S1 7", unplaced="L1 B1") == 4
    assert worth(MEASURE, after, "L1 G1 S1 7", unplaced="") == 0
