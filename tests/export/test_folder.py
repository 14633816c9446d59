"""A folder is written completely or not at all, whatever stops the program meanwhile."""

import os
import random
import signal
import subprocess
import sys
import time

import pytest

from placements.errors import InputError
from placements.export import folder
from placements.export.folder import check_target, write_as_made, write_folder

FILES = {"plan.csv": b"plan", "run.json": b"run"}
WRITER = """
import sys
from itertools import count
from pathlib import Path
from placements.export.folder import write_folder
for k in count():
    content = f"{k:08d}".encode() * 4_000
    write_folder(Path(sys.argv[1]), {name: content for name in ("a", "b", "c")})
    if k == 0:
        print("ready", flush=True)
"""


def contents(path):
    return {entry.name: entry.read_bytes() for entry in path.iterdir()}


def test_a_new_folder_has_its_files_and_nothing_lies_beside_it(tmp_path):
    write_folder(tmp_path / "runs" / "first", FILES)

    assert contents(tmp_path / "runs" / "first") == FILES
    assert [p.name for p in (tmp_path / "runs").iterdir()] == ["first"]


@pytest.mark.parametrize("can_exchange", [True, False], ids=["exchange", "two renames"])
def test_an_earlier_folder_is_replaced_as_a_whole(tmp_path, monkeypatch, can_exchange):
    if not can_exchange:
        monkeypatch.setattr(folder, "_exchange", lambda one, other: False)
    write_folder(tmp_path / "out", {"plan.csv": b"earlier", "summary.txt": b"earlier"})

    write_folder(tmp_path / "out", FILES)

    assert contents(tmp_path / "out") == FILES
    assert [p.name for p in tmp_path.iterdir()] == ["out"]


def test_the_rights_are_those_of_any_new_folder(tmp_path):
    (tmp_path / "any").mkdir()
    write_folder(tmp_path / "out", FILES)

    assert (tmp_path / "out").stat().st_mode == (tmp_path / "any").stat().st_mode


def test_a_file_that_cannot_be_made_leaves_the_earlier_folder(tmp_path):
    write_folder(tmp_path / "out", FILES)

    def files():
        yield "plan.csv", b"later"
        raise InputError.of("letter.docx", "cannot be filled")

    with pytest.raises(InputError, match="cannot be filled"):
        write_as_made(tmp_path / "out", files())

    assert contents(tmp_path / "out") == FILES
    assert [p.name for p in tmp_path.iterdir()] == ["out"]


def test_a_write_that_fails_leaves_the_earlier_folder(tmp_path, monkeypatch):
    write_folder(tmp_path / "out", {"plan.csv": b"earlier"})

    def full(descriptor):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(InputError, match="cannot be written: No space left on device"):
        write_folder(tmp_path / "out", FILES)

    assert contents(tmp_path / "out") == {"plan.csv": b"earlier"}
    assert [p.name for p in tmp_path.iterdir()] == ["out"]


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux exchanges folders in one step")
@pytest.mark.parametrize("seed", range(12))
def test_killed_at_any_moment_it_leaves_one_folder_or_the_other(tmp_path, seed):
    # The child writes the folder again and again, each time with another number in every file.
    out = tmp_path / "out"
    child = subprocess.Popen([sys.executable, "-c", WRITER, out], stdout=subprocess.PIPE, text=True)
    assert child.stdout.readline() == "ready\n"
    time.sleep(random.Random(seed).uniform(0, 0.1))

    child.send_signal(signal.SIGKILL)
    child.wait(timeout=30)

    found = contents(out)
    assert sorted(found) == ["a", "b", "c"]
    assert len(set(found.values())) == 1
    assert {len(content) for content in found.values()} == {32_000}
    assert all(p.name.startswith(".out-") for p in tmp_path.iterdir() if p != out)


def test_a_target_may_be_new_empty_or_an_earlier_run(tmp_path):
    write_folder(tmp_path / "earlier", FILES)
    (tmp_path / "empty").mkdir()

    for name in ("new", "deep/er/new", "empty", "earlier"):
        check_target(tmp_path / name, FILES)

    assert sorted(p.name for p in tmp_path.iterdir()) == ["earlier", "empty"]


def test_a_target_with_one_file_of_another_kind_is_refused(tmp_path):
    write_folder(tmp_path / "out", {**FILES, "notes.md": b"theirs"})

    with pytest.raises(InputError, match=r"holds 'notes\.md', which no run wrote"):
        check_target(tmp_path / "out", FILES)


def test_a_mount_is_refused(tmp_path, monkeypatch):
    (tmp_path / "out").mkdir()
    monkeypatch.setattr(os.path, "ismount", lambda path: path == tmp_path / "out")

    with pytest.raises(InputError, match="choose a folder inside it"):
        check_target(tmp_path / "out", FILES)


def test_links_in_a_circle_are_refused(tmp_path):
    (tmp_path / "a").symlink_to(tmp_path / "b")
    (tmp_path / "b").symlink_to(tmp_path / "a")

    with pytest.raises(InputError, match="cannot be written"):
        check_target(tmp_path / "a", FILES)
