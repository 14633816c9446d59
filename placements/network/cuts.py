"""Smallest sets that want more weeks than all they can reach can give: cuts in a flow over time.

Each demand wants some weeks. It can take them in its options: a block in a spell of weeks, at the
settings that are open to it. Every setting gives in each spell the weeks that its lines of capacity
leave. A largest flow serves as much as can be; the demands that can be reached from what it leaves
short are the smallest set that misses as much, and the lines around them are full.

Options begin with a few of their settings and get all of them once they are reached: a flow that
serves everybody along some of the arcs is a flow, and a set that is closed under all of its own
arcs is a proof. So a system of 3,000 learners needs few of its millions of arcs.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import breadth_first_order, connected_components, maximum_flow

from placements.network.flow import SINK
from placements.network.timeline import Timeline

FEW = 8
"""Settings of an option that are tried before all."""


@dataclass(frozen=True, eq=False)
class Wants:
    """Who wants how many weeks, and where they can be had.

    Parameters
    ----------
    wanted
        Weeks that each demand wants, (demands,).
    demand, spell, most
        Of each option: its demand, its spell, and the most weeks that it can give, (options,).
    row, kind
        Of each option: its row of ``open_to``, and its kind as capacity counts it, (options,).
    open_to
        Which settings are open, (rows, settings).
    """

    wanted: np.ndarray
    demand: np.ndarray
    spell: np.ndarray
    most: np.ndarray
    row: np.ndarray
    kind: np.ndarray
    open_to: np.ndarray


@dataclass(frozen=True, eq=False)
class Cut:
    """Demands that together want more weeks than all they can reach can give.

    Parameters
    ----------
    demands
        Positions of the demands, (n,).
    wanted
        Weeks that each wants there: less what it could have in its other options, (n,).
    options
        Positions of their options that the proof is about.
    nodes
        Nodes of the timeline: the lines that limit them.
    room
        Weeks that these lines can give.
    """

    demands: np.ndarray
    wanted: np.ndarray
    options: np.ndarray
    nodes: np.ndarray
    room: int

    @property
    def short(self) -> int:
        """Weeks that nobody can give them."""
        return int(self.wanted.sum()) - self.room


def cuts(wants: Wants, timeline: Timeline) -> Iterator[Cut]:
    """Yield the smallest sets that are short, those that share nothing apart."""
    network = _Network(wants, timeline)
    reached = network.reached()
    if reached is not None:
        yield from network.parts(reached)


class _Network:
    """Source, demands, options, lines, sink: numbered in this order."""

    def __init__(self, wants: Wants, timeline: Timeline) -> None:
        self.wants, self.timeline = wants, timeline
        self.demands, self.options = len(wants.wanted), len(wants.demand)
        self.lines = 1 + self.demands + self.options
        self.sink = self.lines + len(timeline.holds)
        at, setting = np.nonzero(wants.open_to)
        self.settings = setting
        self.number = np.bincount(at, minlength=len(wants.open_to))[wants.row]
        self.first = np.searchsorted(at, wants.row)
        self.whole = np.zeros(self.options, dtype=bool)

    def reached(self) -> np.ndarray | None:
        """Return which nodes what is short reaches, (nodes,); ``None`` where nothing is short."""
        while True:
            network = self._arcs()
            found = maximum_flow(network, 0, self.sink, method="dinic")
            if found.flow_value == self.wants.wanted.sum():
                return None
            rest = csr_array(network - found.flow)
            rest.eliminate_zeros()
            reached = np.zeros(self.sink + 1, dtype=bool)
            reached[breadth_first_order(rest, 0, return_predecessors=False)] = True
            fresh = reached[1 + self.demands : self.lines] & ~self.whole
            if not fresh.any():
                return reached
            self.whole |= fresh

    def _arcs(self) -> csr_array:
        wants, nodes = self.wants, self.timeline.holds
        option, leaf = self._open()
        demand = np.arange(self.demands)
        own = np.arange(self.options) + 1 + self.demands
        line = np.arange(len(nodes)) + self.lines
        parent = self.timeline.parent
        tail = np.concatenate([np.zeros(self.demands), wants.demand + 1, own[option], line])
        above = np.where(parent == SINK, self.sink, parent + self.lines)
        head = np.concatenate([demand + 1, own, leaf + self.lines, above])
        limit = np.concatenate([wants.wanted, wants.most, wants.most[option], nodes])
        arcs = (tail.astype(np.int32), head.astype(np.int32))
        return csr_array((limit.astype(np.int32), arcs), shape=(self.sink + 1, self.sink + 1))

    def _open(self) -> tuple[np.ndarray, np.ndarray]:
        """Return option and line of each arc between them."""
        count = np.where(self.whole, self.number, np.minimum(self.number, FEW))
        option = np.repeat(np.arange(self.options), count)
        rank = np.arange(len(option)) - np.repeat(np.cumsum(count) - count, count)
        number = self.number[option]
        stride = np.where(self.whole[option], 1, np.maximum(number // FEW, 1))
        turn = np.where(self.whole[option], 0, option)  # neighbours begin with other settings
        at = self.first[option] + (rank * stride + turn) % number
        wants = self.wants
        leaf = self.timeline.leaf[wants.spell[option], self.settings[at], wants.kind[option]]
        # Several settings' lines may be one node no more than once each: arcs must not repeat.
        # One number an arc: to compare pairs takes many times as long.
        nodes = len(self.timeline.holds)
        pair = np.unique((option * nodes + leaf)[leaf != SINK])
        return pair // nodes, pair % nodes

    def parts(self, reached: np.ndarray) -> Iterator[Cut]:
        """Yield the parts of what is reached that share no line, as cuts."""
        arcs = self._arcs().tocoo()
        inside = reached[arcs.row] & reached[arcs.col] & (arcs.row > 0)
        ends = (arcs.row[inside], arcs.col[inside])
        size = self.sink + 1
        graph = csr_array((np.ones(inside.sum()), ends), shape=(size, size))
        part = connected_components(graph, directed=False)[1]
        for number in np.unique(part[1 : 1 + self.demands][reached[1 : 1 + self.demands]]):
            yield self._cut(reached & (part == number))

    def _cut(self, inside: np.ndarray) -> Cut:
        wants, timeline = self.wants, self.timeline
        demands = np.flatnonzero(inside[1 : 1 + self.demands])
        options = inside[1 + self.demands : self.lines]
        nodes = np.flatnonzero(inside[self.lines : self.sink])
        parent = timeline.parent[nodes]
        nodes = nodes[(parent == SINK) | ~inside[np.where(parent == SINK, 0, parent + self.lines)]]
        elsewhere = np.zeros(self.demands, dtype=np.int64)
        np.add.at(elsewhere, wants.demand[~options], wants.most[~options])
        return Cut(
            demands,
            (wants.wanted - elsewhere)[demands],
            np.flatnonzero(options),
            nodes,
            int(timeline.holds[nodes].sum()),
        )
