"""Each reason why a learner may not be offered a setting, on both sides of its boundary.

Block B1 of the tiny round runs from Monday 2026-09-07 to Sunday 2026-10-04, weeks 1 to 4.
"""

import numpy as np
import pytest

from placements.candidates import build_candidates, why_not
from placements.eligibility import REASONS, eligibility_of
from placements.travel import is_estimated, travel_minutes
from tests.rounds import make_round

LEARNERS = "learner_id,programme_id,cohort_id,latitude,longitude"
SETTINGS = "setting_id,name,provider_id,sector,latitude,longitude"
BLOCKS = "cohort_id,block_id,start,weeks,stage"
S2 = "S2,Practice 2,T2,primary,53,-2.05"


def reasons(block="B1", **tables):
    """Return the codes that bar learner L1 from setting S1 at the block's first start."""
    found = why_not(make_round(**tables), "L1", block, "S1")
    return found["reasons"][0]


def setting(column, value):
    comma = "," * (column.count(",") + 1)
    return {"settings": f"{SETTINGS},{column}\nS1,Ward 1,T1,acute,53,-2,{value}\n{S2}{comma}"}


def learner(column, value):
    return {"learners": f"{LEARNERS},{column}\nL1,P,C,53,-2,{value}"}


def capacity(*rows):
    header = "setting_id,places,learner_types,stages,education_providers,from,until"
    return {"capacity": "\n".join([header, "S2,1,,,,,", *(f"S1,{row}" for row in rows)])}


def test_nothing_bars_in_the_tiny_round():
    assert reasons() == ()


def test_the_codes_are_the_contracts_in_its_order():
    assert list(REASONS) == [
        "travel", "driver", "age", "audit", "cqc", "closed", "capacity", "exclusion", "needs",
        "block", "absence",
    ]  # fmt: skip


# ---- travel ----------------------------------------------------------------------------------


@pytest.mark.parametrize(("minutes", "barred"), [(90, ()), (91, ("travel",))])
def test_travel_may_take_as_long_as_the_programmes_maximum(minutes, barred):
    assert reasons(travel=f"learner_id,setting_id,minutes\nL1,S1,{minutes}") == barred


@pytest.mark.parametrize(("most", "barred"), [(5, ()), (4, ("travel",))])
def test_travel_may_take_as_long_as_the_learners_own_maximum(most, barred):
    # Home and setting are at one place: 0 km and 5 extra minutes by car.
    assert reasons(**learner("max_travel_minutes", most)) == barred


@pytest.mark.parametrize(("extra", "barred"), [(90.49, ()), (90.5, ("travel",))])
def test_minutes_are_rounded_half_up_before_they_are_compared(extra, barred):
    # 90.49 is 90 minutes, the most allowed; 90.5 is 91 (half to even would be 90).
    assert reasons(heading=f"[travel]\ncar = {{ extra_minutes = {extra} }}") == barred


@pytest.mark.parametrize(
    ("mode", "minutes"), [("car", 12), ("public", 23), ("bicycle", 19), ("walk", 52)]
)
def test_minutes_are_estimated_by_the_contracts_formula(mode, minutes):
    # Along the parallel of 53°: 2 × 6371.0088 × asin(cos 53° × sin 0.025°) = 3.3459 km, by road
    # 4.3497 km: by car 6.52 + 5, by public transport 13.05 + 10, by bicycle 18.64, on foot 52.20.
    made = make_round(**learner("travel_mode", mode))
    assert travel_minutes(made).tolist()[0][1] == minutes


def test_measured_minutes_replace_the_estimate_of_their_pair_only():
    made = make_round(travel="learner_id,setting_id,minutes\nL1,S2,40")

    assert travel_minutes(made).tolist() == [[5, 40], [5, 12]]
    assert is_estimated(made).tolist() == [[True, False], [True, True]]


def test_the_slowest_journey_round_the_earth_is_still_a_number_of_minutes():
    heading = "[travel]\ndetour = 100\ncar = { km_per_hour = 0.1, extra_minutes = 10000 }"
    made = make_round(heading=heading, learners=f"{LEARNERS}\nL1,P,C,-53,178")
    # To the antipode of S1: 20,015.1 km × 100 ÷ 0.1 × 60 + 10,000, in 32 bits.
    assert np.allclose(travel_minutes(made)[0, 0], 20_015.115 * 60_000 + 10_000, rtol=1e-4)


# ---- learner and setting ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("needed", "mode", "barred"),
    [
        ("yes", "car", ()),
        ("yes", "public", ("driver",)),
        ("yes", "bicycle", ("driver",)),
        ("no", "public", ()),
        ("", "public", ()),
    ],
)
def test_only_learners_by_car_go_where_a_driver_is_required(needed, mode, barred):
    tables = {**setting("driver_required", needed), **learner("travel_mode", mode)}
    assert reasons(**tables) == barred


