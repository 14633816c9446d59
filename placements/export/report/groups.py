"""How journeys and wishes are spread over groups of learners, without counts of few people."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from models.measures import preference
from placements.export.report.people import band, band_names
from placements.export.small_counts import LEAST, rounded
from placements.plan import Plan

OTHERS = "all other groups"
WISHES = ("against their wishes", "no wish met", "wishes met", "no wishes given")
PLACED = ("every block", "some blocks", "no block")


def groups(plan: Plan) -> list[dict[str, Any]]:
    """Return the tables of learners by group and band: journeys, wishes, blocks placed.

    Returns
    -------
    list
        One entry a question and way to group, with ``question``, ``by``, ``bands``, and ``rows``:
        name of the group, learners in it, learners in each band (``None``: one to four).
    """
    learners = plan.round["learners"]
    ways = {"programme": _programmes(plan), "way to travel": learners["travel_mode"]}
    if (learners["group"] != "").any():
        ways = {"group": learners["group"].replace("", "no group given"), **ways}
    questions = {
        "journeys": (band_names(), _journeys(plan)),
        "wishes": (list(WISHES), _wishes(plan)),
        "placed": (list(PLACED), _placed(plan)),
    }
    return [
        {"question": question, "by": by, "bands": bands, "rows": _table(way, bands, bands_of)}
        for question, (bands, bands_of) in questions.items()
        for by, way in ways.items()
        if (bands_of >= 0).sum() >= LEAST
    ]


def _programmes(plan: Plan) -> pd.Series:
    names = plan.round["programmes"].set_index("programme_id")["name"]
    return plan.round["learners"]["programme_id"].map(names)


def _journeys(plan: Plan) -> np.ndarray:
    """Return the band of each learner's average journey, by week; -1: nowhere placed."""
    own = plan.by_learner.values()
    means = [
        sum(s.minutes * s.weeks for s in stays) / sum(s.weeks for s in stays) if stays else -1
        for stays in own
    ]
    return np.array([band(mean) if mean >= 0 else -1 for mean in means])


def _wishes(plan: Plan) -> np.ndarray:
    """Return what became of each learner's wishes, all placements and weeks together."""
    wished = set(plan.round["preferences"]["learner_id"])
    if not wished:
        return np.full(len(plan.round.learner_ids), -1)
    worth = preference.value(plan)
    sign = [np.sign(worth.get(code, 0)) for code in plan.round.learner_ids]
    own = zip(plan.round.learner_ids, sign, strict=True)
    # The measure is minus the wishes met: below 0 they were met, on balance.
    return np.array([1 - int(s) if code in wished else 3 for code, s in own])


def _placed(plan: Plan) -> np.ndarray:
    """Return whether all, some or none of each learner's blocks have a place; -1: no blocks."""
    missing = {learner for learner, _ in plan.unplaced}
    bands = []
    for code, stays in plan.by_learner.items():
        bands.append((1 if stays else 2) if code in missing else (0 if stays else -1))
    return np.array(bands)


def _table(way: pd.Series, bands: list[str], band_of: np.ndarray) -> list[list[Any]]:
    known = band_of >= 0
    names = _joined(way[known].astype(object))
    rows = sorted(set(names))
    counts = np.zeros((len(rows), len(bands)), dtype=np.int64)
    np.add.at(counts, (np.array([rows.index(name) for name in names]), band_of[known]), 1)
    return [
        [name, rounded(own.sum()), [rounded(number) for number in own]]
        for name, own in zip(rows, counts, strict=True)
    ]


def _joined(names: pd.Series) -> list[str]:
    """Return the groups, those of few learners together; with the next where they are few still."""
    sizes = names.value_counts().sort_values(kind="stable")
    small = sizes[sizes < LEAST]
    if len(small) and small.sum() < LEAST:
        small = sizes.iloc[: len(small) + 1]
    if len(small) == 1 and len(sizes) > 1:
        small = sizes.iloc[:2]
    return [OTHERS if name in small.index else name for name in names]
