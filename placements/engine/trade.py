"""What a level costs when those above it are held where a plan has them: weights that prove most.

For prices, the levels have weights (``emphasis``). A bound on a level, given the values of those
above it, follows from any such weights; the best are found with the prices, as prices themselves:
of the rows "a level above is at most its value".
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from placements.engine.duals import Duals
from placements.engine.pool import MATTERS
from placements.engine.prices import NEAREST, Climb
from placements.engine.pricing import Pricing
from placements.engine.stop import Flag

STEPS = 0.3, 0.02
"""Most by which a weight changes at each look, as a share of itself: at first, and at last."""
CLOSE = 0.05
"""Share of a limit by which a level must miss it for the largest step."""


@dataclass(frozen=True, eq=False)
class TradeTask:
    """Weights and prices to find, beginning with some.

    Parameters
    ----------
    pricing
        All candidates.
    mix, prices
        Weights of the levels, (levels,), and prices for them, (m,).
    limits
        Level → the most that it may be; its weight is what is looked for.
    """

    pricing: Pricing
    mix: np.ndarray
    prices: np.ndarray
    limits: dict[int, float]
    flag: Flag


def find_weights(task: TradeTask) -> tuple[np.ndarray, np.ndarray]:
    """Return the weights and prices that prove most."""
    trade = _Trade(task)
    climb = Climb(trade.duals, trade.renew)
    trade.climb = climb
    climb.run(task.prices, NEAREST, task.flag)
    return trade.best


class _Trade:
    """Prices renewed with all candidates, and the weights with them."""

    climb: Climb

    def __init__(self, task: TradeTask) -> None:
        self.task, self.mix, self.looks = task, task.mix.copy(), 0
        self.pricing = task.pricing
        chosen, _ = self.pricing.near(self.mix, task.prices, 0.0)
        self.duals = self.pricing.duals(self.mix, chosen)
        self.scale, self.chosen = self.duals.scale, chosen
        self.best, self.proven = (task.mix, task.prices), -np.inf

    def renew(self, y: np.ndarray, heat: float) -> tuple[Duals, float]:
        """Return what matters at prices, and what they prove of the level given its limits."""
        if self.climb.x is not None:
            self._weigh(self.climb.x)
        chosen, value = self.pricing.near(self.mix, y, MATTERS * heat)
        value -= sum(float(self.mix[k]) * limit for k, limit in self.task.limits.items())
        if value > self.proven:
            self.best, self.proven = (self.mix.copy(), y), value
        self.chosen = chosen
        return self.pricing.duals(self.mix, chosen, self.scale), value

    def _weigh(self, x: np.ndarray) -> None:
        """Make the weight of a level larger where it is over its limit, and smaller where not."""
        self.looks += 1
        first, last = STEPS
        step = first * (last / first) ** min(self.looks * NEAREST.renewed / NEAREST.passes, 1.0)
        others = self.pricing.few + np.arange(x.shape[0] - len(self.chosen))
        costs = self.pricing.whole.costs[:, np.concatenate([self.chosen, others])]
        for k, limit in self.task.limits.items():
            over = float(costs[k] @ x) - limit
            size = CLOSE * max(abs(limit), 1.0)
            self.mix[k] *= np.exp(step * np.clip(over / size, -1.0, 1.0))
