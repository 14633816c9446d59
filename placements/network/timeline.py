"""The horizon cut into spells in which neither blocks nor places change, with the lines of each."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from placements.network.flow import SINK
from placements.network.offers import Offers
from placements.network.supply import Supply, tree


@dataclass(frozen=True, eq=False)
class Timeline:
    """Spells of weeks, and in each the capacity lines as trees (``supply.Tree``), numbered on.

    Parameters
    ----------
    first, last
        First and last week of each spell, (spells,).
    holds
        Learner-weeks that each node can hold, (nodes,).
    parent
        Node of the next wider line, or ``SINK``, (nodes,).
    leaf
        Node of the narrowest line that counts a kind, ``SINK`` where none does,
        (spells, settings, kinds).
    line, spell
        Line of capacity and spell of each node, (nodes,).
    """

    first: np.ndarray
    last: np.ndarray
    holds: np.ndarray
    parent: np.ndarray
    leaf: np.ndarray
    line: np.ndarray
    spell: np.ndarray

    @property
    def length(self) -> np.ndarray:
        """Weeks of each spell, (spells,)."""
        return self.last - self.first + 1

    @classmethod
    def of(cls, offers: Offers, supply: Supply) -> Timeline:
        """Return the spells of a round."""
        weeks, settings = offers.round.weeks, len(offers.round.setting_ids)
        some = offers.any
        ends = (offers.latest + offers.weeks)[some]
        changed = np.flatnonzero((supply.left[:, 1:] != supply.left[:, :-1]).any(axis=0)) + 2
        inner = (offers.earliest + offers.weeks)[some]
        cuts = np.unique(
            np.concatenate([[1], offers.earliest[some], offers.latest[some], inner, ends, changed])
        )
        first = cuts[cuts <= weeks]
        last = np.append(first[1:] - 1, weeks)
        trees = [tree(supply, int(week) - 1, settings) for week in first]
        sizes = np.array([len(t.holds) for t in trees], dtype=np.int64)
        base = np.cumsum(sizes) - sizes
        number = np.repeat(np.arange(len(trees)), sizes)
        return cls(
            first,
            last,
            np.concatenate([t.holds for t in trees]) * (last - first + 1)[number],
            np.concatenate([_shifted(t.parent, b) for t, b in zip(trees, base, strict=True)]),
            np.array([_shifted(t.leaf, b) for t, b in zip(trees, base, strict=True)]),
            np.concatenate([t.line for t in trees]),
            number,
        )

    def options(self, offers: Offers, rows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return each pair of a block (its place in ``rows``) and a spell that it may be in."""
        until = offers.latest[rows] + offers.weeks[rows] - 1
        within = (offers.earliest[rows, None] <= self.last) & (self.first <= until[:, None])
        block, spell = np.nonzero(within & offers.any[rows, None])
        return block, spell


def _shifted(nodes: np.ndarray, by: np.integer) -> np.ndarray:
    return np.where(nodes == SINK, SINK, nodes + by)
