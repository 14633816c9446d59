"""How learners move: from one placement to the next, and from a base setting to the first."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise
from typing import NamedTuple

from placements.plan import Plan


class Move(NamedTuple):
    """A move between two settings, by position; ``base``: from a base setting."""

    origin: int
    target: int
    base: bool


def moves(plan: Plan) -> Counter[Move]:
    """Return every move between two different settings, with how often it is made.

    A learner's next placement is the next by start; a base setting leads to the first.
    """
    found = Counter[Move]()
    base = plan.round.setting_ids.get_indexer(plan.round["learners"]["base_setting_id"])
    for at, stays in enumerate(plan.by_learner.values()):
        if stays and base[at] >= 0:
            found[Move(int(base[at]), stays[0].setting, True)] += 1
        for before, after in pairwise(stays):
            found[Move(before.setting, after.setting, False)] += 1
    return Counter({move: n for move, n in found.items() if move.origin != move.target})
