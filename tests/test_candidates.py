"""The table of candidates: what is found in it by block, setting and start."""

import numpy as np

import placements as pl
from placements.candidates import build_candidates


def test_every_candidate_is_found_at_its_own_position():
    candidates = build_candidates(pl.read("data/five"))
    key = (candidates.column(name) for name in ("learner_block", "setting", "start"))
    assert candidates.find(*key).tolist() == list(range(len(candidates)))


def test_what_is_no_candidate_is_not_found():
    candidates = build_candidates(pl.read("data/five"))
    block, setting, start = (
        candidates.column(n)[:4] for n in ("learner_block", "setting", "start")
    )
    # no such setting, a week before the round, one after it, and a block beyond the last
    setting = np.array([-1, *setting[1:]])
    start = np.array([start[0], 0, candidates.round.weeks + 1, start[3]])
    block = np.array([*block[:3], len(candidates.round.learner_blocks)])
    assert candidates.find(block, setting, start).tolist() == [-1] * 4
