"""Two plans beside each other: the aims, and every placement that differs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from placements.export.report.facts import headline
from placements.export.report.subject import Subject
from placements.plan import Placement, Plan, pinned
from placements.plan_rows import change_of
from placements.verdict import judge

Key = tuple[str, str]


def before_and_after(subject: Subject) -> dict[str, Any] | None:
    """Return what a plan before was worth, and what has changed since; ``None``: there was none.

    Returns
    -------
    dict
        ``levels``: name, value before, value now; ``figures``: those of the plan before;
        ``counts``: kind of change → placements; ``rows``: the changes.
    """
    if subject.before is None:
        return None
    judged = judge(subject.before)
    levels = [
        {"name": name, "before": value, "now": now}
        for (name, value), (_, now) in zip(judged.levels, subject.verdict.levels, strict=True)
    ]
    rows = changes(_placed(subject.before), _placed(subject.plan), subject.plan)
    return {"levels": levels, "figures": headline(subject.before), **rows}


def since_announced(plan: Plan) -> dict[str, Any] | None:
    """Return what has changed since placements were announced; ``None``: none were."""
    published = pinned(plan.round, "published")
    if not published:
        return None
    told = {(pin.learner_id, pin.block_id): pin for pin in published}
    now = {key: p for key, p in _placed(plan).items() if key in told}
    return changes(told, now, plan)


def _placed(plan: Plan) -> dict[Key, Placement]:
    return {(p.learner_id, p.block_id): p for p in plan.placements}


def changes(
    before: Mapping[Key, Placement], now: Mapping[Key, Placement], plan: Plan
) -> dict[str, Any]:
    """Return ``counts`` (kind of change → placements) and ``rows``: learner, block, kind, each.

    The last two of a row are setting and first day, before and now.
    """
    rows = []
    for key in sorted({*before, *now}):
        old, new = before.get(key), now.get(key)
        kind = _kind(old, new)
        if kind != "kept":
            rows.append([*key, kind, _where(plan, old), _where(plan, new)])
    counts = Counter(row[2] for row in rows)
    kept = len({*before, *now}) - len(rows)
    return {"counts": {"kept": kept, **dict(sorted(counts.items()))}, "rows": rows}


def _kind(old: Placement | None, new: Placement | None) -> str:
    if old == new:
        return "kept"
    return change_of("" if old is None else old.setting_id, "" if new is None else new.setting_id)


def _where(plan: Plan, placement: Placement | None) -> str:
    if placement is None:
        return ""
    return f"{placement.setting_id} from {plan.round.monday(placement.start)}"
