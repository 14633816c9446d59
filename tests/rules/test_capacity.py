"""Places: every line that matches counts its own learners, in every week that it touches."""

from models.rules.capacity import RULE
from tests.examples import broken
from tests.rounds import make_round

PROGRAMMES = "programme_id,name,learner_type\nP,Pee,student\nQ,Queue,apprentice"
LEARNERS = (
    "learner_id,programme_id,cohort_id,latitude,longitude\nL1,Q,C,53,-2\nL2,Q,C,53,-2\nL3,P,C,53,-2"
)


def test_lines_apply_together_each_to_those_whom_it_matches():
    # Three places for anybody, of which one for an apprentice; L1 and L2 are apprentices.
    tiny = make_round(
        programmes=PROGRAMMES,
        learners=LEARNERS,
        capacity="setting_id,learner_types,places\nS1,*,3\nS1,apprentice,1",
    )

    assert broken(RULE, tiny, "L1 B1 S1 1", "L3 B1 S1 1") == []
    (breach,) = broken(RULE, tiny, "L1 B1 S1 1", "L2 B1 S1 1")
    assert "2 learners in week 1; it has 1 places" in breach


def test_a_later_row_replaces_an_earlier_one_in_the_weeks_that_it_touches():
    # From the Friday of week 3 to the Wednesday of week 4 there is one place instead of two.
    tiny = make_round(
        capacity="setting_id,from,until,places\nS1,,,2\nS1,2026-09-25,2026-09-30,1",
    )

    (breach,) = broken(RULE, tiny, "L1 B1 S1 1", "L2 B1 S1 1")
    assert "2 learners in week 3; it has 1 places" in breach
    assert broken(RULE, tiny, "L1 B2 S1 7", "L2 B2 S1 7") == []


def test_fixed_pins_beyond_the_places_stay_and_nobody_is_added():
    # One place, two fixed pins: both hold, and a third learner is one too many.
    tiny = make_round(
        learners=LEARNERS,
        programmes=PROGRAMMES,
        capacity="setting_id,places\nS1,1",
        pins="learner_id,block_id,setting_id\nL1,B1,S1\nL2,B1,S1",
    )
    both = "L1 B1 S1 1", "L2 B1 S1 1"

    assert broken(RULE, tiny, *both) == []
    (breach,) = broken(RULE, tiny, *both, "L3 B1 S1 1")
    assert "3 learners in week 1; it has 2 places" in breach
