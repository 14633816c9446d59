"""Why blocks have no place, for whole cohorts at once: what bars each learner, and what alone does.

``why_not`` says it setting by setting, for one learner; thousands of blocks would take minutes.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

from placements.eligibility import REASONS, Start, eligibility_of
from placements.round import Round


@dataclass(frozen=True, slots=True, eq=False)
class Refusal:
    """What keeps one block of a learner from settings.

    Parameters
    ----------
    reason
        As in ``plan.csv``: ``travel 41; audit 3``, or ``full`` where a setting is eligible at some
        start. A setting is counted under every code that bars it at some start.
    alone
        Code → positions of the settings from which it alone keeps the block at some start; codes
        that bar no setting alone are not there.
    """

    learner_id: str
    block_id: str
    reason: str
    alone: dict[str, np.ndarray]


def refusals(round: Round, blocks: Collection[tuple[str, str]]) -> Iterator[Refusal]:
    """Yield what keeps each of some blocks from settings.

    Parameters
    ----------
    blocks
        Learner and block of each; those that are not the learner's own are left out.
    """
    own, asked = round.learner_blocks, set(blocks)
    keys = zip(own["learner_id"], own["block_id"], strict=True)
    rows = own[[key in asked for key in keys]]
    for _, group in rows.groupby(["cohort_id", "block_id"], sort=True):
        yield from _of_block(round, group)


def _of_block(round: Round, group: pd.DataFrame) -> Iterator[Refusal]:
    """Yield what keeps some learners of a cohort from settings in one block."""
    block, shape = group.iloc[0], (len(group), len(round.setting_ids))
    bars = {code: np.zeros(shape, dtype=bool) for code in REASONS}
    alone = {code: np.zeros(shape, dtype=bool) for code in REASONS}
    eligible = np.zeros(shape, dtype=bool)
    learners = group["learner"].to_numpy()
    for week in range(block["first"], block["last"] + 1):
        start = Start(learners, week, block["weeks"], block["stage"], block["where"])
        masks = {c: ~np.broadcast_to(m, shape) for c, m in eligibility_of(round).masks(start)}
        number = sum((mask.astype(np.int8) for mask in masks.values()), np.zeros(shape, np.int8))
        eligible |= number == 0
        for code, mask in masks.items():
            bars[code] |= mask
            alone[code] |= mask & (number == 1)
    for k, learner in enumerate(group["learner_id"]):
        counts = {code: int(mask[k].sum()) for code, mask in bars.items()}
        reason = "full" if eligible[k].any() else _in_code(counts)
        single = {code: np.flatnonzero(mask[k]) for code, mask in alone.items() if mask[k].any()}
        yield Refusal(learner, block["block_id"], reason, single)


def _in_code(counts: dict[str, int]) -> str:
    listed = sorted((-count, code) for code, count in counts.items() if count)
    return "; ".join(f"{code} {-negative}" for negative, code in listed)
