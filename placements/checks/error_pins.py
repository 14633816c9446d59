"""Errors in pins: blocks that are not the learner's, and starts that are not the block's."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from placements.checks.case import Case
from placements.checks.error_calendar import windows
from placements.errors import Problem, nearest
from placements.round import Round


def calendars(round: Round) -> dict[str, set[str]]:
    """Return each cohort's blocks, with those of rows that could not be read otherwise."""
    source = round.sources.get("blocks")
    pairs = round["blocks"][["cohort_id", "block_id"]].to_numpy().tolist()
    if source is not None and {"cohort_id", "block_id"} <= set(source.header):
        header = list(source.header)
        cohort, block = header.index("cohort_id"), header.index("block_id")
        pairs += [[row[cohort], row[block]] for row in source.rows]
    found: dict[str, set[str]] = {}
    for cohort_id, block_id in pairs:
        found.setdefault(cohort_id, set()).add(block_id)
    return found


def cohort_of(round: Round) -> dict[str, str]:
    """Return each learner's cohort."""
    learners = round["learners"]
    return dict(zip(learners["learner_id"], learners["cohort_id"], strict=True))


def pin_of_another_cohort(case: Case) -> Iterator[Problem]:
    """Find pins for a block that the learner's cohort does not have."""
    blocks, cohorts = calendars(case.round), cohort_of(case.round)
    pins = case["pins"][["learner_id", "block_id"]]
    for row, (learner, block) in enumerate(pins.itertuples(index=False)):
        cohort = cohorts.get(learner)
        if cohort is not None and block not in blocks[cohort]:
            message = f"is not a block of {learner}'s cohort, {cohort}"
            where = case.where("pins", row, "block_id")
            yield Problem(message, where, block, nearest(block, blocks[cohort]))


def pin_outside_window(case: Case) -> Iterator[Problem]:
    """Find pins, fixed or published, at a start that their block cannot have."""
    pins, monday = case["pins"], case.round.monday
    own = windows(case.round).drop_duplicates(["cohort_id", "block_id"])
    own = own.set_index(["cohort_id", "block_id"])
    cohort = pins["learner_id"].map(cohort_of(case.round))
    at = own.index.get_indexer(list(zip(cohort, pins["block_id"], strict=True)))
    blocks = own.iloc[at]
    blank = pins["start"].isna().to_numpy()
    start = np.where(blank, blocks["first"], case.round.week_numbers(pins["start"], 0))
    opens, closes = blocks["opens"].to_numpy(), blocks["closes"].to_numpy()
    # A block without any start is an error of its own.
    outside = (at >= 0) & (opens <= closes) & ((start < opens) | (closes < start))
    for row in np.flatnonzero(outside):
        window = f"{monday(opens[row])}"
        window += f" to {monday(closes[row])}" if closes[row] > opens[row] else ""
        what = f"{pins['block_id'].iat[row]} of {pins['learner_id'].iat[row]}"
        message = f"is not a start of {what} that fits its window and the horizon: {window}"
        where = case.where("pins", row, "start")
        found = None if blank[row] else f"{monday(start[row])}"
        yield Problem(f"the block's own start {message}" if blank[row] else message, where, found)


CHECKS = (pin_of_another_cohort, pin_outside_window)
