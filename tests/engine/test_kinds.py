"""Which kind of part comes next, and how large it is."""

from collections import Counter

import numpy as np

from placements.engine.kinds import FIRST, HEAVY, LARGE, LEAST_WORK, LIGHT, MOST, Kinds


def kinds() -> Kinds:
    return Kinds(np.random.default_rng(0), waves=False)


def test_a_kind_that_brings_all_comes_most_often_and_the_other_still_comes() -> None:
    own = kinds()
    for _ in range(50):
        own.learn("window", 100.0, 500, proven=True)
        own.learn("learners", 0.0, 500, proven=True)
        own.learn("spread", 0.0, 500, proven=True)
    drawn = Counter(kind for _ in range(200) for kind in own.following())
    # Windows bring everything; one part in ten, about, is of learners all the same.
    assert drawn["window"] > 5 * drawn["learners"] > 0
    assert drawn["window"] > 5 * drawn["spread"] > 0


def test_a_kind_not_tried_yet_comes_before_one_that_brought_much() -> None:
    own = kinds()
    own.learn("learners", 1000.0, 500, proven=True)
    own.learn("spread", 0.0, 500, proven=True)
    drawn = Counter(kind for _ in range(200) for kind in own.following())
    assert drawn["window"] > 5 * drawn["learners"] > 0


def test_sizes_grow_where_parts_are_light_and_shrink_where_they_are_heavy_or_not_proven() -> None:
    own = kinds()
    own.learn("learners", 0.0, LIGHT["learners"] - 1, proven=True)
    assert own.size["learners"] > FIRST["learners"]
    before = own.size["learners"]
    own.learn("learners", 0.0, LIGHT["learners"] + 1, proven=True)
    assert own.size["learners"] == before
    own.learn("learners", 0.0, HEAVY["learners"] + 1, proven=True)
    assert own.size["learners"] < before
    own.learn("window", 0.0, 1, proven=False)
    assert own.size["window"] < FIRST["window"]
    for _ in range(500):
        own.learn("window", 0.0, 1, proven=True)
    assert own.size["window"] == MOST["window"]


def test_parts_become_larger_once_they_may() -> None:
    own, (light, _, most) = kinds(), LARGE["learners"]
    for _ in range(500):
        own.learn("learners", 0.0, 1, proven=True)
    assert own.size["learners"] == MOST["learners"] < most
    own.enlarge()
    own.learn("learners", 0.0, light - 1, proven=True)
    assert own.size["learners"] > MOST["learners"]
    for _ in range(500):
        own.learn("learners", 0.0, 1, proven=True)
    assert own.size["learners"] == most
    # Others' kinds too begin where they began.
    assert kinds().most == MOST


def test_work_is_counted_and_a_part_without_any_counts_too() -> None:
    own = kinds()
    own.learn("learners", 0.0, 0, proven=True)
    own.learn("learners", 0.0, 700, proven=True)
    assert own.iterations == LEAST_WORK + 700
