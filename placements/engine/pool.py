"""A pool: the few choices of each block among which a large round is planned.

A system of 3,000 learners has millions of candidates, too many to search. A plan is made of the
promising ones, and prices tell which those are. What is left out in the end is no loss by more than
the bounds say, for these hold for all candidates (``pricing``).
"""

from __future__ import annotations

import time
from dataclasses import dataclass

import numpy as np
import pandas as pd

from placements.candidates import Candidates
from placements.engine.duals import Duals
from placements.engine.emphasis import GENTLE, mix_to, weights
from placements.engine.floating import mostly_floating
from placements.engine.matrix import Matrix
from placements.engine.parts import Columns, Everything
from placements.engine.prices import FAR, FARTHEST, NEARER, NEAREST, Climb, Renewal
from placements.engine.pricing import Pricing
from placements.engine.slim import slim
from placements.engine.stop import Flag
from placements.engine.structure import Structure
from placements.engine.team import Team
from placements.plan import Plan

WHOLE_UP_TO, WHOLE_FLOATING = 150_000, 500_000
"""Candidates that make one model; and where blocks may start in any of many weeks, for no few
choices of each fit together."""
NEAR, OF_EACH = 8, 2
"""Choices of each block in a first pool that suit best, and of each sector."""
ANYWHERE = 12
"""Choices of each block, about, that a sample takes from anywhere within reach."""
MATTERS = 7.0
"""Temperatures above its block's least reduced cost from which a candidate has no weight."""
POOLED, OF_OTHERS = 20, 4
"""Choices of each block that are the pool's: at the prices of all levels, and of each above."""


def one_model(candidates: Candidates) -> bool:
    """Return whether candidates make one model, not a pool of them."""
    count = len(candidates)
    return count <= WHOLE_UP_TO or (count <= WHOLE_FLOATING and mostly_floating(candidates))


def first_pool(candidates: Candidates, start: Plan | None) -> np.ndarray:
    """Return the positions of a first pool, sorted: fixed pins, a start, near ones of all sectors.

    Sectors are what curricula ask for, so some of each are there, however far.
    """
    frame = candidates.frame
    cost = candidates.column("minutes").astype(np.float64) - candidates.column("score")
    order = np.lexsort((cost, candidates.column("learner_block")))
    block = candidates.column("learner_block")[order].astype(np.int64)
    sector = frame["sector"].cat.codes.to_numpy().astype(np.int64)[order]
    best = np.arange(len(block)) - np.searchsorted(block, block, side="left") < NEAR
    group = block * (sector.max(initial=0) + 1) + sector
    within = pd.Series(group).groupby(group, sort=False).cumcount().to_numpy()
    return np.union1d(order[best | (within < OF_EACH)], given(candidates, start))


def given(candidates: Candidates, start: Plan | None) -> np.ndarray:
    """Return the positions of the fixed pins and of a start's placements."""
    fixed = np.flatnonzero(candidates.column("fixed"))
    if start is None:
        return fixed
    own = pd.DataFrame(
        [(p.learner_id, p.block_id, p.setting_id, p.start) for p in start.placements],
        columns=["learner_id", "block_id", "setting_id", "start"],
    )
    names = ["learner_id", "block_id", "setting_id"]
    frame = candidates.frame[[*names, "start"]].astype(dict.fromkeys(names, str))
    found = frame.reset_index(names="at").merge(own, on=[*names, "start"])
    return np.union1d(fixed, found["at"].to_numpy(dtype=np.int64))


@dataclass(frozen=True, eq=False)
class Priced:
    """A pool, and the prices that chose it.

    Parameters
    ----------
    everything
        What it was taken from.
    matrix
        The pool's model, without the rows that it cannot break.
    rows
        Positions of its rows among all, for which the prices are.
    emphasis
        Weights of the levels, (levels,).
    prices
        Level → mix of the levels and prices for it.
    pricing
        Holds prices against all candidates.
    seconds
        What finding them took.
    """

    everything: Everything
    matrix: Matrix
    rows: np.ndarray
    emphasis: np.ndarray
    prices: dict[int, tuple[np.ndarray, np.ndarray]]
    pricing: Pricing
    seconds: float


