"""Two plans beside each other: the aims, and every placement that differs."""

from __future__ import annotations

from collections import Counter
from typing import Any

from placements.changes import Spot, Spots, changes, pinned_spots, spots_of
from placements.export.report.facts import headline
from placements.export.report.subject import Subject
from placements.export.text import day
from placements.plan import Plan, pinned
from placements.verdict import judge


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
    rows = _told(spots_of(subject.before), spots_of(subject.plan))
    return {"levels": levels, "figures": headline(subject.before), **rows}


def since_announced(plan: Plan) -> dict[str, Any] | None:
    """Return what has changed since placements were announced; ``None``: none were."""
    published = {(pin.learner_id, pin.block_id) for pin in pinned(plan.round, "published")}
    if not published:
        return None
    told, now = (
        {block: spot for block, spot in spots.items() if block in published}
        for spots in (pinned_spots(plan.round), spots_of(plan))
    )
    return _told(told, now)


def _told(before: Spots, now: Spots) -> dict[str, Any]:
    """Return ``counts`` (kind of change → placements) and ``rows``: learner, block, kind, each.

    The last two of a row are setting and first day, before and now.
    """
    found = changes(before, now)
    counts = Counter(str(change.kind) for change in found)
    kept = len({*before, *now}) - len(found)
    rows = [[c.learner_id, c.block_id, str(c.kind), _where(c.was), _where(c.now)] for c in found]
    return {"counts": {"kept": kept, **dict(sorted(counts.items()))}, "rows": rows}


def _where(spot: Spot | None) -> str:
    return "" if spot is None else f"{spot.setting_id} from {day(spot.start)}"
