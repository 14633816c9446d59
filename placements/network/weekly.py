"""Weeks in which more learners must be placed than the settings open to them have room for.

In each week, every learner with a block that covers it whatever its start, and that they cannot
leave out, wants one place. A largest flow to the places that fixed pins leave shows who cannot
have one: the learners it leaves short want more places than all they can reach have.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from placements.network.flow import SINK, Demand, serve
from placements.network.offers import Offers
from placements.network.supply import Supply, Tree, tree

FEW_ARCS = 12
"""Settings tried for each learner before all."""


@dataclass(frozen=True, slots=True)
class Crowd:
    """Learners who, in every week of a spell, want more places than all they can reach have.

    Parameters
    ----------
    first, last
        The spell [weeks], 1 first.
    blocks
        Their learner-blocks (positions), one a learner.
    settings
        Every setting open to any of them (positions).
    room
        Most of them that these settings can host at once.
    """

    first: int
    last: int
    blocks: np.ndarray
    settings: np.ndarray
    room: int


def crowds(offers: Offers, supply: Supply) -> Iterator[Crowd]:
    """Yield the crowds of each spell in which neither learners nor places change."""
    wants = _wants(offers)
    new = np.ones(offers.round.weeks, dtype=bool)
    new[1:] = (wants[:, 1:] != wants[:, :-1]).any(axis=0)
    new[1:] |= (supply.left[:, 1:] != supply.left[:, :-1]).any(axis=0)
    first = np.flatnonzero(new)
    last = np.append(first[1:], offers.round.weeks)
    for week, until in zip(first.tolist(), last.tolist(), strict=True):
        rows = np.flatnonzero(wants[:, week])
        # Of two blocks of one learner, one is enough: the claim is about the blocks counted.
        rows = rows[np.unique(offers.learner[rows], return_index=True)[1]]
        if len(rows):
            trees = tree(supply, week, len(offers.round.setting_ids))
            short, hosted = _short(rows, offers, trees)
            if short.any():
                yield from _parts(rows[short], hosted[short], offers, (week + 1, until))


def _wants(offers: Offers) -> np.ndarray:
    """Return whether a block covers a week whatever its start, (blocks, weeks)."""
    week = np.arange(1, offers.round.weeks + 1)
    sure = offers.any & ~offers.fixed & ~offers.blocks["optional"].to_numpy()
    until = np.where(sure, offers.earliest + offers.weeks - 1, 0)
    return (offers.latest[:, None] <= week) & (week <= until[:, None])


def _short(rows: np.ndarray, offers: Offers, trees: Tree) -> tuple[np.ndarray, np.ndarray]:
    """Return which rows are short, and which of them a largest flow places."""
    row, setting = np.nonzero(offers.settings[rows])
    node = trees.leaf[setting, offers.kinds[0][rows][row]]
    row, node = row[node != SINK], node[node != SINK]
    one = np.ones(len(rows), dtype=np.int64)
    for kept in (_spread(row, len(rows)), slice(None)):
        arcs = row[kept], node[kept]
        served = serve(Demand(one, *arcs, one[arcs[0]]), trees.holds, trees.parent)
        if served.units.all():
            break  # a flow along some of the arcs is a flow: everybody has a place
    return served.short, served.units


def _spread(row: np.ndarray, rows: int) -> np.ndarray:
    """Return a few arcs of each row, different ones for neighbours; mostly they are enough."""
    number = np.bincount(row, minlength=rows)
    rank = np.arange(len(row)) - (np.cumsum(number) - number)[row]
    stride = np.maximum(number // FEW_ARCS, 1)[row]
    return np.flatnonzero(rank % stride == row % stride)


def _parts(
    rows: np.ndarray, hosted: np.ndarray, offers: Offers, spell: tuple[int, int]
) -> Iterator[Crowd]:
    """Yield the parts of the rows that share no setting: each is short on its own."""
    row, setting = np.nonzero(offers.settings[rows])
    size = len(rows) + offers.settings.shape[1]
    ends = csr_array((np.ones(len(row)), (row, setting + len(rows))), shape=(size, size))
    part = connected_components(ends, directed=False)[1]
    for number in np.unique(part[: len(rows)]):
        mine = part[: len(rows)] == number
        settings = np.flatnonzero(part[len(rows) :] == number)
        yield Crowd(*spell, rows[mine], settings, int(hosted[mine].sum()))
