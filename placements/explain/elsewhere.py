"""A quick search for other places for those who lose theirs: who could be hit by a closure."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from models.lines import counted_stays
from placements.candidates import Candidates
from placements.explain.local import chosen_rows
from placements.plan import LevelValue, Plan


@dataclass(frozen=True, slots=True)
class Closure:
    """What one closure costs.

    Parameters
    ----------
    kind, code
        ``setting`` or ``provider``, and its code.
    settings
        Codes of the settings that close.
    placements, weeks
        Placements of the plan that lose their place, and their learner-weeks.
    stuck
        Of these weeks, those for which a quick search found no other place.
    levels
        Unplaced weeks, unmet units and moves of the best plan then, with bounds; ``None``: only
        bounded. A move is a placement of the plan that is not kept.
    whole
        Whether everybody was solved again.
    """

    kind: str
    code: str
    settings: tuple[str, ...]
    placements: int
    weeks: float
    stuck: float
    levels: tuple[LevelValue, ...] | None = None
    whole: bool = False


class Elsewhere:
    """A quick search for other places for those who lose theirs, one after the other."""

    def __init__(self, candidates: Candidates, plan: Plan) -> None:
        self.candidates, self.plan = candidates, plan
        round = plan.round
        rows = counted_stays(plan)
        free = [np.where(line.places < 0, 10**6, line.places - own) for line, own, _ in rows]
        self.least = np.full((len(round.setting_ids), round.weeks), 10**6)
        for line, left in zip(round.lines, free, strict=True):
            at = round.setting_at[line.setting_id]
            self.least[at] = np.minimum(self.least[at], left)
        self.chosen = chosen_rows(candidates, plan)
        block = candidates.column("learner_block")
        self.first = np.searchsorted(block, np.arange(len(round.learner_blocks) + 1))
        self.priority = round["learners"]["priority"].to_numpy()

    def closure(self, kind: str, code: str, settings: tuple[str, ...]) -> Closure:
        """Return the closure of some settings, bounded."""
        setting = self.candidates.column("setting")
        closed = np.array([self.plan.round.setting_at[s] for s in settings])
        rows = self.chosen[np.isin(setting[self.chosen], closed)]
        free = self.least.copy()
        free[closed] = 0
        weight = self.priority[self.candidates.column("learner")[rows]]
        weeks = self.candidates.column("weeks")[rows] * weight
        stuck = [
            w for row, w in zip(rows.tolist(), weeks, strict=True) if not self._room(row, free)
        ]
        return Closure(kind, code, settings, len(rows), float(weeks.sum()), float(sum(stuck)))

    def _room(self, row: int, free: np.ndarray) -> bool:
        """Take another place for a placement, where there is one at the same start."""
        block = self.candidates.column("learner_block")[row]
        span = slice(self.first[block], self.first[block + 1])
        start, end = self.candidates.column("start"), self.candidates.end
        other = self.candidates.column("setting")[span][start[span] == start[row]]
        weeks = slice(start[row] - 1, end[row])
        open_ = other[(free[other, weeks] > 0).all(axis=1)]
        if not len(open_):
            return False
        free[open_[0], weeks] -= 1
        return True
