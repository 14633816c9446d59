"""Periods: stretches of weeks within which a round never changes, and blocks take whole ones.

A plan *told by periods* has each placement begin with the period in which it began. All through a
period everybody is then where they were in its last week: a placement of n periods that began in
one of them is under way in the last weeks of that one and the n - 1 after it, and of no other. What
holds in that week holds in the whole period; who was first is first, and nobody ends later. So no
other start can be better, and the others need not be looked at: a calendar of blocks of four weeks
has a fourth of the choices.

Which rules and measures this is true of, each says of itself (``periodic``). One that counts what
is missing week by week is told only that nothing stays nothing; where it comes to more, its level
and those below have no proof (``still_proven``).

The argument is that of local left shifts (Sprecher, Kolisch and Drexl, *European Journal of
Operational Research* 80, 1995: semi-active schedules), all of a plan's at once.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from models.measure import Moved
from models.measures import MEASURES
from models.rules import RULES
from placements.candidates import Candidates, pins_of
from placements.engine.choose import choose
from placements.engine.options import Options
from placements.engine.solved import TOLERANCE, Solved
from placements.plan import Plan
from placements.round import Level, Round


@dataclass(frozen=True, slots=True)
class Periods:
    """Periods of a round.

    Parameters
    ----------
    first
        Week with which one begins, 1 first; before it there is less than a period.
    length
        Of each [weeks].
    """

    first: int
    length: int

    def __str__(self) -> str:
        return f"blocks begin every {self.length} weeks, for nothing changes in between"

    def begin(self, week: np.ndarray) -> np.ndarray:
        """Return the week with which each week's period begins."""
        week = np.asarray(week, dtype=np.int64)
        return np.asarray(week - (week - self.first) % self.length)

    def begins(self, week: np.ndarray) -> np.ndarray:
        """Return which weeks a period begins with."""
        return np.asarray(self.begin(week) == week)

    def of(self, candidates: Candidates) -> Candidates:
        """Return the candidates that begin with a period."""
        rows = np.flatnonzero(self.begins(candidates.column("start")))
        return Candidates(candidates.round, candidates.frame.iloc[rows].reset_index(drop=True))

    def same(self, by_week: np.ndarray) -> bool:
        """Return whether something is the same in all weeks of each whole period, (weeks,)."""
        rest = by_week[self.first - 1 :]
        whole = rest[: len(rest) // self.length * self.length].reshape(-1, self.length)
        return bool((whole == whole[:, :1]).all())


def periods_of(candidates: Candidates, start: Plan | None = None) -> Periods | None:
    """Return a round's longest periods; ``None``: it has none, or they leave nothing out.

    Parameters
    ----------
    start
        A plan to start from: one that is not told by periods would be lost with them.
    """
    own, levels = candidates.round.learner_blocks, candidates.round.levels
    if not (own["last"] > own["first"]).any() or not len(candidates) or not _periodic(levels):
        return None
    weeks, starts = (np.unique(candidates.column(n)).astype(np.int64) for n in ("weeks", "start"))
    for length in _divisors(int(np.gcd.reduce(weeks))):
        periods = Periods(1 + int(starts[0] - 1) % length, length)
        if periods.begins(starts).all():
            return None
        if (start is None or _told(periods, start)) and _fits(periods, candidates):
            return periods
    return None


def _divisors(number: int) -> Iterator[int]:
    """Yield the divisors of a number above 1, largest first."""
    yield from (d for d in range(number, 1, -1) if number % d == 0)


def _periodic(levels: Sequence[Level]) -> bool:
    """Return whether everything that a round asks for says what becomes of it."""
    names = {name for level in levels for name, _ in level.weights}
    measured = all(MEASURES[name].periodic is not Moved.UNKNOWN for name in names)
    return measured and all(rule.periodic for rule in RULES)


def _fits(periods: Periods, candidates: Candidates) -> bool:
    """Return whether nothing changes within these periods, of what there is and who may go."""
    round = candidates.round
    return (
        _ends_whole(periods, candidates)
        and bool(periods.begins(pins_of(round, "published")["start"].to_numpy()).all())
        and all(
            periods.same(by_week)
            for line in round.lines
            for by_week in (line.places, line.minimum, line.always)
        )
        and _closed(periods, candidates)
    )


def _ends_whole(periods: Periods, candidates: Candidates) -> bool:
    """Return whether nobody could be anywhere in a last period that is not whole."""
    over = (candidates.round.weeks - periods.first + 1) % periods.length
    return bool(candidates.end.max() <= candidates.round.weeks - over)


def _closed(periods: Periods, candidates: Candidates) -> bool:
    """Return whether who may begin within a period may begin with it, at the same setting."""
    start = candidates.column("start").astype(np.int64)
    within = np.flatnonzero(~periods.begins(start))
    block, setting = (candidates.column(n)[within] for n in ("learner_block", "setting"))
    found = candidates.find(block, setting, periods.begin(start[within]))
    return bool((found >= 0).all())


def _told(periods: Periods, plan: Plan) -> bool:
    return bool(periods.begins(np.array([p.start for p in plan.placements], dtype=np.int64)).all())


def worthwhile_periods(candidates: Candidates, options: Options) -> Periods | None:
    """Return the periods to solve a round by; ``None``: there are none, or they could cost a proof.

    They could where settings ask for a least number of learners that they may not get, of a round
    small enough to be proven without them.
    """
    periods = periods_of(candidates, options.start)
    if periods is None or certain(candidates.round):
        return periods
    return periods if choose(options.engine, candidates)[0] == "large" else None


def certain(round: Round) -> bool:
    """Return whether periods lose nothing of a round, whatever the levels come to."""
    if all(map(_never_more, round.levels)):
        return True
    return not any((line.always & (line.minimum > 0)).any() for line in round.lines)


def _never_more(level: Level) -> bool:
    return all(MEASURES[name].periodic is Moved.NO_MORE for name, _ in level.weights)


def still_proven(solved: Solved, counted: Sequence[bool], round: Round) -> Solved:
    """Return what was found among the starts of periods, with the bounds that hold for all starts.

    Parameters
    ----------
    counted
        Which levels are sums of what is never below 0: at 0, nothing is missing there.
    """
    if certain(round):
        return solved
    bounds = list(solved.bounds)
    for k, level in enumerate(round.levels):
        none = counted[k] and abs(solved.values[k]) <= TOLERANCE
        if not _never_more(level) and not none:
            bounds[k:] = [None] * (len(bounds) - k)
            break
    return replace(solved, bounds=tuple(bounds))
