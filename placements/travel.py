"""One-way minutes between learners and settings: measured where known, else estimated."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

import numpy as np
from haversine import haversine_vector

from placements.round import Round


@lru_cache(maxsize=4)
def travel_minutes(round: Round) -> np.ndarray:
    """Return one-way minutes from every learner to every setting, (learners, settings), int32.

    A row of ``travel`` holds as it stands. Elsewhere the contract's formula does, with the
    great-circle distance on a sphere of radius 6371.0088 km, rounded half up to a whole minute.
    """
    minutes = _estimated(round)
    travel = round["travel"]
    learner = round.learner_ids.get_indexer(travel["learner_id"])
    setting = round.setting_ids.get_indexer(travel["setting_id"])
    minutes[learner, setting] = travel["minutes"]
    minutes.flags.writeable = False
    return minutes


@lru_cache(maxsize=4)
def is_estimated(round: Round) -> np.ndarray:
    """Return whether the minutes of each learner and setting are an estimate, same shape."""
    estimated = np.ones((len(round.learner_ids), len(round.setting_ids)), dtype=bool)
    travel = round["travel"]
    learner = round.learner_ids.get_indexer(travel["learner_id"])
    estimated[learner, round.setting_ids.get_indexer(travel["setting_id"])] = False
    estimated.flags.writeable = False
    return estimated


def minutes_text(minutes: int, estimated: bool) -> str:
    """Return a journey for people, an estimate marked as one.

    >>> minutes_text(25, True), minutes_text(25, False)
    ('25 min, estimated', '25 min')
    """
    return f"{minutes} min, estimated" if estimated else f"{minutes} min"


def known_how(estimated: Iterable[bool]) -> str:
    """Return in words how the minutes of some journeys are known; blank where there is none.

    No number of them, which may be a few learners'.

    >>> known_how([True, False]), known_how([False]), known_how([])
    ('in part measured, in part estimated', 'measured', '')
    """
    found = set(estimated)
    if True not in found:
        return "measured" if found else ""
    return "in part measured, in part estimated" if False in found else "estimated"


def _estimated(round: Round) -> np.ndarray:
    learners, settings = round["learners"], round["settings"]
    position = ["latitude", "longitude"]
    km = haversine_vector(settings[position].to_numpy(), learners[position].to_numpy(), comb=True)
    speeds = {mode: (km_per_hour, extra) for mode, km_per_hour, extra in round.travel_model.speeds}
    speed, extra = np.array([speeds[mode] for mode in learners["travel_mode"]]).T[:, :, None]
    exact = km * round.travel_model.detour / speed * 60 + extra
    return np.floor(exact + 0.5).astype(np.int32)
