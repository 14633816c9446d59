"""Who may see what: the only columns that leave for a recipient.

A column that is not named here is in no file of that recipient. No list has where a learner lives,
what they need or wish, from where they are excluded, their group, or how they were weighed.
"""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

PROVIDER = (
    "learner_id",
    "programme",
    "education_provider",
    "stage",
    "block_id",
    "setting_id",
    "setting",
    "start",
    "end",
    "weeks",
    "weekly_hours",
)
"""A provider, of placements at its own settings."""

EDUCATION = (
    "learner_id",
    "programme",
    "cohort_id",
    "stage",
    "block_id",
    "start",
    "end",
    "weeks",
    "setting_id",
    "setting",
    "provider",
    "sector_in_words",
    "minutes",
    "travel",
    "hours",
    "state_in_words",
)
"""An education provider, of its own learners."""

LEARNER = (
    "learner_id",
    "programme",
    "block_id",
    "stage",
    "start",
    "end",
    "weeks",
    "setting_id",
    "setting",
    "provider",
    "sector_in_words",
    "address",
    "postcode",
    "contact",
    "minutes",
    "travel",
    "hours",
    "weekly_hours",
)
"""A learner, of their own placements."""

ALLOWED: Mapping[str, tuple[str, ...]] = {
    "provider": PROVIDER,
    "education": EDUCATION,
    "learner": LEARNER,
}
"""Recipient → the columns of ``Facts.blocks`` that they may see."""


def cut_to(frame: pd.DataFrame, recipient: str) -> pd.DataFrame:
    """Return the columns that a recipient may see, and no other."""
    return frame[list(ALLOWED[recipient])]
