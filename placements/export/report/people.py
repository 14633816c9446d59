"""Learners and their placements as the page needs them: codes, weeks, settings. Never a position.

Minutes are given in bands: exact ones from settings whose positions are known would tell a home.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

import numpy as np

from placements.plan import Plan, pinned

BANDS = (15, 30, 45, 60, 90)
"""Last minute of each band of journeys; the last band is longer still."""
STATES = ("placed", "fixed", "as announced", "changed")
"""What a placement is, by its number in the page."""


def band_names() -> list[str]:
    """Return what each band is called."""
    first = [f"up to {BANDS[0]} min"]
    middle = [f"{a + 1} to {b} min" for a, b in pairwise(BANDS)]
    return [*first, *middle, f"over {BANDS[-1]} min"]


def band(minutes: float) -> int:
    """Return the number of the band that a journey falls in."""
    return int(np.searchsorted(BANDS, minutes, side="left"))


def codes(values: Sequence[str]) -> dict[str, int]:
    """Return code → position, in order, each once."""
    return {code: at for at, code in enumerate(sorted(set(values)))}


def people(plan: Plan, reasons: Mapping[tuple[str, str], str]) -> dict[str, Any]:
    """Return the learners with their placements, and the lists that they refer to.

    Parameters
    ----------
    reasons
        Learner and block → why it has no place, in words.

    Returns
    -------
    dict
        ``programmes`` (code and name), ``cohorts``, ``blocks``, ``reasons``: what the numbers in
        ``learners`` mean. A learner is code, programme, cohort, base setting (-1: none), own
        placements [block, setting, first week, weeks, state, band], and those without a place
        [block, first week, weeks, reason].
    """
    learners = plan.round["learners"]
    programmes, cohorts = codes(learners["programme_id"]), codes(learners["cohort_id"])
    blocks, why = codes(plan.round["blocks"]["block_id"]), codes(list(reasons.values()))
    placed, missing = _placed(plan, blocks), _missing(plan, blocks, reasons, why)
    base = plan.round.setting_ids.get_indexer(learners["base_setting_id"]).tolist()
    columns = (learners[name] for name in ("learner_id", "programme_id", "cohort_id"))
    rows = [
        [code, programmes[programme], cohorts[cohort], own, placed[code], missing[code]]
        for code, programme, cohort, own in zip(*columns, base, strict=True)
    ]
    names = plan.round["programmes"].set_index("programme_id")["name"].to_dict()
    return {
        "programmes": [[code, names[code]] for code in programmes],
        "cohorts": list(cohorts),
        "blocks": list(blocks),
        "reasons": list(why),
        "learners": rows,
    }


def _placed(plan: Plan, blocks: Mapping[str, int]) -> dict[str, list[list[int]]]:
    fixed, published = (set(pinned(plan.round, state)) for state in ("fixed", "published"))
    announced = {(pin.learner_id, pin.block_id) for pin in published}
    found: dict[str, list[list[int]]] = defaultdict(list)
    for p, stay in sorted(
        zip(plan.placements, plan.stays, strict=True), key=lambda row: (row[1].start, row[0])
    ):
        state = 3 if (p.learner_id, p.block_id) in announced else 0
        state = 1 if p in fixed else 2 if p in published else state
        row = [blocks[p.block_id], stay.setting, stay.start, stay.weeks, state, band(stay.minutes)]
        found[p.learner_id].append(row)
    return found


def _missing(
    plan: Plan,
    blocks: Mapping[str, int],
    reasons: Mapping[tuple[str, str], str],
    why: Mapping[str, int],
) -> dict[str, list[list[int]]]:
    found: dict[str, list[list[int]]] = defaultdict(list)
    calendar = plan.round["blocks"].set_index(["cohort_id", "block_id"])
    starts = dict(zip(calendar.index, plan.round.week_numbers(calendar["start"], 1), strict=True))
    weeks = calendar["weeks"].to_dict()
    cohort = plan.round["learners"].set_index("learner_id")["cohort_id"].to_dict()
    for learner, block in plan.unplaced:
        at = cohort[learner], block
        reason = why[reasons[learner, block]]
        found[learner].append([blocks[block], int(starts[at]), int(weeks[at]), reason])
    for rows in found.values():
        rows.sort(key=lambda row: row[1])
    return found