@dataclass(frozen=True, eq=False)
class SampleTask:
    """Prices to find for a sample of a round's candidates: far off, it tells enough.

    Parameters
    ----------
    sample, row_of_block
        See ``Pricing``.
    mixes
        Weights of the levels, (levels,) each.
    """

    sample: Columns
    row_of_block: np.ndarray
    mixes: list[np.ndarray]
    flag: Flag


def prices_of_sample(task: SampleTask) -> list[np.ndarray]:
    """Return prices that will do for a sample, for each mix; any process can."""
    pricing = Pricing(task.sample, task.row_of_block)
    return [_far_off(_duals(pricing, mix), task.flag) for mix in task.mixes]


def _duals(sample: Pricing, mix: np.ndarray) -> Duals:
    return sample.duals(mix, np.arange(sample.few))


def _far_off(duals: Duals, flag: Flag) -> np.ndarray:
    prices, climb = np.zeros(len(duals.row_lower)), Climb(duals)
    for phase in (FARTHEST, FAR):
        prices = climb.run(prices, phase, flag)
    return prices


def prices_of_all(sample: Columns, every: Pricing, mix: np.ndarray, flag: Flag) -> np.ndarray:
    """Return prices for all candidates, from a sample's.

    Only candidates whose reduced cost is within a few temperatures of their block's least have any
    weight, and those are looked for again and again: prices that have moved on without them run
    away.
    """
    few = Pricing(sample, every.row_of_block)
    duals = _duals(few, mix)
    prices = _far_off(duals, flag)
    for pricing, phase in ((few, NEARER), (every, NEAREST)):
        climb = Climb(duals, _renewing(pricing, mix, duals.scale))
        prices = climb.run(prices, phase, flag)
    return prices


def _renewing(pricing: Pricing, mix: np.ndarray, scale: float) -> Renewal:
    """Return what finds the candidates that matter at prices and a temperature."""

    def renew(y: np.ndarray, heat: float) -> tuple[Duals, float]:
        chosen, value = pricing.near(mix, y, MATTERS * heat)
        return pricing.duals(mix, chosen, scale), value

    return renew


def priced_pool(
    everything: Everything, matrix: Matrix, start: Plan | None, team: Team, flag: Flag
) -> Priced:
    """Return a pool chosen by prices, from a first one."""
    began = time.monotonic()
    structure, whole = Structure(matrix), everything.columns_alone
    rows, emphasis = structure.row_of_block, weights(structure, GENTLE)
    pricing = Pricing(whole, rows)
    sample = np.union1d(first_pool(everything.candidates, start), by_turns(everything.candidates))
    active = [k for k in range(len(matrix.costs)) if matrix.costs[k].any()]
    mixes = {k: mix_to(emphasis, k) for k in active or [0]}
    *ahead, last = active or [0]
    few = whole.some(sample)
    task = SampleTask(few, rows, [mixes[k] for k in ahead], flag)
    begun = team.begin(prices_of_sample, [task])
    # Here, for a worker would have to hold all candidates too.
    found = {last: (mixes[last], prices_of_all(few, pricing, mixes[last], flag))}
    found |= {k: (mixes[k], y) for k, y in zip(ahead, *begun(), strict=True)}
    best = [given(everything.candidates, start)]
    for k, (mix, prices) in found.items():
        best.append(pricing.best(mix, prices, POOLED if k == last else OF_OTHERS))
    chosen = np.unique(np.concatenate(best))
    own, kept = slim(everything.matrix(chosen))
    seconds = time.monotonic() - began
    return Priced(everything, own, kept, emphasis, found, pricing, seconds)


def by_turns(candidates: Candidates) -> np.ndarray:
    """Return every so-manieth candidate, beginning elsewhere for each block.

    A place that nobody of a sample could be given would have no price.
    """
    block = candidates.column("learner_block").astype(np.int64)
    step = max(len(block) // ((int(block.max(initial=0)) + 1) * ANYWHERE), 1)
    return np.flatnonzero((np.arange(len(block)) + 7 * block) % step == 0)
