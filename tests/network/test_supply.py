import numpy as np

from placements.candidates import build_candidates
from placements.network.flow import SINK
from placements.network.offers import Offers
from placements.network.supply import Supply, tree
from placements.round.capacity import NO_LIMIT
from tests.rounds import make_round

PROGRAMMES = "programme_id,name,learner_type\nP,p,student\nQ,q,apprentice\n"
LEARNERS = "learner_id,programme_id,cohort_id,latitude,longitude\nL1,P,C,53,-2\nL2,Q,C,53,-2\n"
BLOCKS = "cohort_id,block_id,start,weeks,stage\nC,B1,2026-09-07,4,1\nC,B2,2026-10-19,4,2\n"


def _supply(capacity, **tables):
    tiny = make_round(
        programmes=PROGRAMMES, learners=LEARNERS, blocks=BLOCKS, capacity=capacity, **tables
    )
    candidates = build_candidates(tiny)
    offers = Offers.of(candidates)
    return offers, Supply.of(candidates, offers)


def test_kinds_are_type_stage_and_education_provider():
    offers, _ = _supply("setting_id,places\nS1,2\nS2,2\n")
    number, kinds = offers.kinds
    # L1 B1, L1 B2, L2 B1, L2 B2.
    assert [kinds[k] for k in number] == [
        ("student", 1, ""),
        ("student", 2, ""),
        ("apprentice", 1, ""),
        ("apprentice", 2, ""),
    ]


def test_fixed_pins_take_their_places():
    pins = "learner_id,block_id,setting_id,start,state\nL1,B1,S1,,fixed\nL2,B1,S1,,fixed\n"
    capacity = "setting_id,learner_types,until,places\nS1,,,1\nS1,student,2026-12-31,2\nS2,,,2\n"
    _, supply = _supply(capacity, pins=pins)
    everyone, students = supply.left[:2]
    # Two learners on one place leave none, not minus one; one of them is a student.
    assert everyone[[0, 3, 4]].tolist() == [0, 0, 1]
    assert students[[0, 3, 4]].tolist() == [1, 1, 2]
    # 2026-12-31 is in week 17.
    assert students[[16, 17]].tolist() == [2, NO_LIMIT]


def test_most_is_the_least_of_what_lines_allow():
    capacity = (
        "setting_id,learner_types,stages,places\n"
        "S1,,,5\nS1,student,,2\nS1,apprentice,,1\nS2,student,,3\n"
    )
    offers, supply = _supply(capacity)
    kinds = offers.kinds[1]
    students = np.array([k for k, kind in enumerate(kinds) if kind[0] == "student"])
    everyone = np.arange(len(kinds))
    # S1 for all: 5 together, but 2 + 2 + 1 + 1 by kind; the line of 5 is less. For students: 2.
    # S2 has no line for apprentices: 3 + 3 by kind and stage, and no line for all.
    assert supply.most(everyone, 2)[:, 0].tolist() == [5, 6]
    assert supply.most(students, 2)[:, 0].tolist() == [2, 3]


def test_lines_within_lines_are_a_tree():
    capacity = (
        "setting_id,learner_types,stages,places\nS1,student,1,1\nS1,,,5\nS1,student,,2\nS2,,,4\n"
    )
    offers, supply = _supply(capacity)
    found = tree(supply, 0, 2)
    leaf = dict(zip(offers.kinds[1], found.leaf[0], strict=True))
    narrow = leaf["student", 1, ""]
    middle = leaf["student", 2, ""]
    wide = leaf["apprentice", 1, ""]
    assert found.holds[[narrow, middle, wide]].tolist() == [1, 2, 5]
    assert found.parent[[narrow, middle, wide]].tolist() == [middle, wide, SINK]
    assert (found.leaf[1] == found.leaf[1][0]).all()


def test_lines_that_cross_limit_less_never_more():
    # Students 3, stage 1 2: of the wider or first, the other stands in two parts of 2 or 3 each.
    capacity = "setting_id,learner_types,stages,places\nS1,student,,3\nS1,,1,2\nS2,,,4\n"
    offers, supply = _supply(capacity)
    found = tree(supply, 0, 2)
    leaf = dict(zip(offers.kinds[1], found.leaf[0], strict=True))
    least = {
        kind: min(
            found.holds[node], found.holds[found.parent[node]] if found.parent[node] >= 0 else 9
        )
        for kind, node in leaf.items()
        if node >= 0
    }
    # Alone, each kind has what its lines allow; an apprentice of stage 2 has no line.
    assert least == {("student", 1, ""): 2, ("student", 2, ""): 3, ("apprentice", 1, ""): 2}
    assert leaf["apprentice", 2, ""] == SINK
