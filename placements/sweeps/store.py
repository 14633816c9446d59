"""What a sweep has solved, kept file by file, so that one that is cut off goes on where it was."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

from models.own import own_hashes
from placements.errors import InputError
from placements.round import Round, digest

PACKAGES = ("placements", "highspy", "numpy", "scipy")
"""Whose version may change a plan."""


@dataclass(frozen=True, slots=True)
class Record:
    """One scenario solved.

    Parameters
    ----------
    key
        Of the round and the options: the same key is the same plan.
    levels
        Name, value and bound of each level.
    placements
        Learner, block, setting and week of every placement.
    unplaced
        Learner and block of every taken block without one.
    """

    key: str
    status: str
    levels: tuple[tuple[str, float, float | None], ...]
    placements: tuple[tuple[str, str, str, int], ...]
    unplaced: tuple[tuple[str, str], ...]
    seconds: float


def key_of(round: Round, options: Mapping[str, Any]) -> str:
    """Return what names a solve: the round's content, the options, the versions, rules added."""
    versions = {name: version(name) for name in PACKAGES} | own_hashes()
    text = json.dumps([digest(round), dict(options), versions], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


class Store:
    """Records in a hidden folder beside the results, until these are written.

    Parameters
    ----------
    out
        Folder of the results; ``None``: nothing is kept.
    """

    def __init__(self, out: Path | None) -> None:
        at = None if out is None else out.resolve()
        self.folder = None if at is None else at.with_name(f".{at.name[:100]}-solved")

    def load(self, key: str) -> Record | None:
        """Return a record, ``None`` where there is none or it cannot be read."""
        if self.folder is None:
            return None
        try:
            held: dict[str, Any] = json.loads(
                (self.folder / f"{key}.json").read_text(encoding="utf-8")
            )
            held |= {name: tuple(map(tuple, held[name])) for name in _ROWS}
            return Record(**held) if held["key"] == key else None
        except (OSError, ValueError, TypeError, KeyError):
            return None

    def save(self, record: Record) -> None:
        """Write a record whole, or not at all, whenever the program ends.

        Raises
        ------
        InputError
            Where the folder cannot be written.
        """
        if self.folder is None:
            return
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            number, name = tempfile.mkstemp(dir=self.folder)
            with os.fdopen(number, "w", encoding="utf-8") as file:
                json.dump(asdict(record), file)
                file.flush()
                os.fsync(file.fileno())
            os.replace(name, self.folder / f"{record.key}.json")
        except OSError as error:
            raise InputError.of(self.folder, f"cannot be written: {error.strerror}") from error

    def clear(self) -> None:
        """Delete what was kept: the results are written."""
        if self.folder is not None:
            shutil.rmtree(self.folder, ignore_errors=True)


_ROWS = ("levels", "placements", "unplaced")
