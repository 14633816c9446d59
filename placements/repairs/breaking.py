"""Which placements together break a rule of the round as it is now."""

from __future__ import annotations

import numpy as np

from models.rules import RULES, eligibility
from placements.plan import plan_of_candidates
from placements.repairs.room import Room, with_linked


def breaking(room: Room, rows: np.ndarray) -> np.ndarray:
    """Return the blocks of which one has to move, if all that breaks a rule is to end, (blocks,).

    All of a learner who breaks one, and of those linked with them; of a setting, whoever is there
    in the first week in which it is over-full. Eligibility, which candidates have each by itself,
    takes longest to judge and is not asked.

    Parameters
    ----------
    rows
        The candidates that are taken, at most one of a block.
    """
    round = room.round
    plan = plan_of_candidates(room.candidates, rows.tolist())
    own = round.learner_blocks["learner"].to_numpy()
    rules = [rule for rule in RULES if rule is not eligibility.RULE]
    breaches = [breach for rule in rules for breach in rule.breaches(plan)]
    who = {b.learner_id for b in breaches if b.learner_id is not None}
    learners = np.array(sorted(round.learner_at[code] for code in who), dtype=np.int64)
    found = np.isin(own, with_linked(round, learners))
    for breach in breaches:
        if breach.learner_id is None and breach.setting_id is not None:
            found[_hosted(room, rows, breach.setting_id, breach.week)] = True
    return found


def _hosted(room: Room, rows: np.ndarray, setting_id: str, week: int | None) -> np.ndarray:
    """Return the blocks that some candidates place at a setting, in a week or ever."""
    here = room.settings[rows] == room.round.setting_at[setting_id]
    if week is not None:
        here &= (room.start[rows] <= week) & (week <= room.candidates.end[rows])
    return room.block[rows[here]]
