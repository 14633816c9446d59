"""A letter a learner, of one page: where to be from when until when."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from placements.errors import counted
from placements.export.facts import Facts
from placements.export.handouts.learners import Visit, visits
from placements.export.text import day

OPENING = {
    False: "This is where your placements are. Please keep this letter.",
    True: "This is a draft and may still change. Please make no arrangements from it yet.",
}
CLOSING = (
    "If something stands in the way of a placement, please tell your education lead as soon as you "
    "can. Journeys marked as estimated are worked out from the distance, not from a timetable."
)


def letters(facts: Facts) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield each learner who has a placement, with what their letter says."""
    for learner, own in visits(facts):
        if own:
            yield learner, letter(facts, own)


def letter(facts: Facts, own: Sequence[Visit]) -> dict[str, Any]:
    """Return what a letter says, as plain values: a Word template may use the same names."""
    round, draft = facts.plan.round, facts.standing.startswith("draft")
    return {
        "learner": own[0].learner_id,
        "programme": own[0].programme,
        "round": round.name,
        "standing": facts.standing,
        "date": "Draft" if draft or round.published is None else day(round.published),
        "opening": OPENING[draft],
        "closing": CLOSING,
        "foot": f"{counted(len(own), 'placement')} of {own[0].learner_id}. {round.name}.",
        "placements": [_placement(visit) for visit in own],
        # So that it is one page: a letter of many placements is set smaller.
        "size": 10.5 if len(own) <= 6 else 9 if len(own) <= 10 else 7.5,
        "inset": 5 if len(own) <= 6 else 3 if len(own) <= 10 else 1.5,
    }


def _placement(visit: Visit) -> dict[str, Any]:
    hours = f"{visit.weekly_hours:g} hours a week"
    return {
        "block": visit.block_id,
        "from": day(visit.start),
        "until": day(visit.end),
        "length": f"{counted(visit.weeks, 'week')}, {hours}",
        "weeks": visit.weeks,
        "setting": visit.setting,
        "provider": visit.provider,
        "sector": visit.sector_in_words,
        "address": ", ".join(part for part in (visit.address, visit.postcode) if part),
        "contact": visit.contact,
        "journey": visit.journey.replace(" one way", ""),
    }
