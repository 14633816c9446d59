"""What a place is worth in a round that is solved whole: the base is proven, prices bound all."""

from __future__ import annotations

import numpy as np

from models.build import build
from placements.engine.matrix import Matrix, compile_model
from placements.engine.solved import safe_bound
from placements.errors import ContradictionError
from placements.explain.gains import Gain, Worth
from placements.explain.places import (
    Extra,
    Prices,
    opens,
    prices,
)
from placements.explain.resolve import Resolver
from placements.explain.worth_search import Search, Tell
from placements.run import contradictions


class ExactSearch(Search):
    """A round that is solved whole: the base is proven, and prices say what could gain."""

    def __init__(self, resolver: Resolver, solved: int, tell: Tell) -> None:
        super().__init__(resolver, solved, tell)
        found = resolver.again()
        if found.plan is None:
            raise ContradictionError(contradictions(resolver.candidates, resolver.matrix))
        self.base, self.plan = found.levels, found.plan
        # With every week's row: one that others imply may not be implied with another place.
        everybody = np.arange(len(self.round.learner_ids))
        every = self.candidates.take(np.arange(len(self.candidates)), members=everybody)
        self.matrix: Matrix = compile_model(build(every, resolver.levels), every)
        self.prices: Prices = prices(self.matrix, [level.value for level in self.base])

    def bounded(self, extras: tuple[Extra, ...]) -> Worth:
        """Return what prices say; nothing where a place opens a setting to further learners."""
        if any(opens(self.round, extra) for extra in extras):
            return Worth(extras, (Gain(0.0, None), *(Gain(None, None) for _ in self.base[1:])))
        gains: list[Gain] = []
        for k, level in enumerate(self.base):
            if any(gain.high != 0 for gain in gains):
                gains.append(Gain(None, None))
                continue
            least = self.prices.least(k, extras)
            grain = self.matrix.grains[k]
            high = None if least is None else level.value - safe_bound(least, level.value, grain)
            if k == 0 and (first := self.first(extras).high) is not None:
                high = first if high is None else min(high, first)
            gains.append(Gain(0.0, high))
        return Worth(extras, tuple(gains))

    def learners(self, extras: tuple[Extra, ...]) -> list[int]:
        """Return nobody: everybody is solved again."""
        return []
