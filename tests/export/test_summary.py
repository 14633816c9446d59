"""The summary of a run, as a lead reads it."""

import pytest

from placements.eligibility import IN_WORDS, REASONS
from placements.export.summary import how_good, reason_in_words, summary
from placements.plan import LevelValue
from placements.run import solve
from tests.rounds import make_round

ONE_PLACE = "setting_id,places\nS1,1"
SETTINGS = """
    setting_id,name,provider_id,sector,latitude,longitude
    S1,Ward 1,T1,acute,53,-2
    """


def test_a_whole_summary():
    # One place for two learners in two blocks: L1 or L2 is left over in each, 2 x 4 weeks.
    result = solve(make_round(settings=SETTINGS, capacity=ONE_PLACE))
    lines = summary(result).splitlines()

    assert lines[:6] == [
        "Tiny",
        "2 learners, 1 setting, 20 weeks from 7 September 2026",
        "2 of 4 blocks placed (50.0%)",
        "Proven best: no plan is better at a level without being worse at one above it.",
        "By the exact engine: 4 choices, no more than 15,000.",
        "Standing: draft, not published",
    ]
    assert lines[7:9] == [
        "Level, most important first    value  cannot be below",
        "  1 everyone placed                8                8  proven best",
    ]
    assert "Curriculum: every requirement is met" in lines
    assert "  acute                     8   100%         1 of 1" in lines
    assert any(line.startswith("Not placed: 2 blocks of ") for line in lines)


def test_it_says_what_each_level_counts():
    wish = "learner_id,where,score\nL1,setting_id=S1,2"
    heading = """
        [[level]]
        name = "all"
        unplaced_weeks = 1
        requirement_shortfall = 2.5
        [[level]]
        name = "kind"
        preference = 1
        travel_minutes = 1
        worst_learner = 1
        """
    text = summary(solve(make_round(heading=heading, preferences=wish)))

    # Everybody is at S1, 5 minutes away, for 8 weeks; L1 wished to be, by 2 points a week.
    assert (
        "What the levels count; less is better\n"
        "  1 Curriculum short of a minimum or over a maximum, each counted 2.5 times    0\n"
        "    Weeks of taken blocks not placed                                           0"
        "  learner-weeks\n"
        "  2 Minus the wishes met, by week                                            -16"
        "  point-weeks\n"
        "    One-way travel, by week                                                   80"
        "  minute-weeks\n"
    ) in text


def test_nobody_unplaced_is_said():
    assert "\nNot placed: nobody\n" in summary(solve(make_round()))


def test_a_round_in_which_nobody_can_be_placed_has_a_summary():
    result = solve(make_round(capacity="setting_id,places\nS1,0"))

    assert "0 of 4 blocks placed (0.0%)" in summary(result)
    assert "Journeys" not in summary(result)


@pytest.mark.parametrize(
    ("travel", "known", "row"),
    [
        ("", "estimated", "5 min, estimated"),
        ("L1,S1,25", "2 of 4 measured, the rest estimated", "25 min\n"),
        ("L1,S1,5\nL2,S1,5", "all measured", "5 min\n"),
    ],
)
def test_estimated_minutes_are_marked(travel, known, row):
    # All four blocks are at S1, 5 minutes away as estimated, for as many weeks each.
    tables = {"capacity": "setting_id,places\nS1,2", "settings": SETTINGS}
    travel = f"learner_id,setting_id,minutes\n{travel}"
    text = summary(solve(make_round(**tables, travel=travel)))
    mean = 15 if "25" in travel else 5

    assert f"\nJourneys: {mean} minutes one way on average, {known}; the longest\n" in text
    assert row in text.partition("Journeys")[2]


def test_pins_that_override_a_rule_are_listed():
    pins = "learner_id,block_id,setting_id,state\nL1,B1,S1,fixed\nL2,B1,S1,fixed"
    result = solve(make_round(capacity=ONE_PLACE + "\nS2,2", pins=pins))

    assert "Overridden by fixed pins\n  capacity: S1" in summary(result)


@pytest.mark.parametrize(
    ("value", "bound", "words"),
    [
        (10, 10, "proven best"),
        (10, 9, "at most 10.00% better is possible"),
        (10, None, "not proven"),
        (0, -5, "not proven"),
    ],
)
def test_how_good_a_level_is(value, bound, words):
    assert how_good(LevelValue("any", value, bound)) == words


def test_every_reason_has_its_few_words():
    assert list(IN_WORDS) == list(REASONS)


@pytest.mark.parametrize(
    ("reason", "words"),
    [
        ("full", "settings are open to the learner, but no place was left for this block"),
        (
            "travel 41; audit 3",
            "no setting is open to the learner: too far (41), audit lapses (3)",
        ),
        ("", "there is no setting to go to"),
    ],
)
def test_why_a_block_has_no_place(reason, words):
    assert reason_in_words(reason) == words
