"""Warnings on filters that no setting matches."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from placements.checks.case import Case
from placements.errors import Problem, Severity, counted, nearest
from placements.round.filters import TAG, Condition, Filter, parse_filter
from placements.tables import TABLES
from placements.tables.kinds import FILTER

COUNT_HISTORY = ("requirements", "sequences")
"""Tables whose filters are also about past placements."""


def filter_without_setting(case: Case) -> Iterator[Problem]:
    """Find filters that no setting matches, such as one with a tag that no setting has."""
    for table, column in _filters():
        frame = case[table]
        texts = frame[column]
        if table == "sequences" and column == "first":
            texts = texts[frame["kind"] != "contrast"]
        for text, rows in texts.groupby(texts, sort=True).groups.items():
            if not _matched(case, table, parse_filter(str(text))).any():
                yield _problem(case, (table, column), str(text), list(rows))


def _filters() -> Iterator[tuple[str, str]]:
    for table in TABLES.values():
        for column in table.columns:
            if column.kind is FILTER:
                yield table.name, column.name


def _matched(case: Case, table: str, where: Filter) -> np.ndarray:
    """Return which places a filter's conditions on settings match."""
    matched = case.round.attributes.matches(where)
    return matched if table in COUNT_HISTORY else matched[: len(case.round.setting_ids)]


def _problem(case: Case, at: tuple[str, str], text: str, rows: list[int]) -> Problem:
    table, column = at
    message = "matches no setting"
    if len(rows) > 1:
        message += f" (in {counted(len(rows), 'row')})"
    hint = "no setting meets all its conditions at once"
    for condition in parse_filter(text).about_settings:
        if not _matched(case, table, Filter((condition,))).any():
            all_or_none = "all have" if condition.negated else "none has"
            message += f": {all_or_none} {condition.name} {' or '.join(condition.values)}"
            hint = _meant(case, condition) or ""
            break
    where = case.first_where(table, rows, column)
    return Problem(message, where, text, hint or None, Severity.WARNING)


def _meant(case: Case, condition: Condition) -> str | None:
    """Return the nearest value that some setting has."""
    if condition.negated:
        return None
    settings = case["settings"]
    if condition.name == TAG:
        known = {tag for tags in settings["tags"] for tag in tags}
    else:
        known = set(case.round.attributes.columns[condition.name]) - {""}
    return nearest(condition.values[0], known)


CHECKS = (filter_without_setting,)
