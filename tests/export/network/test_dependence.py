"""Articulation points found on a thin certificate are those of the whole network."""

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from placements.candidates import build_candidates
from placements.network.dependence import Hinge, Reach, hinges
from tests.rounds import make_round

NETWORKS = st.tuples(st.integers(1, 7), st.integers(1, 6)).flatmap(
    lambda shape: st.lists(
        st.lists(st.booleans(), min_size=shape[1], max_size=shape[1]),
        min_size=shape[0],
        max_size=shape[0],
    )
)


def test_a_setting_that_alone_serves_somebody_is_a_hinge():
    # Learner 0 has setting 0 alone; 1 to 3 have 1 and 2. Nobody joins the two parts.
    open_to = np.array([[1, 0, 0], [0, 1, 1], [0, 1, 1], [0, 1, 1]], dtype=bool)

    assert list(hinges(open_to)) == []
    # Learner 1 joins them: without setting 0, learner 0 is alone; without 1, all keep 2 or 0.
    open_to[1, 0] = True
    assert list(hinges(open_to)) == [Hinge(setting=0, alone=1, cut_off=1)]


def test_a_bridge_between_two_parts_cuts_off_the_smaller():
    # Settings 0 and 1 for learners 0 to 2, setting 2 for 3 and 4; learner 2 and 3 share setting 1.
    open_to = np.array([[1, 1, 0], [1, 1, 0], [1, 1, 0], [0, 1, 1], [0, 0, 1]], dtype=bool)

    assert list(hinges(open_to)) == [
        Hinge(setting=1, alone=0, cut_off=2),
        Hinge(setting=2, alone=1, cut_off=1),
    ]


@given(NETWORKS)
def test_the_thin_network_says_what_the_whole_one_says(rows):
    open_to = np.array(rows, dtype=bool)
    whole = nx.Graph()
    whole.add_edges_from((("l", a), ("s", b)) for a, b in zip(*np.nonzero(open_to), strict=True))
    expected = {}
    for kind, setting in nx.articulation_points(whole):
        if kind == "s":
            left = whole.subgraph(set(whole) - {(kind, setting)})
            parts = [sum(k == "l" for k, _ in part) for part in nx.connected_components(left)]
            expected[setting] = sum(parts) - max(parts)

    # One learner alone with one setting: nothing is left to be cut off from.
    found = {hinge.setting: hinge.cut_off for hinge in hinges(open_to)}
    assert set(found) == set(expected)
    reaching = int(open_to.any(axis=1).sum())
    for setting, own in expected.items():
        parts = nx.number_connected_components(whole)
        assert found[setting] == own if parts == 1 else 0 <= found[setting] < reaching


@pytest.fixture
def reach():
    settings = """
        setting_id,name,provider_id,sector,latitude,longitude,place_id
        S1,Ward 1,T1,acute,53,-2,North
        S2,Practice 2,T2,primary,53.4,-2,South
        """
    learners = """
        learner_id,programme_id,cohort_id,latitude,longitude,max_travel_minutes
        L1,P,C,53.01,-2,20
        L2,P,C,53.39,-2,90
        """
    round = make_round(settings=settings, learners=learners)
    return Reach.of(build_candidates(round))


def test_learners_count_to_the_place_of_their_nearest_setting(reach):
    # L1 is 20 minutes at most from anywhere, so S2, 40 km away, is not open; L2 reaches both.
    assert reach.open_to.tolist() == [[True, False], [True, True]]
    assert [reach.places[k] for k in reach.place_of_learner] == ["North", "South"]
    assert reach.between.tolist() == [[1, 0], [1, 1]]
