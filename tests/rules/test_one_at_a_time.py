"""A learner is in one placement at a time."""

from models.rules.one_at_a_time import RULE
from tests.examples import broken
from tests.rounds import make_round

# B1 is weeks 1 to 4; B2 starts in week 4 or 5.
BLOCKS = (
    "cohort_id,block_id,start,latest_start,weeks,stage\n"
    "C,B1,2026-09-07,,4,1\nC,B2,2026-09-28,2026-10-05,4,1"
)


def test_the_last_week_belongs_to_a_placement_and_the_next_does_not():
    tiny = make_round(blocks=BLOCKS)

    assert broken(RULE, tiny, "L1 B1 S1 1", "L1 B2 S2 4") == ["L1 is in B1 and B2 at once"]
    assert broken(RULE, tiny, "L1 B1 S1 1", "L1 B2 S2 5") == []
    assert broken(RULE, tiny, "L1 B1 S1 1", "L2 B2 S2 4") == []
