"""``round.toml``: what it says, and exactly what is wrong with it."""

import datetime as dt

import pytest

from placements.round import Level
from placements.round.read import build_round, read_raw
from tests.rounds import make_round, write_round

BARE = 'name = "T"\nstart = 2026-09-07\nweeks = 20\n'


@pytest.fixture
def folder(tmp_path):
    return write_round(tmp_path)


def messages(folder, text):
    """Return what is wrong with a round whose heading is ``text``, without the file's name."""
    (folder / "round.toml").write_bytes(text.encode())
    found = [str(problem) for problem in build_round(read_raw(folder))[1]]
    return [message.removeprefix("round.toml").removeprefix(", ") for message in found]


def bare_with(line):
    """Return the bare heading with one of its keys, or none, replaced by a line."""
    kept = [known for known in BARE.split("\n") if known.split(" ")[0] != line.split(" ")[0]]
    return "\n".join([*kept[:3], line]) if line.startswith("[") else "\n".join([line, *kept])


def test_the_values():
    heading = 'name = "Intake"\npublished = 2026-07-27\n[travel]\nwalk = { km_per_hour = 4 }'
    made = make_round(heading=heading)

    assert (made.name, made.weeks) == ("Intake", 20)
    assert (made.start, made.published) == (dt.date(2026, 9, 7), dt.date(2026, 7, 27))
    assert made.travel_model.detour == 1.3
    assert made.travel_model.speeds == (
        ("car", 40, 5),
        ("public", 20, 10),
        ("bicycle", 14, 0),
        ("walk", 4, 0),
    )


def test_the_levels_of_a_round_that_names_none():
    assert make_round().levels == (
        Level("everyone placed", (("unplaced_weeks", 1.0),)),
        Level(
            "curriculum",
            (
                ("requirement_shortfall", 1.0),
                ("sequence_breaches", 1.0),
                ("staffing_shortfall", 1.0),
            ),
        ),
        Level("announced placements kept", (("changes", 1.0),)),
        Level("travel and wishes", (("preference", 1.0), ("travel_minutes", 1.0))),
    )


def test_levels_in_their_order():
    heading = '[[level]]\nname = "b"\nchanges = 0.5\n[[level]]\nname = "a"\ntravel_minutes = 2'
    assert make_round(heading=heading).levels == (
        Level("b", (("changes", 0.5),)),
        Level("a", (("travel_minutes", 2.0),)),
    )


def test_dates_and_numbers_may_be_quoted(folder):
    assert messages(folder, 'name = "T"\nstart = "2026-09-07"\nweeks = "20"') == []


def test_a_byte_order_mark_and_windows_line_ends_never_matter(folder):
    assert messages(folder, "\ufeff" + BARE.replace("\n", "\r\n")) == []


