"""A round folder is written completely or not at all."""

import datetime as dt

import numpy as np
import pandas as pd
import pytest

from placements.errors import InputError
from placements.importers.writing import cell_text, toml_text, write_round
from placements.round.read import build_round, read_raw

HEADING = {
    "name": 'A "round" \\ of two',
    "start": dt.date(2026, 9, 7),
    "weeks": 4,
    "travel": {"detour": 1.25, "car": {"km_per_hour": 30, "extra_minutes": 2.5}},
    "level": [{"name": "all", "unplaced_weeks": 1, "changes": 0.25}],
}
MONDAY = dt.date(2026, 9, 7)
POSITION = {"latitude": 53.0, "longitude": -2.1}
TABLES = {
    "settings": [
        {
            "setting_id": "W1",
            "name": "Ward, one",
            "provider_id": "T",
            "sector": "acute",
            "tags": ["b", "a"],
            "driver_required": True,
            **POSITION,
        }
    ],
    "capacity": pd.DataFrame({"setting_id": ["W1"], "places": [2], "until": [pd.NaT]}),
    "programmes": [{"programme_id": "P", "name": "P", "learner_type": "apprentice"}],
    "blocks": [{"cohort_id": "C", "block_id": "B", "start": MONDAY, "weeks": 4, "stage": 1}],
    "learners": [{"learner_id": "L1", "programme_id": "P", "cohort_id": "C", **POSITION}],
    "links": [],
}


def test_what_is_written_reads_back(tmp_path):
    write_round(tmp_path / "new" / "round", HEADING, TABLES)
    found, problems = build_round(read_raw(tmp_path / "new" / "round"))

    assert problems == []
    assert found.name == 'A "round" \\ of two'
    assert found.levels[0].weights == (("changes", 0.25), ("unplaced_weeks", 1.0))
    assert found.travel_model.speeds[0] == ("car", 30.0, 2.5)
    assert found["settings"]["name"].tolist() == ["Ward, one"]
    assert found["settings"]["tags"].tolist() == [("a", "b")]
    assert found["settings"]["driver_required"].tolist() == ["yes"]
    assert found["capacity"]["places"].tolist() == [2]


def test_columns_blank_in_every_row_and_tables_without_rows_are_left_out(tmp_path):
    write_round(tmp_path / "round", HEADING, TABLES)

    header = (tmp_path / "round" / "capacity.csv").read_text(encoding="utf-8").splitlines()[0]
    assert header == "setting_id,places"
    assert not (tmp_path / "round" / "links.csv").exists()


def test_an_empty_folder_is_filled(tmp_path):
    (tmp_path / "round").mkdir()
    write_round(tmp_path / "round", HEADING, TABLES)

    assert (tmp_path / "round" / "learners.csv").exists()


@pytest.mark.parametrize("kind", ["a folder that is not empty", "a file"])
def test_what_is_there_already_is_never_replaced(tmp_path, kind):
    out = tmp_path / "round"
    kept = out if kind == "a file" else out / "notes.txt"
    kept.parent.mkdir(exist_ok=True)
    kept.write_text("mine", encoding="utf-8")

    with pytest.raises(InputError, match=f"is {kind}; a round is written to a new or empty"):
        write_round(out, HEADING, TABLES)
    assert kept.read_text(encoding="utf-8") == "mine"


def test_nothing_is_left_where_writing_fails_halfway(tmp_path):
    with pytest.raises(ValueError, match="links has no columns colour"):
        write_round(tmp_path / "round", HEADING, {**TABLES, "links": [{"colour": "red"}]})

    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_made_is_refused(tmp_path):
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(InputError, match=r"cannot be (used|written)"):
        write_round(tmp_path / "file" / "round", HEADING, TABLES)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        (float("nan"), ""),
        (pd.NaT, ""),
        (np.int64(3), "3"),
        (False, "no"),
        (1 / 3, "0.333333333333333"),
        (1e-7, "0.0000001"),
        (2e15, "2000000000000000"),
        (pd.Timestamp("2026-09-07"), "2026-09-07"),
        (("a", "b"), "a;b"),
        ("a;b", "a;b"),
    ],
)
def test_cells(value, text):
    assert cell_text(value) == text


@pytest.mark.parametrize("value", [float("inf"), "a\nb"])
def test_what_a_heading_cannot_hold_is_refused(value):
    with pytest.raises(ValueError, match=r"cannot be written|control character"):
        toml_text({"name": value})
