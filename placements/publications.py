"""The record of what was published: one file a publication, each tied to the one before.

A round's folder keeps them in ``published/``: ``0001.json``, ``0002.json``, ... They are copied on
from round to round and never written again; each holds the hash of the one before, so that a
record that was edited, or of which a part is missing, is refused.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from placements.changes import Block, Change, Spot
from placements.errors import InputError

FOLDER = "published"
FORMAT = "placements-publication/1"


class Standing(StrEnum):
    """How far a plan has gone."""

    DRAFT = "draft"
    PUBLISHED = "published"
    FROZEN = "frozen"


@dataclass(frozen=True, slots=True)
class Publication:
    """One entry of the record.

    Parameters
    ----------
    number
        1 first.
    by
        Who said so: a role.
    standing
        Published, or frozen.
    placements
        How many placements the plan has.
    changes
        What differs from the publication before, or from pins that were announced before any.
    content
        The entry's file.
    kept
        What was announced before the first publication and is as it was; none of a later one.
    """

    number: int
    date: dt.date
    by: str
    note: str
    standing: Standing
    placements: int
    changes: tuple[Change, ...]
    content: bytes
    kept: tuple[Change, ...] = ()

    @property
    def sha256(self) -> str:
        """Hash of the entry's file."""
        return hashlib.sha256(self.content).hexdigest()


def entry_name(number: int) -> str:
    """Return the name of an entry's file, from the round's folder."""
    return f"{FOLDER}/{number:04d}.json"


def entry_bytes(
    publication: Publication, previous: Publication | None, origin: dict[str, Any]
) -> bytes:
    """Return an entry as it is kept.

    Parameters
    ----------
    origin
        Which plan, round and run it came from, with their hashes.
    """
    entry = {
        "format": FORMAT,
        "number": publication.number,
        "date": publication.date.isoformat(),
        "by": publication.by,
        "note": publication.note,
        "standing": str(publication.standing),
        "placements": publication.placements,
        **origin,
        "previous_sha256": None if previous is None else previous.sha256,
        "changes": [_change_out(change) for change in publication.changes],
    }
    if publication.kept:
        entry["kept"] = [_kept_out(kept) for kept in publication.kept]
    return (json.dumps(entry, indent=1, ensure_ascii=False) + "\n").encode()


def _change_out(change: Change) -> dict[str, Any]:
    return {
        "learner_id": change.learner_id,
        "block_id": change.block_id,
        "change": str(change.kind),
        "was": _spot_out(change.was),
        "now": _spot_out(change.now),
    }


def _kept_out(kept: Change) -> dict[str, Any]:
    where = {"learner_id": kept.learner_id, "block_id": kept.block_id}
    return where | {"now": _spot_out(kept.now)}


def _spot_out(spot: Spot | None) -> dict[str, Any] | None:
    if spot is None:
        return None
    return {"setting_id": spot.setting_id, "start": spot.start.isoformat(), "weeks": spot.weeks}


def read_record(round_path: Path) -> tuple[Publication, ...]:
    """Return the record of a round's folder, oldest first; a workbook has none.

    Raises
    ------
    InputError
        Where an entry is missing, was edited, or is none.
    """
    folder = round_path / FOLDER
    if not folder.is_dir():
        return ()
    found: list[Publication] = []
    for path in sorted(p for p in folder.iterdir() if not p.name.startswith(".")):
        publication, tied = _read_entry(path)
        expected = entry_name(len(found) + 1).removeprefix(f"{FOLDER}/")
        if path.name != expected or publication.number != len(found) + 1:
            raise InputError.of(folder, f"holds {path.name!r} where {expected!r} is expected")
        if tied != (found[-1].sha256 if found else None):
            raise InputError.of(path, "does not fit the entry before it: one of them was edited")
        found.append(publication)
    return tuple(found)


def _read_entry(path: Path) -> tuple[Publication, str | None]:
    """Return an entry, and the hash of the one before it as it has it."""
    try:
        content = path.read_bytes()
        entry = json.loads(content)
        return _publication(entry, content), entry["previous_sha256"]
    except OSError as error:
        raise InputError.of(path, f"cannot be read: {error.strerror}") from error
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise InputError.of(path, "is not an entry of the record of publications") from error


def _publication(entry: dict[str, Any], content: bytes) -> Publication:
    if entry["format"] != FORMAT:
        raise ValueError(entry["format"])
    return Publication(
        number=int(entry["number"]),
        date=dt.date.fromisoformat(entry["date"]),
        by=str(entry["by"]),
        note=str(entry["note"]),
        standing=Standing(entry["standing"]),
        placements=int(entry["placements"]),
        changes=tuple(_change_in(change) for change in entry["changes"]),
        content=content,
        kept=tuple(_change_in({"was": kept["now"], **kept}) for kept in entry.get("kept", ())),
    )


def _change_in(read: dict[str, Any]) -> Change:
    code, block = str(read["learner_id"]), str(read["block_id"])
    return Change(code, block, _spot_in(read["was"]), _spot_in(read["now"]))


def _spot_in(read: dict[str, Any] | None) -> Spot | None:
    if read is None:
        return None
    start = dt.date.fromisoformat(read["start"])
    return Spot(str(read["setting_id"]), start, int(read["weeks"]))


def histories(record: Sequence[Publication]) -> dict[Block, list[Spot | None]]:
    """Return what was announced of every block, oldest first; ``None``: withdrawn.

    What was announced before the first publication is the oldest.
    """
    found: dict[Block, list[Spot | None]] = {}
    for publication in record:
        for kept in publication.kept:
            found[kept.learner_id, kept.block_id] = [kept.now]
        for change in publication.changes:
            first: list[Spot | None] = [] if change.was is None else [change.was]
            found.setdefault((change.learner_id, change.block_id), first).append(change.now)
    return found
