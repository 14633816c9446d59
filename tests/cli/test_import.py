"""``import mss``: an instance becomes a round that every other command takes."""

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
