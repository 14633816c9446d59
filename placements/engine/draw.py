"""Which learners or blocks the next part holds: those that lose most, and who competes with them.

Four kinds of part, for each is blind where another sees:

- *learners*: all choices of a few learners who compete for the same places;
- *a window*: the choices of many learners in one stretch of time, the rest of their programmes
  held. Such a part is nearly an assignment problem, so hundreds of blocks are solved at once, and
  chains of exchanges that would free a place for somebody are found;
- *a wave*: such a window of half of all learners. It finds at once what small windows find one by
  one, and nothing more once that is found;
- *a spread*: the choices of many learners in several stretches of time. Who has too much of
  something in one and too little in another can exchange with whom the reverse is true, which no
  window sees, and among more learners than all their choices would let be solved together.
"""

from __future__ import annotations

import numpy as np
from scipy import sparse

from placements.engine.floating import slots
from placements.engine.kinds import MOST
from placements.engine.rank import rank_within
from placements.engine.stretch import Stretches
from placements.engine.structure import Structure

SCARCE = 0.01
"""Share of the highest price from which a row is scarce."""
TOGETHER = 4
"""Learners placed together in a first solution."""
SHARE = {"window": 3, "wave": 2, "spread": 3}
"""Which part of all learners may be in one: others are solved meanwhile, with the rest of them."""
STRETCHES = 4, 8
"""Fewest and most stretches of time of a spread."""
OF_A_WEEK = 8
"""Choices of a block, of which one of each week is open where it may start in many."""
FADING = 0.995
"""What is left at each part of how lately a learner or block was in one."""


