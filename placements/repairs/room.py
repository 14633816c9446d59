"""Where there is room beside the placements that stay: which part of a large round to solve again.

Only a guess at what is worth solving: whether a plan is allowed is the model's to say.
"""

from __future__ import annotations

from functools import cached_property

import numpy as np

from placements.candidates import Candidates
from placements.round import Round
from placements.round.capacity import NO_LIMIT

PLENTY = np.iinfo(np.int32).max


class Room:
    """Places of every line in every week, and who is counted there."""

    def __init__(self, candidates: Candidates) -> None:
        self.candidates, self.round = candidates, candidates.round
        self.settings = candidates.column("setting")
        self.start = candidates.column("start")
        self.block = candidates.column("learner_block")

    @cached_property
    def kinds(self) -> tuple[np.ndarray, list[tuple[str, int, str]]]:
        """Each block's kind as capacity counts it, (blocks,), and the kinds."""
        own, people = self.round.learner_blocks, self.round["learners"]
        at = own["learner"].to_numpy()
        types, providers = (
            people[name].to_numpy()[at] for name in ("learner_type", "education_provider")
        )
        every = list(zip(types, own["stage"].tolist(), providers, strict=True))
        known = {kind: k for k, kind in enumerate(dict.fromkeys(every))}
        return np.array([known[kind] for kind in every], dtype=np.int64), list(known)

    @cached_property
    def counts(self) -> np.ndarray:
        """Whether a line counts a kind, (lines, kinds)."""
        rows = [[line.counts(*kind) for kind in self.kinds[1]] for line in self.round.lines]
        return np.array(rows, dtype=bool).reshape(len(self.round.lines), -1)

    @cached_property
    def at(self) -> np.ndarray:
        """Position of each line's setting, (lines,)."""
        return np.array([self.round.setting_at[line.setting_id] for line in self.round.lines])

    def left(self, held: np.ndarray) -> np.ndarray:
        """Return the places left in each week beside some candidates, (kinds, settings, weeks)."""
        places = np.array([line.places for line in self.round.lines], dtype=np.int64)
        change = np.zeros((len(places), places.shape[1] + 1), dtype=np.int64)
        kind = self.kinds[0][self.block[held]]
        first, last = self.start[held].astype(np.int64) - 1, self.candidates.end[held]
        last = np.minimum(last, places.shape[1])
        order = np.argsort(self.settings[held], kind="stable")
        edges = np.searchsorted(
            self.settings[held][order], np.arange(len(self.round.setting_ids) + 1)
        )
        for k, (setting, line) in enumerate(zip(self.at, self.counts, strict=True)):
            here = order[edges[setting] : edges[setting + 1]]
            mine = here[line[kind[here]]]
            np.add.at(change[k], first[mine], 1)
            np.add.at(change[k], last[mine], -1)
        free = places - np.cumsum(change, axis=1)[:, :-1]
        free = np.where(places == NO_LIMIT, PLENTY, free)
        return np.stack([self._least(free, k) for k in range(len(self.kinds[1]))])

    def _least(self, free: np.ndarray, kind: int) -> np.ndarray:
        least = np.full((len(self.round.setting_ids), free.shape[1]), PLENTY, dtype=np.int64)
        np.minimum.at(least, self.at[self.counts[:, kind]], free[self.counts[:, kind]])
        return least

    def fits(self, rows: np.ndarray, left: np.ndarray) -> np.ndarray:
        """Return the least places left over each candidate's weeks, (rows,)."""
        kind, setting = self.kinds[0][self.block[rows]], self.settings[rows]
        first = self.start[rows].astype(np.int64) - 1
        weeks = self.candidates.end[rows] - first
        least = np.full(len(rows), PLENTY, dtype=np.int64)
        for step in range(int(weeks.max(initial=0))):
            under = step < weeks
            at = first[under] + step
            least[under] = np.minimum(least[under], left[kind[under], setting[under], at])
        return least


def with_linked(round: Round, learners: np.ndarray) -> np.ndarray:
    """Return some learners and whoever is linked with one of them, by position, sorted."""
    links = round["links"]
    one, other = (
        links[name].map(round.learner_at).to_numpy(dtype=np.int64)
        for name in ("learner_id", "other_id")
    )
    pairs = (other[np.isin(one, learners)], one[np.isin(other, learners)])
    return np.unique(np.concatenate([learners, *pairs]))


def people_of(round: Round, blocks: np.ndarray) -> np.ndarray:
    """Return the learner of each block, (blocks,)."""
    return round.learner_blocks["learner"].to_numpy(dtype=np.int64)[blocks]