@pytest.mark.parametrize(
    ("until", "age", "barred"),
    [
        ("2026-09-07", 18, ("age",)),  # still under 18 on the first day
        ("2026-09-06", 18, ()),
        ("2026-09-07", 17, ()),
        ("2026-09-07", "", ()),
        ("2026-09-07", 21, ("age",)),
        ("", 21, ()),
    ],
)
def test_learners_under_18_on_the_first_day_go_where_the_minimum_age_is_lower(until, age, barred):
    tables = {**setting("minimum_age", age), **learner("under_18_until", until)}
    assert reasons(**tables) == barred


@pytest.mark.parametrize(("until", "barred"), [("2026-10-19", ("age",)), ("2026-10-18", ())])
def test_age_is_that_of_the_first_day_of_the_block_concerned(until, barred):
    # B2 starts on 2026-10-19.
    tables = {**setting("minimum_age", 18), **learner("under_18_until", until)}
    assert reasons("B2", **tables) == barred


@pytest.mark.parametrize(
    ("rating", "barred"),
    [("Inadequate", ("cqc",)), ("Requires improvement", ()), ("Good", ()), ("", ())],
)
def test_inadequate_settings_host_nobody(rating, barred):
    assert reasons(**setting("cqc_rating", rating)) == barred


@pytest.mark.parametrize(
    ("where", "barred"),
    [
        ("sector=acute", ("exclusion",)),
        ("sector=primary", ()),
        ("provider_id=T1;sector=acute", ("exclusion",)),
        ("provider_id=T2|T1", ("exclusion",)),
        ("base=no", ("exclusion",)),
    ],
)
def test_exclusions(where, barred):
    assert reasons(exclusions=f"learner_id,where\nL1,{where}") == barred
    assert reasons(exclusions=f"learner_id,where\nL2,{where}") == ()


@pytest.mark.parametrize(
    ("needs", "tags", "barred"),
    [
        ("ramp", "ramp;lift", ()),
        ("ramp;lift", "lift;ramp", ()),
        ("ramp;lift", "ramp", ("needs",)),
        ("ramp", "", ("needs",)),
        ("", "", ()),
        ("Ramp", "ramp", ("needs",)),
    ],
)
def test_all_needs_are_among_the_tags(needs, tags, barred):
    assert reasons(**learner("needs", needs), **setting("tags", tags)) == barred


# ---- dates -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("until", "barred"), [("2026-10-04", ()), ("2026-10-03", ("audit",)), ("", ())]
)
def test_the_audit_is_valid_on_the_last_day(until, barred):
    assert reasons(**setting("audit_valid_until", until)) == barred


@pytest.mark.parametrize(
    ("dates", "barred"),
    [
        ("2026-09-07,2026-10-04", ()),
        ("2026-09-08,", ("closed",)),
        (",2026-10-03", ("closed",)),
        (",", ()),
        ("0001-01-01,9999-12-31", ()),
    ],
)
def test_the_setting_is_open_throughout(dates, barred):
    assert reasons(**setting("open_from,open_until", dates)) == barred


@pytest.mark.parametrize(
    ("away", "barred"),
    [
        ("2026-08-01,2026-09-06", ()),
        ("2026-08-01,2026-09-07", ("absence",)),
        ("2026-09-16,2026-09-16", ("absence",)),
        ("2026-10-04,2026-10-20", ("absence",)),  # the Sunday of the last week
        ("2026-10-05,2026-10-20", ()),
    ],
)
def test_a_placement_spans_no_absence(away, barred):
    assert reasons(absences=f"learner_id,from,until\nL1,{away}") == barred
    assert reasons(absences=f"learner_id,from,until\nL2,{away}") == ()


@pytest.mark.parametrize(
    ("dates", "barred"),
    [
        ("2026-09-07,2026-10-04", ()),
        ("2026-09-08,", ("absence",)),
        (",2026-10-03", ("absence",)),
        (",9999-12-31", ()),
    ],
)
def test_the_learner_is_on_the_programme_throughout(dates, barred):
    assert reasons(**learner("starts,leaves", dates)) == barred


# ---- capacity --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rows", "barred"),
    [
        (["1,,,,,"], ()),
        (["0,,,,,"], ("capacity",)),
        (["1,apprentice,,,,"], ("capacity",)),  # no row matches a student
        (["1,apprentice;student,,,,"], ()),
        (["1,,2,,,"], ("capacity",)),  # B1 is of stage 1
        (["1,,1;2,,,"], ()),
        (["1,,,U2,,"], ("capacity",)),  # the programme has no education provider
        (["2,,,,,", "0,apprentice,,,,"], ()),
        (["2,,,,,", "0,student,,,,"], ("capacity",)),  # both rows apply together
        (["2,,,,,", "0,,1,,,"], ("capacity",)),
    ],
)
def test_a_row_matches_and_every_row_that_matches_has_a_place(rows, barred):
    assert reasons(**capacity(*rows)) == barred


