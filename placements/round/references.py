"""Codes and filters that refer to other tables: what refers to nothing is reported."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from placements.errors import Problem, nearest
from placements.round.filters import LEARNER_NAMES, check_filter
from placements.tables import TABLES, target
from placements.tables.column import Column, Table
from placements.tables.kinds import FILTER
from placements.tables.parse import MAX_HINTS, Parsed, unknown_codes
from placements.tables.raw import RawTable
from placements.tables.refused import Refused

CONTRASTS = ("setting", "provider", "sector")
"""What ``first`` may be where a sequence's kind is ``contrast``."""
KINDS = TABLES["sequences"].column("kind").kind.values

Frames = dict[str, pd.DataFrame]
Tables = Mapping[str, Parsed]


def check_references(parsed: Tables, problems: list[Problem]) -> Frames:
    """Report each code and filter that refers to nothing; return the rows that are right."""
    frames = {name: table.frame for name, table in parsed.items()}
    closed = _closed_values(parsed)
    for name, table in TABLES.items():
        for column in table.columns:
            bad: list[int] = []
            if column.refers_to:
                bad = unknown_codes(column, _known(column, parsed), parsed[name], problems)
            elif column.kind is FILTER:
                bad = _bad_filters(table, column, parsed[name], closed, problems)
            if bad:
                frames[name] = frames[name].drop(index=bad, errors="ignore")
    _drop_orphans(frames)
    return frames


def _known(column: Column, parsed: Tables) -> frozenset[str] | None:
    """Return the codes that a column may hold; ``None``: any."""
    return parsed[column.refers_to].codes.get(target(column))


def _drop_orphans(frames: Frames) -> None:
    """Drop rows that refer to a row dropped for its own problem, until none does."""
    changed = True
    while changed:
        changed = False
        for name, table in TABLES.items():
            for column in table.columns:
                other = frames.get(column.refers_to)
                if other is None or not len(other) or not len(frames[name]):
                    continue
                keep = frames[name][column.name].isin(["", *other[target(column)]])
                if not keep.all():
                    changed = True
                    frames[name] = frames[name][keep]


# ---- filters ---------------------------------------------------------------------------------


def _closed_values(parsed: Tables) -> dict[str, frozenset[str]]:
    """Return the names of filters whose values are a closed list, with the values."""
    closed = {name: frozenset(("yes", "no")) for name in LEARNER_NAMES}
    for column in TABLES["settings"].columns:
        known = _known(column, parsed) if column.refers_to else None
        if column.name == "setting_id":
            known = parsed["settings"].codes.get("setting_id")
        if column.kind.values:
            known = frozenset(column.kind.values)
        if known is not None:
            closed[column.name] = known
    return closed


def _bad_filters(
    table: Table,
    column: Column,
    parsed: Parsed,
    closed: Mapping[str, frozenset[str]],
    problems: list[Problem],
) -> list[int]:
    """Report the filters of a column that cannot be read; return their rows."""
    raw = parsed.raw
    if raw is None or column.name not in raw.header:
        return []
    verdicts: dict[tuple[bool, str], Refused | None] = {}
    bad: list[int] = []
    contrasts = _contrasts(table, column, raw)
    for row, (text, contrast) in enumerate(zip(raw.cells(column.name), contrasts, strict=True)):
        if not text or contrast is None or row in parsed.refused[column.name]:
            continue
        if (contrast, text) not in verdicts:
            verdicts[contrast, text] = _verdict(text, contrast, closed, len(bad) < MAX_HINTS)
        if (why := verdicts[contrast, text]) is not None:
            where = raw.where(row, column.name)
            problems.append(Problem(why.expected, where, text, why.suggestion))
            bad.append(row)
    return bad


def _contrasts(table: Table, column: Column, raw: RawTable) -> list[bool | None]:
    """Return whether each row holds a contrast, not a filter; ``None`` where nobody can know."""
    if table.name != "sequences" or column.name != "first":
        return [False] * len(raw.rows)
    if "kind" not in raw.header:
        return [None] * len(raw.rows)
    return [kind == "contrast" if kind in KINDS else None for kind in raw.cells("kind")]


def _verdict(
    text: str, contrast: bool, closed: Mapping[str, frozenset[str]], hints: bool
) -> Refused | None:
    """Return why a filter, or what a contrast is about, is refused."""
    if contrast:
        wrong = text not in CONTRASTS
        hint = nearest(text, CONTRASTS)
        return Refused("is not setting, provider or sector", hint) if wrong else None
    try:
        check_filter(text, closed, hints=hints)
    except Refused as error:
        return error
    return None
