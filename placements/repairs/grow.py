"""Which blocks beside those solved so far to let move: whoever holds a place that is needed.

Only a guess at what is worth solving again; a larger part never makes a repair worse.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import numpy as np

from placements.network.meeting import meets
from placements.plan import plan_of_candidates
from placements.repairs.choices import of_blocks
from placements.repairs.standing import NOWHERE, plan_of_rows
from placements.repairs.unmet import Worse, helping, worse

if TYPE_CHECKING:
    from placements.repairs.parts import Parts

BLOCKERS = 12
"""Placements that may make way for one block."""
MOST_FREED = 300
"""Placements freed in one growth."""
MOST_WAITING = 40
"""Blocks without a place that are mended at once, where many learners are solved in turn."""
MOST_MISSED = 12
"""Requirements of learners that are mended, those missed most first."""


class Growth:
    """The blocks without what is due to them, and those that could make way for them."""

    def __init__(self, parts: Parts) -> None:
        self.parts, self.room = parts, parts.room

    def free(self, wanted: Iterable[np.ndarray], waiting: Sequence[int]) -> bool:
        """Let blocks move, and who holds what one of them wants; return whether there is any.

        Parameters
        ----------
        wanted
            Candidates of one block each for which somebody else may have to make way.
        """
        chosen = self.parts.chosen
        left = self.room.left(chosen[chosen != NOWHERE])
        freed: set[int] = set()
        for rows in wanted:
            freed.update(self._blockers(rows, left))
            if len(freed) >= MOST_FREED:
                break
        # What has changed so far may go back, if that is now the better way: where it is not much.
        changed = self.parts.changed
        self.parts.free = np.zeros_like(changed) if self.parts.many else changed.copy()
        self.parts.free[[*waiting, *freed]] = True
        return bool(freed)

    def _blockers(self, wanted: np.ndarray, left: np.ndarray) -> list[int]:
        """Return blocks that hold a place wanted, and could go elsewhere."""
        parts = self.parts
        stay = parts.chosen[(parts.chosen != NOWHERE) & ~parts.changed & ~parts.frozen]
        wanted = wanted[self.room.fits(wanted, left) == 0]
        there = stay[meets(parts.candidates, stay, wanted)]
        found = []
        for row in there.tolist():
            others = self.open(int(self.room.block[row]))
            if (self.room.fits(others, left) > 0).any():
                found.append(int(self.room.block[row]))
            if len(found) == BLOCKERS:
                break
        return found

    def open(self, block: int) -> np.ndarray:
        """Return the choices of a block that begin today or later."""
        rows = of_blocks(self.room, np.array([block]))
        return rows[~self.parts.standing.closed_choices[rows]]


class ForPlaces(Growth):
    """Places for the blocks that lost theirs.

    Blocks that had no place before are left to what has room: to place those is to plan anew.
    """

    def grow(self) -> bool:
        """Let those move who hold a place that an unplaced block could use; whether any do."""
        self.before = self.parts.placed
        waiting = np.flatnonzero(self.parts.due & (self.parts.chosen == NOWHERE)).tolist()
        waiting = waiting[:MOST_WAITING] if self.parts.many else waiting
        return self.free((self.open(block) for block in waiting), waiting)

    def helped(self) -> bool:
        """Return whether more blocks have a place than before the growth."""
        return self.parts.placed > self.before


class ForCurriculum(Growth):
    """What learners need who miss more of their curriculum than in the plan as it was."""

    def __init__(self, parts: Parts) -> None:
        super().__init__(parts)
        self.learner = parts.candidates.round.learner_blocks["learner"].to_numpy()

    def grow(self) -> bool:
        """Let those learners move, and who holds what would help them; return whether any do."""
        waiting: list[int] = []
        wanted: list[np.ndarray] = []
        missed = sorted(self._worse().items(), key=lambda item: -item[1])
        for (learner, requirement), _ in missed[:MOST_MISSED]:
            mine = np.flatnonzero((self.learner == learner) & ~self.parts.frozen).tolist()
            waiting += mine
            for rows in map(self.open, mine):
                wanted.append(rows[helping(self.room, rows, requirement)])
        return bool(waiting) and self.free((rows for rows in wanted if len(rows)), waiting)

    def _worse(self) -> Worse:
        """Return what learners miss more than before: only those whose placements changed can."""
        parts = self.parts
        learners = np.unique(self.learner[parts.changed])
        mine = np.isin(self.learner, learners)
        now = parts.chosen[mine & (parts.chosen != NOWHERE)].tolist()
        rows = parts.standing.known
        rows = rows[mine[rows["learner_block"].to_numpy()]]
        before = plan_of_rows(parts.standing.round, rows)
        return worse(before, plan_of_candidates(parts.candidates, now), learners.tolist())
