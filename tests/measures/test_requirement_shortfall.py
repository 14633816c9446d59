"""Curriculum: what is short of a minimum or over a maximum."""

import pytest

from models.measures.requirement_shortfall import MEASURE
from tests.examples import worth
from tests.rounds import make_round

RULES = "requirement_id,programme_id,stages,measure,where,each,minimum,maximum,weight\n"
L1 = "learner_id,programme_id,cohort_id,latitude,longitude,weekly_hours\nL1,P,C,53,-2,30"
# B1 (weeks 1 to 4) is of stage 1, B2 (7 to 10) of stage 2.
BLOCKS = "cohort_id,block_id,start,weeks,stage\nC,B1,2026-09-07,4,1\nC,B2,2026-10-19,4,2"
PAST = "learner_id,setting_id,provider_id,sector,weeks,hours\n"


def tiny(rule, history=""):
    """Return a round of L1 with one requirement."""
    return make_round(requirements=RULES + rule, learners=L1, blocks=BLOCKS, history=PAST + history)


@pytest.mark.parametrize(
    ("rule", "value"),
    [
        # Of 4 acute and 4 primary weeks: 6 acute ones wanted, 2 short, worth 3 each.
        ("R,P,,weeks,sector=acute,,6,,3", 2 * 3),
        # 30 hours a week, 8 weeks; at most 200.
        ("R,P,,hours,,,,200,", 240 - 200),
        # Stage 2 has one placement, and it is not acute.
        ("R,P,2,placements,,,2,,", 2 - 1),
        ("R,P,2,placements,sector=acute,,1,,", 1),
        # Another programme's requirement is nobody's here.
        ("R,Q,,weeks,,,50,,", 0),
    ],
)
def test_amounts_of_what_stages_and_filter_count(rule, value):
    programmes = "programme_id,name,learner_type\nP,Pee,student\nQ,Queue,student"
    round = make_round(requirements=RULES + rule, programmes=programmes, learners=L1, blocks=BLOCKS)

    assert worth(MEASURE, round, "L1 B1 S1 1", "L1 B2 S2 7") == value


@pytest.mark.parametrize(
    ("rule", "history", "value"),
    [
        # History of 3 acute weeks counts where the stages are *, so 4 + 3 of 8 are done ...
        ("R,P,*,weeks,sector=acute,,8,,", "L1,S1,,,3,", 1),
        ("R,P,,weeks,sector=acute,,8,,", "L1,S1,,,3,", 1),
        # ... and not where they are named, even if all are: 4 of 8.
        ("R,P,1;2,weeks,sector=acute,,8,,", "L1,S1,,,3,", 4),
        # Hours as written, or weeks × 30: 120 of B1, and 50 or 90.
        ("R,P,,hours,sector=acute,,240,,", "L1,S1,,,3,50", 70),
        ("R,P,,hours,sector=acute,,240,,", "L1,S1,,,3,", 30),
        # S1 again is no new setting; two rows elsewhere are settings of their own.
        ("R,P,,settings,,,3,,", "L1,S1,,,3,", 3 - 1),
        ("R,P,,settings,,,3,,", "L1,,T9,acute,3,\nL1,,T9,acute,3,", 0),
        # Elsewhere without a sector brings none to count.
        ("R,P,,sectors,,,2,,", "L1,,T9,,3,", 1),
    ],
)
def test_history_counts_for_all_stages(rule, history, value):
    assert worth(MEASURE, tiny(rule, history), "L1 B1 S1 1") == value


@pytest.mark.parametrize(
    ("rule", "history", "rows", "value"),
    [
        # Never the same setting twice, in this round or before it.
        ("R,P,,placements,,setting,,1,", "", ["L1 B1 S1 1", "L1 B2 S1 7"], 1),
        ("R,P,,placements,,setting,,1,", "", ["L1 B1 S1 1", "L1 B2 S2 7"], 0),
        ("R,P,,placements,,setting,,1,", "L1,S2,,,3,", ["L1 B2 S2 7"], 1),
        # At least 6 weeks at each visited: 4 at S1 and 4 at S2; none are wanted where nobody goes.
        ("R,P,,weeks,,setting,6,,", "", ["L1 B1 S1 1", "L1 B2 S2 7"], 2 + 2),
        ("R,P,,weeks,,setting,6,,", "", ["L1 B1 S1 1", "L1 B2 S1 7"], 0),
        ("R,P,,weeks,,setting,6,,", "", [], 0),
        # What history visited is visited: 3 weeks of 6 at S2.
        ("R,P,,weeks,,setting,6,,", "L1,S2,,,3,", [], 3),
        # For named stages only this round's: 4 weeks of 6 at T2, whatever came before.
        ("R,P,2,weeks,,provider,6,,", "L1,S2,,,3,", ["L1 B1 S1 1", "L1 B2 S2 7"], 2),
    ],
)
def test_each_holds_for_what_is_visited(rule, history, rows, value):
    assert worth(MEASURE, tiny(rule, history), *rows) == value
