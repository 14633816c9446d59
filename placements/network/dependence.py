"""Who depends on whom: what each learner can reach, and the settings that only hold it together.

A *reach* is a bipartite network of learners and settings. An articulation point of it is a setting
without which some learners are cut off from the rest of the settings: supply hangs on it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import networkx as nx
import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import breadth_first_order, connected_components

from placements.candidates import Candidates
from placements.round import Round
from placements.travel import travel_minutes

Array = np.ndarray


@dataclass(frozen=True, eq=False)
class Reach:
    """Which settings each learner may be offered in some block.

    Parameters
    ----------
    round
        The round.
    open_to
        Whether a setting may be offered to a learner, (learners, settings).
    """

    round: Round
    open_to: Array

    @classmethod
    def of(cls, candidates: Candidates) -> Reach:
        """Return the reach that candidates amount to."""
        round = candidates.round
        open_to = np.zeros((len(round.learner_ids), len(round.setting_ids)), dtype=bool)
        open_to[candidates.column("learner"), candidates.column("setting")] = True
        return cls(round, open_to)

    @cached_property
    def places(self) -> list[str]:
        """The places of the settings, sorted; ``""`` where a setting has none."""
        return sorted(set(self.round["settings"]["place_id"]))

    @cached_property
    def place_of_setting(self) -> Array:
        """Position in ``places`` of each setting's place, (settings,)."""
        return np.searchsorted(np.array(self.places), self.round["settings"]["place_id"])

    @cached_property
    def place_of_learner(self) -> Array:
        """Position in ``places`` of the place of each learner's nearest setting, (learners,)."""
        return self.place_of_setting[travel_minutes(self.round).argmin(axis=1)]

    @cached_property
    def between(self) -> Array:
        """Learners of each place to whom a setting may be offered, (places, settings)."""
        found = np.zeros((len(self.places), self.open_to.shape[1]), dtype=np.int64)
        np.add.at(found, self.place_of_learner, self.open_to.astype(np.int64))
        return found


@dataclass(frozen=True, slots=True)
class Hinge:
    """An articulation point of supply.

    Parameters
    ----------
    setting
        Position of the setting.
    alone
        Learners who can reach no other setting of these.
    cut_off
        Learners, those included, whom its loss parts from where most learners are.
    """

    setting: int
    alone: int
    cut_off: int


def hinges(open_to: Array) -> Iterator[Hinge]:
    """Yield the articulation points among the settings of a reach, by position.

    Parameters
    ----------
    open_to
        As in ``Reach``, of the settings in question; others may be all false.
    """
    learners, settings = open_to.shape
    learner, setting = np.nonzero(open_to)
    size = learners + settings
    ones = np.ones(len(learner), dtype=np.int8)
    network = csr_array((ones, (learner, setting + learners)), shape=(size, size))
    thin = _certificate(csr_array(network + network.T))
    points = nx.articulation_points(nx.from_scipy_sparse_array(thin))
    sole = open_to[open_to.sum(axis=1) == 1].sum(axis=0)
    reaching = np.flatnonzero(open_to.any(axis=1))
    for point in sorted(point for point in points if point >= learners):
        kept = np.delete(np.arange(size), point)
        part = connected_components(thin[kept][:, kept], directed=False)[1][reaching]
        cut_off = len(reaching) - np.bincount(part).max()
        yield Hinge(point - learners, int(sole[point - learners]), int(cut_off))


def _certificate(network: csr_array) -> csr_array:
    """Return two breadth-first forests, the second of what the first leaves.

    They have fewer than two edges a node, and the same articulation points: what one node's loss
    parts in them, it parts in the whole network (Cheriyan, Kao and Thurimella 1993).
    """
    first = _forest(network)
    rest = csr_array(network - first)
    rest.eliminate_zeros()
    return csr_array(first + _forest(rest))


def _forest(network: csr_array) -> csr_array:
    """Return a breadth-first tree of every part of a network."""
    size = network.shape[0]
    parts = connected_components(network, directed=False)[1]
    roots = np.unique(parts, return_index=True)[1]
    child, parent = [], []
    for root in roots[np.diff(network.indptr)[roots] > 0]:
        order, before = breadth_first_order(network, root, directed=False)
        child.append(order[1:])
        parent.append(before[order[1:]])
    if not child:
        return csr_array((size, size), dtype=np.int8)
    ends = np.concatenate(child), np.concatenate(parent)
    tree = csr_array((np.ones(len(ends[0]), dtype=np.int8), ends), shape=(size, size))
    return csr_array(tree + tree.T)
