"""Every problem at once: none hides another, and none invents one."""

import pytest

from placements.round.read import build_round, read_raw
from tests.rounds import make_round, read_round_text, write_round

LEARNERS = "learner_id,programme_id,cohort_id,latitude,longitude"
PINS = "learner_id,block_id,setting_id,state"


def messages(**tables):
    return [str(problem) for problem in read_round_text(**tables)[1]]


def test_every_table_tells_its_own_in_the_order_of_the_tables():
    found = messages(
        heading="weeks = 0",
        pins=f"{PINS}\nL1,B1,S1,fixt",
        settings="setting_id,name,provider_id,sector,latitude,longitude\nS1,W,T1,acut,53,x",
        capacity="setting_id,places\nS1,-1\nS9,1",
        learners=f"{LEARNERS}\nL1,Q,C,53,-2\nL2,P,C,,-2",
        preferences="learner_id,where,score\nL1,sector=acute,one\nL2,sectr=acute,1",
    )
    assert [message.split(":")[0] for message in found] == [
        "round.toml, weeks",
        "settings.csv, line 2, sector",
        "settings.csv, line 2, longitude",
        "capacity.csv, line 2, places",
        "capacity.csv, line 3, setting_id",
        "learners.csv, line 2, programme_id",
        "learners.csv, line 3, latitude",
        "preferences.csv, line 2, score",
        "preferences.csv, line 3, where",
        "pins.csv, line 2, state",
    ]


@pytest.mark.parametrize(
    ("table", "text"),
    [
        ("learners", f"{LEARNERS},starts\nL1,P,C,53,-2,soon\nL2,P,C,53,-2,"),
        ("learners", f"{LEARNERS}\nL1,P,C,53\nL2,P,C,53,-2"),
        ("learners", f"{LEARNERS}\nL1 ,P,C,53,-2\nL2,P,C,53,-2"),
        ("learners", f"{LEARNERS}\n\u00a0L1,P,C,53,-2\nL2,P,C,53,-2"),
        ("learners", f'{LEARNERS}\n"L1"?,P,C,53,-2\nL2,P,C,53,-2'),
        ("settings", "setting_id,name,provider_id,sector,latitude,longitude\n"
         "S1,W,T1,acute,north,-2\nS2,W,T2,primary,53,-2"),
        ("blocks", "cohort_id,block_id,start,weeks,stage\nC,B1,2026-09-08,4,1\n"
         "C,B2,2026-10-19,4,1"),
        ("programmes", "programme_id,name,learner_type,notice_weeks\nP,X,t,-1"),
        ("learners", "learner_code" + LEARNERS[10:] + "\nL1,P,C,53,-2\nL2,P,C,53,-2"),
    ],
)  # fmt: skip
def test_a_bad_row_makes_nothing_that_refers_to_it_unknown(table, text):
    tables = {
        "pins": f"{PINS}\nL1,B1,S1,fixed",
        "preferences": "learner_id,where,score\nL1,setting_id=S1,1",
        "requirements": "requirement_id,programme_id,measure\nR,P,weeks",
        table: text,
    }
    found = messages(**tables)
    assert found
    assert all(message.startswith(f"{table}.csv") for message in found)


@pytest.mark.parametrize("content", [b"\xff", b"", b'"', b"a;b\n1;2", b"setting_id\nS1\n"])
def test_a_table_that_cannot_be_read_makes_no_code_unknown(tmp_path, content):
    pins = f"{PINS}\nL1,B1,S1,fixed\nL1,B2,S1,x"
    write_round(tmp_path, pins=pins, exclusions="learner_id,where\nL1,setting_id=S7")
    (tmp_path / "settings.csv").write_bytes(content)
    made, found = build_round(read_raw(tmp_path))

    assert made is None
    assert {problem.where.file for problem in found} <= {
        "settings.csv",
        "pins.csv",  # its own problem only: the state of line 3
        *(["exclusions.csv", "capacity.csv"] if content.startswith(b"setting") else []),
    }
    mine = [str(problem) for problem in found if problem.where.file == "pins.csv"]
    assert mine == ["pins.csv, line 3, state: 'x' is not one of fixed, published"]


def test_one_bad_cell_hides_no_other_of_its_row_or_column():
    found = messages(learners=f"{LEARNERS},priority\nL1,Q,C,x,-2,-1\nL2,P,C,y,-2,1")
    assert [message.partition(": ")[0] for message in found] == [
        "learners.csv, line 2, latitude",
        "learners.csv, line 2, priority",
        "learners.csv, line 2, programme_id",
        "learners.csv, line 3, latitude",
    ]


def test_a_refused_code_is_not_unknown_as_well():
    assert messages(pins=f"{PINS}\nL1;L2,B1,S1,fixed") == [
        "pins.csv, line 2, learner_id: 'L1;L2' is not a code: a code cannot hold ';'"
    ]


def test_the_first_column_of_a_sequence_is_not_judged_where_its_kind_is_unknown():
    sequences = "sequence_id,programme_id,kind,first\nQ,P,contrasts,provider"
    assert messages(sequences=sequences) == [
        "sequences.csv, line 2, kind: 'contrasts' is not one of before, not_consecutive, contrast; "
        "did you mean 'contrast'?"
    ]


def test_the_round_has_the_rows_that_are_right():
    made = make_round(
        problems=True,
        learners=f"{LEARNERS}\nL1,P,C,x,-2\nL2,P,C,53,-2\nL2,P,C,53,-2\nL3,Q,C,53,-2",
        pins=f"{PINS}\nL1,B1,S1,fixed\nL2,B1,S1,fixed\nL3,B1,S1,fixed",
    )
    # L1 has a bad cell, L2 is there twice, L3's programme is unknown; and their pins with them.
    assert made.learner_ids.tolist() == ["L2"]
    assert made["pins"]["learner_id"].tolist() == ["L2"]


def test_places_point_into_the_users_file_after_sorting():
    made = make_round(learners=f"{LEARNERS}\nL2,P,C,53,-2\n\nL1,P,C,53,-2")

    # L1 comes first in the round; it stands on line 4.
    assert str(made.where("learners", 0, "latitude")) == "learners.csv, line 4, latitude"
    assert str(made.where("pins")) == "pins"


def test_where_rows_are_missing_the_round_says_so():
    made = make_round(problems=True, learners=f"{LEARNERS}\nL1,P,C\nL2,P,C,53,-2")
    assert not made.sources["learners"].complete
    assert made.sources["settings"].complete


def test_an_absent_table_leaves_codes_free_and_a_present_one_does_not():
    # T1 and T2 are labels until there are providers.
    assert messages(providers="provider_id,name") == []
    assert messages(providers="provider_id,name\nT1,Trust") == [
        "settings.csv, line 3, provider_id: 'T2' is not in providers"
    ]


def test_nearest_codes_are_sought_for_the_first_few_only():
    rows = "\n".join(f"X{k:03},sector=acute,1" for k in range(100))
    learners = "\n".join(f"Y{k:03},P,C,53,-2" for k in range(100))
    found = messages(
        learners=f"{LEARNERS}\n{learners}", preferences=f"learner_id,where,score\n{rows}"
    )
    assert len(found) == 100
    assert sum("did you mean" in message for message in found) == 20
