"""What a lead reads about each typical fault in a CSV file: exact text, exact place."""

import pytest

from tests.rounds import read_round_text

LEARNERS = "learner_id,programme_id,cohort_id,latitude,longitude"
L1, L2 = "L1,P,C,53,-2", "L2,P,C,53,-2"
PINS = "learner_id,block_id,setting_id,state"
KNOWN = "known: setting_id, name, provider_id, sector, ownership, place_id, pcn_id, care_context, "


def messages(**tables):
    return [str(problem) for problem in read_round_text(**tables)[1]]


def learners(*rows, extra=""):
    return "\n".join([LEARNERS + extra, *rows])


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        ("07/09/2026", "; did you mean 2026-09-07 or 2026-07-09?"),
        ("31/12/2026", "; did you mean 2026-12-31?"),
        ("2026-9-7", "; did you mean 2026-09-07?"),
        ("46272", "; did you mean 2026-09-07?"),  # the day's number in a spreadsheet
        ("2026-09-07T00:00:00", "; did you mean 2026-09-07?"),
        ("next week", "; a date is written like 2026-09-07"),
    ],
)
def test_dates_that_are_not_iso(cell, said):
    found = messages(learners=learners(f"{L1},{cell}", extra=",starts"))

    place = "learners.csv, line 2, starts"
    assert found == [f"{place}: '{cell}' is not a date written year-month-day{said}"]


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        ("2026-02-30", "'2026-02-30' is not a day of the calendar"),
        ("2026-09-08", "'2026-09-08' is a Tuesday, not a Monday; "
         "did you mean 2026-09-07 or 2026-09-14?"),
        ("", "is blank; a value is needed"),
        (" ", "' ' holds only spaces; clear the cell"),
        ("2026-09-07 ", "'2026-09-07 ' has a space at its start or end; write '2026-09-07'"),
    ],
)  # fmt: skip
def test_starts_of_blocks(cell, said):
    blocks = f"cohort_id,block_id,start,weeks,stage\nC,B1,{cell},4,1\nC,B2,2026-09-07,4,1"
    assert messages(blocks=blocks) == [f"blocks.csv, line 2, start: {said}"]


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        ("-1", "is below the least value allowed, 0"),
        ("two", "is not a whole number"),
        ("2.0", "is not a whole number; write 2"),
        ("2.5", "is not a whole number"),
        ('"1,200"', "is not a whole number; write 1200"),
        ("1e3", "is not a whole number"),
        ("½", "is not a whole number"),
        ("٣", "is not a whole number"),  # a digit, but not one of 0 to 9
    ],
)
def test_places(cell, said):
    found = messages(capacity=f"setting_id,places\nS1,{cell}\nS2,2")

    shown = cell.strip('"')
    assert found == [f"capacity.csv, line 2, places: '{shown}' {said}"]


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        ('"53,1"', "is not a number; write 53.1"),
        ('"53,123"', "is not a number; did you mean 53.123 or 53123?"),
        ("1e-05", "is not a number; write 0.00001"),
        ("nan", "is not a number"),
        ("inf", "is not a number"),
        ("91", "is above the greatest value allowed, 90"),
        ("--3", "is not a number"),
    ],
)
def test_latitudes(cell, said):
    found = messages(learners=learners(f"L1,P,C,{cell},-2", L2))

    shown = cell.strip('"')
    assert found == [f"learners.csv, line 2, latitude: '{shown}' {said}"]


@pytest.mark.parametrize("cell", ["+5.", ".5", "-0", "007", "5.000000000000000001"])
def test_numbers_that_can_only_mean_one_thing_are_read(cell):
    assert messages(learners=learners(f"L1,P,C,{cell},-2", L2)) == []


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("L1 ", "has a space at its start or end; write 'L1'"),
        ("\u00a0L1", "holds a no-break space (U+00A0); write 'L1'"),
        ("L\u00a01", "holds a no-break space (U+00A0); write 'L 1'"),
        ("L\u200b1", "holds a zero width space (U+200B); write 'L1'"),
        ("L\a1", "holds a control character (U+0007); write 'L1'"),
        ("L;1", "is not a code: a code cannot hold ';'"),
        ("L|1", "is not a code: a code cannot hold '|'"),
        ("L=1", "is not a code: a code cannot hold '='"),
        ("L!1", "is not a code: a code cannot hold '!'"),
        ("АB1", "is not a code: it holds a Cyrillic capital letter a (U+0410), "
         "which looks like 'A'; write 'AB1'"),
        ("А1", "is not a code: it holds a Cyrillic capital letter a (U+0410), "
         "which looks like 'A'; write 'A1'"),
        ("L‑1", "is not a code: it holds a non-breaking hyphen (U+2011), "
         "which looks like '-'; write 'L-1'"),
        ("Ｌ1", "is not a code: it holds a fullwidth Latin capital letter l (U+FF2C), "
         "which looks like 'L'; write 'L1'"),
        ("Le\u0301", "is not a code: an accent is apart from its letter; write 'Lé'"),
    ],
)  # fmt: skip
def test_codes_that_are_not_what_they_look_like(code, said):
    place = "learners.csv, line 2, learner_id"
    shown = code.replace("\a", "\\x07")
    found = messages(learners=learners(f"{code},P,C,53,-2", L2))
    assert found == [f"{place}: '{shown}' {said}"]


