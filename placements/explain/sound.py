"""A plan that keeps the rules, from one that may not: where answers about it start."""

from __future__ import annotations

from placements.plan import Placement, Plan, pinned
from placements.run import judge


def sound(plan: Plan) -> tuple[Plan, tuple[Placement, ...]]:
    """Return the plan without the placements that break rules, and these, sorted.

    Of several that together break a rule the last by learner and block is left out, one after the
    other; fixed pins are kept, and put in where they are missing.
    """
    fixed = {(p.learner_id, p.block_id): p for p in pinned(plan.round, "fixed")}
    kept = {(p.learner_id, p.block_id): p for p in plan.placements} | fixed
    current = Plan.of(plan.round, kept.values(), _unplaced(plan, kept))
    while breaches := judge(plan.round, current).breaches:
        culprits = {
            own[-1]
            for breach in breaches
            if (own := _of(current, fixed, breach.learner_id, breach.setting_id, breach.week))
        }
        if not culprits:  # nobody's placement is to blame: too few or too many blocks are taken
            rest = Plan.of(plan.round, current.placements)
            return rest, _lost(plan, rest)
        left = {(p.learner_id, p.block_id): p for p in current.placements if p not in culprits}
        current = Plan.of(plan.round, left.values(), _unplaced(plan, left))
    return current, _lost(plan, current)


def _unplaced(plan: Plan, kept: dict[tuple[str, str], Placement]) -> list[tuple[str, str]]:
    return [block for block in plan.taken if block not in kept]


def _lost(plan: Plan, kept: Plan) -> tuple[Placement, ...]:
    return tuple(sorted(set(plan.placements) - set(kept.placements)))


def _of(
    plan: Plan,
    fixed: dict[tuple[str, str], Placement],
    learner: str | None,
    setting: str | None,
    week: int | None,
) -> list[Placement]:
    """Return the placements that a breach is about, without the fixed ones, sorted."""
    return [
        p
        for p, stay in zip(plan.placements, plan.stays, strict=True)
        if (p.learner_id, p.block_id) not in fixed
        and learner in (None, p.learner_id)
        and setting in (None, p.setting_id)
        and (week is None or stay.start <= week <= stay.end)
    ]
