from placements.candidates import build_candidates
from placements.network import reach
from tests.rounds import make_round

LEARNERS = (
    "learner_id,programme_id,cohort_id,latitude,longitude\n"
    "L1,P,C,53,-2\nL2,P,C,53,-2\nL3,P,C,53,-2\nL4,P,D,53,-2\nL5,P,D,50,1\n"
)
BLOCKS = (
    "cohort_id,block_id,start,latest_start,weeks,stage\n"
    "C,B1,2026-09-07,2026-09-21,4,1\nC,B2,2026-11-02,,4,1\nD,B1,2026-09-07,,4,1\n"
)


def _graph():
    tiny = make_round(
        learners=LEARNERS, blocks=BLOCKS, exclusions="learner_id,where\nL3,sector=primary\n"
    )
    return reach(tiny, build_candidates(tiny))


def test_learners_with_the_same_prospects_are_one_group():
    graph = _graph()
    groups = [what["learner_ids"] for _, what in graph.nodes(data=True) if "learner_ids" in what]
    # L3 may not go to S2; L4 may go where L1 may, but in another cohort; L5 may go nowhere.
    assert groups == [("L1", "L2"), ("L3",), ("L4",), ("L5",)]
    assert graph.nodes["learners", 0]["learners"] == 2
    assert graph.nodes["learners", 0]["cohort_id"] == "C"
    assert graph.nodes["setting", "S2"]["sector"] == "primary"


def test_edges_count_candidates_and_blocks():
    graph = _graph()
    # L1 and L2: three starts of B1 and one of B2 each; two blocks each.
    first = graph.edges[("learners", 0), ("setting", "S1")]
    assert first == {"candidates": 8, "blocks": 4}
    assert graph.edges[("learners", 2), ("setting", "S2")] == {"candidates": 1, "blocks": 1}
    assert not graph.has_edge(("learners", 1), ("setting", "S2"))
    assert graph.degree[("learners", 3)] == 0
