"""A round is edited in the words of its tables, and each edit is checked like a file."""

from pathlib import Path

import pandas as pd
import pytest

import placements as pl
from placements.candidates import why_not
from placements.eligibility import eligibility_of
from placements.errors import InputError
from placements.round import Level, digest
from placements.round.texts import raw_round, texts_of
from placements.run import checked
from tests.round.test_digest import FULL, assert_same
from tests.rounds import make_round
from tests.tables.workbooks import workbook_of

BLANKS = {
    "programmes": "programme_id,name,learner_type,max_travel_minutes\nP,Programme,student,90",
    "providers": "provider_id,name,place_id\nT1,Trust,\nT2,Practices,",
    "learners": """
        learner_id,programme_id,cohort_id,latitude,longitude,max_travel_minutes
        L1,P,C,53,-2,
        L2,P,C,53,-2,45
        """,
}


@pytest.mark.parametrize("tables", [{}, FULL, BLANKS])
def test_a_round_written_again_is_the_same_round(tables):
    round = make_round(**tables)
    assert_same(checked(raw_round(round, texts_of(round))), round)


@pytest.mark.parametrize("name", ["data/five", "data/staffordshire"])
def test_the_rounds_that_come_with_it_are_the_same_again(name):
    round = pl.read(name)
    again = checked(raw_round(round, texts_of(round)))
    assert digest(again) == digest(round)


def test_the_round_itself_stays_as_it_is():
    round = make_round()
    before = digest(round)
    assert digest(round.close("S1")) != before
    assert digest(round) == before


def reasons(round, setting):
    """Return what bars L1 from a setting in B1."""
    return why_not(round, "L1", "B1", setting)["reasons"].iat[0]


def test_a_closed_setting_is_closed_for_the_whole_round():
    assert reasons(make_round(), "S1") == ()
    assert reasons(make_round().close("S1"), "S1") == ("closed",)


def test_a_setting_closes_after_a_day():
    # B1 ends on Sunday 4 October: the day before is too early, the day itself is enough.
    assert reasons(make_round().close("S1", "2026-10-04"), "S1") == ()
    assert reasons(make_round().close("S1", "2026-10-03"), "S1") == ("closed",)


def test_a_setting_not_open_yet_never_opens_once_closed():
    later = """
        setting_id,name,provider_id,sector,latitude,longitude,open_from
        S1,Ward,T,acute,53,-2,2026-12-01
        """
    closed = make_round(settings=later, capacity="setting_id,places\nS1,2").close("S1")
    assert closed["settings"]["open_from"].isna().all()


def test_a_closed_setting_asks_for_no_learners():
    # Before, two learners are missing in each of 20 weeks; the others' rows stay.
    capacity = "setting_id,places,minimum,minimum_applies\nS1,2,2,always\nS2,2,1,always"
    round = make_round(capacity=capacity)
    missing = dict(pl.judge(round, pl.Plan.empty(round)).measures)["staffing_shortfall"]
    closed = round.close("S1", "2026-10-04")
    left = dict(pl.judge(closed, pl.Plan.empty(closed)).measures)["staffing_shortfall"]
    assert (missing, left) == (20 * (2 + 1), 4 * 2 + 20 * 1)


def test_a_closed_setting_is_opened_again():
    assert reasons(make_round().close("S1").open("S1"), "S1") == ()
    assert reasons(make_round().open("S1", "2026-09-08"), "S1") == ("closed",)


def test_a_filter_closes_several():
    closed = make_round().close("provider_id=T1|T2")
    assert [reasons(closed, code) for code in ("S1", "S2")] == [("closed",)] * 2


def places(round, setting):
    return [line.places.tolist() for line in round.lines_at[setting]]


def test_every_row_of_a_setting_gets_the_places():
    capacity = "setting_id,learner_types,places\nS1,,5\nS1,student,2\nS2,,1"
    more = make_round(heading="weeks = 20", capacity=capacity).add_places("S1", 3)
    assert sorted(line[0] for line in places(more, "S1")) == [5, 8]
    assert places(more, "S2") == [[1] * 20]


def test_places_between_two_days_follow_the_rows_that_succeed_each_other():
    # 5 places, and 2 in weeks 2 and 3; one more from the Wednesday of week 3 to week 5's Monday.
    capacity = "setting_id,places,from,until\nS1,5,,\nS1,2,2026-09-14,2026-09-27\nS2,1,,"
    more = make_round(capacity=capacity).add_places("S1", 1, "2026-09-23", "2026-10-05")
    assert places(more, "S1")[0][:7] == [5, 2, 3, 6, 6, 5, 5]


def test_a_setting_without_places_gets_its_first():
    more = make_round(capacity="setting_id,places\nS2,2").add_places("S1", 1)
    assert places(more, "S1") == [[1] * 20]


def test_a_learner_like_another():
    more = make_round(**BLANKS).add_learners([{"learner_id": "L3", "like": "L2"}])
    assert more.learner_ids.tolist() == ["L1", "L2", "L3"]
    assert more["learners"]["max_travel_minutes"].tolist() == [90, 45, 45]


