from placements.checks.error_pins import pin_of_another_cohort, pin_outside_window
from tests.checks.said import message, said

HEAD = "learner_id,block_id,setting_id,start,state\n"
TWO_COHORTS = (
    "cohort_id,block_id,start,weeks,stage\n"
    "C,B1,2026-09-07,4,1\nD,B1,2026-09-07,4,1\nD,D2,2026-10-19,4,1\n"
)
WINDOW = (
    "cohort_id,block_id,start,latest_start,weeks,stage\n"
    "C,B1,2026-09-07,2026-09-21,4,1\nC,B2,2026-08-31,2026-09-14,4,1\n"
)


def test_pin_of_another_cohort():
    # B1 is the nearest block that C has.
    found = message(pin_of_another_cohort, blocks=TWO_COHORTS, pins=HEAD + "L1,D2,S1,,published")
    assert found == "pins.csv, line 2, block_id: 'D2' is not a block of L1's cohort, C"


def test_pin_of_another_cohort_has_a_suggestion():
    blocks = TWO_COHORTS.replace("C,B1", "C,Ward1").replace("D,D2", "D,Ward2")
    found = message(pin_of_another_cohort, blocks=blocks, pins=HEAD + "L1,Ward2,S1,,fixed")
    assert found.endswith("did you mean 'Ward1'?")


def test_no_pin_of_another_cohort():
    assert said(pin_of_another_cohort, blocks=TWO_COHORTS, pins=HEAD + "L1,B1,S1,,fixed") == []


def test_no_pin_of_another_cohort_whose_row_was_refused():
    # D2 of cohort C is there, but its length cannot be read: that is said elsewhere, once.
    blocks = TWO_COHORTS + "C,D2,2026-10-19,four,1\n"
    pins = HEAD + "L1,D2,S1,,fixed"
    assert said(pin_of_another_cohort, blocks=blocks, pins=pins, problems=True) == []


def test_pin_outside_window():
    pins = HEAD + "L1,B1,S1,2026-09-28,published\nL2,B1,S1,2026-08-31,fixed"
    assert said(pin_outside_window, blocks=WINDOW, pins=pins) == [
        "pins.csv, line 2, start: '2026-09-28' is not a start of B1 of L1 that fits its window "
        "and the horizon: 2026-09-07 to 2026-09-21",
        "pins.csv, line 3, start: '2026-08-31' is not a start of B1 of L2 that fits its window "
        "and the horizon: 2026-09-07 to 2026-09-21",
    ]


def test_pin_outside_window_by_the_blocks_own_start():
    # B2's own start is the Monday before week 1; only the two later ones fit.
    found = message(pin_outside_window, blocks=WINDOW, pins=HEAD + "L1,B2,S1,,fixed")
    assert "'2026-08-31' is not a start of B2 of L1" in found


def test_no_pin_outside_window():
    pins = HEAD + "L1,B1,S1,2026-09-21,fixed\nL2,B1,S1,,published\nL1,B2,S1,2026-09-07,published"
    assert said(pin_outside_window, blocks=WINDOW, pins=pins) == []
