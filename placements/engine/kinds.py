"""Kinds of part: how large the next of each is, and which comes next.

Sizes adapt to the work, which is counted in iterations of the simplex method; what kind comes next
depends on what each brought for its work of late.
"""

from __future__ import annotations

import numpy as np

BATCH = 2
"""Parts drawn, and their answers taken, together."""
FIRST = {"learners": 10.0, "window": 100.0, "spread": 100.0, "wave": 500.0}
MOST = {"learners": 25.0, "window": 200.0, "spread": 300.0, "wave": 2_000.0}
"""First and most learners, or blocks, of a part: larger ones take longer than they bring."""
LIGHT = {"learners": 700, "window": 400, "spread": 700, "wave": 8_000}
HEAVY = {"learners": 2_000, "window": 1_200, "spread": 2_000, "wave": 20_000}
"""Iterations below which the next part is made larger, and above which smaller."""
LARGE = {"learners": (1_200, 3_000, 40.0), "spread": (1_200, 3_000, 400.0)}
"""The same, and the most learners or blocks, once small parts bring little: what is left to find
takes more learners at a time."""
LARGER = {"learners": 1.03, "window": 1.03, "spread": 1.03, "wave": 1.2}
SMALLER = 0.93
LEAST_SIZE = 4.0
FLOATING = {"learners": 2.0, "window": 50.0}
LEAST_FLOATING = 1.0
MOST_FLOATING = {"learners": 25.0, "window": 400.0}
LARGE_FLOATING = {"learners": (5_000, 20_000, 40.0), "window": (5_000, 20_000, 400.0)}
"""First, least and most of the same, and once they are larger, where blocks float: a learner has
many times the choices, and a window holds several blocks of each."""
LEAST_WORK = 100
"""Iterations that a part counts for at least: drawing it is work too."""
LEAST_SHARE = 0.1
"""Share of the work that even the kind that brings least has, about."""
MEMORY = 0.9
"""What a kind brought so far against what its last part brought."""


class Kinds:
    """What is known of each kind.

    Parameters
    ----------
    waves
        Whether there are learners enough for waves.
    floating
        Whether blocks may start in any of many weeks.

    Attributes
    ----------
    size
        Learners, or blocks, of the next part of each.
    iterations
        The work so far.
    """

    def __init__(self, rng: np.random.Generator, *, waves: bool, floating: bool = False) -> None:
        self.rng, self.floating, self.iterations = rng, floating, 0
        self.size = FIRST | FLOATING if floating else dict(FIRST)
        self.least = LEAST_FLOATING if floating else LEAST_SIZE
        self.light, self.heavy = dict(LIGHT), dict(HEAVY)
        self.most = MOST | MOST_FLOATING if floating else dict(MOST)
        # Where blocks float, a window is of some of a learner's blocks already.
        off = {"spread": floating, "wave": not waves}
        self.names = [kind for kind in FIRST if not off.get(kind, False)]
        self.brings = dict.fromkeys(self.names, np.inf)

    def enlarge(self) -> None:
        """Let parts become larger from now on."""
        large = LARGE_FLOATING if self.floating else LARGE
        for kind, (light, heavy, most) in large.items():
            self.light[kind], self.heavy[kind], self.most[kind] = light, heavy, most

    def following(self) -> list[str]:
        """Return the kinds of the next batch: mostly those that brought most for their work.

        Waves come in pairs: beside one alone, workers would long have done all else of the batch.
        """
        chance = dict(zip(self.names, self._chances(), strict=True))
        waves = chance.pop("wave", 0.0)
        if self.rng.random() < waves * BATCH / 2:
            return ["wave", "wave"]
        small = np.array(list(chance.values()))
        return self.rng.choice(list(chance), BATCH, p=small / small.sum()).tolist()

    def _chances(self) -> np.ndarray:
        """Return how often each kind comes among parts, (kinds,)."""
        brings = np.array([self.brings[kind] for kind in self.names])
        fresh = ~np.isfinite(brings)
        share = np.where(fresh, 1.0, 0.0) if fresh.any() else brings
        share = share / share.sum() if share.sum() > 0 else np.full(len(share), 1 / len(share))
        # Of the work, not of the parts: a wave takes that of many others.
        share = np.maximum(share, LEAST_SHARE) / [self.heavy[kind] for kind in self.names]
        return np.asarray(share / share.sum())

    def learn(self, kind: str, gain: float, iterations: int, *, proven: bool) -> None:
        """Keep what a part brought, and how hard it was."""
        work = max(iterations, LEAST_WORK)
        self.iterations += work
        if not proven or iterations > self.heavy[kind]:
            self.size[kind] = max(SMALLER * self.size[kind], self.least)
        elif iterations < self.light[kind]:
            self.size[kind] = min(LARGER[kind] * self.size[kind], self.most[kind])
        if kind in self.brings:
            known, now = self.brings[kind], gain / work
            self.brings[kind] = MEMORY * known + (1 - MEMORY) * now if np.isfinite(known) else now
