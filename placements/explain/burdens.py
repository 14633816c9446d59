"""What a plan asks of each learner, and gives: one row a learner, on which equity is told.

What measures of the objective say is taken from them, with every learner's own weight set to 1, so
that a learner with priority does not look worse off than one without.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace

import numpy as np
import pandas as pd

from models.measure import Measure
from models.measures import MEASURES
from placements.plan import Plan
from placements.round import Round
from placements.travel import travel_minutes

WEIGHTS = ("priority", "change_weight", "waiting_weight")
"""Columns of learners that weigh a measure."""

DIMENSIONS = ("group", "programme", "place", "employer")
"""What learners are told apart by."""

NONE = "(none)"
"""Key of the learners who have none."""


def burdens(plan: Plan) -> pd.DataFrame:
    """Return what the plan makes of each learner, indexed by learner.

    Returns
    -------
    pandas.DataFrame
        ``DIMENSIONS`` (place: of the base setting, else of the employer, else of the nearest
        setting), ``weeks`` placed, ``unplaced`` weeks, ``minutes`` (one way, the average week),
        ``longest`` (one way), ``travel`` (one-way minutes x weeks in this round),
        ``travel_so_far`` (the same with the history at settings of the round), ``wishes`` (rows
        with a positive score), ``wishes_met`` (share of them that some placement meets),
        ``changes`` (published placements not kept), ``moves`` (to another provider),
        ``shortfall`` (of requirements, weighted), ``outside_acute`` (share of the weeks placed).
    """
    plain = _without_weights(plan)
    amounts = {name: _measured(plain, name) for name in TAKEN}
    frame = _keys(plan.round)
    weeks, acute, longest = (pd.Series(0.0, index=frame.index) for _ in range(3))
    for code, stays in plan.by_learner.items():
        weeks[code] = sum(stay.weeks for stay in stays)
        acute[code] = sum(stay.weeks for stay in stays if stay.sector == "acute")
        longest[code] = max((stay.minutes for stay in stays), default=0)
    placed = weeks.where(weeks > 0)
    met = _wishes(plan)
    return frame.assign(
        weeks=weeks,
        unplaced=amounts["unplaced_weeks"],
        minutes=amounts["travel_minutes"] / placed,
        longest=longest.where(weeks > 0),
        travel=amounts["travel_minutes"],
        travel_so_far=amounts["travel_minutes"] + _before(plan.round),
        wishes=met["wishes"],
        wishes_met=met["met"] / met["wishes"].where(met["wishes"] > 0),
        changes=amounts["changes"],
        moves=amounts["provider_changes"],
        shortfall=amounts["requirement_shortfall"],
        outside_acute=1 - acute / placed,
    )


TAKEN = (
    "unplaced_weeks",
    "travel_minutes",
    "changes",
    "provider_changes",
    "requirement_shortfall",
)
"""Measures that belong to learners and are taken as they are."""


def _without_weights(plan: Plan) -> Plan:
    learners = plan.round["learners"].assign(**dict.fromkeys(WEIGHTS, 1))
    round = replace(plan.round, tables={**plan.round.tables, "learners": learners})
    return Plan.of(round, plan.placements, plan.unplaced)


def _measured(plan: Plan, name: str) -> pd.Series:
    measure = MEASURES[name]
    assert isinstance(measure, Measure)
    amounts = measure.value(plan)
    return pd.Series({code: float(amounts.get(code, 0.0)) for code in plan.round.learner_ids})


def _keys(round: Round) -> pd.DataFrame:
    learners = round["learners"].set_index("learner_id")
    keys = {
        "group": learners["group"],
        "programme": learners["programme_id"],
        "place": pd.Series(_places(round), index=learners.index),
        "employer": learners["employer_id"],
    }
    return pd.DataFrame({name: column.replace("", NONE) for name, column in keys.items()})


def _places(round: Round) -> list[str]:
    """Return each learner's place: of the base setting, the employer, or the nearest setting."""
    learners, settings = round["learners"], round["settings"]
    of_setting = dict(zip(settings["setting_id"], settings["place_id"], strict=True))
    providers = round["providers"]
    of_provider = dict(zip(providers["provider_id"], providers["place_id"], strict=True))
    nearest = [""] * len(learners)
    if known := np.flatnonzero(settings["place_id"] != "").tolist():
        at = np.argmin(travel_minutes(round)[:, known], axis=1)
        nearest = settings["place_id"].iloc[known].iloc[at].tolist()
    return [
        of_setting.get(base) or of_provider.get(employer) or near
        for base, employer, near in zip(
            learners["base_setting_id"], learners["employer_id"], nearest, strict=True
        )
    ]


def _before(round: Round) -> pd.Series:
    """Return each learner's one-way minutes x weeks in history, at settings of the round."""
    minutes, travelled = travel_minutes(round), np.zeros(len(round.learner_ids))
    history = round["history"]
    learner = round.learner_ids.get_indexer(history["learner_id"])
    setting = round.setting_ids.get_indexer(history["setting_id"])
    inside = setting >= 0
    weeks = history["weeks"].to_numpy(dtype=float)
    np.add.at(
        travelled,
        learner[inside],
        minutes[learner[inside], setting[inside]] * weeks[inside],
    )
    return pd.Series(travelled, index=round.learner_ids)


def _wishes(plan: Plan) -> pd.DataFrame:
    """Return how many wishes each learner states, and how many some placement meets."""
    stated: dict[str, int] = defaultdict(int)
    met: dict[str, int] = defaultdict(int)
    rows = plan.round["preferences"]
    rows = rows[rows["score"] > 0]
    for code, where in zip(rows["learner_id"], rows["where"], strict=True):
        stated[code] += 1
        stays = plan.by_learner[code]
        at = np.array([stay.setting for stay in stays], dtype=np.int64)
        met[code] += bool(plan.round.matches(where, plan.round.learner_at[code], at).any())
    every = plan.round.learner_ids
    columns = {
        "wishes": [stated[code] for code in every],
        "met": [met[code] for code in every],
    }
    return pd.DataFrame(columns, index=every, dtype=float)
