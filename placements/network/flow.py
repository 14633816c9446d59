"""A largest flow from learners to places, and the learners that no flow can serve in full.

The networks here have up to a million arcs; networkx keeps each as a dictionary, scipy's Dinic
solver as three numbers, which is why the flows of a whole system take seconds.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import breadth_first_order, maximum_flow

SINK = -1
"""As ``parent`` of a node: nothing limits it further."""


@dataclass(frozen=True, slots=True)
class Demand:
    """Groups that each want some units, and the nodes they can take them from.

    Parameters
    ----------
    wanted
        Units that each group wants, (groups,).
    group, node, limit
        One arc each: from a group to a node, and the most units along it, (arcs,).
    """

    wanted: np.ndarray
    group: np.ndarray
    node: np.ndarray
    limit: np.ndarray


@dataclass(frozen=True, slots=True)
class Served:
    """What a largest flow says.

    Parameters
    ----------
    units
        Units that each group gets in one largest flow, (groups,).
    short
        Whether the group belongs to the smallest set of groups that together want more than all
        they can reach can give, by as much as anything is short, (groups,).
    """

    units: np.ndarray
    short: np.ndarray


def serve(demand: Demand, holds: np.ndarray, parent: np.ndarray) -> Served:
    """Return a largest flow.

    Parameters
    ----------
    holds
        Most units through each node, (nodes,).
    parent
        Node that a node's units also pass through, or ``SINK``, (nodes,).
    """
    groups, nodes = len(demand.wanted), len(holds)
    source, sink = 0, groups + nodes + 1
    node = np.arange(nodes) + groups + 1
    tail = np.concatenate([np.zeros(groups), demand.group + 1, node])
    head = np.concatenate(
        [
            np.arange(groups) + 1,
            demand.node + groups + 1,
            np.where(parent == SINK, sink, parent + groups + 1),
        ]
    )
    limit = np.concatenate([demand.wanted, demand.limit, holds]).astype(np.int32)
    arcs = (tail.astype(np.int32), head.astype(np.int32))
    network = csr_array((limit, arcs), shape=(sink + 1, sink + 1))
    flow = maximum_flow(network, source, sink, method="dinic").flow
    rest = csr_array(network - flow)
    rest.eliminate_zeros()
    reached = breadth_first_order(rest, source, return_predecessors=False)
    short = np.zeros(sink + 1, dtype=bool)
    short[reached] = True
    units = flow[[source], :].toarray().ravel()
    return Served(units[1 : groups + 1], short[1 : groups + 1])
