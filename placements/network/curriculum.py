"""Curriculum minimums that the settings cannot give to all who need them, over the whole horizon.

Every learner wants the weeks that a requirement's minimum still asks of them, at settings that
match its filter. A setting gives at most, in each week, the places that fixed pins leave, and no
more than the learners who could be there. A largest flow shows who cannot have theirs.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

from placements.network.flow import SINK, Demand, serve
from placements.network.needs import Need, matching, needs
from placements.network.offers import Offers
from placements.network.supply import Supply
from placements.round.filters import parse_filter


@dataclass(frozen=True, slots=True)
class Scarcity:
    """Learners who together need more weeks under a filter than all they can reach can give.

    Parameters
    ----------
    where
        The filter.
    requirements
        Positions of the requirements that ask for it.
    learners, settings
        Positions of the learners, and of every matching setting open to any of them.
    needed, room
        Weeks that they need, and that these settings can give them.
    """

    where: str
    requirements: tuple[int, ...]
    learners: np.ndarray
    settings: np.ndarray
    needed: int
    room: int


def scarcities(offers: Offers, supply: Supply) -> Iterator[Scarcity]:
    """Yield the scarcity of each filter of a requirement, where there is one."""
    for where, stages, asking in asked_together(offers, [*needs(offers)]):
        yield from _scarcity(offers, supply, where, stages, asking)


def asked_together(
    offers: Offers, found: list[Need]
) -> Iterator[tuple[str, tuple[int, ...], list[Need]]]:
    """Yield each filter and stages of a requirement, with every need that lies within both."""
    some = [need for need in found if need.weeks.any()]
    rules = offers.round["requirements"]
    asks = {n.requirement: (rules["where"].iat[n.requirement], _stages(rules, n)) for n in some}
    for where, stages in sorted({*asks.values()}):
        yield (
            where,
            stages,
            [
                need
                for need in some
                if within(offers, asks[need.requirement][0], where)
                and _among(asks[need.requirement][1], stages)
            ],
        )


def _stages(rules: pd.DataFrame, need: Need) -> tuple[int, ...]:
    """Return the stages whose blocks count towards a need; none: all."""
    return tuple(sorted(rules["stages"].iat[need.requirement]))


def _among(narrow: tuple[int, ...], wide: tuple[int, ...]) -> bool:
    return not wide or (bool(narrow) and set(narrow) <= set(wide))


def counts(offers: Offers, stages: tuple[int, ...]) -> np.ndarray:
    """Return which blocks are of some stages; none: all, (blocks,)."""
    if not stages:
        return np.ones(len(offers.blocks), dtype=bool)
    return offers.blocks["stage"].isin(stages).to_numpy()


def within(offers: Offers, narrow: str, wide: str) -> bool:
    """Return whether all that one filter matches, another does, whoever the learner."""
    if narrow == wide:
        return True
    inner, outer = parse_filter(narrow), parse_filter(wide)
    matches = offers.round.attributes.matches
    return not outer.about_learner and bool((matches(outer) | ~matches(inner)).all())


def _scarcity(
    offers: Offers, supply: Supply, where: str, stages: tuple[int, ...], asking: list[Need]
) -> Iterator[Scarcity]:
    wanted = np.zeros(len(offers.round.learner_ids), dtype=np.int64)
    for need in asking:
        wanted[need.learners] = np.maximum(wanted[need.learners], need.weeks)
    rows = np.flatnonzero((wanted[offers.learner] > 0) & counts(offers, stages))
    open_to = offers.settings[rows] & matching(offers, where, rows)
    weeks = offers.by_learner(open_to * offers.weeks[rows, None].astype(np.int16), rows)
    learner, setting = np.nonzero(weeks)
    limit = np.minimum(weeks[learner, setting], wanted[learner])
    room = _room(offers, supply, rows, open_to)
    served = serve(Demand(wanted, learner, setting, limit), room, np.full(len(room), SINK))
    short = served.short
    if short.any():
        yield Scarcity(
            where,
            tuple(n.requirement for n in asking if (n.weeks[short[n.learners]] > 0).any()),
            np.flatnonzero(short),
            np.flatnonzero(weeks[short].any(axis=0)),
            int(wanted[short].sum()),
            int(served.units[short].sum()),
        )


def _room(offers: Offers, supply: Supply, rows: np.ndarray, open_to: np.ndarray) -> np.ndarray:
    """Return the weeks that each setting can give to some blocks, (settings,)."""
    week = np.arange(1, offers.round.weeks + 1)
    until = np.where(offers.any, offers.latest + offers.weeks - 1, 0)[rows]
    active = (offers.earliest[rows, None] <= week) & (week <= until[:, None])
    fixed = offers.fixed[rows]
    kinds = np.unique(offers.kinds[0][rows])
    left = supply.most(kinds, open_to.shape[1])
    others = np.minimum(left, _load(open_to[~fixed], active[~fixed]))
    return (others + _load(open_to[fixed], active[fixed])).sum(axis=1)


def _load(open_to: np.ndarray, active: np.ndarray) -> np.ndarray:
    """Return how many of some blocks could be at each setting in each week, (settings, weeks)."""
    # Counts below 2^24 are exact in single precision, which multiplies ten times as fast.
    return (open_to.T.astype(np.float32) @ active.astype(np.float32)).astype(np.int64)