@pytest.mark.parametrize(
    "code", ["007", "Ward 2 (North)", "É1", "Отделение-1", "α-ward", "*", "#1"]
)
def test_codes_of_every_plain_kind_are_read(code):
    made, found = read_round_text(learners=learners(f"{code},P,C,53,-2"))

    assert found == []
    assert made.learner_ids.tolist() == [code]


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ("a;;b,*", "learner_types: 'a;;b' is not a list separated by ';': an item is empty"),
        ("*;a,*", "learner_types: '*;a' is not a list of codes: '*' has no meaning in it"),
        ("a,1;x", "stages: '1;x' is not a list of whole numbers separated by ';'"),
        ("a,1;*", "stages: '1;*' is not a list of whole numbers separated by ';'"),
        ("a,-1", "stages: '-1' is not a list of whole numbers separated by ';'"),
    ],
)
def test_lists(cells, said):
    found = messages(capacity=f"setting_id,places,learner_types,stages\nS1,1,{cells}\nS2,1,,")
    assert found == [f"capacity.csv, line 2, {said}"]


def test_words_of_a_list_are_case_sensitive_and_have_their_nearest_named():
    found = messages(learners=learners(f"{L1},Car", f"{L2},bycicle", extra=",travel_mode"))

    said = "is not one of car, public, bicycle, walk; did you mean"
    assert found == [
        f"learners.csv, line 2, travel_mode: 'Car' {said} 'car'?",
        f"learners.csv, line 3, travel_mode: 'bycicle' {said} 'bicycle'?",
    ]


def test_an_unknown_column_names_the_nearest():
    assert messages(learners=learners(f"{L1},car", extra=",travl_mode")) == [
        "learners.csv: 'travl_mode' is not a column of this table; did you mean 'travel_mode'?"
    ]


def test_an_unknown_column_far_from_all_lists_the_known_ones():
    assert messages(vacancies="setting_id,wte,zz\nS1,1,1") == [
        "vacancies.csv: 'zz' is not a column of this table; known: setting_id, wte"
    ]


def test_a_missing_column():
    assert messages(learners="learner_id,programme_id,cohort_id,latitude\nL1,P,C,53") == [
        "learners.csv, longitude: the column is missing"
    ]


def test_two_columns_of_one_name():
    assert messages(learners=learners(f"{L1},car,car", extra=",travel_mode,travel_mode")) == [
        "learners.csv, travel_mode: 'travel_mode' is the name of two columns"
    ]


def test_a_column_without_a_name_may_be_blank_only():
    assert messages(learners=learners(f"{L1},", f"{L2},", extra=",")) == []
    assert messages(learners=learners(f"{L1},", f"{L2},x", extra=",")) == [
        "learners.csv, line 3: a value is in a column without a name; name the column"
    ]


def test_who_refers_to_what_a_look_alike_should_be_is_right():
    cyrillic = "\u0410"
    found = messages(
        learners=learners("LA,P,C,53,-2", f"L{cyrillic}1,P,C,53,-2"),
        pins=f"{PINS}\nLA1,B1,S1,fixed\nLB,B1,S1,fixed",
    )

    assert [text for text in found if text.startswith("learners.csv")] == [
        f"learners.csv, line 3, learner_id: 'L{cyrillic}1' is not a code: it holds a Cyrillic "
        "capital letter a (U+0410), which looks like 'A'; write 'LA1'"
    ]
    assert [text for text in found if text.startswith("pins.csv")] == [
        "pins.csv, line 3, learner_id: 'LB' is not in learners"
    ]


@pytest.mark.parametrize(
    "code", ["LA\u200b", "\u00a0LA", "L\u202eA", "\ufeffLA"], ids=["width", "space", "turn", "mark"]
)
def test_who_refers_to_a_code_without_what_cannot_be_seen_is_right(code):
    found = messages(
        learners=learners("L1,P,C,53,-2", f"{code},P,C,53,-2"), pins=f"{PINS}\nLA,B1,S1,fixed"
    )

    assert len(found) == 1
    assert found[0].endswith("; write 'LA'")


def test_a_code_that_cannot_be_seen_is_never_what_was_meant():
    found = messages(learners=learners("LAB\u202e1,P,C,53,-2"), pins=f"{PINS}\nLAB2,B1,S1,fixed")

    assert found == [
        "learners.csv, line 2, learner_id: 'LAB\\u202e1' holds a right-to-left override (U+202E); "
        "write 'LAB1'",
        "pins.csv, line 2, learner_id: 'LAB2' is not in learners; did you mean 'LAB1'?",
    ]


