"""The places left in each week, line by line, once the fixed pins have theirs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from placements.candidates import Candidates
from placements.network.flow import SINK
from placements.network.offers import Offers
from placements.round.capacity import NO_LIMIT

UNLIMITED = np.iinfo(np.int32).max


@dataclass(frozen=True, eq=False)
class Supply:
    """What each capacity line leaves for learners without a fixed pin.

    Parameters
    ----------
    setting
        Position of each line's setting, (lines,).
    counts
        Whether a line counts a kind of learner (``Offers.kinds``), (lines, kinds).
    brought
        Learners that fixed pins bring under the line in each week, (lines, weeks).
    left
        Places left in each week, ``NO_LIMIT`` where the line does not hold, (lines, weeks).
    """

    setting: np.ndarray
    counts: np.ndarray
    brought: np.ndarray
    left: np.ndarray

    @classmethod
    def of(cls, candidates: Candidates, offers: Offers) -> Supply:
        """Return the lines' places, less the learners that fixed pins bring."""
        lines, (_, kinds) = offers.round.lines, offers.kinds
        setting = np.array([offers.round.setting_at[line.setting_id] for line in lines])
        counts = np.array([[line.counts(*kind) for kind in kinds] for line in lines], dtype=bool)
        places = np.array([line.places for line in lines])
        brought = _brought(candidates, offers, setting, counts)
        left = np.where(places == NO_LIMIT, NO_LIMIT, np.maximum(places - brought, 0))
        return cls(setting, counts, brought, left)

    def most(self, kinds: np.ndarray, settings: int) -> np.ndarray:
        """Return a limit on learners of some kinds together, (settings, weeks).

        The least of: each line that counts all of them, and the sum over the kinds of the least
        line that counts each.

        Parameters
        ----------
        kinds
            Positions of the kinds.
        """
        together = np.full((settings, self.left.shape[1]), UNLIMITED, dtype=np.int64)
        left = np.where(self.left == NO_LIMIT, UNLIMITED, self.left)
        whole = self.counts[:, kinds].all(axis=1)
        np.minimum.at(together, self.setting[whole], left[whole])
        apart = np.zeros_like(together)
        for kind in kinds:
            alone = np.full_like(together, UNLIMITED)
            counted = self.counts[:, kind]
            np.minimum.at(alone, self.setting[counted], left[counted])
            apart += np.where(alone == UNLIMITED, 0, alone)
        return np.minimum(together, apart)


def _brought(
    candidates: Candidates, offers: Offers, setting: np.ndarray, counts: np.ndarray
) -> np.ndarray:
    """Return the learners that fixed pins bring under each line, (lines, weeks)."""
    weeks = offers.round.weeks
    pins = np.flatnonzero(candidates.column("fixed"))
    kind = offers.kinds[0][candidates.column("learner_block")[pins]]
    line, pin = np.nonzero(
        (setting[:, None] == candidates.column("setting")[pins]) & counts[:, kind]
    )
    change = np.zeros((len(setting), weeks + 1), dtype=np.int64)
    np.add.at(change, (line, candidates.column("start")[pins][pin] - 1), 1)
    np.add.at(change, (line, np.minimum(candidates.end[pins][pin], weeks)), -1)
    return np.cumsum(change, axis=1)[:, :weeks]


@dataclass(frozen=True, slots=True)
class Tree:
    """The lines of one week as trees, as a flow needs them.

    Two lines of one setting of which neither counts all that the other counts cannot stand in one
    tree: the narrower stands in parts, each with all its places, so that the flow can be larger
    than the truth, never smaller.

    Parameters
    ----------
    holds
        Places left at each node, (nodes,).
    parent
        Node of the next wider line of the same setting, or ``SINK``, (nodes,).
    leaf
        Node of the narrowest line that counts a kind, ``SINK`` where none does, (settings, kinds).
    line
        Line of each node, (nodes,).
    """

    holds: np.ndarray
    parent: np.ndarray
    leaf: np.ndarray
    line: np.ndarray


def tree(supply: Supply, week: int, settings: int) -> Tree:
    """Return the trees of a week (0 first)."""
    here = np.flatnonzero(supply.left[:, week] != NO_LIMIT)
    wide = supply.counts[here].sum(axis=1)
    here = here[np.lexsort((supply.left[here, week], -wide))]
    leaf = np.full((settings, supply.counts.shape[1]), SINK, dtype=np.int64)
    nodes = np.array([*_nodes(supply, here, leaf)], dtype=np.int64).reshape(-1, 2)
    return Tree(supply.left[nodes[:, 0], week], nodes[:, 1], leaf, nodes[:, 0])


def _nodes(supply: Supply, lines: np.ndarray, leaf: np.ndarray) -> Iterator[tuple[int, int]]:
    """Yield line and parent of each node, wide lines first; fill ``leaf``."""
    number = 0
    for line in lines.tolist():
        under = leaf[supply.setting[line]]
        for parent in sorted(set(under[supply.counts[line]].tolist())):
            under[supply.counts[line] & (under == parent)] = number
            number += 1
            yield line, parent
