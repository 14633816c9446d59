"""Wishes: minus the scores that match, in every week of a placement."""

from models.measures.preference import MEASURE
from tests.examples import worth
from tests.rounds import make_round

WISHES = "learner_id,where,score\n"


def test_the_scores_of_all_rows_that_match_add_up():
    # At S1 both match, at S2 neither does: four weeks of 5 and 3.
    tiny = make_round(preferences=f"{WISHES}L1,sector=acute,5\nL1,setting_id!=S2,3")

    assert worth(MEASURE, tiny, "L1 B1 S1 1", "L1 B2 S2 7") == -(5 + 3) * 4


def test_rather_not_costs_and_is_the_learners_own():
    # L2 is at S1 too and has no wish.
    tiny = make_round(preferences=f"{WISHES}L1,setting_id=S1,-2")

    assert worth(MEASURE, tiny, "L1 B1 S1 1", "L2 B1 S1 1") == 2 * 4


def test_a_blank_matches_no_value():
    # S1 has no CQC rating: != is true of it, = is not.
    tiny = make_round(preferences=f"{WISHES}L1,cqc_rating!=Good,1\nL1,cqc_rating=Good,10")

    assert worth(MEASURE, tiny, "L1 B1 S1 1") == -1 * 4
