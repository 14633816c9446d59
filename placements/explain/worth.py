"""What one more place would gain, at every level: exact where solved again, else an interval.

Bounds say first which places cannot gain anything, and which could: the linear relaxation's prices
for a small round, the shortages for a large one. The most promising are solved again with the place
there. A level's gain is told given the levels above: where those gain, it may be negative.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import combinations

import numpy as np
import pandas as pd

from models.build import build
from placements.candidates import Candidates, build_candidates
from placements.engine.matrix import Matrix, compile_model
from placements.engine.solved import safe_bound
from placements.explain.gains import Gain, Worth, Worths
from placements.explain.places import (
    Extra,
    Prices,
    candidates_of,
    fewer_short,
    opens,
    prices,
    spare,
    with_places,
)
from placements.explain.resolve import Resolved, Resolver
from placements.explain.shortages import proven_shortages
from placements.plan import LevelValue, Plan
from placements.round import Round

SOLVED = 12
"""Places that are solved again; the others keep the interval that bounds give."""
PAIRS = 5
"""Pairs of places that are solved again, where no single place gains."""
Tell = Callable[[int, int, str], None]
"""Told how many of how many questions are answered, and which is next."""


def worth(
    round: Round,
    plan: Plan,
    *,
    known: Sequence[LevelValue] = (),
    weekly: bool = False,
    solved: int = SOLVED,
    tell: Tell = lambda done, of, what: None,
) -> Worths:
    """Return what one more place is worth: at each setting, and it may be in each block's weeks.

    Parameters
    ----------
    known
        The plan's levels with their bounds, where a run has found them.
    weekly
        Whether also the weeks of single blocks are asked about, not only the whole round.
    solved
        How many places are solved again.
    """
    candidates = build_candidates(round)
    resolver = Resolver(round, plan, known=known, candidates=candidates)
    search = (_Exact if resolver.exact else _Large)(resolver, solved, tell)
    asked = _asked(candidates, weekly)
    singles = search.singles(asked)
    return Worths(round, search.base, singles, search.pairs(singles), spare(search.plan))


def _asked(candidates: Candidates, weekly: bool) -> list[Extra]:
    round = candidates.round
    whole = [Extra(code, 1, round.weeks) for code in round.setting_ids]
    if not weekly:
        return whole
    frame = pd.DataFrame(
        {
            "setting": candidates.column("setting"),
            "first": candidates.column("start").astype(np.int64),
            "last": candidates.end,
        }
    ).drop_duplicates()
    rows = frame.sort_values(["setting", "first", "last"]).itertuples(index=False)
    return whole + [Extra(round.setting_ids[s], int(a), int(b)) for s, a, b in rows]


class _Search:
    """What both ways of asking share: the base, and solving again with places there."""

    base: tuple[LevelValue, ...]
    plan: Plan

    def __init__(self, resolver: Resolver, solved: int, tell: Tell) -> None:
        self.resolver, self.solved, self.tell = resolver, solved, tell
        self.round, self.candidates = resolver.round, resolver.candidates

    def bounded(self, extras: tuple[Extra, ...]) -> Worth:
        """Return what bounds say."""
        raise NotImplementedError

    def learners(self, extras: tuple[Extra, ...]) -> list[int]:
        """Return the learners who are solved again in any case."""
        raise NotImplementedError

    def singles(self, asked: Sequence[Extra]) -> tuple[Worth, ...]:
        """Return the worth of each place that may gain: the most promising solved again."""
        bounded = sorted((self.bounded((extra,)) for extra in asked), key=_promise)
        hopeful = [one for one in bounded if _hope(one)][: self.solved]
        exact = self._all(hopeful)
        rest = [one for one in bounded if one.extras not in {own.extras for own in exact}]
        return (*sorted(exact, key=_promise), *rest)

    def _all(self, worths: Sequence[Worth]) -> list[Worth]:
        found = []
        for number, one in enumerate(worths):
            self.tell(number, len(worths), " + ".join(e.setting_id for e in one.extras))
            found.append(self.again(one.extras))
        return found

    def pairs(self, singles: Sequence[Worth]) -> tuple[Worth, ...]:
        """Return the worth of pairs, where there is something to gain and no single place does."""
        whole = sorted({w.extras[0] for w in singles if w.extras[0].last == self.round.weeks})
        for k, level in enumerate(self.base):
            if level.value == 0:
                continue
            if any(one.gains[k].high != 0 for one in singles):
                return ()
            both = [self.bounded(pair) for pair in combinations(whole, 2)]
            hopeful = [one for one in sorted(both, key=_promise) if one.gains[k].high != 0]
            if hopeful:
                return tuple(self._all(hopeful[: min(PAIRS, self.solved)]))
        return ()

    def again(self, extras: tuple[Extra, ...]) -> Worth:
        """Solve again with the places there."""
        edited = with_places(self.round, extras)
        candidates = candidates_of(edited, self.candidates, extras)
        resolver = Resolver(edited, self.plan, levels=self.resolver.levels, candidates=candidates)
        found = resolver.again(learners=self.learners(extras))
        bounded = self.bounded(extras).gains
        here = tuple(b.value - w.value for b, w in zip(self.base, found.levels, strict=True))
        return Worth(extras, _gains(self.base, found, bounded), here)


def _gains(
    base: Sequence[LevelValue], found: Resolved, bounded: Sequence[Gain]
) -> tuple[Gain, ...]:
    """Return the gains between two sets of levels: exact where both are proven.

    Once a level's gain is not known exactly, nothing is known of the levels below.
    """
    gains: list[Gain] = []
    for before, after, bound in zip(base, found.levels, bounded, strict=True):
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


def _promise(one: Worth) -> tuple[object, ...]:
    """Sort the most promising first: what gains most at the first level, then the second."""
    keys = [(gain.high is None, -(gain.low or 0.0), -(gain.high or 0.0)) for gain in one.gains]
    return (*(part for key in keys for part in key[1:]), [key[0] for key in keys], one.extras)


def _hope(one: Worth) -> bool:
    return any(gain.high is None or gain.high > 0 for gain in one.gains)


class _Exact(_Search):
    """A round that is solved whole: the base is proven, and prices say what could gain."""

    def __init__(self, resolver: Resolver, solved: int, tell: Tell) -> None:
        super().__init__(resolver, solved, tell)
        found = resolver.again()
        assert found.plan is not None
        self.base, self.plan = found.levels, found.plan
        # With every week's row: one that others imply may not be implied with another place.
        everybody = np.arange(len(self.round.learner_ids))
        every = self.candidates.take(np.arange(len(self.candidates)), members=everybody)
        self.matrix: Matrix = compile_model(build(every, resolver.levels), every)
        self.prices: Prices = prices(self.matrix, [level.value for level in self.base])

    def bounded(self, extras: tuple[Extra, ...]) -> Worth:
        """Return what prices say; nothing where a place opens a setting to further learners."""
        if any(opens(self.round, extra) for extra in extras):
            return Worth(extras, tuple(_first(level) for level in self.base))
        gains: list[Gain] = []
        for k, level in enumerate(self.base):
            if any(gain.high != 0 for gain in gains):
                gains.append(Gain(None, None))
                continue
            least = self.prices.least(k, extras)
            grain = self.matrix.grains[k]
            high = None if least is None else level.value - safe_bound(least, level.value, grain)
            gains.append(Gain(0.0, high))
        return Worth(extras, tuple(gains))

    def learners(self, extras: tuple[Extra, ...]) -> list[int]:
        """Return nobody: everybody is solved again."""
        return []


def _first(level: LevelValue) -> Gain:
    return Gain(0.0, 0.0) if level.value == 0 else Gain(None, None)


class _Large(_Search):
    """A large round: shortages say what places could gain, parts are solved again."""

    def __init__(self, resolver: Resolver, solved: int, tell: Tell) -> None:
        super().__init__(resolver, solved, tell)
        self.plan = resolver.start
        values = resolver.values(self.plan)
        bounds = [level.bound for level in resolver.known] or [None] * len(values)
        names = resolver.names
        self.base = tuple(LevelValue(*row) for row in zip(names, values, bounds, strict=True))
        self.shortages = proven_shortages(self.round, self.candidates)
        proven = sum(one.short for one in self.shortages if one.kind in ("places", "open"))
        self.slack = max(values[0] - proven, 0.0) if self._plain() else None
        self.unplaced = self._without_place()

    def _plain(self) -> bool:
        """Return whether the first level counts unplaced weeks, each at least once."""
        alone = self.resolver.levels[0].weights == (("unplaced_weeks", 1.0),)
        return alone and bool((self.round["learners"]["priority"] >= 1).all())

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
        """Return what the shortages say of the first level."""
        first = Gain(0.0, None)
        if self.base[0].value == 0:
            first = Gain(0.0, 0.0)
        elif self.slack is not None and not any(opens(self.round, extra) for extra in extras):
            most = self.slack + fewer_short(self.shortages, extras)
            first = Gain(0.0, min(most, self.base[0].value))
        return Worth(extras, (first, *(Gain(None, None) for _ in self.base[1:])))

    def learners(self, extras: tuple[Extra, ...]) -> list[int]:
        """Return the learners with an unplaced block that the places may take; else the nearest."""
        at = [self.round.setting_at[extra.setting_id] for extra in extras]
        frame = self.unplaced[self.unplaced["setting"].isin(at)]
        return sorted(set(frame["learner"].tolist()))[:NEAREST]

    def singles(self, asked: Sequence[Extra]) -> tuple[Worth, ...]:
        """Return the worth of each place; those that most unplaced blocks may take come first."""
        number = self.unplaced.groupby("setting")["learner"].nunique().to_dict()
        at = self.round.setting_at
        order = sorted(asked, key=lambda e: (-number.get(at[e.setting_id], 0), e))
        hopeful = [e for e in order if number.get(at[e.setting_id], 0)][: self.solved]
        exact = self._all([Worth((extra,), ()) for extra in hopeful])
        rest = [self.bounded((extra,)) for extra in asked if extra not in set(hopeful)]
        return (*sorted(exact, key=_promise), *sorted(rest, key=_promise))

    def pairs(self, singles: Sequence[Worth]) -> tuple[Worth, ...]:
        """Return nothing: without a proof of the single places, no pair can be said to gain."""
        return ()


NEAREST = 20
"""Learners with an unplaced block who are solved again for one more place."""