@pytest.mark.parametrize("turn", ["\u202e", "\u202a", "\u2066", "\u2069"])
def test_a_name_turns_nothing_around(turn):
    settings = (
        "setting_id,name,provider_id,sector,latitude,longitude\n"
        f"S1,Ward {turn}gpj.exe,T,acute,53,-2\nS2,b,T,acute,53,-2"
    )
    (found,) = messages(settings=settings)

    assert found.startswith("settings.csv, line 2, name: ")
    assert turn not in found
    assert found.endswith(f"(U+{ord(turn):04X}); write 'Ward gpj.exe'")


def test_names_of_other_scripts_are_read():
    settings = (
        "setting_id,name,provider_id,sector,latitude,longitude\n"
        "S1,\u05d1\u05d9\u05ea \u200f(x) \U0001f469\u200d\u2695\ufe0f Ŵyn,T,acute,53,-2\n"
        "S2,b,T,acute,53,-2"
    )
    assert messages(settings=settings) == []


def test_unknown_codes_name_the_nearest():
    pins = f"{PINS}\nL3,B1,s1,fixed\nL1,B9,S1,fixed"

    assert messages(pins=pins) == [
        "pins.csv, line 2, learner_id: 'L3' is not in learners",
        "pins.csv, line 2, setting_id: 's1' is not in settings; did you mean 'S1'?",
        "pins.csv, line 3, block_id: 'B9' is not in blocks",
    ]


@pytest.mark.parametrize(
    ("where", "said"),
    [
        ("sectr=acute",
         "is not a filter: 'sectr' is not a name that filters know; did you mean 'sector'?"),
        ("sector=acut", "is a filter whose sector 'acut' does not exist; did you mean 'acute'?"),
        ("setting_id=S9", "is a filter whose setting_id 'S9' does not exist; known: S1, S2"),
        ("base=true", "is a filter whose base 'true' does not exist; known: no, yes"),
        ("minimum_age=16.0",
         "is a filter whose minimum_age '16.0' is not a whole number; write 16"),
        ("minimum_age=016",
         "is a filter whose minimum_age '016' is not in the form that is compared; write 16"),
        ("open_from=07/09/2026", "is a filter whose open_from '07/09/2026' is not a date written "
         "year-month-day; did you mean 2026-09-07 or 2026-07-09?"),
        ("tag=А", "is a filter whose tag 'А' is not a code: it holds a Cyrillic capital letter a "
         "(U+0410), which looks like 'A'; write 'A'"),
        ("zz=1", f"is not a filter: 'zz' is not a name that filters know; {KNOWN}tags, latitude, "
         "longitude, driver_required, minimum_age, audit_valid_until, cqc_rating, open_from, "
         "open_until, address, postcode, contact, tag, base, employer"),
        ("sector=acute|", "is not a filter: a value between two '|' is empty"),
        *((text, "is not a filter: a condition is name=value or name!=value, with ';' between "
           "conditions") for text in ("sector", "sector=acute;", ";", "=acute", "sector==acute",
                                      "sector=a=b", "sector=", "sector!acute")),
    ],
)  # fmt: skip
def test_filters(where, said):
    found = messages(preferences=f"learner_id,where,score\nL1,{where},1")
    assert found == [f"preferences.csv, line 2, where: '{where}' {said}"]


def test_a_filter_with_a_no_break_space():
    found = messages(preferences="learner_id,where,score\nL1,sector=\u00a0acute,1")
    assert found == [
        "preferences.csv, line 2, where: 'sector=\u00a0acute' holds a no-break space (U+00A0); "
        "write 'sector= acute'"
    ]


def test_what_a_contrast_is_about():
    sequences = "sequence_id,programme_id,kind,first\nQ1,P,contrast,sectors\nQ2,P,contrast,provider"
    assert messages(sequences=sequences) == [
        "sequences.csv, line 2, first: 'sectors' is not setting, provider or sector; "
        "did you mean 'sector'?"
    ]


def test_a_repeated_key_names_the_earlier_line_whatever_else_is_wrong():
    # Line 3 repeats line 2 and has a bad cell, line 5 repeats it again.
    rows = (L1, "L1,P,C,x,-2", L2, L1)
    assert messages(learners=learners(*rows)) == [
        "learners.csv, line 3, latitude: 'x' is not a number",
        "learners.csv, line 3, learner_id: 'L1' repeats the learner_id of line 2",
        "learners.csv, line 5, learner_id: 'L1' repeats the learner_id of line 2",
    ]


def test_a_repeated_key_of_two_columns():
    preferences = "learner_id,where,score\nL1,sector=acute,1\nL1,sector=acute,2"
    assert messages(preferences=preferences) == [
        "preferences.csv, line 3, learner_id: 'L1 and sector=acute' "
        "repeats the learner_id and where of line 2"
    ]
