"""Good prices, found by ascent.

Each block's least reduced cost is smoothed (a soft minimum whose temperature falls), so that the
gradient says by how much each row is over or under used, and the steps are those of Adam (Kingma
and Ba, ICLR 2015). What is kept is the *hard* minimum's best.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy import sparse

from placements.engine.duals import Duals
from placements.engine.stop import NEVER, Flag


@dataclass(frozen=True, slots=True)
class Phase:
    """Some passes of an ascent: temperatures and steps fall from the first to the last.

    Both are shares of ``Duals.scale``. ``renewed`` is after how many passes a problem too large to
    be looked at in each is looked at anew. Where time is limited, a phase takes at most its
    ``share`` of what is left, and its temperature falls the sooner.
    """

    passes: int
    temperature: tuple[float, float]
    step: tuple[float, float]
    renewed: int = 50
    share: float = 1.0


FARTHEST = Phase(200, (4.0, 0.4), (1.5, 0.2), share=0.15)
FAR = Phase(300, (0.4, 0.04), (0.2, 0.02), share=0.35)
NEARER = Phase(300, (0.04, 0.01), (0.02, 0.003), renewed=15, share=0.5)
NEAREST = Phase(400, (0.01, 0.0008), (0.003, 0.0002), renewed=10)
PHASES = (FARTHEST, FAR, NEARER, NEAREST)
"""Far off, then near. Where many must go without, places are worth many times what choices differ
by: without the first phase a bound was 25 % off (300 learners, a fifth of the places missing).
Fewer passes and a lower last temperature prove more in a third of the time
than a thousand passes each down to 0.004 did (1,000 learners)."""
POLISH = (Phase(500, (0.006, 0.0007), (0.004, 0.0001)),)
"""From good prices of a problem that has changed little."""


def ascend(
    duals: Duals,
    prices: np.ndarray | None = None,
    phases: tuple[Phase, ...] = PHASES,
    flag: Flag = NEVER,
) -> np.ndarray:
    """Return prices, (m,), that prove a bound not below that of the prices given.

    Ends early, with the best so far, once the flag is up.
    """
    climb = Climb(duals)
    best = duals.valid(np.zeros(duals.rows.shape[0]) if prices is None else prices)
    for phase in phases:
        best = climb.run(best, phase, flag)
    return best


Renewal = Callable[[np.ndarray, float], tuple[Duals, float]]
"""See ``Climb``."""


@dataclass(frozen=True, eq=False)
class PriceTask:
    """Prices to find by ascent."""

    duals: Duals
    start: np.ndarray | None
    flag: Flag
    phases: tuple[Phase, ...] = PHASES


def find_prices(task: PriceTask) -> np.ndarray:
    """Return prices; any process can."""
    return ascend(task.duals, task.start, task.phases, task.flag)


class Pace:
    """How far a phase is: by its passes, or by the time that it may take."""

    def __init__(self, phase: Phase, flag: Flag) -> None:
        self.passes, self.began = phase.passes, time.monotonic()
        left = np.inf if flag.until is None else flag.until - self.began
        self.seconds = max(phase.share * left, 1e-3)

    def done(self, number: int) -> float:
        """Return the share of the phase that is over after a number of passes."""
        return max(number / self.passes, (time.monotonic() - self.began) / self.seconds)


class Walk:
    """Prices on the way, and Adam's two means of the slopes so far.

    Those of rows that do not matter for a while are kept as they are.

    Attributes
    ----------
    y
        Prices of the rows that matter.
    """

    def __init__(self, prices: np.ndarray) -> None:
        self._whole = np.vstack([prices, np.zeros((2, len(prices)))])
        self._at = np.empty(0, dtype=np.int64)
        self.y, self.mean, self.square = self._whole[:, self._at]

    @property
    def prices(self) -> np.ndarray:
        """Prices of all rows, (m,)."""
        every = self._whole[0].copy()
        every[self._at] = self.y
        return every

    def turn_to(self, rows: np.ndarray) -> None:
        """Go on with other rows, by position."""
        self._whole[:, self._at] = self.y, self.mean, self.square
        self._at = rows
        self.y, self.mean, self.square = self._whole[:, rows]

    def step(self, slope: np.ndarray, size: float, number: int) -> np.ndarray:
        """Return the prices one step up the slope, after a number of steps."""
        self.mean = 0.9 * self.mean + 0.1 * slope
        self.square = 0.99 * self.square + 0.01 * slope * slope
        move = self.mean / (1 - 0.9 ** (number + 1))
        spread = np.sqrt(self.square / (1 - 0.99 ** (number + 1)))
        return np.asarray(self.y + size * move / (spread + 1e-8))


class Climb:
    """The ascent's passes: a few array operations each.

    Parameters
    ----------
    duals
        The problem, or a part of it that ``renew`` replaces as prices change.
    renew
        From prices and a temperature, the part of the problem that matters there, and the value
        of the prices for all of it. ``None``: ``duals`` is all.
    """

    def __init__(self, duals: Duals, renew: Renewal | None = None) -> None:
        self.renew, self.scale, self.given = renew, duals.scale, duals
        self._x: np.ndarray | None = None

    @property
    def x(self) -> np.ndarray | None:
        """The last smoothed solution, over the columns of the problem taken last, (n,)."""
        return None if self._x is None else self.told.spread(self._x)

    def _take(self, duals: Duals, y: np.ndarray) -> np.ndarray:
        """Look at a problem from now on; return which rows' prices matter."""
        self.told = duals.told(y)
        self.duals = own = self.told.duals
        low, high = own.row_lower, own.row_upper
        self.rising, self.falling = np.isfinite(low), np.isfinite(high)
        self.low, self.high = np.where(self.rising, low, 0.0), np.where(self.falling, high, 0.0)
        self.turned = sparse.csr_array(own.rows.T)
        sizes = np.diff(np.r_[own.starts, len(own.choices)])
        self.group = np.repeat(np.arange(len(sizes)), sizes)
        low_end, top = own.lower[own.others], own.upper[own.others]
        self.base = np.where(np.isfinite(low_end), low_end, -1e6)
        self.room = np.where(np.isfinite(top), top - self.base, 1e6)
        return self.told.rows

    def run(self, prices: np.ndarray, phase: Phase, flag: Flag) -> np.ndarray:
        """Return the best prices of some passes."""
        prices = np.where(self.given.priced, prices, 0.0)
        walk, best, found = Walk(prices), prices, -np.inf
        pace = Pace(phase, flag)
        for k in range(phase.passes):
            done = pace.done(k)
            if done >= 1.0 or (k % 10 == 0 and flag.is_set()):
                break
            heat, step = (
                self.scale * first * (last / first) ** done
                for first, last in (phase.temperature, phase.step)
            )
            if self.renew is not None and k % phase.renewed == 0:
                y = walk.prices
                duals, value = self.renew(y, heat)
                best, found = (y, value) if value > found else (best, found)
                walk.turn_to(self._take(duals, y))
            elif k == 0:
                walk.turn_to(self._take(self.given, prices))
            value, slope, self._x = self._look(walk.y, heat)
            if self.renew is None and value > found:
                best, found = walk.y, value
            y = walk.step(slope, step, k)
            y = np.where(self.rising, y, np.minimum(y, 0.0))
            walk.y = np.where(self.falling, y, np.maximum(y, 0.0))
        if self.renew is not None and self.renew(walk.prices, 0.0)[1] > found:
            return walk.prices
        if self.renew is None and np.isfinite(found):
            walk.y = best
            return walk.prices
        return best

    def _look(self, y: np.ndarray, heat: float) -> tuple[float, np.ndarray, np.ndarray]:
        """Return the bound at some prices, the smoothed bound's gradient, and its solution."""
        duals, starts = self.duals, self.duals.starts
        reduced = duals.cost - self.turned @ y
        x = np.zeros(len(reduced))
        other = reduced[duals.others]
        value = np.where(other > 0, other * self.base, other * (self.base + self.room)).sum()
        x[duals.others] = self.base + self.room / (1 + np.exp(np.clip(other / heat, -50, 50)))
        if len(starts):
            own = reduced[duals.choices]
            least = np.minimum(np.minimum.reduceat(own, starts), 0.0)
            value += least.sum()
            share = np.exp((least[self.group] - own) / heat)
            whole = np.add.reduceat(share, starts) + np.exp(least / heat)
            x[duals.choices] = share / whole[self.group]
        limit = np.where(y > 0, self.low, np.where(y < 0, self.high, 0.0))
        value += y @ limit
        wanted = np.where(self.rising & ((y > 0) | ~self.falling), self.low, self.high)
        return float(value), wanted - duals.rows @ x, x
