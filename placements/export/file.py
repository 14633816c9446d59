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
