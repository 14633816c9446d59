"""Settings as the page needs them: where they lie, how many learners they host in every week."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from placements.export.looks import LOOKS, sector_name
from placements.export.report.people import codes
from placements.network import places_by_week
from placements.plan import Plan

KM_OF_DEGREE = 111.195
"""Length of a degree of latitude [km], on the sphere that journeys are estimated on."""


def weekly_load(plan: Plan) -> np.ndarray:
    """Return how many learners every setting hosts in every week, (settings, weeks)."""
    counts = np.zeros((len(plan.round.setting_ids), plan.round.weeks), dtype=np.int64)
    for stay in plan.stays:
        counts[stay.setting, max(stay.start, 1) - 1 : stay.end] += 1
    return counts


def places(plan: Plan) -> dict[str, Any]:
    """Return the settings with their load, and the lists that they refer to.

    Returns
    -------
    dict
        ``sectors`` (code, name, letter, colour, colour of the letter), ``providers`` and ``areas``
        (code and name): what the numbers in ``settings`` mean. A setting is code, name, provider,
        sector, place (-1: none), kilometres east and north of the middle, learners by week and
        places by week, both as runs [number, weeks, number, weeks, …].
    """
    settings = plan.round["settings"]
    sectors = [sector for sector in LOOKS if sector in set(settings["sector"])]
    providers = codes(settings["provider_id"])
    areas = codes([code for code in settings["place_id"] if code])
    east, north = (np.round(km, 2).tolist() for km in kilometres(settings))
    load, room = weekly_load(plan), places_by_week(plan.round)
    rows = [
        [
            row.setting_id,
            row.name,
            providers[row.provider_id],
            sectors.index(row.sector),
            areas.get(row.place_id, -1),
            east[at],
            north[at],
            runs(load[at]),
            runs(room[at]),
        ]
        for at, row in enumerate(settings.itertuples(index=False))
    ]
    return {
        "sectors": [[s, sector_name(s), *LOOKS[s]] for s in sectors],
        "providers": _named(plan, "providers", "provider_id", providers),
        "areas": _named(plan, "areas", "area_id", areas),
        "settings": rows,
    }


def runs(values: np.ndarray) -> list[int]:
    """Return values as runs: each number with how many weeks it holds."""
    edges = np.flatnonzero(np.diff(values)) + 1
    first = np.r_[0, edges]
    lengths = np.diff(np.r_[first, len(values)])
    return np.column_stack([values[first], lengths]).ravel().tolist()


def _named(plan: Plan, table: str, key: str, known: dict[str, int]) -> list[list[str]]:
    names = plan.round[table].set_index(key)["name"].to_dict()
    return [[code, names.get(code, code)] for code in known]


def kilometres(settings: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    """Return each setting's kilometres east and north of the middle of all settings."""
    position = settings[["latitude", "longitude"]].to_numpy(dtype=float)
    middle = (position.min(axis=0) + position.max(axis=0)) / 2
    north, east = ((position - middle) * KM_OF_DEGREE).T
    return east * np.cos(np.radians(middle[0])), north
