"""What learners want of settings, as demands in a flow: places, and weeks for the curriculum."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from placements.engine.rank import rank_within
from placements.network.curriculum import asked_together, counts
from placements.network.cuts import Wants
from placements.network.needs import Need, matching
from placements.network.offers import Offers
from placements.network.timeline import Timeline


@dataclass(frozen=True, eq=False)
class Asked:
    """Demands, with whose they are.

    Parameters
    ----------
    wants
        The demands as a flow needs them.
    learner, needs
        Position of each demand's learner, and the weeks needed in all, (demands,).
    block
        Learner's block of each option, (options,).
    where
        The filter that all of it must match.
    asking
        The needs behind it; none: a place is all that is asked for.
    """

    wants: Wants
    learner: np.ndarray
    needs: np.ndarray
    block: np.ndarray
    where: str = ""
    asking: tuple[Need, ...] = ()

    def requirements(self, learners: np.ndarray) -> list[int]:
        """Return the positions of the requirements that ask it of any of some learners."""
        own = np.unique(learners)
        return [n.requirement for n in self.asking if n.weeks[np.isin(n.learners, own)].any()]


# ---- places --------------------------------------------------------------------------------------


def for_places(offers: Offers, timeline: Timeline) -> Iterator[Asked]:
    """Yield the demands for places of all blocks that must be taken, stretch by stretch of weeks.

    A block with one start wants a place in each spell of its weeks, one with several starts wants
    its weeks anywhere between them, and so does a group of which some blocks are taken: it wants
    the weeks of the shortest that make up their number.
    """
    owner, chooses, pinned = _owners(offers)
    rows = np.flatnonzero(offers.any & ~offers.fixed & ~pinned[owner])
    block, spell = timeline.options(offers, rows)
    block = rows[block]
    stretch = _stretches(owner[block], spell, chooses[block], len(timeline.first))
    needs = np.where(chooses[block], _taken(offers, owner)[block], timeline.length[spell])
    most = np.minimum(timeline.length[spell], offers.weeks[block])
    for number in np.unique(stretch):
        at = np.flatnonzero(stretch == number)
        own = np.where(chooses[block[at]], -1, spell[at])
        pairs, first, demand = np.unique(
            np.column_stack([owner[block[at]], own]), axis=0, return_index=True, return_inverse=True
        )
        of = offers.learner[pairs[:, 0]]
        wants = _wants(offers, block[at], spell[at], most[at], demand, needs[at][first])
        yield Asked(wants, of, needs[at][first], block[at])


def _wants(
    offers: Offers,
    block: np.ndarray,
    spell: np.ndarray,
    most: np.ndarray,
    demand: np.ndarray,
    wanted: np.ndarray,
) -> Wants:
    rows, row = np.unique(block, return_inverse=True)
    kind = offers.kinds[0][block]
    return Wants(wanted, demand, spell, most, row, kind, offers.settings[rows])


def _owners(offers: Offers) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return each block's owner, whether it has a choice of weeks, and whether a pin decides.

    The owner is the first block of the group, where some may be left out; else the block itself.
    """
    own = offers.blocks
    optional = own["optional"].to_numpy()
    owner = np.arange(len(own))
    for positions in own[optional].groupby(["learner_id", "group"], sort=False).indices.values():
        at = np.flatnonzero(optional)[positions]
        owner[at] = at[0]
    pinned = np.zeros(len(own), dtype=bool)
    pinned[owner[offers.fixed]] = True
    return owner, optional | (offers.earliest != offers.latest), pinned


def _taken(offers: Offers, owner: np.ndarray) -> np.ndarray:
    """Return the fewest weeks that each block's owner takes, (blocks,)."""
    take = np.where(offers.blocks["optional"], offers.blocks["take"], 1)
    counted = offers.weeks * (rank_within(owner, offers.weeks) < take)
    fewest = np.bincount(owner, counted, minlength=len(owner))
    return fewest.astype(np.int64)[owner]


def _stretches(
    owner: np.ndarray, spell: np.ndarray, chooses: np.ndarray, spells: int
) -> np.ndarray:
    """Return for each option its stretch: spells that owners with a choice of weeks tie."""
    at = np.flatnonzero(chooses)
    size = spells + int(owner.max(initial=0)) + 1
    ends = (spell[at], spells + owner[at])
    graph = csr_array((np.ones(len(at)), ends), shape=(size, size))
    return connected_components(graph, directed=False)[1][spell]


# ---- curriculum ----------------------------------------------------------------------------------


def for_curriculum(offers: Offers, timeline: Timeline, needs: list[Need]) -> Iterator[Asked]:
    """Yield, for each filter and stages of a requirement, the weeks that learners need there."""
    for where, stages, asking in asked_together(offers, needs):
        asked = _asked(offers, timeline, where, stages, asking)
        if len(asked.needs):
            yield asked


def _asked(
    offers: Offers, timeline: Timeline, where: str, stages: tuple[int, ...], asking: list[Need]
) -> Asked:
    wanted = np.zeros(len(offers.round.learner_ids), dtype=np.int64)
    for need in asking:
        wanted[need.learners] = np.maximum(wanted[need.learners], need.weeks)
    rows = np.flatnonzero((wanted[offers.learner] > 0) & offers.any & counts(offers, stages))
    open_to = offers.settings[rows] & matching(offers, where, rows)
    # A fixed pin has its place whatever others do: what it gives is had already.
    had = np.where(offers.fixed[rows] & open_to.any(axis=1), offers.weeks[rows], 0)
    np.add.at(wanted, offers.learner[rows], -had)
    kept = open_to.any(axis=1) & ~offers.fixed[rows] & (wanted[offers.learner[rows]] > 0)
    rows, open_to = rows[kept], open_to[kept]
    row, spell = timeline.options(offers, rows)
    learners, demand = np.unique(offers.learner[rows[row]], return_inverse=True)
    most = np.minimum(timeline.length[spell], offers.weeks[rows[row]])
    kind = offers.kinds[0][rows[row]]
    wants = Wants(wanted[learners], demand, spell, most, row, kind, open_to)
    return Asked(wants, learners, wanted[learners], rows[row], where, tuple(asking))
