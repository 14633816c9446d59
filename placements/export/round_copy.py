"""A round's files, to be written again as they stand but for what is published."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from placements.errors import InputError
from placements.importers.writing import toml_text
from placements.round.read import read_raw
from placements.tables.folder import HEADING_FILE
from placements.tables.heading import HEADING
from placements.tables.raw import RawRound


def copied_round(round_path: Path) -> dict[str, bytes]:
    """Return the round's files as they stand; a workbook's sheets become files."""
    if not round_path.is_dir():
        return _as_files(read_raw(round_path))
    found = {}
    try:
        for path in sorted(round_path.iterdir()):
            if path.is_file() and not path.name.startswith("."):
                found[path.name] = path.read_bytes()
    except OSError as error:
        raise InputError.of(round_path, f"cannot be read: {error.strerror}") from error
    return found


def _as_files(raw: RawRound) -> dict[str, bytes]:
    files = {HEADING_FILE: toml_text(_nested(raw.heading or {})).encode()}
    for name, table in raw.tables.items():
        text = io.StringIO()
        writer = csv.writer(text, lineterminator="\n")
        writer.writerows([table.header, *table.rows])
        files[f"{name}.csv"] = text.getvalue().encode()
    return files


def _nested(heading: Mapping[str, Any]) -> dict[str, Any]:
    """Return a sheet's dotted keys as ``round.toml`` has them."""
    kinds = {column.name: column.kind for column in HEADING}
    found: dict[str, Any] = {}
    levels: dict[str, dict[str, Any]] = {}
    for key, (text, _) in heading.items():
        first, *rest = key.split(".")
        if not text:
            continue
        if first == "level":
            number, name = rest
            levels.setdefault(number, {})[name] = text if name == "name" else float(text)
        else:
            inner = found
            for part in key.split(".")[:-1]:
                inner = inner.setdefault(part, {})
            inner[key.split(".")[-1]] = kinds[key].read(text)
    if levels:
        found["level"] = [levels[number] for number in sorted(levels, key=int)]
    return found


def published_heading(content: bytes, date: dt.date) -> bytes:
    """Return ``round.toml`` with the day of publication, its comments kept."""
    text = content.decode("utf-8-sig")
    expected = {**tomllib.loads(text), "published": date}
    top, section, rest = text.partition("\n[")
    top = re.sub(r"(?m)^[ \t]*published[ \t]*=.*\n?", "", top)
    edited = f"published = {date}\n{top}{section}{rest}"
    try:
        if tomllib.loads(edited) == expected:
            return edited.encode()
    except tomllib.TOMLDecodeError:
        pass
    return toml_text(expected).encode()
