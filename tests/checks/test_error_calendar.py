from placements.checks.error_calendar import (
    block_outside_horizon,
    group_takes_differ,
    take_above_group,
    take_without_group,
)
from tests.checks.said import message, said

HEAD = "cohort_id,block_id,start,latest_start,weeks,stage,group,take\n"


def test_block_outside_horizon():
    # Week 18 and 4 weeks: it ends in week 21, of 20. 2027-01-04 is 17 weeks after 2026-09-07.
    blocks = HEAD + "C,B1,2027-01-04,,4,1,,"
    assert message(block_outside_horizon, blocks=blocks) == (
        "blocks.csv, line 2, start: B1 of cohort C, 4 weeks long, cannot fit the horizon, "
        "2026-09-07 to 2027-01-24: it ends after, on 2027-01-31; lengthen the horizon to 21 weeks "
        "(weeks in round.toml), or start it earlier"
    )


def test_block_outside_horizon_that_starts_before_week_1():
    blocks = HEAD + "C,B1,2026-08-31,,4,1,,"
    assert "it starts before" in message(block_outside_horizon, blocks=blocks)


def test_block_outside_horizon_that_is_longer():
    blocks = HEAD + "C,B1,2026-09-07,,21,1,,"
    assert "it is longer" in message(block_outside_horizon, blocks=blocks)


def test_block_outside_horizon_at_both_ends():
    # 20 weeks fit only from week 1; the window is the Monday before to itself and week 2.
    blocks = HEAD + "C,B1,2026-08-31,2026-09-14,20,1,,\nC,B2,2026-08-31,,20,1,,"
    (only,) = said(block_outside_horizon, blocks=blocks)
    assert only.startswith("blocks.csv, line 3")


def test_no_block_outside_horizon():
    # Weeks 17 to 20, the last that fit; and a window of which only week 1 fits.
    blocks = HEAD + "C,B1,2026-12-28,,4,1,,\nC,B2,2026-08-31,2026-09-07,4,1,,"
    assert said(block_outside_horizon, blocks=blocks) == []


def test_take_without_group():
    blocks = HEAD + "C,B1,2026-09-07,,4,1,,1"
    assert message(take_without_group, blocks=blocks) == (
        "blocks.csv, line 2, take: '1' has no group to take from; name the group, or clear take"
    )


def test_no_take_without_group():
    assert said(take_without_group, blocks=HEAD + "C,B1,2026-09-07,,4,1,G,1") == []


def test_group_takes_differ():
    blocks = HEAD + "C,B1,2026-09-07,,4,1,G,1\nC,B2,2026-10-05,,4,1,G,2\nC,B3,2026-11-02,,4,1,G,"
    assert said(group_takes_differ, blocks=blocks) == [
        "blocks.csv, line 3, take: 2 of group G of cohort C are taken here, but 1 by line 2 "
        "(blank: all 3); write the same on all rows of the group",
        "blocks.csv, line 4, take: 3 of group G of cohort C are taken here, but 1 by line 2 "
        "(blank: all 3); write the same on all rows of the group",
    ]


def test_no_group_takes_differ():
    # The same name in two cohorts is two groups, and a blank everywhere means all.
    blocks = HEAD + (
        "C,B1,2026-09-07,,4,1,G,1\nC,B2,2026-10-05,,4,1,G,1\n"
        "D,B1,2026-09-07,,4,1,G,\nD,B2,2026-10-05,,4,1,G,"
    )
    assert said(group_takes_differ, blocks=blocks) == []


def test_take_above_group():
    blocks = HEAD + "C,B1,2026-09-07,,4,1,G,3\nC,B2,2026-10-05,,4,1,G,3"
    assert message(take_above_group, blocks=blocks) == (
        "blocks.csv, line 2, take: '3' is more than group G of cohort C has: 2 blocks"
    )


def test_no_take_above_group():
    blocks = HEAD + "C,B1,2026-09-07,,4,1,G,2\nC,B2,2026-10-05,,4,1,G,2"
    assert said(take_above_group, blocks=blocks) == []


def test_no_take_above_group_that_lost_a_row():
    # B2 cannot be read, so that nobody knows how many blocks the group has.
    blocks = HEAD + "C,B1,2026-09-07,,4,1,G,2\nC,B2,2026-10-05,,four,1,G,2"
    assert said(take_above_group, blocks=blocks, problems=True) == []
