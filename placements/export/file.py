"""Write one file completely or not at all."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Collection
from pathlib import Path

from placements.errors import InputError, quoted


def check_new_file(out: Path, suffixes: Collection[str]) -> None:
    """Refuse, before any work is done, a file that is there already or has another ending.

    Raises
    ------
    InputError
        With what to do about it.
    """
    if out.suffix.casefold() not in suffixes:
        raise InputError.of(out, f"ends in {quoted(out.suffix)}; expected {' or '.join(suffixes)}")
    try:
        if out.exists():
            raise InputError.of(out, "is there already, and nothing is written over it")
    except OSError as error:  # a name too long
        raise InputError.of(out, f"cannot be written: {error.strerror}") from error


def check_file(out: Path, suffix: str) -> None:
    """Refuse a file that cannot be written, before any work is done.

    Parameters
    ----------
    suffix
        What its name must end with, such as ``.html``: so that no table is overwritten by mistake.

    Raises
    ------
    InputError
        Where the file cannot be written, or is not of this kind.
    """
    if out.suffix.lower() != suffix:
        raise InputError.of(out, f"does not end with {suffix}")
    if out.is_dir():
        raise InputError.of(out, f"is a folder; name a file in it, such as {out / ('x' + suffix)}")
    parent = next(path for path in out.absolute().parents if path.exists())
    if not parent.is_dir():
        raise InputError.of(out, f"cannot be written: {parent} is a file")
    if not os.access(parent, os.W_OK | os.X_OK):
        raise InputError.of(out, f"cannot be written: no permission to write in {parent}")


def write_file(out: Path, content: bytes) -> None:
    """Write a file in one step: whoever looks sees the earlier one or the new one, never half.

    Raises
    ------
    InputError
        Where it cannot be written.
    """
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=f".{out.name[:40]}-", dir=out.parent)
        fresh = Path(name)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            fresh.chmod(0o666 & ~_umask())
            fresh.replace(out)
        finally:
            fresh.unlink(missing_ok=True)
    except OSError as error:
        raise InputError.of(out, f"cannot be written: {error.strerror}") from error


def _umask() -> int:
    """Return the rights that this user's new files do not get."""
    mask = os.umask(0)
    os.umask(mask)
    return mask
