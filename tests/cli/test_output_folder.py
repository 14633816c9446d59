"""Where a run may write: refused before any work, replaced as a whole, or not at all."""

import os

import pytest

from placements.export.run_files import FILES
from tests.cli.command import call, run
from tests.rounds import write_round


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "round").mkdir()
    return write_round(tmp_path / "round")


def refused(capsys, folder, out):
    """Return the message of a solve that refuses its output folder before it reads the round."""
    (folder / "settings.csv").unlink()
    done = call(capsys, "solve", folder, "--out", out)
    assert done.code == 2
    assert "settings.csv" not in done.err
    assert "Traceback" not in done.text
    return done.err


def test_a_run_leaves_its_files_and_nothing_else(tmp_path, folder):
    done = run("solve", folder, "--out", tmp_path / "runs" / "first")

    assert done.code == 0
    assert sorted(p.name for p in (tmp_path / "runs").iterdir()) == ["first"]
    assert sorted(p.name for p in (tmp_path / "runs" / "first").iterdir()) == sorted(FILES)


def test_an_earlier_run_is_replaced(capsys, tmp_path, folder):
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "plan.csv").write_text("an earlier plan")

    assert call(capsys, "solve", folder, "--out", tmp_path / "out", "--quiet").code == 0

    assert sorted(p.name for p in (tmp_path / "out").iterdir()) == sorted(FILES)
    assert (tmp_path / "out" / "plan.csv").read_text().startswith("learner_id,")


def test_an_empty_folder_behind_a_link_is_filled_and_the_link_stays(capsys, tmp_path, folder):
    (tmp_path / "real").mkdir()
    (tmp_path / "out").symlink_to(tmp_path / "real")

    assert call(capsys, "solve", folder, "--out", tmp_path / "out", "--quiet").code == 0

    assert (tmp_path / "out").is_symlink()
    assert sorted(p.name for p in (tmp_path / "real").iterdir()) == sorted(FILES)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["out", "real", "round"]


def test_a_folder_with_other_files_is_refused(capsys, tmp_path, folder):
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "plan.csv").write_text("an earlier plan")
    (tmp_path / "out" / "minutes.docx").write_text("theirs")

    told = refused(capsys, folder, tmp_path / "out")

    assert "holds 'minutes.docx', which no run wrote; choose a new or empty folder" in told
    assert (tmp_path / "out" / "plan.csv").read_text() == "an earlier plan"


def test_the_round_itself_is_refused(capsys, folder):
    assert "which no run wrote" in refused(capsys, folder, folder)


def test_a_file_is_refused(capsys, tmp_path, folder):
    (tmp_path / "out").write_text("theirs")

    assert "is a file; the results are a folder" in refused(capsys, folder, tmp_path / "out")
    assert (tmp_path / "out").read_text() == "theirs"


def test_a_folder_under_a_file_is_refused(capsys, tmp_path, folder):
    (tmp_path / "notes").write_text("theirs")

    told = refused(capsys, folder, tmp_path / "notes" / "runs" / "first")

    assert f"cannot be written: {tmp_path / 'notes'} is a file" in told


def test_a_folder_without_permission_is_refused(capsys, tmp_path, folder, monkeypatch):
    # The superuser may write anywhere, so the answer of the system is given here.
    monkeypatch.setattr(os, "access", lambda path, mode: path != tmp_path)

    told = refused(capsys, folder, tmp_path / "out")

    assert f"cannot be written: no permission to write in {tmp_path}" in told


def test_a_name_that_no_folder_can_have_is_refused(capsys, tmp_path, folder):
    assert "cannot be written" in refused(capsys, folder, tmp_path / ("a" * 300))


def test_the_folder_one_is_in_is_refused(capsys, tmp_path, folder, monkeypatch):
    (tmp_path / "out").mkdir()
    monkeypatch.chdir(tmp_path / "out")

    assert "choose a folder inside it" in refused(capsys, folder, ".")


def test_a_full_disk_ends_with_a_message_and_the_earlier_run(capsys, tmp_path, folder, monkeypatch):
    out = tmp_path / "out"
    assert call(capsys, "solve", folder, "--out", out, "--quiet").code == 0
    before = (out / "plan.csv").read_bytes()

    def full(descriptor):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    done = call(capsys, "solve", folder, "--out", out)

    assert done.code == 2
    assert "cannot be written: No space left on device" in done.err
    assert (out / "plan.csv").read_bytes() == before
    assert sorted(p.name for p in tmp_path.iterdir()) == ["out", "round"]
