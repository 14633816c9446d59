"""Defaults that another column or table gives, written out: the same content is the same."""

from __future__ import annotations

import numpy as np
import pandas as pd

Frames = dict[str, pd.DataFrame]


def with_defaults(frames: Frames) -> Frames:
    """Return the tables with every default written out that is not a constant."""
    learners = _with_programme(frames["learners"], frames["programmes"])
    return {
        **frames,
        "settings": _with_provider(frames["settings"], frames["providers"]),
        "blocks": _with_window(frames["blocks"]),
        "learners": learners,
        "history": _with_hours(frames["history"], learners),
        "pins": _with_start(frames["pins"], learners, frames["blocks"]),
    }


def _looked_up(codes: pd.Series, table: pd.DataFrame, key: str, column: str) -> np.ndarray:
    """Return a column of another table for each code; ``""`` or NaN where it has no such row."""
    blank = "" if table[column].dtype == object else np.nan
    found = codes.map(table.set_index(key)[column].to_dict())
    # An empty table maps every code to a float; text is filled into a column of objects only.
    return found.astype(object if blank == "" else float).fillna(blank).to_numpy()


def _with_provider(settings: pd.DataFrame, providers: pd.DataFrame) -> pd.DataFrame:
    filled = {}
    for name in ("ownership", "place_id"):
        own = settings[name]
        theirs = _looked_up(settings["provider_id"], providers, "provider_id", name)
        filled[name] = own.where(own != "", theirs).astype(object)
    return settings.assign(**filled)


def _with_window(blocks: pd.DataFrame) -> pd.DataFrame:
    """Return blocks with their latest start, and grouped ones with how many are taken."""
    size = blocks.groupby(["cohort_id", "group"])["block_id"].transform("size")
    take = blocks["take"].fillna(size.where(blocks["group"] != "").astype(float))
    return blocks.assign(latest_start=blocks["latest_start"].fillna(blocks["start"]), take=take)


def _with_programme(learners: pd.DataFrame, programmes: pd.DataFrame) -> pd.DataFrame:
    filled = {}
    for name in ("max_travel_minutes", "weekly_hours"):
        theirs = _looked_up(learners["programme_id"], programmes, "programme_id", name)
        filled[name] = learners[name].fillna(pd.Series(theirs, index=learners.index)).astype(float)
    for name in ("learner_type", "education_provider"):
        filled[name] = pd.Series(
            _looked_up(learners["programme_id"], programmes, "programme_id", name),
            index=learners.index,
            dtype=object,
        )
    return learners.assign(**filled)


def _with_hours(history: pd.DataFrame, learners: pd.DataFrame) -> pd.DataFrame:
    weekly = _looked_up(history["learner_id"], learners, "learner_id", "weekly_hours").astype(float)
    hours = pd.Series(weekly * history["weeks"].to_numpy(), index=history.index)
    return history.assign(hours=history["hours"].fillna(hours))


def _with_start(pins: pd.DataFrame, learners: pd.DataFrame, blocks: pd.DataFrame) -> pd.DataFrame:
    """Return pins with their start: blank where the learner's cohort has no such block."""
    starts = blocks.set_index(["cohort_id", "block_id"])["start"].to_dict()
    cohorts = _looked_up(pins["learner_id"], learners, "learner_id", "cohort_id")
    theirs = [starts.get(key) for key in zip(cohorts, pins["block_id"], strict=True)]
    filled = pd.Series(theirs, index=pins.index, dtype=pins["start"].dtype)
    return pins.assign(start=pins["start"].fillna(filled))
