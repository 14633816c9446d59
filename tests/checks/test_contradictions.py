from placements.checks.contradictions import (
    apart_pinned_together,
    fixed_above_take,
    fixed_overlap,
    together_above_places,
    together_and_apart,
    together_out_of_reach,
    together_pinned_apart,
)
from tests.checks.said import message, said

PINS = "learner_id,block_id,setting_id,start,state\n"
LINKS = "learner_id,other_id,relation,block_id\n"
LEARNERS = "learner_id,programme_id,cohort_id,latitude,longitude\n"
THREE = LEARNERS + "L1,P,C,53,-2\nL2,P,C,53,-2\nL3,P,C,53,-2\n"
# B1 may start in weeks 1 to 4, B2 in week 4: a placement of 4 weeks from week 2 reaches week 5.
WINDOW = (
    "cohort_id,block_id,start,latest_start,weeks,stage,group,take\n"
    "C,B1,2026-09-07,2026-09-28,4,1,,\nC,B2,2026-09-28,,4,1,,\n"
)
GROUP = WINDOW.replace("4,1,,", "4,1,G,1")


def test_fixed_overlap():
    pins = PINS + "L1,B1,S1,2026-09-14,fixed\nL1,B2,S2,,fixed\n"
    assert message(fixed_overlap, blocks=WINDOW, pins=pins) == (
        "pins.csv, line 3, setting_id: B2 of L1 at S2 from 2026-09-28 overlaps "
        "B1 of L1 at S1 from 2026-09-14 (line 2)"
    )


def test_fixed_overlap_of_a_pin_and_what_links_imply():
    # L2 must be where L1 is in B1, and is pinned elsewhere from week 4.
    pins = PINS + "L1,B1,S1,2026-09-14,fixed\nL2,B2,S2,,fixed\n"
    links = LINKS + "L1,L2,together,B1\n"
    found = message(fixed_overlap, blocks=WINDOW, pins=pins, links=links)
    assert found.endswith("overlaps B1 of L2 at S1 from 2026-09-14 (kept together with L1, line 2)")


def test_no_fixed_overlap():
    # Weeks 1 to 4 and 4 to 7 would meet; published pins may overlap, for they need not be kept.
    blocks = WINDOW.replace("C,B2,2026-09-28", "C,B2,2026-10-05")
    pins = PINS + "L1,B1,S1,,fixed\nL1,B2,S1,,fixed\nL2,B1,S1,2026-09-28,published\nL2,B2,S1,,fixed"
    assert said(fixed_overlap, blocks=blocks, pins=pins) == []


def test_fixed_above_take():
    pins = PINS + "L1,B1,S1,,fixed\nL1,B2,S2,,fixed\n"
    assert message(fixed_above_take, blocks=GROUP, pins=pins) == (
        "pins.csv, line 3, setting_id: L1 takes 1 block of group G, but fixed pins and links "
        "decide 2: B1 and B2 (lines 2 and 3)"
    )


def test_fixed_above_take_of_none():
    blocks = WINDOW.replace("4,1,,", "4,1,G,0")
    found = message(fixed_above_take, blocks=blocks, pins=PINS + "L1,B1,S1,,fixed\n")
    assert "takes 0 blocks of group G" in found


def test_no_fixed_above_take():
    pins = PINS + "L1,B1,S1,,fixed\nL1,B2,S2,,published\nL2,B2,S2,,fixed\n"
    assert said(fixed_above_take, blocks=GROUP, pins=pins) == []


def test_together_pinned_apart():
    # Not linked directly: L1 with L2, and L2 with L3.
    pins = PINS + "L1,B1,S1,,fixed\nL3,B1,S2,,fixed\n"
    links = LINKS + "L1,L2,together,\nL3,L2,together,B1\n"
    found = message(together_pinned_apart, learners=THREE, pins=pins, links=links)
    assert found == (
        "pins.csv, line 3, setting_id: B1 of L3 at S2 from 2026-09-07 is not where "
        "B1 of L1 at S1 from 2026-09-07 (line 2) is, but links keep them together "
        "(links, lines 2 and 3)"
    )


def test_together_pinned_apart_in_time():
    pins = PINS + "L1,B1,S1,2026-09-07,fixed\nL2,B1,S1,2026-09-14,fixed\n"
    tables = {"blocks": WINDOW, "pins": pins}
    assert len(said(together_pinned_apart, links=LINKS + "L1,L2,together,\n", **tables)) == 1


