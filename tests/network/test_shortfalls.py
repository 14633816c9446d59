from placements.candidates import build_candidates
from placements.network import shortfalls
from tests.rounds import make_round

LEARNERS = "learner_id,programme_id,cohort_id,latitude,longitude\n"
FIVE = LEARNERS + "".join(f"L{k},P,C,53,-2\n" for k in range(1, 6))
FAR = LEARNERS + "".join(
    f"{town}{k},P,C,{at}\n" for town, at in (("A", "53,-2"), ("B", "51,0")) for k in (1, 2, 3)
)
TWO_TOWNS = (
    "setting_id,name,provider_id,sector,latitude,longitude\n"
    "S1,a,T1,acute,53,-2\nS2,b,T2,primary,51,0\n"
)
PINS = "learner_id,block_id,setting_id,start,state\n"
RULES = "requirement_id,programme_id,measure,where,minimum\n"


def _found(**tables):
    tiny = make_round(**tables)
    return shortfalls(tiny, build_candidates(tiny))


def test_weeks_with_more_learners_than_places():
    # Five learners, four places, in both blocks of four weeks.
    (short,) = _found(learners=FIVE)
    assert short.spells == ((1, 4), (7, 10))
    assert short.week == 1
    assert (short.wanted, short.room, short.lost) == (5, 4, 8)
    assert short.learners == ("L1", "L2", "L3", "L4", "L5")
    assert short.settings == ("S1", "S2")
    assert short.sectors == ("acute", "primary")


def test_settings_out_of_reach_are_no_help():
    # Three in each town, with two places in the one and four in the other.
    capacity = "setting_id,places\nS1,2\nS2,4\n"
    (short,) = _found(learners=FAR, settings=TWO_TOWNS, capacity=capacity)
    assert short.learners == ("A1", "A2", "A3")
    assert short.settings == ("S1",)
    assert (short.wanted, short.room, short.lost) == (3, 2, 8)


def test_crowds_of_different_sectors_are_different_shortfalls():
    # One too many in each town, in eight weeks.
    found = _found(learners=FAR, settings=TWO_TOWNS)
    assert [short.sectors for short in found] == [("acute",), ("primary",)]
    assert [short.lost for short in found] == [8, 8]


def test_crowds_of_the_same_sectors_are_one():
    # Acute care in both towns: six learners, four places.
    (short,) = _found(learners=FAR, settings=TWO_TOWNS.replace("primary", "acute"))
    assert (short.wanted, short.room, short.lost) == (6, 4, 16)


def test_a_learner_of_a_kind_is_limited_by_the_lines_that_count_it():
    # Two places each, of which one at each setting for students: three students, two places.
    capacity = "setting_id,learner_types,places\nS1,,2\nS1,student,1\nS2,,2\nS2,student,1\n"
    (short,) = _found(learners=FIVE[: FIVE.index("L4")], capacity=capacity)
    assert (short.wanted, short.room) == (3, 2)


def test_fixed_pins_come_first():
    # L1 has one of the four places for sure; four others want three.
    (short,) = _found(learners=FIVE, pins=PINS + "L1,B1,S1,,fixed\nL1,B2,S1,,fixed\n")
    assert (short.wanted, short.room) == (4, 3)
    assert "L1" not in short.learners


def test_blocks_that_may_move_or_be_left_out_are_not_counted_on():
    # B1 can avoid every single week of its window; of the group one block of two is taken.
    blocks = (
        "cohort_id,block_id,start,latest_start,weeks,stage,group,take\n"
        "C,B1,2026-09-07,2026-10-05,4,1,,\n"
        "C,G1,2026-11-30,,2,1,G,1\nC,G2,2026-11-30,,2,1,G,1\n"
    )
    assert _found(learners=FIVE, blocks=blocks) == []


def test_the_weeks_that_a_block_covers_whatever_its_start_are():
    # Weeks 1 to 4 or 2 to 5: both cover weeks 2 to 4.
    blocks = "cohort_id,block_id,start,latest_start,weeks,stage\nC,B1,2026-09-07,2026-09-14,4,1\n"
    (short,) = _found(learners=FIVE, blocks=blocks)
    assert short.spells == ((2, 4),)
    assert short.lost == 3


def test_a_learner_with_two_blocks_at_once_is_counted_once():
    # Four learners, four places; that the blocks exclude each other is said elsewhere.
    blocks = "cohort_id,block_id,start,weeks,stage\nC,B1,2026-09-07,4,1\nC,B2,2026-09-07,4,1\n"
    assert _found(learners=FIVE[: FIVE.index("L5")], blocks=blocks) == []


def test_blocks_with_one_filter_are_named_by_it():
    blocks = "cohort_id,block_id,start,weeks,stage,where\nC,B1,2026-09-07,4,1,sector=acute\n"
    (short,) = _found(learners=FIVE, blocks=blocks)
    assert short.where == ("sector=acute",)
    assert (short.wanted, short.room) == (5, 2)


def test_weeks_for_the_curriculum():
    # Five learners need 4 weeks of 2 × 8.
    (short,) = _found(
        learners=FIVE,
        requirements=RULES + "R1,P,weeks,sector=primary,4\n",
        capacity="setting_id,places\nS1,5\nS2,2\n",
    )
    assert short.week is None
    assert short.requirements == ("R1",)
    assert short.where == ("sector=primary",)
    assert (short.wanted, short.room, short.lost) == (20, 16, 4)


def test_requirements_within_a_wider_filter_compete_for_it():
    # Of three acute or primary places, five learners of P need 4 weeks of primary care: 20 of 24
    # weeks. Q's learner needs 8 of either: 28 in all. Apart, each could be met.
    tables = {
        "programmes": "programme_id,name,learner_type\nP,p,student\nQ,q,student\n",
        "learners": FIVE + "L6,Q,C,53,-2\n",
        "capacity": "setting_id,places\nS1,0\nS2,3\n",
    }
    rules = RULES + "R1,P,weeks,sector=primary,4\nR2,Q,weeks,sector=acute|primary,8\n"
    found = [short for short in _found(requirements=rules, **tables) if short.week is None]
    assert [(short.where, short.wanted, short.room) for short in found] == [
        (("sector=acute|primary",), 28, 24)
    ]
    assert found[0].requirements == ("R1", "R2")


def test_nobody_needs_what_their_own_calendar_cannot_give():
    # Each learner has 8 weeks in all; that 50 are out of reach is said elsewhere.
    rules = RULES + "R1,P,weeks,sector=primary,50\n"
    assert _found(requirements=rules) == []


def test_fixed_pins_above_the_places_are_served():
    # Three pinned to two places: the rule is overridden, and none of them is short.
    tables = {
        "learners": FIVE[: FIVE.index("L4")],
        "requirements": RULES + "R1,P,weeks,sector=primary,4\n",
    }
    pins = PINS + "L1,B1,S2,,fixed\nL2,B1,S2,,fixed\nL3,B1,S2,,fixed\n"
    blocks = "cohort_id,block_id,start,weeks,stage\nC,B1,2026-09-07,4,1\n"
    assert _found(pins=pins, blocks=blocks, **tables) == []


def test_a_round_with_places_for_all_has_none():
    assert _found() == []
