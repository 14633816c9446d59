"""Who would rather be at a full setting: where one more place could save travel, or grant a wish.

Only a guess at what is worth solving again: what is saved is for the solver to say.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from placements.candidates import Candidates
from placements.explain.local import chosen_rows, has_room
from placements.explain.places import Extra
from placements.plan import Plan


@dataclass(frozen=True, eq=False)
class Savings:
    """What each learner's block would save at each full setting.

    Parameters
    ----------
    candidates
        The round's.
    rows
        Positions of the candidates that suit a block better than what it has, and have no room.
    saved
        What each saves [minute-weeks], (rows,).
    best
        The most that any of them saves who starts in a week, (settings, weeks + 1).
    """

    candidates: Candidates
    rows: np.ndarray
    saved: np.ndarray
    best: np.ndarray

    @classmethod
    def of(cls, candidates: Candidates, plan: Plan) -> Savings:
        """Return the savings of a plan's learners."""
        round, chosen = candidates.round, chosen_rows(candidates, plan)
        block, start = candidates.column("learner_block"), candidates.column("start")
        cost = candidates.column("minutes").astype(np.int64) - candidates.column("score")
        has = np.full(len(round.learner_blocks), np.iinfo(np.int32).min, dtype=np.int64)
        has[block[chosen]] = cost[chosen]
        rows = np.flatnonzero(has[block] > cost)
        rows = rows[~has_room(candidates, rows, chosen)]
        saved = (has[block[rows]] - cost[rows]) * candidates.column("weeks")[rows]
        best = np.zeros((len(round.setting_ids), round.weeks + 1), dtype=np.int64)
        np.maximum.at(best, (candidates.column("setting")[rows], start[rows]), saved)
        return cls(candidates, rows, saved, best)

    def most(self, extra: Extra) -> int:
        """Return what a place could save, were whoever saves most there from each week on."""
        at = self.candidates.round.setting_at[extra.setting_id]
        return int(self.best[at, extra.first : extra.last + 1].sum())

    def learners(self, extras: Iterable[Extra]) -> list[int]:
        """Return the learners who would save something at some places, most first."""
        start, setting = (self.candidates.column(n)[self.rows] for n in ("start", "setting"))
        mine = np.zeros(len(self.rows), dtype=bool)
        for extra in extras:
            here = setting == self.candidates.round.setting_at[extra.setting_id]
            mine |= here & (start >= extra.first) & (self.candidates.end[self.rows] <= extra.last)
        learner = self.candidates.column("learner")[self.rows[mine]]
        total = np.bincount(learner, self.saved[mine], len(self.candidates.round.learner_ids))
        order = np.argsort(-total, kind="stable")
        return order[total[order] > 0].tolist()
