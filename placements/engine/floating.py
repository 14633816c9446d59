"""Floating blocks: those that may start in any of many weeks, with a choice for each.

Elsewhere a block's weeks are given, or nearly, and a plan says where. Here it says when too, and in
which order: blocks that could overlap are all of them, and no few choices of each fit together.
"""

from __future__ import annotations

import numpy as np

from placements.candidates import Candidates

FEW_STARTS = 4
"""Weeks in which a block may start that are few."""


def floating(candidates: Candidates) -> np.ndarray:
    """Return which blocks float, (blocks,)."""
    block = candidates.column("learner_block").astype(np.int64)
    start = candidates.column("start").astype(np.int64)
    start -= start.min(initial=0)
    weeks = int(start.max(initial=0)) + 1
    held = np.zeros(len(candidates.round.learner_blocks) * weeks, dtype=bool)
    held[block * weeks + start] = True
    return np.asarray(held.reshape(-1, weeks).sum(axis=1) > FEW_STARTS)


def slots(candidates: Candidates, floats: np.ndarray) -> np.ndarray:
    """Return a number for each block, and for each of its weeks where it floats, (candidates,).

    Parameters
    ----------
    floats
        Which blocks float, (blocks,).
    """
    block = candidates.column("learner_block").astype(np.int64)
    start = candidates.column("start").astype(np.int64)
    week = np.where(floats[block], start - start.min(initial=0), 0)
    return np.asarray(block * (week.max(initial=0) + 1) + week)


def mostly_floating(candidates: Candidates) -> bool:
    """Return whether most choices are of blocks that float."""
    block = candidates.column("learner_block").astype(np.int64)
    return bool(len(block)) and bool(floating(candidates)[block].mean() > 0.5)
