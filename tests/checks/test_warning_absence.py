from placements.checks.warning_absence import short_absence
from tests.checks.said import message, said

HEAD = "learner_id,from,until\n"


def test_short_absence():
    # B1 is 2026-09-07 to 2026-10-04, 28 days; three of them, less than 14.
    absences = HEAD + "L1,2026-09-14,2026-09-16\n"
    assert message(short_absence, absences=absences) == (
        "absences.csv, line 2: B1 of cohort C is lost to 1 learner who is away for less than "
        "half of it: L1 (3 of 28 days); "
        "shorten the absence if the placement can go ahead without those days"
    )


def test_short_absence_counts_a_day_once():
    # 14 to 20 and 18 to 22 September: nine days, not 12.
    absences = HEAD + "L1,2026-09-14,2026-09-20\nL1,2026-09-18,2026-09-22\n"
    assert "L1 (9 of 28 days)" in message(short_absence, absences=absences)


def test_short_absence_before_the_programme_starts():
    learners = (
        "learner_id,programme_id,cohort_id,latitude,longitude,starts\n"
        "L1,P,C,53,-2,2026-09-09\nL2,P,C,53,-2,2026-09-08\n"
    )
    found = message(short_absence, learners=learners)
    assert found.startswith("learners.csv, line 2: B1 of cohort C is lost to 2 learners")
    assert "L1 (2 of 28 days) and L2 (1 of 28 days)" in found


def test_no_short_absence():
    # 14 of 28 days are half; and 2026-10-05 to 2026-10-18 lies between the blocks.
    absences = HEAD + "L1,2026-09-07,2026-09-20\nL2,2026-10-05,2026-10-18\n"
    assert said(short_absence, absences=absences) == []


def test_no_short_absence_where_another_start_avoids_it():
    blocks = "cohort_id,block_id,start,latest_start,weeks,stage\nC,B1,2026-09-07,2026-09-14,4,1\n"
    absences = HEAD + "L1,2026-09-07,2026-09-08\n"
    assert said(short_absence, blocks=blocks, absences=absences) == []


def test_no_short_absence_of_a_block_that_is_fixed():
    pins = "learner_id,block_id,setting_id,start,state\nL1,B1,S1,,fixed\n"
    assert said(short_absence, absences=HEAD + "L1,2026-09-14,2026-09-14\n", pins=pins) == []
