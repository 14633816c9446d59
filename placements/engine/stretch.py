"""A stretch of time: what lies in it now may lie anywhere within it, in another order too.

Where blocks may start in any of many weeks, those that could overlap are all of them. Those that
lie between two weeks now, and those that have no place, make a small problem all the same.
"""

from __future__ import annotations

import numpy as np

from placements.engine.structure import Structure

SHORTEST, LONGEST = 2, 8
"""Blocks of the seed's length, one after the other, that fill a stretch."""


class Stretches:
    """What lies in a stretch of time.

    Parameters
    ----------
    structure
        The matrix and its parts.
    """

    def __init__(self, structure: Structure, rng: np.random.Generator) -> None:
        self.structure, self.rng = structure, rng
        candidates = structure.matrix.candidates
        self.start, self.end = candidates.column("start").astype(np.int64), candidates.end

    def around(self, seed: int, x: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return a stretch that holds a block, somewhere in it.

        Parameters
        ----------
        x
            The solution so far, (n,).

        Returns
        -------
        blocks
            Which blocks lie in it, or have no place and could, (blocks,).
        columns
            Choices that lie in it, as columns, (n,).
        """
        structure, assign = self.structure, self.structure.matrix.assign
        first, last = self._weeks(seed, x)
        inside = (self.start >= first) & (self.end <= last)
        columns = np.zeros(len(x), dtype=bool)
        columns[assign[inside]] = True
        taken = x[assign] > 0.5
        blocks = np.zeros(structure.blocks, dtype=bool)
        blocks[structure.block[inside]] = True
        blocks[structure.block[taken & ~inside]] = False
        return blocks, columns

    def _weeks(self, seed: int, x: np.ndarray) -> tuple[int, int]:
        """Return the first and last week; of a block that has no place, about any it could have."""
        own = np.flatnonzero(self.structure.block == seed)
        taken = own[x[self.structure.matrix.assign[own]] > 0.5]
        at = taken[0] if len(taken) else self.rng.choice(own)
        weeks = int(self.end[at] - self.start[at]) + 1
        length = weeks * int(self.rng.integers(SHORTEST, LONGEST + 1))
        first = int(self.start[at]) - int(self.rng.integers(length - weeks + 1))
        return first, first + length - 1
