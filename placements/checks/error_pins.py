"""Errors in pins: blocks that are not the learner's, and starts that are not the block's."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from placements.checks.case import Case
from placements.checks.error_calendar import windows
from placements.errors import Problem, nearest
from placements.round import Round


def calendars(round: Round) -> dict[str, set[str]]:
    """Return each cohort's blocks."""
    blocks = round["blocks"].groupby("cohort_id")["block_id"]
    return {str(cohort): set(codes) for cohort, codes in blocks}


def cohort_of(round: Round) -> dict[str, str]:
    """Return each learner's cohort."""
    learners = round["learners"]
    return dict(zip(learners["learner_id"], learners["cohort_id"], strict=True))


def pin_of_another_cohort(case: Case) -> Iterator[Problem]:
    """Find pins for a block that the learner's cohort does not have."""
    if not case.is_whole("blocks"):
        return  # the block may stand in a row that could not be read
    blocks, cohorts = calendars(case.round), cohort_of(case.round)
    pins = case["pins"][["learner_id", "block_id"]]
    for row, (learner, block) in enumerate(pins.itertuples(index=False)):
        cohort = cohorts[learner]
        if block not in blocks[cohort]:
            message = f"is not a block of {learner}'s cohort, {cohort}"
            where = case.where("pins", row, "block_id")
            yield Problem(message, where, block, nearest(block, blocks[cohort]))


def pin_outside_window(case: Case) -> Iterator[Problem]:
    """Find pins, fixed or published, at a start that their block cannot have."""
    pins, monday = case["pins"], case.round.monday
    own = windows(case.round).set_index(["cohort_id", "block_id"])
    cohort = pins["learner_id"].map(cohort_of(case.round))
    at = own.index.get_indexer(list(zip(cohort, pins["block_id"], strict=True)))
    opens, closes = own["opens"].to_numpy()[at], own["closes"].to_numpy()[at]
    start = case.round.week_numbers(pins["start"], 0)
    # A block without any start is an error of its own.
    outside = (at >= 0) & (opens <= closes) & ((start < opens) | (closes < start))
    for row in np.flatnonzero(outside):
        window = f"{monday(opens[row])}"
        window += f" to {monday(closes[row])}" if closes[row] > opens[row] else ""
        what = f"{pins['block_id'].iat[row]} of {pins['learner_id'].iat[row]}"
        message = f"is not a start of {what} that fits its window and the horizon: {window}"
        yield Problem(message, case.where("pins", row, "start"), f"{monday(start[row])}")


CHECKS = (pin_of_another_cohort, pin_outside_window)