@pytest.mark.parametrize("text", ["", "\n", "# nothing yet\n"])
def test_an_empty_heading_misses_its_keys(folder, text):
    assert messages(folder, text) == [
        "name: the key is missing",
        "start: the key is missing",
        "weeks: the key is missing",
    ]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("weeks = ", "line 1: is not TOML: Invalid value"),
        ("weeks = 1\nweeks = 2", "line 2: is not TOML: Cannot overwrite a value"),
        ("start = 2026-13-01", "line 1: is not TOML: "),
        ("weeks = 0", "weeks: '0' is below the least value allowed, 1"),
        ("weeks = -3", "weeks: '-3' is below the least value allowed, 1"),
        ("weeks = 1041", "weeks: '1041' is above the greatest value allowed, 1,040"),
        ("weeks = 20.0", "weeks: '20.0' is not a whole number; write 20"),
        ("weeks = 1e400", "weeks: is not a number that a round can need"),
        ("weeks = nan", "weeks: is not a number that a round can need"),
        ("weeks = true", "weeks: is true or false, not a text, a number or a date"),
        ("weeks = [20]", "weeks: is not a text, a number or a date"),
        ("weeks = ''", "weeks: is blank; a value is needed"),
        ("name = false", "name: is true or false, not a text, a number or a date"),
        ("name = ' '", "name: ' ' holds only spaces; clear the cell"),
        ("name = 07:32:00", "name: is not a text, a number or a date"),
        ('name = "a\\u0007"', "name: 'a\\x07' holds a control character (U+0007)"),
        ("start = 2026-09-08", "start: '2026-09-08' is a Tuesday, not a Monday; "
         "did you mean 2026-09-07 or 2026-09-14?"),
        ("start = 2026-09-07T00:00:00", "start: is not a text, a number or a date"),
        ("start = '07/09/2026'", "start: '07/09/2026' is not a date written year-month-day; "
         "did you mean 2026-09-07 or 2026-07-09?"),
        ("start = 9999-12-27", "weeks: '20' weeks from 9999-12-27 end after the last date of the "
         "calendar"),
        ("strt = 1", "strt: 'strt' is not a key of a round; did you mean 'start'?"),
        ("travel = 1", "travel: 'travel' is not a key of a round"),
        ("level = 1", "level: is not a list of levels; write [[level]]"),
        ("level = [1]", "level: is not a list of levels; write [[level]]"),
        ("[level]\nname = 'a'", "level: is not a list of levels; write [[level]]"),
        ("[travel]\ncar = { km_per_hour = 0 }",
         "travel.car.km_per_hour: '0' is below the least value allowed, 0.1"),
        ("[travel]\ncar = { km_per_hour = inf }",
         "travel.car.km_per_hour: is not a number that a round can need"),
        ("[travel]\ncar = { kmh = 30 }",
         "travel.car.kmh: 'travel.car.kmh' is not a key of a round; "
         "did you mean 'travel.car.km_per_hour'?"),
        ("[[level]]\nname = 'a'\nchanges = 0", "level.1.changes: '0' is not above 0"),
        ("[[level]]\nname = 'a'\nchanges = -1", "level.1.changes: '-1' is not above 0"),
        ("[[level]]\nname = 'a'\nchanges = 'x'", "level.1.changes: 'x' is not a number"),
        ("[[level]]\nname = 'a'\nchanges = inf",
         "level.1.changes: is not a number that a round can need"),
        ("[[level]]\nchanges = 1", "level.1.changes: level 1 has no name"),
        ("[[level]]\nname = 'a'",
         "level.1.name: level 1 has no measure, such as unplaced_weeks = 1"),
        ("[[level]]\nname = 'a'\nchanges = 1\nx.y = 1",
         "level.1.x.y: 'level.1.x.y' is not a key of a level, such as level.1.name"),
    ],
)  # fmt: skip
def test_each_fault(folder, line, said):
    found = messages(folder, bare_with(line))
    assert len(found) == 1
    assert found[0].startswith(said)


def test_a_level_without_anything(folder):
    assert messages(folder, BARE + "[[level]]\n") == [
        "level.1.name: level 1 has no name",
        "level.1.name: level 1 has no measure, such as unplaced_weeks = 1",
    ]


def test_a_key_that_is_there_twice_in_two_forms(folder):
    text = BARE + '"travel.detour" = 1.2\n[travel]\ndetour = 1.3\n'
    assert messages(folder, text) == ["travel.detour: 'travel.detour' is there twice"]


def test_all_faults_at_once(folder):
    assert messages(folder, "name = ''\nstart = 'soon'\nlevels = 3\n") == [
        "name: is blank; a value is needed",
        "start: 'soon' is not a date written year-month-day; a date is written like 2026-09-07",
        "levels: 'levels' is not a key of a round",
        "weeks: the key is missing",
    ]


@pytest.mark.parametrize("text", ["a = " + "[" * 5000, "weeks = 1" + "0" * 5000])
def test_what_python_itself_gives_up_on(folder, text):
    assert messages(folder, text)[0].startswith(": is not TOML: ")


def test_a_heading_that_is_wrong_hides_no_fault_of_a_table(folder):
    (folder / "capacity.csv").write_text("setting_id,places\nS1,x\n")
    assert messages(folder, "weeks = ")[1:] == [
        "capacity.csv, line 2, places: 'x' is not a whole number"
    ]
