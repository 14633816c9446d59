from placements.checks.warning_rules import (
    history_nowhere,
    requirement_without_bounds,
    sequence_misread,
    units_mixed,
    worst_of_nothing,
)
from tests.checks.said import message, said

RULES = "requirement_id,programme_id,measure,minimum,maximum\n"
SEQUENCES = "sequence_id,programme_id,kind,first,then\n"
HISTORY = "learner_id,setting_id,sector,weeks\n"


def _level(**weights):
    return "\n".join(["[[level]]", "name = 'a'", *(f"{m} = {w}" for m, w in weights.items())])


def test_requirement_without_bounds():
    assert message(requirement_without_bounds, requirements=RULES + "R1,P,weeks,,\n") == (
        "requirements.csv, line 2, minimum: 'R1' has neither a minimum nor a maximum: "
        "it asks for nothing"
    )


def test_no_requirement_without_bounds():
    # A minimum of 0 is written on purpose.
    rules = RULES + "R1,P,weeks,0,\nR2,P,weeks,,0\n"
    assert said(requirement_without_bounds, requirements=rules) == []


def test_sequence_misread():
    sequences = SEQUENCES + (
        "Q1,P,not_consecutive,sector=acute,sector=primary\n"
        "Q2,P,contrast,sector,sector=primary\n"
        "Q3,P,before,sector=acute,\n"
    )
    assert said(sequence_misread, sequences=sequences) == [
        "sequences.csv, line 2, then: 'sector=primary' is not used by a sequence of kind "
        "not_consecutive; clear it",
        "sequences.csv, line 3, then: 'sector=primary' is not used by a sequence of kind "
        "contrast; clear it",
        "sequences.csv, line 4, then: 'Q3' has a blank then: every placement, the first "
        "included, must come after another",
    ]


def test_no_sequence_misread():
    sequences = SEQUENCES + "Q1,P,before,sector=acute,sector=primary\nQ2,P,contrast,sector,\n"
    assert said(sequence_misread, sequences=sequences) == []


def test_history_nowhere():
    assert message(history_nowhere, history=HISTORY + "L1,,,4\nL1,,,2\nL2,S1,,4\n") == (
        "history.csv, line 2, setting_id: 2 past placements without a setting, provider, sector, "
        "care context or tag: no filter that asks for one counts it; L1"
    )


def test_no_history_nowhere():
    assert said(history_nowhere, history=HISTORY + "L1,,acute,4\nL2,S1,,4\n") == []


def test_units_mixed():
    # changes is apart by its weight; the other two weigh the same, in different units.
    heading = _level(travel_minutes=1, waiting_weeks=1, changes=5)
    assert message(units_mixed, heading=heading) == (
        "round.toml, level.1.travel_minutes: level 1, a, adds different units at equal weight: "
        "travel_minutes [minute-weeks] and waiting_weeks [weeks]; "
        "give each the weight that one unit of it has against the others"
    )


def test_no_units_mixed():
    # Different weights; the same unit; the worst learner, which has no unit of its own.
    for weights in (
        {"travel_minutes": 1, "waiting_weeks": 30},
        {"unplaced_weeks": 1, "staffing_shortfall": 1},
        {"travel_minutes": 1, "worst_learner": 1},
    ):
        assert said(units_mixed, heading=_level(**weights)) == []


def test_no_units_mixed_in_the_default_levels():
    assert said(units_mixed) == []


def test_worst_of_nothing():
    assert message(worst_of_nothing, heading=_level(worst_learner=1, peak_load=1)) == (
        "round.toml, level.1.worst_learner: 'worst_learner' is the largest learner's sum of the "
        "level's other measures, but there are none"
    )


def test_no_worst_of_nothing():
    assert said(worst_of_nothing, heading=_level(worst_learner=1, travel_minutes=1)) == []
