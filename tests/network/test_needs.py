import pytest

from placements.candidates import build_candidates
from placements.network.needs import needs
from placements.network.offers import Offers
from tests.rounds import make_round

RULES = "requirement_id,programme_id,stages,measure,where,each,minimum,maximum\n"
SETTINGS = (
    "setting_id,name,provider_id,sector,latitude,longitude\n"
    "S1,a,T1,acute,53,-2\nS2,b,T1,primary,53,-2\nS3,c,T2,primary,53,-2\n"
)
CAPACITY = "setting_id,places\nS1,2\nS2,2\nS3,2\n"
BLOCKS = (
    "cohort_id,block_id,start,weeks,stage,group,take\n"
    "C,B1,2026-09-07,4,1,,\nC,B2,2026-10-19,6,2,,\n"
    "C,G1,2026-12-07,3,2,G,1\nC,G2,2026-12-07,2,2,G,1\n"
)
LEARNER = "learner_id,programme_id,cohort_id,latitude,longitude\nL1,P,C,53,-2\n"


def _need(rule, **tables):
    tiny = make_round(
        requirements=RULES + rule,
        **{
            "settings": SETTINGS,
            "capacity": CAPACITY,
            "blocks": BLOCKS,
            "learners": LEARNER,
            **tables,
        },
    )
    return [*needs(Offers.of(build_candidates(tiny)))]


def _only(rule, **tables):
    (need,) = _need(rule, **tables)
    return float(need.missing[0]), float(need.possible[0]), int(need.weeks[0])


@pytest.mark.parametrize(
    ("rule", "missing", "possible", "weeks"),
    [
        # Weeks: 4 + 6, and 3 of the group, of which one block is taken.
        ("R,P,,weeks,,,5,", 5, 13, 5),
        # Stage 2: 6 + 3.
        ("R,P,2,weeks,,,5,", 5, 9, 5),
        # Hours at 37.5 a week; 300 are 8 weeks.
        ("R,P,,hours,,,300,", 300, 13 * 37.5, 8),
        # No more than is possible is asked of the settings.
        ("R,P,1,weeks,,,5,", 5, 4, 4),
        # Placements: the two shortest blocks are 2 + 3 weeks.
        ("R,P,,placements,sector=primary,,2,", 2, 3, 5),
        # Three settings in three blocks: 2 + 3 + 4 weeks at the least.
        ("R,P,,settings,,,3,", 3, 3, 9),
        # Two providers, two sectors.
        ("R,P,,providers,,,3,", 3, 2, 5),
        ("R,P,,sectors,sector=primary,,2,", 2, 1, 2),
        # Of one stage-1 block, one setting.
        ("R,P,1,settings,,,2,", 2, 1, 4),
    ],
)
def test_what_is_missing_possible_and_needed(rule, missing, possible, weeks):
    assert _only(rule) == (missing, possible, weeks)


def test_nothing_is_needed_for_maximums_zero_or_each():
    rules = "R1,P,,weeks,,,,5\nR2,P,,weeks,,,0,\nR3,P,,weeks,,setting,5,\n"
    assert _need(rules) == []


def test_a_programme_without_learners_needs_nothing():
    programmes = "programme_id,name,learner_type\nP,p,student\nQ,q,student\n"
    assert _need("R1,Q,,weeks,,,5,", programmes=programmes) == []


HISTORY = "learner_id,setting_id,provider_id,sector,weeks,hours\n"


@pytest.mark.parametrize(
    ("rule", "missing", "possible"),
    [
        # 2 + 3 weeks were done, of them 2 in primary care.
        ("R,P,,weeks,,,9,", 4, 13),
        ("R,P,,weeks,sector=primary,,9,", 7, 13),
        # A named stage counts this round only.
        ("R,P,1,weeks,,,9,", 9, 4),
        # 75 hours by the weekly hours, and 40 as written.
        ("R,P,,hours,,,200,", 85, 13 * 37.5),
        ("R,P,,placements,,,3,", 1, 3),
        # S2, and one elsewhere; S1 and S3 are new.
        ("R,P,,settings,,,4,", 2, 2),
        # T1 and T9; T2 is new.
        ("R,P,,providers,,,4,", 2, 1),
        # Primary and other; acute is new.
        ("R,P,,sectors,,,4,", 2, 1),
    ],
)
def test_history_counts_where_all_stages_do(rule, missing, possible):
    history = HISTORY + "L1,S2,,,2,\nL1,,T9,other,3,40\n"
    found = _only(rule, history=history)
    assert found[:2] == (missing, possible)


def test_past_places_that_nobody_wrote_down_count_as_different():
    # Two rows say nothing: they could be two settings, providers and sectors.
    history = HISTORY + "L1,,,,2,\nL1,,,,2,\n"
    for measure in ("settings", "providers", "sectors"):
        assert _only(f"R,P,,{measure},,,3,", history=history)[0] == 1


def test_filters_on_the_learner_are_the_learners_own():
    # L1 is employed by T1, which runs S1 and S2; L2 by T2.
    learners = (
        "learner_id,programme_id,cohort_id,latitude,longitude,employer_id,needs\n"
        "L1,P,C,53,-2,T1,\nL2,P,C,53,-2,T2,\n"
    )
    exclusions = "learner_id,where\nL2,provider_id=T2\n"
    (need,) = _need("R,P,,weeks,employer=yes,,4,", learners=learners, exclusions=exclusions)
    assert need.possible.tolist() == [13, 0]
