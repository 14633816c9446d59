"""Write a folder completely or not at all, whatever stops the program meanwhile."""

from __future__ import annotations

import ctypes
import os
import shutil
import sys
import tempfile
from collections.abc import Collection, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from placements.errors import InputError

_AT_FDCWD = -100
_RENAME_EXCHANGE = 2
AT_ONCE = 8
"""Files that are being written at the same time."""


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
    try:
        reason = _why_not(out.resolve(), ours)
    except (OSError, RuntimeError) as error:  # a name too long; links that go in circles
        reason = f"cannot be written: {getattr(error, 'strerror', None) or error}"
    if reason is not None:
        raise InputError.of(out, reason)


def _why_not(out: Path, ours: Collection[str]) -> str | None:
    if out.exists() and not out.is_dir():
        return "is a file; the results are a folder"
    if out.is_dir():
        others = sorted(path.name for path in out.iterdir() if path.name not in ours)
        if others:
            return f"holds {others[0]!r}, which no run wrote; choose a new or empty folder"
        # The whole folder is replaced, which neither a shell inside it nor a mount survives.
        if out == Path.cwd() or os.path.ismount(out):
            return (
                f"cannot be replaced as a whole; choose a folder inside it, such as {out / 'run'}"
            )
    parent = next(path for path in out.parents if path.exists())
    if not parent.is_dir():
        return f"cannot be written: {parent} is a file"
    if not os.access(parent, os.W_OK | os.X_OK):
        return f"cannot be written: no permission to write in {parent}"
    return None


def write_folder(out: Path, files: Mapping[str, bytes]) -> None:
    """Write files as the folder ``out``, replacing an earlier one in a single step.

    Raises
    ------
    InputError
        Where the folder cannot be written.
    """
    write_as_made(out, files.items())


def write_as_made(out: Path, files: Iterable[tuple[str, bytes]]) -> None:
    """Write files, path and content, while others are still being made; all of them or none.

    The files are written and flushed beside the target, then the two folders change places. A run
    that is killed at any moment leaves the earlier folder or the new one, never a mixture; it may
    also leave a hidden folder, ``.<name>-<letters>``, beside it.

    Raises
    ------
    InputError
        Where the folder cannot be written.
    """
    try:
        target = out.resolve()
        target.parent.mkdir(parents=True, exist_ok=True)
        fresh = Path(tempfile.mkdtemp(prefix=f".{target.name[:40]}-", dir=target.parent))
        try:
            fresh.chmod(0o777 & ~_umask())
            _write_all(fresh, files)
            _put_in_place(fresh, target)
        finally:
            shutil.rmtree(fresh, ignore_errors=True)
    except OSError as error:
        raise InputError.of(out, f"cannot be written: {error.strerror}") from error


def _umask() -> int:
    """Return the rights that this user's new files do not get."""
    mask = os.umask(0)
    os.umask(mask)
    return mask


def _write_all(folder: Path, files: Iterable[tuple[str, bytes]]) -> None:
    """Write files; a disk flushes several in hardly more time than one."""
    with ThreadPoolExecutor(AT_ONCE) as pool:
        list(pool.map(lambda file: _write(folder / file[0], file[1]), files))


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
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
