import networkx as nx
import numpy as np

from placements.network.flow import SINK, Demand, serve


def _random(seed):
    """Return a small network: groups, nodes under each other, and arcs."""
    draw = np.random.default_rng(seed)
    groups, nodes = draw.integers(1, 6), draw.integers(1, 6)
    arcs = np.array(np.nonzero(draw.random((groups, nodes)) < 0.5))
    parent = np.array([draw.integers(SINK, k) if k else SINK for k in range(nodes)])
    demand = Demand(draw.integers(1, 5, groups), *arcs, draw.integers(1, 5, arcs.shape[1]))
    return demand, draw.integers(0, 5, nodes), parent


def _graph(demand, holds, parent):
    graph = nx.DiGraph()
    graph.add_nodes_from(["source", "sink"])
    for group, wanted in enumerate(demand.wanted):
        graph.add_edge("source", ("group", group), capacity=int(wanted))
    for group, node, limit in zip(demand.group, demand.node, demand.limit, strict=True):
        graph.add_edge(("group", int(group)), ("node", int(node)), capacity=int(limit))
    for node, above in enumerate(parent):
        head = "sink" if above == SINK else ("node", int(above))
        graph.add_edge(("node", node), head, capacity=int(holds[node]))
    return graph


def test_is_a_largest_flow():
    for seed in range(60):
        network = _random(seed)
        largest = nx.maximum_flow_value(_graph(*network), "source", "sink")
        assert serve(*network).units.sum() == largest, f"seed {seed}"


def test_groups_that_are_short_are_short_by_all_that_is_lacking():
    # Without the others: what they get together is the same, and everybody else has all.
    for seed in range(60):
        demand, holds, parent = _random(seed)
        served = serve(demand, holds, parent)
        short = served.short
        assert (served.units[~short] == demand.wanted[~short]).all(), f"seed {seed}"
        kept = np.isin(demand.group, np.flatnonzero(short))
        own = Demand(
            np.where(short, demand.wanted, 0),
            demand.group[kept],
            demand.node[kept],
            demand.limit[kept],
        )
        assert serve(own, holds, parent).units.sum() == served.units[short].sum(), f"seed {seed}"


def test_groups_that_are_short_are_as_few_as_can_be():
    # a and b share one unit; c has its own, and d none: not a matter of places for a, b or c.
    demand = Demand(np.ones(4, int), np.array([0, 1, 2]), np.array([0, 0, 1]), np.ones(3, int))
    served = serve(demand, np.array([1, 1]), np.array([SINK, SINK]))
    assert served.short.tolist() == [True, True, False, True]
    assert served.units.tolist() in ([1, 0, 1, 0], [0, 1, 1, 0])
