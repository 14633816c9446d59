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


class Climb:
    """The ascent's passes: a few array operations each.

    Parameters
    ----------
    duals
        The problem, or a part of it that ``renew`` replaces as prices change.
    renew
        From prices and a temperature, the part of the problem that matters there, and the value
        of the prices for all of it. ``None``: ``duals`` is all.

    Attributes
    ----------
    x
        The last smoothed solution, over the columns of ``duals``.
    """

    def __init__(self, duals: Duals, renew: Renewal | None = None) -> None:
        self.renew, self.scale, self.priced = renew, duals.scale, duals.priced
        low, high = duals.row_lower, duals.row_upper
        self.rising, self.falling = np.isfinite(low), np.isfinite(high)
        self.low, self.high = np.where(self.rising, low, 0.0), np.where(self.falling, high, 0.0)
        self.x: np.ndarray | None = None
        self._take(duals)

    def _take(self, duals: Duals) -> None:
        self.duals = duals
        self.turned = sparse.csr_array(duals.rows.T)
        sizes = np.diff(np.r_[duals.starts, len(duals.choices)])
        self.group = np.repeat(np.arange(len(sizes)), sizes)
        low_end, top = duals.lower[duals.others], duals.upper[duals.others]
        self.base = np.where(np.isfinite(low_end), low_end, -1e6)
        self.room = np.where(np.isfinite(top), top - self.base, 1e6)

    def run(self, prices: np.ndarray, phase: Phase, flag: Flag) -> np.ndarray:
        """Return the best prices of some passes."""
        y = np.where(self.priced, prices, 0.0)
        best, found = y, -np.inf
        mean, square = np.zeros_like(y), np.zeros_like(y)
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
                duals, value = self.renew(y, heat)
                best, found = (y, value) if value > found else (best, found)
                self._take(duals)
            value, slope, self.x = self._look(y, heat)
            if self.renew is None and value > found:
                best, found = y, value
            mean = 0.9 * mean + 0.1 * slope
            square = 0.99 * square + 0.01 * slope * slope
            move = mean / (1 - 0.9 ** (k + 1))
            y = y + step * move / (np.sqrt(square / (1 - 0.99 ** (k + 1))) + 1e-8)
            y = np.where(self.rising, y, np.minimum(y, 0.0))
            y = np.where(self.falling, y, np.maximum(y, 0.0))
        if self.renew is not None and self.renew(y, 0.0)[1] > found:
            return y
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
        return float(value), np.where(self.priced, wanted - duals.rows @ x, 0.0), x
