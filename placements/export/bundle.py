"""Write what is handed out as a folder, with a manifest of its files."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from placements.errors import InputError
from placements.export.folder import check_target, write_as_made
from placements.export.recipients import HandOut
from placements.export.workers import made

MANIFEST = "export.json"
FORMAT = "placements-export/1"


def check_export_target(out: Path) -> None:
    """Refuse a folder that holds anything but an earlier export, which is replaced.

    Raises
    ------
    InputError
        Before any work is done.
    """
    present = [p for p in out.rglob("*") if not p.is_dir()] if out.is_dir() else []
    names = {path.relative_to(out).as_posix() for path in present}
    if foreign := sorted(names - _earlier(out) - {MANIFEST}):
        message = f"holds {foreign[0]!r}, which no export wrote; choose a new or empty folder"
        raise InputError.of(out, message)
    check_target(out, {path.name for path in out.iterdir()} if out.is_dir() else ())


def _earlier(out: Path) -> set[str]:
    """Return the files that an earlier export wrote here."""
    try:
        card = json.loads((out / MANIFEST).read_bytes())
        return set(card["files"]) if card["format"] == FORMAT else set()
    except (OSError, ValueError, TypeError, KeyError):
        return set()


def write_export(
    handed_out: HandOut, wanted: Sequence[str], out: Path, card: Mapping[str, object]
) -> Mapping[str, str]:
    """Write what is wanted as a folder, completely or not at all; return path → hash of each file.

    Parameters
    ----------
    card
        What the manifest says beside the files and their hashes.

    Raises
    ------
    InputError
        Where the folder cannot be written.
    """
    hashes: dict[str, str] = {}

    def files() -> Iterator[tuple[str, bytes]]:
        for path, content in made(handed_out, wanted):
            hashes[path] = hashlib.sha256(content).hexdigest()
            yield path, content
        listed = dict(sorted(hashes.items()))
        manifest = {"format": FORMAT, **card, "for": list(wanted), "files": listed}
        text = json.dumps(manifest, indent=1, ensure_ascii=False) + "\n"
        yield MANIFEST, text.encode()

    write_as_made(out, files())
    return hashes
