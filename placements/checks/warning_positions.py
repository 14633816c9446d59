"""Warnings on positions: those that would be in these islands the other way round."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from placements.checks.case import Case
from placements.checks.words import several
from placements.errors import Problem, Severity, counted

LATITUDES, LONGITUDES = (49.0, 61.0), (-11.0, 2.0)
"""Of the British Isles [degrees]."""
POSITIONS = {"settings": "setting_id", "learners": "learner_id"}
"""Tables with a position → their key."""


def position_swapped(case: Case) -> Iterator[Problem]:
    """Find settings and learners whose latitude and longitude stand in each other's place."""
    for table, key in POSITIONS.items():
        frame = case[table]
        swapped = _within(frame["latitude"], LONGITUDES) & _within(frame["longitude"], LATITUDES)
        if (rows := swapped.to_numpy().nonzero()[0]).size:
            message = (
                f"latitude and longitude look exchanged for {counted(rows.size, key[:-3])}: "
                f"{several(frame[key].iloc[rows])}"
            )
            where = case.first_where(table, rows, "latitude")
            yield Problem(message, where, severity=Severity.WARNING)


def _within(values: pd.Series, ends: tuple[float, float]) -> pd.Series:
    return values.between(*ends)


CHECKS = (position_swapped,)
