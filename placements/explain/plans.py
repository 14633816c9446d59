"""Plans of edited rounds, completed plans, and plans put together of two."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from placements.plan import Placement, Plan
from placements.round import Round


def of_round(plan: Plan, round: Round) -> Plan:
    """Return a plan as one of another round, without the codes that this one does not have."""
    if plan.round is round:
        return plan
    own = round.learner_blocks
    blocks = set(zip(own["learner_id"], own["block_id"], strict=True))
    kept = [
        p
        for p in plan.placements
        if p.setting_id in round.setting_at and (p.learner_id, p.block_id) in blocks
    ]
    taken = {block for block in plan.taken if block in blocks}
    known = {learner for learner, _ in taken}
    new = {block for block in Plan.of(round, kept).unplaced if block[0] not in known}
    return Plan.of(round, kept, _left(round, kept, taken | new))


def placement(row: object) -> Placement:
    """Return a row of the candidate table as a placement."""
    return Placement(row["learner_id"], row["block_id"], row["setting_id"], int(row["start"]))  # type: ignore[index]


def completed(plan: Plan, placements: Sequence[Placement]) -> Plan:
    """Return the plan of these placements; what it placed and these do not is unplaced."""
    return Plan.of(plan.round, placements, _left(plan.round, placements, plan.taken))


def _left(
    round: Round, placements: Iterable[Placement], taken: Iterable[tuple[str, str]]
) -> list[tuple[str, str]]:
    placed = {(p.learner_id, p.block_id) for p in placements}
    return [block for block in taken if block not in placed]


def unplaced_in(plan: Plan) -> list[tuple[str, str]]:
    """Return learner and block of what has no place, also of blocks that a plan does not name."""
    own = plan.round.learner_blocks
    required = own[~own["optional"]]
    every = set(zip(required["learner_id"], required["block_id"], strict=True))
    return sorted({*plan.unplaced, *(every - set(plan.taken))})


def together(start: Plan, part: Plan, learners: set[str]) -> Plan:
    """Return the plan that has some learners as in a part, the others as in the start."""
    return Plan.of(
        start.round,
        [
            *(p for p in start.placements if p.learner_id not in learners),
            *(p for p in part.placements if p.learner_id in learners),
        ],
        [
            *(block for block in start.unplaced if block[0] not in learners),
            *(block for block in part.unplaced if block[0] in learners),
        ],
    )
