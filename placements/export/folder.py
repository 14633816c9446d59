"""Write a folder completely or not at all, whatever stops the program meanwhile."""

from __future__ import annotations

import ctypes
import os
import shutil
import sys
import tempfile
from collections.abc import Collection, Mapping
from pathlib import Path

from placements.errors import InputError

_AT_FDCWD = -100
_RENAME_EXCHANGE = 2


def check_target(out: Path, ours: Collection[str]) -> None:
    """Refuse a target that cannot be written, or that holds files which are not ours to replace.

    Parameters
    ----------
    ours
        Names of the files that a run writes: an earlier run's may be replaced.

    Raises
    ------
    InputError
        Before any work is done.
    """
    if out.exists() and not out.is_dir():
        raise InputError.of(out, "is a file; the results are a folder")
    if out.is_dir():
        others = sorted(p.name for p in out.iterdir() if p.name not in ours)
        if others:
            raise InputError.of(
                out, f"holds {others[0]!r}, which no run wrote; choose a new or empty folder"
            )
    parent = _nearest_parent(out)
    if not parent.is_dir() or not os.access(parent, os.W_OK | os.X_OK):
        raise InputError.of(out, f"cannot be written: no permission to write in {parent}")


def _nearest_parent(out: Path) -> Path:
    parent = out.absolute().parent
    while not parent.exists():
        parent = parent.parent
    return parent


def write_folder(out: Path, files: Mapping[str, bytes]) -> None:
    """Write files as the folder ``out``, replacing an earlier one in a single step.

    The files are written and flushed beside the target, then the two folders change places. A run
    that is killed at any moment leaves the earlier folder or the new one, never a mixture.

    Raises
    ------
    InputError
        Where the folder cannot be written.
    """
    try:
        out.absolute().parent.mkdir(parents=True, exist_ok=True)
        fresh = Path(tempfile.mkdtemp(prefix=f".{out.name}-", dir=out.absolute().parent))
        try:
            fresh.chmod(0o755)
            for name, content in files.items():
                _write(fresh / name, content)
            _put_in_place(fresh, out.absolute())
        finally:
            shutil.rmtree(fresh, ignore_errors=True)
    except OSError as error:
        raise InputError.of(out, f"cannot be written: {error.strerror}") from error


def _write(path: Path, content: bytes) -> None:
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _put_in_place(fresh: Path, out: Path) -> None:
    if not out.exists():
        fresh.rename(out)
    elif not _exchange(fresh, out):
        # Without an exchange there is a moment with the earlier folder under another name.
        aside = fresh.with_name(f"{fresh.name}-earlier")
        out.rename(aside)
        fresh.rename(out)
        shutil.rmtree(aside, ignore_errors=True)


def _exchange(one: Path, other: Path) -> bool:
    """Let two folders change places in one step; return whether this system can."""
    if not sys.platform.startswith("linux"):
        return False
    rename = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    if rename is None:
        return False
    paths = os.fsencode(one), os.fsencode(other)
    return bool(rename(_AT_FDCWD, paths[0], _AT_FDCWD, paths[1], _RENAME_EXCHANGE) == 0)
