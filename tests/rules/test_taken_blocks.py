"""Which blocks have a row: every block of one's own, and so many of a group's."""

from models.rules.taken_blocks import RULE
from tests.examples import broken
from tests.rounds import make_round

ALONE = "learner_id,programme_id,cohort_id,latitude,longitude,starts\nL1,P,C,53,-2,"
# B1 is weeks 1 to 4; one of G1 (weeks 7 to 10) and G2 (weeks 12 to 13) is taken.
BLOCKS = (
    "cohort_id,block_id,start,weeks,stage,group,take\n"
    "C,B1,2026-09-07,4,1,,\nC,G1,2026-10-19,4,1,G,1\nC,G2,2026-11-23,2,1,G,1"
)


def test_so_many_of_a_group_are_taken_placed_or_not():
    tiny = make_round(learners=ALONE, blocks=BLOCKS)

    assert broken(RULE, tiny, "L1 B1 S1 1", "L1 G1 S1 7", unplaced="") == []
    assert broken(RULE, tiny, "L1 B1 S1 1", unplaced="L1 G2") == []
    assert broken(RULE, tiny, "L1 B1 S1 1", "L1 G1 S1 7", unplaced="L1 G2") == [
        "L1 takes 2 blocks of G, not 1"
    ]
    assert broken(RULE, tiny, "L1 B1 S1 1", unplaced="") == ["L1 takes 0 blocks of G, not 1"]


def test_a_block_outside_any_group_is_always_taken():
    tiny = make_round(learners=ALONE, blocks=BLOCKS)

    assert broken(RULE, tiny, "L1 G1 S1 7", unplaced="") == ["L1 has no row for block B1"]


def test_a_block_before_the_learner_starts_is_not_theirs():
    # L1 starts on the first day of week 11: B1 and G1 are over by then, and G2 is all that is left.
    tiny = make_round(learners=f"{ALONE}2026-11-16", blocks=BLOCKS)

    assert broken(RULE, tiny, unplaced="L1 G2") == []
    assert broken(RULE, tiny, unplaced="L1 G1; L1 G2") == [
        "L1 has a row for block G1, which is not theirs"
    ]
