from placements.checks.warning_shortage import places_short, weeks_short
from tests.checks.said import message, said

LEARNERS = "learner_id,programme_id,cohort_id,latitude,longitude\n" + "".join(
    f"L{k},P,C,53,-2\n" for k in range(1, 6)
)
RULES = "requirement_id,programme_id,measure,where,minimum\n"


def test_places_short():
    # Five learners in weeks 1 to 4 and 7 to 10, four places: one is without for eight weeks.
    assert message(places_short, learners=LEARNERS) == (
        "weeks 1 to 4 and 7 to 10: 5 learners can only go to S1 and S2 (acute and primary), "
        "with room for 4: at least 8 learner-weeks go unplaced"
    )


def test_places_short_for_blocks_that_must_be_somewhere():
    # B1 must be primary: three learners, two places, weeks 1 to 4. L3 could be elsewhere in B2.
    blocks = (
        "cohort_id,block_id,start,weeks,stage,where\n"
        "C,B1,2026-09-07,4,1,sector=primary\nC,B2,2026-10-19,4,1,\n"
    )
    learners = LEARNERS[: LEARNERS.index("L4")]
    assert message(places_short, learners=learners, blocks=blocks) == (
        "weeks 1 to 4: 3 learners (L1, L2 and L3) can only go to S2 (primary) for blocks where "
        "sector=primary, with room for 2: at least 4 learner-weeks go unplaced"
    )


def test_places_short_names_the_worst_week():
    # One place fewer in weeks 3 and 4: 1 + 1 + 2 + 2 without a place, then 4 more in B2.
    capacity = (
        "setting_id,from,until,places\nS1,,2026-09-20,2\nS1,2026-09-21,2026-10-04,1\n"
        "S1,2026-10-05,,2\nS2,,,2\n"
    )
    found = message(places_short, learners=LEARNERS, capacity=capacity)
    assert found.startswith("weeks 1 to 4 and 7 to 10: up to 5 learners (week 3) can only go to")
    assert found.endswith("with room for 3: at least 10 learner-weeks go unplaced")


def test_no_places_short():
    # Four learners, four places.
    assert said(places_short, learners=LEARNERS[: LEARNERS.index("L5")]) == []


def test_weeks_short():
    # Five learners need 4 weeks of primary care each; two places hold 2 × 8 weeks.
    rules = RULES + "R1,P,weeks,sector=primary,4\n"
    assert message(weeks_short, learners=LEARNERS, requirements=rules) == (
        "requirements.csv, line 2, minimum: 5 learners still need 20 weeks where sector=primary, "
        "for R1; S2 (primary) can give them at most 16"
    )


def test_weeks_short_of_two_requirements_that_mean_the_same_settings():
    rules = RULES + "R1,P,weeks,sector=primary,4\nR2,P,placements,provider_id=T2,1\n"
    assert message(weeks_short, learners=LEARNERS, requirements=rules) == (
        "requirements.csv, line 2, minimum: 5 learners still need 20 weeks where provider_id=T2 "
        "(for them the same as sector=primary), for R1 and R2; "
        "S2 (primary) can give them at most 16"
    )


def test_no_weeks_short():
    # Four learners need 16.
    rules = RULES + "R1,P,weeks,sector=primary,4\n"
    four = LEARNERS[: LEARNERS.index("L5")]
    assert said(weeks_short, learners=four, requirements=rules) == []
