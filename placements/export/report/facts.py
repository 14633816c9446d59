"""The figures at the top of the report, and how good the plan is, in plain words."""

from __future__ import annotations

from collections import Counter
from typing import Any

import numpy as np

from models.measures import MEASURES
from placements.export.report.subject import Subject
from placements.export.summary import PLAIN_UNITS
from placements.export.text import figure, percent
from placements.plan import LevelValue, Plan, pinned
from placements.travel import is_estimated

STATUS = {
    "optimal": "Proven best: no plan is better at one aim without being worse at one above it.",
    "feasible": "Checked, but not proven best. Below is how much better another plan could be.",
    "interrupted": "The search was interrupted: this is the best plan found until then, checked.",
    "": "Checked. How good it is compared with the best possible plan is not known here: there "
    "is no run.json of this very plan and round beside the plan file.",
}
"""Status of a run → what it means to the reader."""


def headline(plan: Plan) -> dict[str, Any]:
    """Return the figures at the top, as numbers."""
    taken, placed = plan.taken.total(), len(plan.placements)
    missing = Counter(learner for learner, _ in plan.unplaced)
    weeks = sum(stay.weeks for stay in plan.stays)
    minutes = sum(stay.minutes * stay.weeks for stay in plan.stays)
    published = pinned(plan.round, "published")
    return {
        "learners": len(plan.round.learner_ids),
        "settings": len(plan.round.setting_ids),
        "blocks": taken,
        "placed": placed,
        "unplaced": len(plan.unplaced),
        "learners_unplaced": len(missing),
        "learner_weeks": weeks,
        "minute_weeks": minutes,
        "mean_minutes": minutes / weeks if weeks else None,
        "estimated_journeys": _estimated(plan),
        "settings_used": len(plan.by_setting),
        "published": len(published),
        "published_kept": len(set(published) & set(plan.placements)),
    }


def _estimated(plan: Plan) -> int:
    """Return how many placements have a journey that nobody measured."""
    rows = np.array([(s.learner, s.setting) for s in plan.stays], dtype=np.int64).reshape(-1, 2)
    return int(is_estimated(plan.round)[rows[:, 0], rows[:, 1]].sum())


def levels(subject: Subject) -> list[dict[str, Any]]:
    """Return the aims in order: value, bound, what they mean, and what they add up."""
    amounts = dict(subject.verdict.measures)
    found = []
    for level, declared in zip(subject.levels, subject.plan.round.levels, strict=True):
        parts = [
            {
                "title": MEASURES[name].title,
                "weight": weight,
                "value": amounts[name],
                "unit": _unit(MEASURES[name].unit, amounts[name]) if name in PLAIN_UNITS else "",
                "measure": name,
            }
            for name, weight in declared.weights
            if name in amounts  # the worst learner's sum is of the others
        ]
        own = {"name": level.name, "value": level.value, "bound": level.bound}
        found.append({**own, "proven": level.proven, "words": how_good(level), "parts": parts})
    return found


def how_good(level: LevelValue) -> str:
    """Return how near to the best possible a level's value is, as a sentence."""
    if level.proven:
        return "Proven best: no plan that is as good at the aims above does better here."
    if level.bound is None:
        return "How much better another plan could be is not known."
    floor = f"No plan that is as good at the aims above can be below {figure(level.bound)}"
    if level.gap is None:
        return f"{floor}."
    return f"{floor}: at most {percent(level.gap)} better is possible."


def _unit(plural: str, value: float) -> str:
    """Return a unit as it stands after a number: ``1 breach``."""
    return plural.removesuffix("es" if plural.endswith("ches") else "s") if value == 1 else plural