def test_no_together_pinned_apart():
    # Together in B1, where they are; in B2 nothing keeps them together.
    pins = PINS + "L1,B1,S1,,fixed\nL2,B1,S1,,fixed\nL1,B2,S1,,fixed\nL2,B2,S2,,fixed\n"
    assert said(together_pinned_apart, pins=pins, links=LINKS + "L1,L2,together,B1\n") == []


def test_together_out_of_reach():
    exclusions = "learner_id,where\nL2,sector=acute\n"
    tables = {"pins": PINS + "L1,B1,S1,,fixed\n", "exclusions": exclusions}
    assert message(together_out_of_reach, links=LINKS + "L1,L2,together,\n", **tables) == (
        "pins.csv, line 2, setting_id: B1 of L2 at S1 from 2026-09-07 "
        "(kept together with L1, line 2) is not possible: exclusion"
    )


def test_together_out_of_reach_by_the_calendar():
    # L2's B1 of cohort D starts in week 2 only.
    blocks = "cohort_id,block_id,start,weeks,stage\nC,B1,2026-09-07,4,1\nD,B1,2026-09-14,4,1\n"
    learners = LEARNERS + "L1,P,C,53,-2\nL2,P,D,53,-2\n"
    tables = {"blocks": blocks, "learners": learners, "pins": PINS + "L1,B1,S1,,fixed\n"}
    found = message(together_out_of_reach, links=LINKS + "L1,L2,together,\n", **tables)
    assert found.endswith("is not possible: outside the window of its start")


def test_no_together_out_of_reach():
    # The pin itself may override eligibility; its partner may go there by right.
    exclusions = "learner_id,where\nL1,sector=acute\n"
    tables = {"pins": PINS + "L1,B1,S1,,fixed\n", "exclusions": exclusions}
    assert said(together_out_of_reach, links=LINKS + "L1,L2,together,\n", **tables) == []


def test_together_and_apart():
    links = LINKS + "L1,L2,together,B1\nL2,L1,apart,\n"
    assert message(together_and_apart, links=links) == (
        "links.csv, line 3, relation: L2 and L1 are kept apart here, but together in B1 (line 2)"
    )


def test_together_and_apart_through_a_third():
    links = LINKS + "L1,L2,together,\nL2,L3,together,\nL1,L3,apart,B2\n"
    found = message(together_and_apart, learners=THREE, links=links)
    assert found.endswith("L1 and L3 are kept apart here, but together in B2 (lines 2 and 3)")


def test_no_together_and_apart():
    links = LINKS + "L1,L2,together,B1\nL1,L2,apart,B2\n"
    assert said(together_and_apart, links=links) == []


def test_apart_pinned_together():
    # Different blocks, which a link for all blocks covers: weeks 2 to 5 and 4 to 7 at S1.
    pins = PINS + "L1,B1,S1,2026-09-14,fixed\nL2,B2,S1,,fixed\n"
    tables = {"blocks": WINDOW, "pins": pins}
    assert message(apart_pinned_together, links=LINKS + "L2,L1,apart,\n", **tables) == (
        "pins.csv, line 3, setting_id: B2 of L2 at S1 from 2026-09-28 meets "
        "B1 of L1 at S1 from 2026-09-14 (line 2), but they are kept apart (links, line 2)"
    )


def test_no_apart_pinned_together():
    # Another setting in B1; together in B2, which the link is not about.
    pins = PINS + "L1,B1,S1,,fixed\nL2,B1,S2,,fixed\nL1,B2,S1,,fixed\nL2,B2,S1,,fixed\n"
    assert said(apart_pinned_together, pins=pins, links=LINKS + "L1,L2,apart,B1\n") == []


ONE_PLACE = "setting_id,places\nS1,1\nS2,2\n"


def test_together_above_places():
    tables = {"capacity": ONE_PLACE, "pins": PINS + "L1,B1,S1,,fixed\n"}
    assert message(together_above_places, links=LINKS + "L1,L2,together,\n", **tables) == (
        "pins.csv, line 2, setting_id: S1 has no place for all of these in weeks 1 to 4: "
        "B1 of L1 at S1 from 2026-09-07 (line 2) and "
        "B1 of L2 at S1 from 2026-09-07 (kept together with L1, line 2)"
    )


def test_no_together_above_places():
    # Two places for two; and pins alone may exceed the places, which is a warning.
    tables = {"pins": PINS + "L1,B1,S2,,fixed\nL1,B2,S1,,fixed\nL2,B2,S1,,fixed\n"}
    links = LINKS + "L1,L2,together,\n"
    assert said(together_above_places, capacity=ONE_PLACE, links=links, **tables) == []
