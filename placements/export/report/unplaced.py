"""Why blocks have no place, and what single change would open a setting to them."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import Any

from placements.errors import counted
from placements.export.summary import reason_in_words
from placements.plan import Plan
from placements.refusals import refusals

REMEDIES = {
    "travel": "a longer journey for these learners, or a setting nearer to them",
    "driver": "a way to get there without a car",
    "age": "taking learners under 18",
    "audit": "renewing the audit in time",
    "cqc": "another rating, or another setting",
    "closed": "opening for the whole block",
    "capacity": "a place for this type and stage of learner",
    "exclusion": "lifting the exclusion",
    "needs": "meeting what the learner needs",
    "block": "another rule for what the block must be",
    "absence": "another time for the block",
}
"""Reason code → what would take it away."""


def unplaced(plan: Plan) -> dict[str, Any]:
    """Return why blocks have no place, and what would open a setting to them.

    Returns
    -------
    dict
        ``reasons``: learner and block → why, in words. ``full``: blocks with settings open to
        them, but no place left. ``remedies``: for the others, what a single change would do:
        ``code``, ``change`` (in words), ``blocks`` it would open a setting to, ``learners``, and
        ``settings`` (the most useful first).
    """
    found = list(refusals(plan.round, plan.unplaced))
    blocks, learners = Counter[str](), defaultdict(set)
    useful: dict[str, Counter[int]] = defaultdict(Counter)
    for one in found:
        if one.reason == "full":
            continue
        for code, settings in one.alone.items():
            blocks[code] += 1
            learners[code].add(one.learner_id)
            useful[code].update(settings.tolist())
    remedies = [
        {
            "code": code,
            "change": REMEDIES[code],
            "blocks": number,
            "learners": len(learners[code]),
            "settings": _named(plan, useful[code]),
        }
        for code, number in sorted(blocks.items(), key=lambda item: (-item[1], item[0]))
    ]
    return {
        "reasons": {(one.learner_id, one.block_id): reason_in_words(one.reason) for one in found},
        "full": sum(one.reason == "full" for one in found),
        "remedies": remedies,
    }


def _named(plan: Plan, useful: Counter[int]) -> str:
    """Return the settings that would help most blocks, and how many each."""
    first = sorted(useful.items(), key=lambda item: (-item[1], item[0]))
    named = [f"{plan.round.setting_ids[at]} ({counted(n, 'block')})" for at, n in first[:3]]
    more = len(first) - len(named)
    return ", ".join(named) + (f" and {more:,} more" if more > 0 else "")
