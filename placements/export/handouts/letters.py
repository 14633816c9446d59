"""A letter a learner, of one page: where to be from when until when."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from placements.checks.words import several
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

LARGEST, SMALLEST = 105, 30
"""Of the type [tenths of a point]."""
ROOM = 250
"""Height of the page less its margins and the line above the heading [mm]."""
OTHER_LINES = 10
"""As high as heading, learner, programme, opening and the table's head, in lines."""


def addressees(facts: Facts) -> list[str]:
    """Return the learners who get a letter, in order: those with a placement."""
    return [learner for learner, own in visits(facts).items() if own]


def letters(
    facts: Facts, learners: Collection[str] | None = None
) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield each of these addressees, or of all, with what their letter says."""
    gaps, own = _gaps(facts), visits(facts)
    for learner in addressees(facts) if learners is None else learners:
        yield learner, letter(facts, own[learner], gaps.get(learner, ()))


def _gaps(facts: Facts) -> dict[str, list[str]]:
    """Return learner → the times of their blocks that have no place."""
    found: dict[str, list[str]] = {}
    blocks = facts.blocks[facts.blocks["state"] == "unplaced"]
    for learner, start, end in zip(
        *(blocks[n] for n in ("learner_id", "start", "end")), strict=True
    ):
        found.setdefault(learner, []).append(f"from {day(start)} to {day(end)}")
    return found


def letter(facts: Facts, own: Sequence[Visit], gaps: Sequence[str] = ()) -> dict[str, Any]:
    """Return what a letter says, as plain values: a Word template may use the same names.

    Parameters
    ----------
    gaps
        Times without a place, in words. They stand before the closing words, which every
        template has: a learner is not left to guess what a hole in the dates means.
    """
    missing = f"You have no placement yet {several(gaps)}. " if gaps else ""
    round, draft = facts.plan.round, facts.standing.startswith("draft")
    placements, closing = [_placement(visit) for visit in own], missing + CLOSING
    return {
        "learner": own[0].learner_id,
        "programme": own[0].programme,
        "round": round.name,
        "standing": facts.standing,
        "date": "Draft" if draft or round.published is None else day(round.published),
        "opening": OPENING[draft],
        "closing": closing,
        "foot": f"{counted(len(own), 'placement')} of {own[0].learner_id}. {round.name}.",
        "placements": placements,
        "size": size_of(placements, closing),
    }


def _placement(visit: Visit) -> dict[str, Any]:
    hours = f"{visit.weekly_hours:g} hours a week"
    address = ", ".join(part for part in (visit.address, visit.postcode) if part)
    contact = f"Contact: {visit.contact}" if visit.contact else ""
    # A practice is often its own provider: its name once is enough.
    provider = visit.provider if visit.provider != visit.setting else ""
    return {
        "block": visit.block_id,
        "from": day(visit.start),
        "until": day(visit.end),
        "length": f"{counted(visit.weeks, 'week')}, {hours}",
        "weeks": visit.weeks,
        "setting": visit.setting,
        "provider": visit.provider,
        "sector": visit.sector_in_words,
        "address": address,
        "contact": visit.contact,
        # A Word template writes them as they stand: no line of them is blank.
        "details": _joined(provider, address, contact),
        "where": _joined(visit.setting, provider, address, contact),
        "journey": visit.journey.replace(" one way", ""),
    }


def _joined(*lines: str) -> str:
    return "\n".join(filter(None, lines))


def size_of(placements: Sequence[Mapping[str, Any]], closing: str) -> float:
    """Return the size of the letter's type: the largest that keeps it on one page [points]."""
    tenths = range(LARGEST, SMALLEST, -1)
    fits = (t / 10 for t in tenths if _height(placements, closing, t / 10) <= ROOM)
    return next(fits, SMALLEST / 10)


def _height(placements: Sequence[Mapping[str, Any]], closing: str, size: float) -> float:
    """Return about how much of the page a letter takes, rather more than less [mm].

    A line is 0.46 mm high for each point, the room around a placement 0.25 mm. Smaller type has
    more letters to a line; the middle column has what the others leave of it.
    """
    whole, middle = 900 / size, 900 / size - 42
    lines = OTHER_LINES + _lines(closing, whole)
    for p in placements:
        lines += max(3, sum(_lines(text, middle) for text in p["where"].split("\n")))
    return 0.46 * size * lines + 0.25 * len(placements)


def _lines(text: str, letters: float) -> int:
    """Return how many lines a text takes: capitals are half as wide again as other letters."""
    return math.ceil((len(text) + 0.5 * sum(letter.isupper() for letter in text)) / letters)
