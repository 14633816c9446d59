"""Each learner's own blocks: their windows, groups, and what falls outside their time."""

import pytest

from tests.rounds import make_round

BLOCKS = "cohort_id,block_id,start,weeks,stage"
LEARNERS = "learner_id,programme_id,cohort_id,latitude,longitude"


def own(learner="L1", **tables):
    """Return the blocks of a learner in the tiny round of 20 weeks from 2026-09-07."""
    blocks = make_round(**tables).learner_blocks
    return blocks[blocks["learner_id"] == learner].reset_index(drop=True)


def windows(rows, heading=""):
    blocks = "\n".join([f"{BLOCKS},latest_start", *rows])
    found = own(blocks=blocks, heading=heading)
    return list(zip(found["first"], found["last"], strict=True))


@pytest.mark.parametrize(
    ("row", "window"),
    [
        ("C,B1,2026-09-07,4,1,", (1, 1)),
        ("C,B1,2026-09-07,4,1,2026-09-07", (1, 1)),
        ("C,B1,2026-09-14,4,1,2026-10-05", (2, 5)),
        # Four weeks end by week 20 only from week 17: the window is cut there.
        ("C,B1,2026-12-21,4,1,2027-02-01", (16, 17)),
        ("C,B1,2026-12-28,4,1,", (17, 17)),
        # It cannot start before week 1 either.
        ("C,B1,2026-08-24,4,1,2026-09-14", (1, 2)),
        # Where nothing is left, the last week is before the first.
        ("C,B1,2027-01-04,4,1,", (18, 17)),
        ("C,B1,2026-08-31,4,1,", (1, 0)),
        ("C,B1,2026-09-07,21,1,", (1, 0)),
    ],
)
def test_windows_are_cut_at_the_horizon(row, window):
    assert windows([row]) == [window]


@pytest.mark.parametrize(
    ("dates", "blocks"),
    [
        (",", "B1 B2"),
        # B1 is 2026-09-07 to 10-04, B2 is 2026-10-19 to 11-15. A day in common is enough.
        ("2026-10-04,", "B1 B2"),
        ("2026-10-05,", "B2"),
        (",2026-10-18", "B1"),
        (",2026-10-19", "B1 B2"),
        ("2026-10-05,2026-10-18", ""),
        ("2026-11-16,", ""),
        ("0001-01-01,9999-12-31", "B1 B2"),
    ],
)
def test_blocks_wholly_outside_a_learners_time_are_not_theirs(dates, blocks):
    learners = f"{LEARNERS},starts,leaves\nL1,P,C,53,-2,{dates}\nL2,P,C,53,-2,,"

    assert own(learners=learners)["block_id"].tolist() == blocks.split()
    assert own("L2", learners=learners)["block_id"].tolist() == ["B1", "B2"]


@pytest.mark.parametrize(("starts", "is_theirs"), [("2026-10-18", True), ("2026-10-19", False)])
def test_the_whole_window_counts(starts, is_theirs):
    # Four weeks from 2026-09-21 at the latest end on 2026-10-18.
    blocks = f"{BLOCKS},latest_start\nC,B1,2026-09-07,4,1,2026-09-21"
    learners = f"{LEARNERS},starts\nL1,P,C,53,-2,{starts}"
    assert bool(len(own(blocks=blocks, learners=learners))) == is_theirs


@pytest.mark.parametrize(("state", "blocks"), [("fixed", ["B1", "B2"]), ("published", ["B2"])])
def test_a_fixed_pin_keeps_a_block_that_would_not_be_theirs(state, blocks):
    pins = f"learner_id,block_id,setting_id,state\nL1,B1,S1,{state}"
    learners = f"{LEARNERS},starts\nL1,P,C,53,-2,2026-10-05"
    assert own(pins=pins, learners=learners)["block_id"].tolist() == blocks


GROUPED = [
    "C,B1,2026-09-07,4,1,G,{take}",
    "C,B2,2026-10-19,4,1,G,{take}",
    "C,B3,2026-11-16,4,1,G,{take}",
    "C,B4,2026-12-14,4,1,,",
]


@pytest.mark.parametrize(
    ("take", "taken", "optional"),
    [(0, 0, True), (1, 1, True), (2, 2, True), (3, 3, False), ("", 3, False)],
)
def test_how_many_of_a_group_are_taken(take, taken, optional):
    rows = [row.format(take=take) for row in GROUPED]
    found = own(blocks="\n".join([f"{BLOCKS},group,take", *rows]))

    assert found["take"].tolist() == [taken] * 3 + [1]
    assert found["optional"].tolist() == [optional] * 3 + [False]


@pytest.mark.parametrize(("take", "taken", "optional"), [("3", 2, False), ("1", 1, True)])
def test_a_learner_takes_at_most_the_blocks_that_are_theirs(take, taken, optional):
    # L1 starts after B1, and has two of the group's three blocks.
    blocks = "\n".join([f"{BLOCKS},group,take", *(row.format(take=take) for row in GROUPED)])
    found = own(blocks=blocks, learners=f"{LEARNERS},starts\nL1,P,C,53,-2,2026-10-05")

    assert found["block_id"].tolist() == ["B2", "B3", "B4"]
    assert found["take"].tolist() == [taken, taken, 1]
    assert found["optional"].tolist() == [optional, optional, False]


def test_groups_of_two_cohorts_are_apart():
    rows = ["C,B1,2026-09-07,4,1,G,1", "C,B2,2026-10-19,4,1,G,1", "D,B1,2026-09-07,4,1,G,1"]
    learners = f"{LEARNERS}\nL1,P,C,53,-2\nL2,P,D,53,-2"
    tables = {"blocks": "\n".join([f"{BLOCKS},group,take", *rows]), "learners": learners}

    assert own("L1", **tables)["optional"].tolist() == [True, True]
    assert own("L2", **tables)["optional"].tolist() == [False]


def test_rows_are_sorted_by_learner_and_block():
    learners = f"{LEARNERS}\nL2,P,C,53,-2\nL1,P,C,53,-2"
    blocks = f"{BLOCKS}\nC,B2,2026-09-07,4,1\nC,B1,2026-10-19,4,1"
    found = make_round(learners=learners, blocks=blocks).learner_blocks

    assert found[["learner_id", "block_id", "learner"]].to_numpy().tolist() == [
        ["L1", "B1", 0],
        ["L1", "B2", 0],
        ["L2", "B1", 1],
        ["L2", "B2", 1],
    ]
