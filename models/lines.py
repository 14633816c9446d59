"""What the rules on capacity share: whom a line counts, among candidates, pins and placements."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from models.rows import grouped
from placements.candidates import Candidates
from placements.plan import Placement, Plan, Stay, pinned
from placements.round.capacity import Line


def line_members(candidates: Candidates) -> Iterator[tuple[Line, np.ndarray]]:
    """Yield each line of capacity with the candidates that it counts, where there are any."""
    learners = candidates.round["learners"]
    types, providers = (learners[n].tolist() for n in ("learner_type", "education_provider"))
    learner, stage = candidates.column("learner"), candidates.column("stage")
    at_setting = dict(grouped(setting=candidates.column("setting")))
    for line in candidates.round.lines:
        here = at_setting.get(candidates.round.setting_at[line.setting_id])
        if here is None:
            continue
        counts = {
            (k, s): line.counts(types[k], s, providers[k])
            for k, s in set(zip(learner[here].tolist(), stage[here].tolist(), strict=True))
        }
        kinds = zip(learner[here].tolist(), stage[here].tolist(), strict=True)
        member = np.fromiter((counts[kind] for kind in kinds), dtype=bool, count=len(here))
        if member.any():
            yield line, here[member]


def pins_by_week(candidates: Candidates, members: np.ndarray) -> np.ndarray:
    """Return how many of these candidates are fixed pins under way in each week, (weeks,)."""
    fixed = members[candidates.column("fixed")[members]]
    return _by_week(
        candidates.column("start")[fixed].tolist(),
        candidates.end[fixed].tolist(),
        candidates.round.weeks,
    )


def _by_week(starts: list[int], ends: list[int], weeks: int) -> np.ndarray:
    number = np.zeros(weeks, dtype=np.int64)
    for first, last in zip(starts, ends, strict=True):
        number[max(first, 1) - 1 : last] += 1
    return number


def counted_stays(plan: Plan) -> Iterator[tuple[Line, np.ndarray, np.ndarray]]:
    """Yield each line with the learners it counts and the fixed pins among them, both (weeks,).

    Lines that count nobody are there too, with zeros.
    """
    learners = plan.round["learners"]
    types, providers = (learners[n].tolist() for n in ("learner_type", "education_provider"))
    pins = set(pinned(plan.round, "fixed"))
    for line in plan.round.lines:
        own = [
            stay
            for stay in plan.by_setting.get(line.setting_id, ())
            if line.counts(types[stay.learner], stay.stage, providers[stay.learner])
        ]
        kept = [stay for stay in own if _placement(stay) in pins]
        yield line, _weeks_of(own, plan), _weeks_of(kept, plan)


def _weeks_of(stays: list[Stay], plan: Plan) -> np.ndarray:
    return _by_week([s.start for s in stays], [s.end for s in stays], plan.round.weeks)


def _placement(stay: Stay) -> Placement:
    return Placement(stay.learner_id, stay.block_id, stay.setting_id, stay.start)
