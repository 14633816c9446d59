"""Warnings on places: minimums that cannot be, and settings that nobody may use."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from placements.checks.case import Case
from placements.checks.words import several
from placements.errors import Problem, Severity, counted
from placements.network import places_by_week


def minimum_above_places(case: Case) -> Iterator[Problem]:
    """Find settings that must host more learners than they have places."""
    capacity = case["capacity"]
    for row in np.flatnonzero(capacity["minimum"] > capacity["places"]):
        setting, places = (
            capacity["setting_id"].iat[row],
            counted(capacity["places"].iat[row], "place"),
        )
        always = capacity["minimum_applies"].iat[row] == "always"
        outcome = "it is always short" if always else "nobody can be placed under it"
        message = f"is above the {places} of {setting}: {outcome}"
        where = case.where("capacity", row, "minimum")
        found = f"{capacity['minimum'].iat[row]}"
        yield Problem(message, where, found, severity=Severity.WARNING)


def setting_unused(case: Case) -> Iterator[Problem]:
    """Find settings where no learner may be placed, with the reason where there is only one."""
    left = ~case.offers.settings.any(axis=0)
    for reason, mask in _reasons(case):
        rows = np.flatnonzero(left & mask)
        left = left & ~mask
        if len(rows):
            codes = several(case.round.setting_ids[rows])
            message = f"nobody may be placed at {counted(len(rows), 'setting')}, {reason}: {codes}"
            where = case.first_where("settings", rows, "setting_id")
            yield Problem(message, where, severity=Severity.WARNING)


def _reasons(case: Case) -> Iterator[tuple[str, Any]]:
    """Yield each reason that bars a setting from everybody, and the settings that it bars."""
    settings, days = case["settings"], 7 * case.round.weeks
    listed = settings["setting_id"].isin(case["capacity"]["setting_id"]).to_numpy()
    shut = (case.round.days(settings["open_from"], 0) >= days) | (
        case.round.days(settings["open_until"], days) < 0
    )
    yield "rated Inadequate", (settings["cqc_rating"] == "Inadequate").to_numpy()
    yield "without a row in capacity", ~listed
    yield "without a place in any week", ~places_by_week(case.round).any(axis=1)
    yield "closed throughout the round", shut
    yield "without a valid audit", case.round.days(settings["audit_valid_until"], days) < 0
    yield "beyond every learner's longest journey", ~case.eligibility.within_reach.any(axis=0)
    yield "for different reasons", np.ones(len(settings), dtype=bool)


CHECKS = (minimum_above_places, setting_unused)
