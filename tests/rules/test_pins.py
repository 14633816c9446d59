"""Fixed pins hold: the same setting and the same start."""

from models.rules.pins import RULE
from tests.examples import broken
from tests.rounds import make_round

BLOCKS = (
    "cohort_id,block_id,start,latest_start,weeks,stage\n"
    "C,B1,2026-09-07,2026-09-14,4,1\nC,B2,2026-10-19,,4,1"
)


def test_another_setting_another_start_or_none_does_not_keep_it():
    # No start is written, so the pin is at the block's: week 1.
    tiny = make_round(blocks=BLOCKS, pins="learner_id,block_id,setting_id\nL1,B1,S1")

    assert broken(RULE, tiny, "L1 B1 S1 1") == []
    for rows in (["L1 B1 S2 1"], ["L1 B1 S1 2"], ["L2 B1 S1 1"], []):
        assert broken(RULE, tiny, *rows) == ["L1 is fixed for B1 at S1 from week 1"]


def test_what_is_only_published_may_change():
    # It is a measure's affair: changes.
    tiny = make_round(pins="learner_id,block_id,setting_id,state\nL1,B1,S1,published")

    assert broken(RULE, tiny, "L1 B1 S2 1") == []
