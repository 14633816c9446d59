"""A pool: the few choices of each block among which a large round is planned.

A system of 3,000 learners has millions of candidates, too many for one model. A plan is made of the
promising ones; the bounds hold for all of them, for the rest are priced (``everybody``).
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from placements.candidates import Candidates

WHOLE_UP_TO = 150_000
"""Candidates that make one model."""
NEAREST, OF_EACH = 8, 2
"""Choices of each block that suit best, and of each sector."""
ANYWHERE = 120_000
"""Choices in all that are picked from anywhere within reach, by turns."""


def pool_of(candidates: Candidates) -> np.ndarray:
    """Return the positions of a pool, sorted: fixed pins, the best, and some of every sector.

    Best is what the learner wishes and what is near. Sectors are what curricula ask for, so some
    of each are kept, however far. And some are picked from anywhere within reach, by turns, so that
    every setting is open to somebody: a place that nobody could be given would have no price, and
    without it no bound worth telling.
    """
    frame = candidates.frame
    cost = candidates.column("minutes").astype(np.float64) - candidates.column("score")
    order = np.lexsort((cost, candidates.column("learner_block")))
    block = candidates.column("learner_block")[order]
    sector = frame["sector"].cat.codes.to_numpy().astype(np.int64)[order]
    best = _rank(block) < NEAREST
    group = block.astype(np.int64) * (sector.max(initial=0) + 1) + sector
    within = pd.Series(group).groupby(group, sort=False).cumcount().to_numpy()
    kept = best | (within < OF_EACH) | candidates.column("fixed")[order]
    return np.sort(order[kept | _by_turns(len(order), (~kept).sum(), block)])


def _by_turns(number: int, rest: int, block: np.ndarray) -> np.ndarray:
    """Return every so-manieth row, beginning elsewhere for each block."""
    step = max(rest // ANYWHERE, 2)
    return (np.arange(number) + 7 * block.astype(np.int64)) % step == 0


def _rank(block: np.ndarray) -> np.ndarray:
    """Return each position's number within its run of equal blocks."""
    return np.arange(len(block)) - np.searchsorted(block, block, side="left")
