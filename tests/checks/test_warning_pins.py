from placements.checks.warning_pins import (
    pins_above_places,
    pins_below_minimum,
    pins_override,
    published_lost,
)
from tests.checks.said import message, said

PINS = "learner_id,block_id,setting_id,start,state\n"


def test_pins_above_places():
    # One place, two pins in weeks 1 to 4.
    tables = {"capacity": "setting_id,places\nS1,1\nS2,2\n"}
    pins = PINS + "L1,B1,S1,,fixed\nL2,B1,S1,,fixed\nL1,B2,S1,,fixed\n"
    assert message(pins_above_places, pins=pins, **tables) == (
        "pins.csv, line 2, setting_id: weeks 1 to 4: fixed pins bring 2 learners to S1, "
        "which has 1 place; nobody else is added there"
    )


def test_no_pins_above_places():
    # Published pins need not be kept; and two places hold two.
    pins = PINS + "L1,B1,S1,,fixed\nL2,B1,S1,,fixed\n"
    assert said(pins_above_places, pins=pins) == []


def test_pins_below_minimum():
    tables = {"capacity": "setting_id,places,minimum\nS1,3,2\nS2,2,\n"}
    assert message(pins_below_minimum, pins=PINS + "L1,B2,S1,,fixed\n", **tables) == (
        "pins.csv, line 2, setting_id: weeks 7 to 10: fixed pins bring 1 learner to S1, "
        "whose hosting minimum is 2"
    )


def test_no_pins_below_minimum():
    # An 'always' minimum is a goal, not a condition of hosting; and two are enough for two.
    capacity = "setting_id,places,minimum,minimum_applies\nS1,3,2,hosting\nS2,3,2,always\n"
    pins = PINS + "L1,B1,S1,,fixed\nL2,B1,S1,,fixed\nL1,B2,S2,,fixed\n"
    assert said(pins_below_minimum, pins=pins, capacity=capacity) == []


EXCLUSIONS = "learner_id,where\nL1,sector=acute\nL2,sector=acute\n"
NEEDS = (
    "learner_id,programme_id,cohort_id,latitude,longitude,needs\n"
    "L1,P,C,53,-2,\nL2,P,C,53,-2,step_free\n"
)


def test_pins_override():
    pins = PINS + "L1,B1,S1,,fixed\nL1,B2,S1,,fixed\nL2,B1,S1,,fixed\n"
    assert said(pins_override, pins=pins, exclusions=EXCLUSIONS, learners=NEEDS) == [
        "pins.csv, line 2, setting_id: 2 fixed pins override exclusion: "
        "B1 of L1 at S1 and B2 of L1 at S1",
        "pins.csv, line 4, setting_id: 1 fixed pin overrides exclusion, needs: B1 of L2 at S1",
    ]


def test_no_pins_override():
    assert said(pins_override, pins=PINS + "L1,B1,S2,,fixed\n", exclusions=EXCLUSIONS) == []


def test_published_lost():
    pins = PINS + "L1,B1,S1,,published\nL2,B1,S2,,published\n"
    assert message(published_lost, pins=pins, exclusions=EXCLUSIONS) == (
        "pins.csv, line 2, setting_id: 1 published pin cannot be kept because of exclusion: "
        "B1 of L1 at S1"
    )


def test_published_lost_with_its_block():
    learners = (
        "learner_id,programme_id,cohort_id,latitude,longitude,leaves\nL1,P,C,53,-2,2026-10-04\n"
    )
    found = message(published_lost, pins=PINS + "L1,B2,S1,,published\n", learners=learners)
    assert found == (
        "pins.csv, line 2: 1 published pin cannot be kept, as the block lies outside the "
        "learner's starts and leaves: B2 of L1 at S1"
    )


def test_no_published_lost():
    # A fixed pin holds whatever bars it.
    pins = PINS + "L1,B1,S2,,published\nL2,B1,S1,,fixed\n"
    assert said(published_lost, pins=pins, exclusions=EXCLUSIONS) == []
