"""Read ``round.toml`` as text: dotted keys, as a workbook's sheet ``round`` holds them."""

from __future__ import annotations

import datetime as dt
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from placements.errors import Problem, Where
from placements.tables.files import read_text
from placements.tables.raw import MAX_CELL, UNREAD
from placements.tables.refused import Refused
from placements.tables.text import number_text

Heading = dict[str, tuple[str, Where]]


def read_toml(path: Path, problems: list[Problem]) -> Heading | None:
    """Return dotted key → (text, place), or ``None`` with the reason added to ``problems``."""
    if (text := read_text(path, problems)) is None:
        return None
    try:
        tree = tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        # Numbers too long for Python, and lists in lists without end, are no TOMLDecodeError.
        problems.append(_broken(path, str(error)))
        return None
    heading: Heading = {}
    for key, value in _flat(_with_numbered_levels(tree, path, problems)):
        where = Where(path.name, column=key[:100])
        if key in heading:
            problems.append(Problem("is there twice", where, key))
        try:
            heading[key] = (heading_text(value), where)
        except Refused as error:
            problems.append(Problem(error.expected, where, None, error.suggestion))
            heading[key] = (UNREAD, where)
    return heading


def _broken(path: Path, error: str) -> Problem:
    found = re.fullmatch(r"(.*) \(at line ([0-9]+), column [0-9]+\)", error)
    message = (found[1] if found else error).partition("\n")[0][:200]
    return Problem(
        f"is not TOML: {message}", Where(path.name, line=int(found[2]) if found else None)
    )


def _with_numbered_levels(
    tree: dict[str, Any], path: Path, problems: list[Problem]
) -> dict[str, Any]:
    levels = tree.pop("level", [])
    where = Where(path.name, column="level")
    if not isinstance(levels, list) or not all(isinstance(level, dict) for level in levels):
        problems.append(Problem("is not a list of levels", where, None, "write [[level]]"))
        return tree
    # A level without a key still counts, and is missed by its name.
    numbered = {str(k): level or {"name": ""} for k, level in enumerate(levels, 1)}
    return {**tree, "level": numbered}


def _flat(tree: Any, *parts: str) -> Iterator[tuple[str, Any]]:
    if not isinstance(tree, dict):
        yield ".".join(parts), tree
        return
    for key, value in tree.items():
        yield from _flat(value, *parts, key)


def heading_text(value: object) -> str:
    """Return a value of ``round.toml`` as the text that a workbook's cell would hold.

    Raises
    ------
    Refused
        Where the value is no text, number or date.
    """
    if isinstance(value, str):
        if len(value) > MAX_CELL or UNREAD in value:
            raise Refused(f"is a text of over {MAX_CELL:,} characters, or holds a NUL character")
        return value
    if isinstance(value, dt.datetime) or not isinstance(value, (int, float, dt.date)):
        raise Refused("is not a text, a number or a date")
    if isinstance(value, bool):
        raise Refused("is true or false, not a text, a number or a date")
    if isinstance(value, dt.date):
        return value.isoformat()
    if not abs(value) < 1e15:
        raise Refused("is not a number that a round can need")
    return str(value) if isinstance(value, int) else _with_point(value)


def _with_point(value: float) -> str:
    """Return a decimal as one, so that a whole number written with a point is refused as in CSV."""
    text = number_text(value)
    return text if "." in text else f"{text}.0"
