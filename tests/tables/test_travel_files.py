"""Travel as Parquet, and beside a workbook: the same round as with travel as CSV."""

import pandas as pd
import pytest

from placements.round import digest
from placements.round.read import build_round, read_raw
from placements.tables import parquet_file
from tests.rounds import write_round
from tests.tables.workbooks import workbook_of

pytest.importorskip("pyarrow")

TRAVEL = "learner_id,setting_id,minutes\nL1,S1,7\nL2,S2,31\n"


def frame(**columns):
    return pd.DataFrame(
        {"learner_id": ["L1", "L2"], "setting_id": ["S1", "S2"], "minutes": [7, 31], **columns}
    )


def messages(path):
    return [str(problem) for problem in build_round(read_raw(path))[1]]


@pytest.mark.parametrize(
    "columns",
    [
        {},
        {"minutes": [7.0, 31.0]},
        {"minutes": ["7", "31"]},
        {"setting_id": pd.Categorical(["S1", "S2"])},
    ],
)
def test_parquet_is_the_same_round_as_csv(tmp_path, columns):
    for name in ("csv", "parquet"):
        (tmp_path / name).mkdir()
    plain = write_round(tmp_path / "csv", travel=TRAVEL)
    packed = write_round(tmp_path / "parquet")
    frame(**columns).to_parquet(packed / "travel.parquet")

    one, other = build_round(read_raw(plain))[0], build_round(read_raw(packed))
    assert other[1] == []
    assert digest(other[0]) == digest(one)


def test_what_is_wrong_in_parquet_has_its_row(tmp_path):
    folder = write_round(tmp_path)
    frame(minutes=[7, 31.5], setting_id=["S1", "S9"]).to_parquet(folder / "travel.parquet")

    assert messages(folder) == [
        "travel.parquet, line 2, minutes: '31.5' is not a whole number",
        "travel.parquet, line 2, setting_id: 'S9' is not in settings",
    ]


@pytest.mark.parametrize("values", [[True, False], [[1], [2]], [b"7", b"31"]])
def test_a_column_of_another_kind_is_refused(tmp_path, values):
    folder = write_round(tmp_path)
    frame(minutes=values).to_parquet(folder / "travel.parquet")

    assert messages(folder) == [
        "travel.parquet, line 1, minutes: is no text and no number that a table can hold"
    ]


def test_what_is_no_parquet_is_refused(tmp_path):
    folder = write_round(tmp_path)
    (folder / "travel.parquet").write_bytes(b"PAR1 and then nothing")

    assert messages(folder) == [
        "travel.parquet: cannot be read: it is not a Parquet file, or is damaged"
    ]


def test_a_file_of_too_many_rows_is_refused_unread(tmp_path, monkeypatch):
    folder = write_round(tmp_path)
    frame().to_parquet(folder / "travel.parquet")
    monkeypatch.setattr(parquet_file, "MAX_ROWS", 1)

    assert messages(folder) == ["travel.parquet: has more than 1 rows"]


def test_without_its_library_the_message_says_what_to_install(tmp_path, monkeypatch):
    folder = write_round(tmp_path)
    frame().to_parquet(folder / "travel.parquet")
    monkeypatch.setattr(parquet_file, "find_spec", lambda name: None)

    assert messages(folder) == [
        "travel.parquet: is a Parquet file; install what reads it with: "
        "pip install 'placements[parquet]'; or write it as CSV"
    ]


def test_two_files_of_travel_are_refused(tmp_path):
    folder = write_round(tmp_path, travel=TRAVEL)
    frame().to_parquet(folder / "travel.parquet")

    assert messages(folder) == [
        "travel.parquet: is there beside travel.csv: which of them counts is not known; "
        "remove one of them"
    ]


@pytest.mark.parametrize("ending", ["csv", "parquet"])
def test_travel_may_lie_beside_a_workbook(tmp_path, ending):
    (tmp_path / "folder").mkdir()
    folder = write_round(tmp_path / "folder", travel=TRAVEL)
    whole = build_round(read_raw(folder))[0]
    (folder / "travel.csv").unlink()
    book = workbook_of(folder, tmp_path / "intake.xlsx")
    if ending == "csv":
        (tmp_path / "intake.travel.csv").write_text(TRAVEL, encoding="utf-8")
    else:
        frame().to_parquet(tmp_path / "intake.travel.parquet")
    found, problems = build_round(read_raw(book))

    assert problems == []
    assert digest(found) == digest(whole)


def test_travel_in_the_workbook_and_beside_it_is_refused(tmp_path):
    (tmp_path / "folder").mkdir()
    book = workbook_of(write_round(tmp_path / "folder", travel=TRAVEL), tmp_path / "intake.xlsx")
    (tmp_path / "intake.travel.csv").write_text(TRAVEL, encoding="utf-8")

    assert messages(book) == [
        "intake.travel.csv: is there beside other travel of this round: which counts is not "
        "known; remove one of them"
    ]