class Draw:
    """What is drawn from: a structure at prices.

    Parameters
    ----------
    structure
        The matrix and its parts.
    guide
        A cost whose levels are near to each other, (n,).
    prices
        On the rows, (m,), for the guide.

    Attributes
    ----------
    tied
        The guide less the prices of the rows that tie learners together, (n,).
    """

    def __init__(
        self,
        structure: Structure,
        guide: np.ndarray,
        prices: np.ndarray,
        rng: np.random.Generator,
    ) -> None:
        self.structure, self.matrix, self.rng = structure, structure.matrix, rng
        rows = self.matrix.rows
        self.reduced = guide - rows.T @ prices
        self.tied = guide - rows.T @ np.where(structure.shared_rows, prices, 0.0)
        self.rivals = self._rivals(prices)
        self.users = sparse.csr_array(self.rivals.T)
        self.crowd = 1.0 + self.rivals.sum(axis=1)
        self._seen: tuple[np.ndarray, np.ndarray, np.ndarray] | None = None
        self.waves = structure.learners // 2 > MOST["window"]
        self.stretches = Stretches(structure, rng)
        self.rest = {kind: np.zeros(structure.blocks) for kind in SHARE}
        self.rest["learners"] = np.zeros(structure.learners)
        self.least = np.zeros(structure.blocks)
        np.minimum.at(self.least, structure.block, self.reduced[self.matrix.assign])
        who = structure.learner_of_block
        self.lowest = np.bincount(who, weights=self.least, minlength=structure.learners)

    def nearest(self, number: int) -> np.ndarray:
        """Return the columns open in a part: of choices, the best of each block at the prices.

        Where a block may start in many weeks, the best of each week: those of a learner must fit
        beside each other.
        """
        structure, reduced = self.structure, self.reduced[self.matrix.assign]
        rank = rank_within(slots(self.matrix.candidates, structure.floating), reduced)
        near = np.ones(len(self.reduced), dtype=bool)
        few = max(number // OF_A_WEEK, 1)
        near[self.matrix.assign] = rank < np.where(structure.floating[structure.block], few, number)
        return near

    def in_turn(self, near: np.ndarray) -> list[np.ndarray]:
        """Return groups of learners, those with the fewest choices first."""
        choices = np.array([near[c].sum() for c in self.structure.of_learner])
        order = np.argsort(choices, kind="stable")
        order = order[choices[order] > 0]
        together = 1 if self.structure.floats else TOGETHER
        return [order[k : k + together] for k in range(0, len(order), together)]

    def part(
        self, kind: str, size: float, x: np.ndarray, used: np.ndarray
    ) -> tuple[str, np.ndarray, np.ndarray]:
        """Return a part's kind, its learners or blocks, and their columns.

        Parameters
        ----------
        size
            Most learners, or blocks.
        x
            The solution so far, (n,).
        used
            Learners who are not drawn, (learners,); those drawn are marked in it.
        """
        if not self._in_window(used).any():  # none of these blocks could be anywhere
            kind = "learners"
        if kind == "learners":
            touched, columns = self.learners(size, x, used)
        else:
            touched, columns = self.window(kind, size, x, used)
        used[self.people(kind, touched)] = True
        return kind, touched, columns

    def people(self, kind: str, touched: np.ndarray) -> np.ndarray:
        """Return the learners of a part: they are what it holds, or whose blocks it holds."""
        return touched if kind == "learners" else self.structure.learner_of_block[touched]

    def learners(
        self, size: float, x: np.ndarray, used: np.ndarray
    ) -> tuple[np.ndarray, np.ndarray]:
        """Return a few learners who compete, and their columns."""
        seed = self._seed(self._losses(x)[0], self.rest["learners"], used)
        score = np.where(used, -1.0, self._alike(seed))
        chosen = np.argsort(-score, kind="stable")[: min(int(size), int((~used).sum()))]
        columns = np.concatenate([self.structure.of_learner[k] for k in chosen])
        return chosen, columns

    def window(
        self, kind: str, size: float, x: np.ndarray, used: np.ndarray
    ) -> tuple[np.ndarray, np.ndarray]:
        """Return blocks of many learners that overlap in time with some, and their columns."""
        structure, never = self.structure, ~self._in_window(used)
        who = structure.learner_of_block
        seed = self._seed(self._losses(x)[1], self.rest[kind], never)
        learners = max(structure.learners // SHARE[kind], 1)
        most, inside = int(size), None
        if structure.floating[seed]:
            together, inside = self.stretches.around(seed, x)
        elif kind == "spread":
            together = self._overlapping(self._some_of(int(who[seed]), seed))
        else:
            together, most = self._overlapping([seed]), min(most, learners)
        beside = np.flatnonzero(together & ~never)
        score = self._alike(int(who[seed]))[who[beside]]
        order = beside[np.argsort(-score, kind="stable")][:most]
        # Whole learners follow each other, so the first of one too many is where it ends.
        fresh = np.diff(who[order], prepend=-1) != 0
        chosen = order[np.cumsum(fresh) <= learners]
        chosen = np.union1d(chosen, [seed])
        columns = np.concatenate([structure.of_block[b] for b in chosen])
        columns = columns if inside is None else columns[inside[columns]]
        own = [structure.own_variables[k] for k in np.unique(who[chosen])]
        return chosen, np.concatenate([columns, *own])

    def _some_of(self, learner: int, block: int) -> list[int]:
        """Return a block of a learner, and some others of the same."""
        others = np.flatnonzero(self.structure.learner_of_block == learner)
        others = self.rng.permutation(others[others != block])
        low, high = STRETCHES
        return [block, *others[: self.rng.integers(low - 1, high)].tolist()]

    def _overlapping(self, blocks: list[int]) -> np.ndarray:
        """Return which blocks can be under way when one of some can, (blocks,)."""
        first, last = self.structure.weeks
        return np.any([(first <= last[b]) & (last >= first[b]) for b in blocks], axis=0)

    def told(self, kind: str, touched: np.ndarray, *, proven: bool) -> None:
        """Rest what was just solved, the longer where it can do no better."""
        rest = self.rest[kind]
        rest *= FADING
        rest[touched] = 0.9 * rest[touched] + (1.0 if proven else 0.3)

    def moved(self, kind: str, touched: np.ndarray) -> None:
        """Rest what has changed no longer than others."""
        rest = self.rest[kind]
        rest[touched] = np.minimum(rest[touched], 1.0)

    def _rivals(self, prices: np.ndarray) -> sparse.csr_array:
        """Return which scarce rows each learner's best choices use, (learners, rows)."""
        structure, rows = self.structure, np.flatnonzero(self.structure.shared_rows)
        size = np.abs(prices[rows])
        scarce = rows[size > SCARCE * size.max(initial=0.0)]
        best = np.flatnonzero(self.nearest(3) & structure.choice)
        who = sparse.csr_array(
            (np.ones(len(best)), (self.matrix.owner[best], best)),
            shape=(structure.learners, len(self.reduced)),
        )
        used = sparse.csr_array(who @ sparse.csc_array(self.matrix.rows[scarce]).T)
        used.data[:] = 1.0
        return used

    def _losses(self, x: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return by how much each learner, and each block, is dearer than the best at the prices.

        Kept for the solution seen last: several parts are drawn from one, and it takes as long as
        the rest of a draw.
        """
        if self._seen is None or self._seen[0] is not x:
            some = np.flatnonzero(x)
            own = some[self.matrix.owner[some] >= 0]
            cost = np.bincount(
                self.matrix.owner[own],
                weights=self.tied[own] * x[own],
                minlength=self.structure.learners,
            )
            self._seen = x, cost - self.lowest, self._of_blocks(x)
        return self._seen[1:]

    def _of_blocks(self, x: np.ndarray) -> np.ndarray:
        """Return by how much each block is dearer than its best choice at the prices, (blocks,)."""
        structure, value = self.structure, np.zeros(self.structure.blocks)
        taken = x[self.matrix.assign] > 0.5
        value[structure.block[taken]] = self.reduced[self.matrix.assign[taken]]
        return np.where(structure.weeks[1] > 0, value - self.least, 0.0)

    def _alike(self, learner: int) -> np.ndarray:
        """Return how much each learner competes with one, with some chance in it, (learners,)."""
        rows = self.rivals.indices[slice(*self.rivals.indptr[learner : learner + 2])]
        shared = self.users[rows].indices
        common = np.bincount(shared, minlength=self.structure.learners)
        score = (common / np.sqrt(self.crowd) + 1e-3) * (0.5 + self.rng.random(len(common)))
        score[learner] = np.inf
        return np.asarray(score)

    def _seed(self, loss: np.ndarray, rest: np.ndarray, used: np.ndarray) -> int:
        weight = (np.maximum(loss, 0.0) + 1e-3 * (1.0 + loss.max(initial=0.0))) / (1 + rest) ** 2
        weight = np.where(used, 0.0, np.maximum(weight, 1e-12))
        return int(self.rng.choice(len(weight), p=weight / weight.sum()))

    def _in_window(self, used: np.ndarray) -> np.ndarray:
        """Return which blocks can be part of a window, (blocks,)."""
        structure = self.structure
        return np.asarray(~used[structure.learner_of_block] & (structure.weeks[1] > 0))
