"""How far a plan has gone: a draft, published, or frozen."""

from __future__ import annotations

from collections.abc import Sequence

from placements.errors import counted
from placements.plan import Plan, pinned
from placements.publications import Publication, Standing


def standing(plan: Plan) -> Standing:
    """Return how far a plan has gone, by its round's pins.

    Published: it is what the pins announce, neither more nor less. Frozen: and none of them may
    change any more.
    """
    fixed, announced = set(pinned(plan.round, "fixed")), set(pinned(plan.round, "published"))
    placed = set(plan.placements)
    if not placed or placed != fixed | announced:
        return Standing.DRAFT
    return Standing.PUBLISHED if announced else Standing.FROZEN


def standing_in_words(plan: Plan, record: Sequence[Publication] = ()) -> str:
    """Return a plan's standing with when and by whom it was published: ``published on …``."""
    found = standing(plan)
    if found is Standing.DRAFT:
        return f"{found}, not published"
    if found is Standing.PUBLISHED:
        fixed = set(pinned(plan.round, "fixed"))
        frozen = len(fixed.intersection(plan.placements))
        share = f"; {frozen:,} of {counted(len(plan.placements), 'placement')} frozen"
    else:
        share = ""
    when = f" on {record[-1].date} by {record[-1].by}" if record else ""
    return f"{found}{when}{share if share and frozen else ''}"
