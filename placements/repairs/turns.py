"""Many learners at once: one group after the other, each beside what those before were given.

Hundreds together would be one search without end. In turn the plan may be less good, and each
search ends soon; the bounds do not depend on it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from placements.repairs.room import people_of

if TYPE_CHECKING:
    from placements.repairs.parts import Parts

TOGETHER = 150
"""Learners up to whom all are solved again in one search."""
GROUP = 50
"""Learners of a group, where there are more."""


def in_turn(parts: Parts, who: str) -> None:
    """Solve the free blocks of all learners again: together, or one group after the other.

    ``who``: whose they are, in words.
    """
    groups = _groups(parts)
    if len(groups) == 1:
        parts.solve(who)
        return
    parts.many = True
    parts.unplace_broken()
    for number, group in enumerate(groups, 1):
        if parts.clock.interrupted.is_set():
            return
        parts.free = group
        parts.solve(f"{who}, group {number} of {len(groups)}")


def _groups(parts: Parts) -> list[np.ndarray]:
    """Return the free blocks of each group, (blocks,) each: those with something frozen first."""
    everybody = people_of(parts.candidates.round, np.arange(len(parts.free)))
    who = np.unique(everybody[parts.free])
    if len(who) <= TOGETHER:
        return [parts.free]
    first = np.isin(who, everybody[parts.free & parts.frozen])
    who = who[np.argsort(~first, kind="stable")]
    cuts = range(GROUP, len(who), GROUP)
    return [parts.free & np.isin(everybody, group) for group in np.split(who, list(cuts))]
