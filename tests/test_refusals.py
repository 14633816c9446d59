"""Refusals of whole cohorts at once are those of each learner alone."""

from pathlib import Path

import pytest

from placements.candidates import reason_counts, why_not
from placements.refusals import refusals
from placements.run import read

DATA = Path(__file__).parents[1] / "data"


@pytest.mark.parametrize("name", ["five", "staffordshire"])
def test_the_reasons_are_those_of_why_not(name):
    round = read(DATA / name)
    own = round.learner_blocks.iloc[:: 1 if name == "five" else 41]
    blocks = list(zip(own["learner_id"], own["block_id"], strict=True))
    found = {(r.learner_id, r.block_id): r for r in refusals(round, blocks)}

    assert sorted(found) == sorted(blocks)
    for learner, block in blocks:
        table = why_not(round, learner, block)
        assert found[learner, block].reason == reason_counts(table)
        alone = {}
        for row in table.itertuples():
            if len(row.reasons) == 1:
                alone.setdefault(row.reasons[0], set()).add(row.setting_id)
        told = {
            code: set(round.setting_ids[at]) for code, at in found[learner, block].alone.items()
        }
        assert told == alone


def test_a_block_that_is_not_the_learners_has_no_refusal():
    round = read(DATA / "five")

    assert list(refusals(round, [("L1", "nothing")])) == []
