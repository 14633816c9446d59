"""What a place is worth in a large round: shortages bound it, and parts are solved again."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

import numpy as np
import pandas as pd

from placements.engine.solved import higher
from placements.explain.gains import Gain, Worth
from placements.explain.places import Extra, opens
from placements.explain.resolve import Resolver
from placements.explain.savings import Savings
from placements.explain.worth_search import Search, Tell, promise
from placements.floors.least import floors
from placements.plan import LevelValue

NEAREST = 15
"""Learners with an unplaced block who are solved again for one more place."""


class LargeSearch(Search):
    """A large round: shortages say what places could gain, parts are solved again."""

    def __init__(self, resolver: Resolver, solved: int, tell: Tell) -> None:
        super().__init__(resolver, solved, tell)
        self.plan = resolver.start
        values = resolver.values(self.plan)
        known = [level.bound for level in resolver.known] or [None] * len(values)
        # What learners must miss alone, whatever places there are.
        self.floors = floors(self.plan, self.candidates, resolver.levels, values)
        together = [self.short(()), *(None for _ in values[1:])]
        bounds = map(higher, known, self.floors, together)
        names = resolver.names
        self.base = tuple(LevelValue(*row) for row in zip(names, values, bounds, strict=True))
        self.unplaced = self._without_place()

    def _without_place(self) -> pd.DataFrame:
        """Return setting, learner, first and last week of each choice of an unplaced block."""
        own = self.round.learner_blocks
        keys = set(self.plan.unplaced)
        names = zip(own["learner_id"], own["block_id"], strict=True)
        missing = np.array([key in keys for key in names], dtype=bool)
        at = np.flatnonzero(missing[self.candidates.column("learner_block")])
        columns = {n: self.candidates.column(n)[at] for n in ("setting", "learner", "start")}
        return pd.DataFrame(columns).assign(last=self.candidates.end[at])

    def bounded(self, extras: tuple[Extra, ...]) -> Worth:
        """Return what is proven: by the shortages, and by what learners must miss alone.

        Once a level may gain, nothing is known of those below.
        """
        gains = [self.first(extras)]
        opened = any(opens(self.round, extra) for extra in extras)
        for level, floor in zip(self.base[1:], self.floors[1:], strict=True):
            if gains[-1].high != 0:
                gains.append(Gain(None, None))
            elif floor is None or (opened and level.value != 0):
                gains.append(Gain(0.0, None))
            else:
                gains.append(Gain(0.0, level.value - floor))
        return Worth(extras, tuple(gains))

    def least(self, extras: tuple[Extra, ...]) -> Sequence[float | None]:
        """Return what learners must miss alone: as much, unless a place opens a setting to them."""
        opened = any(opens(self.round, extra) for extra in extras)
        return super().least(extras) if opened else self.floors

    def learners(self, extras: tuple[Extra, ...]) -> list[int]:
        """Return the learners with an unplaced block that the places may take; else who saves most.

        Somebody saves where they would rather be at the setting, and it is full.
        """
        at = [self.round.setting_at[extra.setting_id] for extra in extras]
        frame = self.unplaced[self.unplaced["setting"].isin(at)]
        waiting = sorted(set(frame["learner"].tolist()))
        return waiting[:NEAREST] or self.savings.learners(extras)[:NEAREST]

    @cached_property
    def savings(self) -> Savings:
        """Who would rather be where it is full."""
        return Savings.of(self.candidates, self.plan)

    def singles(self, asked: Sequence[Extra]) -> tuple[Worth, ...]:
        """Return the worth of each place; first those that most unplaced blocks may take.

        Then those at which learners would save most.
        """
        number = self.unplaced.groupby("setting")["learner"].nunique().to_dict()
        at = self.round.setting_at
        promises = {e: (number.get(at[e.setting_id], 0), self.savings.most(e)) for e in asked}
        order = sorted(asked, key=lambda e: (*(-own for own in promises[e]), e))
        hopeful = [e for e in order if any(promises[e])][: self.solved]
        exact = self._all([Worth((extra,), ()) for extra in hopeful])
        rest = [self.bounded((extra,)) for extra in asked if extra not in set(hopeful)]
        return (*sorted(exact, key=_gained), *sorted(rest, key=promise))

    def pairs(self, singles: Sequence[Worth]) -> tuple[Worth, ...]:
        """Return nothing: without a proof of the single places, no pair can be said to gain."""
        return ()


def _gained(one: Worth) -> tuple[object, ...]:
    """Sort first what this plan gains most by, at the first level, then the second."""
    return (*(-gain for gain in one.here or ()), one.extras)
