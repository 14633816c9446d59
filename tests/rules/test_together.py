"""Linked together: each shared block at the same setting and start, or both unplaced."""

import pytest

from models.rules.together import RULE
from tests.examples import broken
from tests.rounds import make_round

BLOCKS = (
    "cohort_id,block_id,start,latest_start,weeks,stage\n"
    "C,B1,2026-09-07,2026-09-14,4,1\nC,B2,2026-10-19,,4,1"
)


@pytest.mark.parametrize(
    ("rows", "number"),
    [
        ([], 0),
        (["L1 B1 S1 1", "L2 B1 S1 1"], 0),
        (["L1 B1 S1 1", "L2 B1 S2 1"], 1),
        (["L1 B1 S1 1", "L2 B1 S1 2"], 1),
        (["L1 B1 S1 1"], 1),
        # B1 is the same, B2 is not.
        (["L1 B1 S1 1", "L2 B1 S1 1", "L1 B2 S1 7"], 1),
    ],
)
def test_each_shared_block_is_the_same_or_unplaced(rows, number):
    tiny = make_round(blocks=BLOCKS, links="learner_id,other_id,relation\nL1,L2,together")

    assert len(broken(RULE, tiny, *rows)) == number


def test_a_link_of_one_block_leaves_the_others_alone():
    links = "learner_id,other_id,relation,block_id\nL1,L2,together,B2"

    assert broken(RULE, make_round(links=links), "L1 B1 S1 1", "L2 B1 S2 1") == []
