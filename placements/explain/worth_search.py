"""What both ways of asking what a place is worth share: bounds first, then solving again."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cached_property
from itertools import combinations_with_replacement

from placements.engine.solved import higher
from placements.explain.gains import Gain, Worth
from placements.explain.places import (
    Extra,
    candidates_of,
    opens,
    with_places,
)
from placements.explain.resolve import Resolver
from placements.explain.shortage import Shortage
from placements.explain.shortages import proven_shortages
from placements.explain.whole_blocks import unplaced_for_sure, with_room
from placements.plan import LevelValue, Plan

PAIRS = 5
"""Pairs of places that are solved again, where no single place gains."""
Tell = Callable[[int, int, str], None]
"""Told how many of how many questions are answered, and which is next."""


class Search(ABC):
    """What both ways of asking share: the base, and solving again with places there."""

    base: tuple[LevelValue, ...]
    plan: Plan

    def __init__(self, resolver: Resolver, solved: int, tell: Tell) -> None:
        self.resolver, self.solved, self.tell = resolver, solved, tell
        self.round, self.candidates = resolver.round, resolver.candidates

    @cached_property
    def shortages(self) -> list[Shortage]:
        """The shortages of the round as it is."""
        return proven_shortages(self.round, self.candidates)

    def short(self, extras: tuple[Extra, ...]) -> float | None:
        """Return what the shortages prove unplaced with the places there, which open no setting.

        ``None`` where the first level is not just what is unplaced.
        """
        if self.resolver.levels[0].weights != (("unplaced_weeks", 1.0),):
            return None
        return unplaced_for_sure(self.round, with_room(self.round, self.shortages, extras))

    def first(self, extras: tuple[Extra, ...]) -> Gain:
        """Return what the shortages say of the first level."""
        value = self.base[0].value
        if value > 0 and any(opens(self.round, extra) for extra in extras):
            return Gain(0.0, None)
        short = self.short(extras)
        return Gain(0.0, None if short is None else min(max(value - short, 0.0), value))

    def least(self, extras: tuple[Extra, ...]) -> Sequence[float | None]:
        """Return what no plan can be below with the places there; ``None``: not known."""
        return [None] * len(self.base)

    @abstractmethod
    def bounded(self, extras: tuple[Extra, ...]) -> Worth:
        """Return what bounds say."""

    @abstractmethod
    def learners(self, extras: tuple[Extra, ...]) -> list[int]:
        """Return the learners who are solved again in any case."""

    def singles(self, asked: Sequence[Extra]) -> tuple[Worth, ...]:
        """Return the worth of each place that may gain: the most promising solved again."""
        bounded = sorted((self.bounded((extra,)) for extra in asked), key=promise)
        hopeful = [one for one in bounded if hope(one)][: self.solved]
        exact = self._all(hopeful)
        rest = [one for one in bounded if one.extras not in {own.extras for own in exact}]
        return (*sorted(exact, key=promise), *rest)

    def _all(self, worths: Sequence[Worth]) -> list[Worth]:
        found = []
        for number, one in enumerate(worths):
            self.tell(number, len(worths), " + ".join(e.setting_id for e in one.extras))
            found.append(self.again(one.extras))
        return found

    def pairs(self, singles: Sequence[Worth]) -> tuple[Worth, ...]:
        """Return the worth of pairs, where there is something to gain and no single place does.

        Two more places at one setting are a pair as well.
        """
        whole = sorted({w.extras[0] for w in singles if w.extras[0].last == self.round.weeks})
        for k, level in enumerate(self.base):
            if level.value == 0:
                continue
            if any(one.gains[k].high != 0 for one in singles):
                return ()
            both = [self.bounded(pair) for pair in combinations_with_replacement(whole, 2)]
            hopeful = [one for one in sorted(both, key=promise) if one.gains[k].high != 0]
            if hopeful:
                solved = self._all(hopeful[: min(PAIRS, self.solved)])
                return tuple(sorted(solved, key=promise))
        return ()

    def again(self, extras: tuple[Extra, ...]) -> Worth:
        """Solve again with the places there."""
        edited = with_places(self.round, extras)
        candidates = candidates_of(edited, self.candidates, extras)
        resolver = Resolver(edited, self.plan, levels=self.resolver.levels, candidates=candidates)
        found = resolver.again(learners=self.learners(extras))
        bounded = self.bounded(extras).gains
        here = tuple(b.value - w.value for b, w in zip(self.base, found.levels, strict=True))
        after = [
            replace(level, bound=higher(level.bound, least))
            for level, least in zip(found.levels, self.least(extras), strict=True)
        ]
        return Worth(extras, _gains(self.base, after, bounded), here)


def _gains(
    base: Sequence[LevelValue], found: Sequence[LevelValue], bounded: Sequence[Gain]
) -> tuple[Gain, ...]:
    """Return the gains between two sets of levels: exact where both are proven.

    Once a level's gain is not known exactly, nothing is known of the levels below.
    """
    gains: list[Gain] = []
    for before, after, bound in zip(base, found, bounded, strict=True):
        if gains and not gains[-1].proven:
            gains.append(Gain(None, None))
            continue
        low = None if before.bound is None else before.bound - after.value
        high = None if after.bound is None else before.value - after.bound
        if all(gain.low == 0 for gain in gains):  # a further place never makes a level worse
            low = 0.0 if low is None else max(low, 0.0)
            high = min((h for h in (high, bound.high) if h is not None), default=None)
        gains.append(Gain(low, high))
    return tuple(gains)


def promise(one: Worth) -> tuple[object, ...]:
    """Sort the most promising first: what gains most at the first level, then the second."""
    keys = [(gain.high is None, -(gain.low or 0.0), -(gain.high or 0.0)) for gain in one.gains]
    return (*(part for key in keys for part in key[1:]), [key[0] for key in keys], one.extras)


def hope(one: Worth) -> bool:
    """Return whether anything may be gained."""
    return any(gain.high is None or gain.high > 0 for gain in one.gains)
