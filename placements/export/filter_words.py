"""Filters as people read them who never wrote one: ``sector primary or community``."""

from __future__ import annotations

from placements.round.filters import LEARNER_NAMES, TAG, Condition, parse_filter

OWN = {
    ("base", True): "at the learner's own base",
    ("base", False): "away from the learner's own base",
    ("employer", True): "with the learner's own employer",
    ("employer", False): "away from the learner's own employer",
}
"""Condition on the learner, and whether it holds → in words."""


def filter_in_words(text: str) -> str:
    """Return what a filter picks, in words.

    >>> filter_in_words("sector=primary|mental_health;tag!=home_care;employer=no")
    "sector primary or mental health, not home care, away from the learner's own employer"
    """
    return ", ".join(map(_condition, parse_filter(text).conditions))


def _condition(condition: Condition) -> str:
    name = condition.name
    if name in LEARNER_NAMES and len(condition.values) == 1:
        return OWN[name, (condition.values[0] == "yes") is not condition.negated]
    # Codes stay as they are; all else is a word whose underscores are spaces.
    code = name.endswith("_id")
    values = " or ".join(value if code else value.replace("_", " ") for value in condition.values)
    about = "" if name == TAG else f"{name.removesuffix('_id').replace('_', ' ')} "
    return f"{'not ' * condition.negated}{about}{values}"