def test_learners_from_a_frame():
    rows = make_round()["learners"][["programme_id", "cohort_id", "latitude", "longitude"]]
    more = make_round().add_learners(rows.assign(learner_id=["X1", "X2"]))
    assert more.learner_ids.tolist() == ["L1", "L2", "X1", "X2"]


def test_a_default_follows_the_value_that_it_comes_from():
    # L1's cell is blank, L2 has 45 minutes of their own.
    nearer = make_round(**BLANKS).change("programmes", "", "max_travel_minutes", 60)
    assert nearer["learners"]["max_travel_minutes"].tolist() == [60, 45]
    placed = make_round(**BLANKS).change("providers", "provider_id=T1", "place_id", "Town")
    assert placed["settings"]["place_id"].tolist() == ["Town", ""]


def test_a_filter_sees_defaults():
    # The limit of 90 minutes is the programme's; no cell of learners says it.
    changed = make_round(**BLANKS).change("learners", "max_travel_minutes=90", "priority", 2)
    assert changed["learners"]["priority"].tolist() == [2, 1]


def test_requirements_come_and_go():
    columns = {"programme_id": "P", "measure": "weeks", "minimum": 4}
    more = make_round().add_requirement(requirement_id="R1", where="sector=acute", **columns)
    assert more["requirements"]["minimum"].tolist() == [4]
    assert len(more.drop_requirement("R1")["requirements"]) == 0


def test_levels_by_name_and_by_measure():
    round = make_round().with_levels(["travel and wishes", {"name": "near", "travel_minutes": 2}])
    assert round.levels == (
        Level("travel and wishes", (("preference", 1.0), ("travel_minutes", 1.0))),
        Level("near", (("travel_minutes", 2.0),)),
    )


@pytest.mark.parametrize(
    ("edit", "said"),
    [
        (lambda r: r.close("S01"), "'S01' is not in settings; did you mean 'S1'?"),
        (lambda r: r.close("sector=voluntary"), "'sector=voluntary' matches no row of settings"),
        (lambda r: r.close("setting_id="), "is not a filter"),
        (lambda r: r.close("S1", "3/10/2026"), "open_until: '3/10/2026' is not a date"),
        (lambda r: r.open("S1", "2027-01-01", "2026-12-31"), "is before open_from"),
        (lambda r: r.change("setting", "", "name", "x"), "did you mean 'settings'?"),
        (lambda r: r.change("settings", "", "colour", "x"), "is not a column of settings"),
        (lambda r: r.change("settings", "colour=x", "name", "x"), "is not a column of settings"),
        (lambda r: r.change("blocks", "", "start", "2026-09-08"), "is a Tuesday, not a Monday"),
        (lambda r: r.add_places("S1", -3), "capacity.csv, line 2, places: '-1'"),
        (lambda r: r.add_places("S1", 1, "soon"), "'soon' is not a date"),
        (lambda r: r.add_learners([{"learner_id": "L1", "like": "L2"}]), "repeats the learner_id"),
        (lambda r: r.add_learners([{"learner_id": "N", "like": "L9"}]), "'L9' is not in learners"),
        (lambda r: r.add_learners([{"learner_id": "N", "age": 19}]), "'age' is not a column"),
        (lambda r: r.add("capacity", [{"like": "S1"}]), "capacity has none"),
        (lambda r: r.add_requirement(requirement_id="R"), "requirements.csv, line 2, programme_id"),
        (lambda r: r.drop_requirement("R1"), "matches no row of requirements"),
        (lambda r: r.drop("settings", ""), "settings.csv: there is no such file"),
        (lambda r: r.with_levels(["near"]), "'near' is not a level of this round"),
        (lambda r: r.with_levels([{"name": "x", "travel": 1}]), "'travel' is not a measure"),
    ],
)  # fmt: skip
def test_what_is_not_there_is_refused(edit, said):
    with pytest.raises(InputError) as refused:
        edit(make_round())
    assert said in str(refused.value)


def test_a_message_names_the_line_of_the_file():
    # L2 is on line 2 of the file, and the second learner of the round.
    learners = "learner_id,programme_id,cohort_id,latitude,longitude\nL2,P,C,53,-2\nL1,P,C,53,-2"
    with pytest.raises(InputError, match=r"learners\.csv, line 2, cohort_id: 'D'"):
        make_round(learners=learners).change("learners", "learner_id=L2", "cohort_id", "D")


def test_a_round_from_a_workbook_is_edited_too(tmp_path):
    round = pl.read(workbook_of(Path("data/five"), tmp_path / "round.xlsx"))
    assert digest(round.close("TEAM")) == digest(pl.read("data/five").close("TEAM"))
    with pytest.raises(
        InputError, match=r"round\.xlsx, sheet capacity, cell [A-Z]\d+, places: '-9'"
    ):
        round.change("capacity", "setting_id=TEAM", "places", -9)


def test_added_rows_keep_their_types():
    wish = pd.DataFrame({"learner_id": ["L1"], "where": ["sector=acute"], "score": [3]})
    more = make_round().add("preferences", wish)
    assert more["preferences"]["score"].tolist() == [3]
    assert eligibility_of(more).scores[0].tolist() == [3, 0]
