import random
from itertools import product

from placements.checks.warning_calendar import (
    Window,
    blocks_clash,
    clashes,
    learner_without_block,
    window_cut,
)
from tests.checks.said import message, said

HEAD = "cohort_id,block_id,start,latest_start,weeks,stage,group\n"


def test_window_cut():
    # Weeks 16 to 18, of which 4 weeks fit 20 until week 17: 2026-12-28.
    blocks = HEAD + "C,B1,2026-12-21,2027-01-04,4,1,\n"
    assert message(window_cut, blocks=blocks) == (
        "blocks.csv, line 2, latest_start: B1 of cohort C: only starts from 2026-12-21 to "
        "2026-12-28 fit the horizon, which ends on 2027-01-24"
    )


def test_window_cut_at_the_beginning():
    blocks = HEAD + "C,B1,2026-08-31,2026-09-14,4,1,\n"
    assert "from 2026-09-07 to 2026-09-14" in message(window_cut, blocks=blocks)


def test_no_window_cut():
    assert said(window_cut, blocks=HEAD + "C,B1,2026-12-21,2026-12-28,4,1,\n") == []


def test_blocks_clash():
    # Weeks 1 to 4 and 3 to 6 share two.
    blocks = HEAD + "C,B1,2026-09-07,,4,1,\nC,B2,2026-09-21,,4,1,\nC,B3,2026-10-19,,4,1,\n"
    assert message(blocks_clash, blocks=blocks) == (
        "blocks.csv, line 2, start: B1 (weeks 1 to 4) and B2 (weeks 3 to 6) of cohort C cannot "
        "all be kept: 2 weeks too few, for 2 learners: L1 and L2"
    )


def test_no_blocks_clash():
    # One after the other; and a group is chosen from, so that its blocks may overlap.
    blocks = HEAD + (
        "C,B1,2026-09-07,,4,1,\nC,B2,2026-10-05,,4,1,\n"
        "C,G1,2026-09-07,,4,1,G\nC,G2,2026-09-07,,4,1,G\n"
    )
    assert said(blocks_clash, blocks=blocks) == []


def test_no_blocks_clash_of_windows_with_room():
    # Either may come first within weeks 1 to 8.
    blocks = HEAD + "C,B1,2026-09-07,2026-10-05,4,1,\nC,B2,2026-09-07,2026-10-05,4,1,\n"
    assert said(blocks_clash, blocks=blocks) == []


def test_no_blocks_clash_for_a_learner_who_has_left():
    # B2 begins after L1 and L2 leave, so that neither has it.
    learners = (
        "learner_id,programme_id,cohort_id,latitude,longitude,leaves\n"
        "L1,P,C,53,-2,2026-09-20\nL2,P,C,53,-2,2026-09-20\n"
    )
    blocks = HEAD + "C,B1,2026-09-07,,4,1,\nC,B2,2026-09-21,,4,1,\n"
    assert said(blocks_clash, blocks=blocks, learners=learners) == []


def test_clashes_of_windows_too_full_together():
    # Each two of the three fit, but 12 weeks do not fit weeks 1 to 10.
    three = [Window(block, 1, 7, 4) for block in "abc"]
    assert clashes(three) == [(frozenset("abc"), 2)]


def test_clashes_of_a_pair_that_no_span_shows():
    # a takes weeks 1 to 4 or 2 to 5; b takes week 3, which both hold: one week.
    assert clashes([Window("a", 1, 2, 4), Window("b", 3, 3, 1)]) == [(frozenset("ab"), 1)]


def test_clashes_are_each_named_with_only_their_blocks():
    blocks = [
        Window("a", 1, 1, 4),
        Window("b", 3, 3, 4),
        Window("c", 7, 7, 4),
        Window("d", 11, 11, 4),
        Window("e", 14, 14, 4),
    ]
    assert clashes(blocks) == [(frozenset("ab"), 2), (frozenset("de"), 1)]


def test_learner_without_block():
    learners = (
        "learner_id,programme_id,cohort_id,latitude,longitude,starts\n"
        "L1,P,C,53,-2,2027-01-01\nL2,P,C,53,-2,\n"
    )
    assert message(learner_without_block, learners=learners) == (
        "learners.csv, line 2, starts: 1 learner with no block between starts and leaves, who "
        "will not be in the plan: L1"
    )


def test_no_learner_without_block():
    assert said(learner_without_block) == []


def _least_overlap(blocks):
    """Return the fewest pairs of weeks that any choice of starts gives to two blocks at once."""
    choices = product(*(range(block.first, block.last + 1) for block in blocks))
    return min(_double_booked(blocks, starts) for starts in choices)


def _double_booked(blocks, starts):
    booked = [
        week
        for block, start in zip(blocks, starts, strict=True)
        for week in range(start, start + block.weeks)
    ]
    return len(booked) - len(set(booked))


def test_clashes_against_every_choice_of_starts():
    # None is named where some choice keeps all, or with more weeks than the best choice lacks;
    # with fixed starts, none is missed.
    draw = random.Random(5)
    named = 0
    for _ in range(300):
        slack = draw.choice([0, 0, 1, 2])
        blocks = [
            Window(name, first, first + draw.randint(0, slack), draw.randint(1, 4))
            for name, first in zip("abcd", draw.sample(range(1, 13), 4), strict=True)
        ]
        found = clashes(blocks)
        named += bool(found)
        for clash, lacking in found:
            assert lacking <= _least_overlap([b for b in blocks if b.block in clash])
        if slack == 0:
            assert bool(found) == (_least_overlap(blocks) > 0)
    assert 50 < named < 250