@pytest.mark.parametrize(
    ("dates", "barred"),
    [
        ("2026-09-13,2026-09-28", ()),  # touches weeks 1 and 4
        ("2026-09-14,", ("capacity",)),  # begins with week 2
        (",2026-09-27", ("capacity",)),  # ends with week 3
        (",2026-09-28", ()),
        ("0001-01-01,9999-12-31", ()),
    ],
)
def test_a_row_covers_every_week_that_it_touches(dates, barred):
    assert reasons(**capacity(f"1,,,,{dates}")) == barred


@pytest.mark.parametrize(
    ("rows", "barred"),
    [
        # Two lines take turns: in every week some row matches.
        (["1,,,,,2026-09-20", "1,student,,,2026-09-21,"], ()),
        (["1,,,,,2026-09-20", "1,apprentice,,,2026-09-21,"], ("capacity",)),
        # A later row of the same line replaces the first for a week in the middle.
        (["1,,,,,", "0,,,,2026-09-14,2026-09-20"], ("capacity",)),
        (["0,,,,,", "1,,,,2026-09-07,2026-10-04"], ()),
        # A row of another line does not.
        (["0,,,,,", "1,student,,,2026-09-07,2026-10-04"], ("capacity",)),
    ],
)
def test_lines_of_capacity(rows, barred):
    assert reasons(**capacity(*rows)) == barred


def test_education_providers():
    programmes = "programme_id,name,learner_type,education_provider\nP,Programme,student,U1"

    assert reasons(**capacity("1,,,U1;U2,,"), programmes=programmes) == ()
    assert reasons(**capacity("1,,,U2,,"), programmes=programmes) == ("capacity",)


# ---- blocks and pins -------------------------------------------------------------------------


@pytest.mark.parametrize(("where", "barred"), [("sector=acute", ()), ("sector!=acute", ("block",))])
def test_the_blocks_own_filter(where, barred):
    assert reasons(blocks=f"{BLOCKS},where\nC,B1,2026-09-07,4,1,{where}") == barred


def test_every_reason_is_reported_in_the_order_of_the_contract():
    tables = setting("driver_required,cqc_rating,open_until", "yes,Inadequate,2026-09-07")
    tables |= learner("travel_mode,needs,starts", "walk,ramp,2026-09-09")
    found = reasons(**tables, exclusions="learner_id,where\nL1,sector=acute")

    assert found == ("driver", "cqc", "closed", "exclusion", "needs", "absence")


def test_each_start_of_a_window_is_judged_for_itself():
    blocks = f"{BLOCKS},latest_start\nC,B1,2026-09-07,2,1,2026-09-21"
    found = why_not(make_round(blocks=blocks, **setting("audit_valid_until", "2026-09-27")), "L1")

    # Two weeks from week 1 or 2 end by 2026-09-27; from week 3 they do not.
    at_s1 = found[found["setting_id"] == "S1"]
    assert at_s1["start"].tolist() == [1, 2, 3]
    assert at_s1["reasons"].tolist() == [(), (), ("audit",)]


def test_a_fixed_pin_overrides_eligibility_and_leaves_no_other_choice():
    pins = "learner_id,block_id,setting_id,state\nL1,B1,S1,fixed"
    made = make_round(pins=pins, **setting("cqc_rating", "Inadequate"))
    frame = build_candidates(made).frame

    mine = frame[(frame["learner_id"] == "L1") & (frame["block_id"] == "B1")]
    assert mine["setting_id"].tolist() == ["S1"]
    assert not (frame[~frame["fixed"]]["setting_id"] == "S1").any()


def test_candidates_are_what_no_reason_bars():
    made = make_round(
        exclusions="learner_id,where\nL1,setting_id=S2",
        blocks=f"{BLOCKS},latest_start\nC,B1,2026-09-07,2,1,2026-09-14",
        absences="learner_id,from,until\nL2,2026-09-07,2026-09-07",
    )
    frame = build_candidates(made).frame
    chosen = {(c.learner_id, c.setting_id, c.start) for c in frame.itertuples()}

    # L1 goes to S1 in either week; L2 is away in week 1, and free to choose in week 2.
    assert chosen == {("L1", "S1", 1), ("L1", "S1", 2), ("L2", "S1", 2), ("L2", "S2", 2)}


def test_scores_of_all_matching_wishes_add_up():
    rows = "L1,sector=acute,5\nL1,setting_id=S1|S2,2\nL2,sector=acute,-4"
    made = make_round(preferences=f"learner_id,where,score\n{rows}")
    assert eligibility_of(made).scores.tolist() == [[7, 2], [-4, 0]]
