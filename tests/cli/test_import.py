"""``import …``: other files become a round that every other command takes, or begin one."""

import pytest

from tests.cli.command import call, run
from tests.importers.test_mss import TINY


@pytest.fixture
def instance(tmp_path):
    (tmp_path / "tiny.dzn").write_text(TINY, encoding="utf-8")
    return tmp_path / "tiny.dzn"


def test_an_instance_becomes_a_round(capsys, tmp_path, instance):
    done = run("import", "mss", instance, tmp_path / "round")

    assert (done.code, done.out) == (0, f"Written to {tmp_path / 'round'}\n")
    assert call(capsys, "check", tmp_path / "round").code == 0
    assert call(capsys, "solve", tmp_path / "round", "--out", tmp_path / "out", "--quiet").code == 0


@pytest.mark.parametrize("text", ["", "Students=2;", "not an instance"])
def test_another_file_is_refused(capsys, tmp_path, instance, text):
    instance.write_text(text, encoding="utf-8")

    done = call(capsys, "import", "mss", instance, tmp_path / "round")

    assert done.code == 2
    assert "tiny.dzn" in done.err
    assert "Traceback" not in done.text
    assert not (tmp_path / "round").exists()


def test_a_folder_that_holds_something_is_refused(capsys, tmp_path, instance):
    (tmp_path / "round").mkdir()
    (tmp_path / "round" / "notes.md").write_text("theirs")

    done = call(capsys, "import", "mss", instance, tmp_path / "round")

    assert done.code == 2
    assert [p.name for p in (tmp_path / "round").iterdir()] == ["notes.md"]


def test_a_missing_file_is_refused(capsys, tmp_path):
    done = call(capsys, "import", "mss", tmp_path / "none.dzn", tmp_path / "round")

    assert done.code == 2
    assert "none.dzn" in done.err


# ---- import settings ---------------------------------------------------------------------------

PRACTICE = ["M83001", "OAK SURGERY", "Y60", "QNC", *[""] * 5, "ST4 1AA", "", "", "A", *[""] * 12]


@pytest.fixture
def practices(tmp_path):
    cells = [*PRACTICE, "4", ""]
    file = tmp_path / "epraccur.csv"
    file.write_text(",".join(f'"{cell}"' for cell in cells) + "\n", encoding="utf-8")
    return file


def test_open_data_begin_a_round(capsys, tmp_path, practices):
    out = tmp_path / "round"
    options = ("--practices", practices, "--dated", "practices=2026-10-01", "--area", "QNC")
    done = call(capsys, "import", "settings", out, *options)

    assert (done.code, done.err) == (0, "")
    assert done.out.splitlines() == [
        "1 setting: practices 1",
        "0 rows merged with another, 0 share a building, 0 left out; "
        f"the lists are in {out / 'import'}",
        "To fill in: areas.name of 2 rows",
        "To fill in: settings.latitude of 1 row",
        "To fill in: settings.longitude of 1 row",
        "To fill in: capacity.places of 1 row",
        f"Written to {out}; {out / 'import.md'} says what to do next",
    ]
    assert "2026-10-01" in (out / "import" / "sources.csv").read_text(encoding="utf-8")
    check = call(capsys, "check", out)
    assert check.code == 2
    assert "settings.csv, line 2, latitude: is blank; a value is needed" in check.out


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ((), "no file has places: give --practices, --sites, --hospitals or --cqc"),
        (("--practices", "none.csv"), "none.csv has 1 problem:\n  none.csv: there is no such file"),
        (("--dated", "practises=2026-10-01"), "'practises=2026-10-01' is not a file and a date"),
        (("--dated", "practices=1/10/26"), "'practices=1/10/26' is not a file and a date"),
    ],
)
def test_options_that_cannot_be_are_refused(capsys, tmp_path, options, message):
    done = call(capsys, "import", "settings", tmp_path / "round", *options)

    assert done.code == 2
    assert message in done.err
    assert not (tmp_path / "round").exists()
