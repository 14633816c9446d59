"""A calendar a learner: each placement an event, the same event for ever, however it changes.

An event is known by its learner, block and round alone (``UID``), and counts its changes
(``SEQUENCE``): a program that imports a newer file moves the event, one that imports the same file
again, or an older one, changes nothing. What was announced and is no more is cancelled.
"""

from __future__ import annotations

import datetime as dt
import itertools
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from icalendar import Calendar, Event

from placements.changes import Block, Spot, Spots, pinned_spots, spots_of
from placements.errors import counted
from placements.export.facts import Facts
from placements.export.handouts.learners import Visit, visits
from placements.publications import Publication, histories

NAMESPACE = uuid.UUID("6f1c3c0e-52a5-5a3f-9a53-2f6f0c3b8f5e")
"""Of all events of this program; a change of it would double every event in every calendar."""
UID = "{}@placements"
ANY_UID = UID.format(uuid.UUID(int=0))
END = b"END:VCALENDAR\r\n"
EVENT, EVENT_END = b"BEGIN:VEVENT\r\n", b"END:VEVENT\r\n"


@dataclass(frozen=True, slots=True)
class Announced:
    """What was announced before of every block: oldest first, ``None`` where it was withdrawn."""

    states: dict[Block, list[Spot | None]]

    @classmethod
    def of(
        cls, facts: Facts, record: Sequence[Publication], before: Sequence[Spots] = ()
    ) -> Announced:
        """Return what the record says, then earlier plans, oldest first, or else the pins."""
        states = histories(record)
        if not record and not before and facts.before is not None:
            before = [pinned_spots(facts.plan.round)]
        for spots in before:
            blocks = {*states, *spots}
            for block in blocks:
                known, spot = states.setdefault(block, []), spots.get(block)
                # A plan that the record has already is not a second announcement.
                if spot not in known and (known or spot is not None):
                    known.append(spot)
        return cls(states)

    def sequence(self, block: Block, now: Spot | None) -> int:
        """Return how often a block has changed since it was first announced."""
        states = [*self.states.get(block, ()), now]
        return sum(one != other for one, other in itertools.pairwise(states))

    def last(self, block: Block) -> Spot | None:
        """Return where a block was last announced to be, whether or not withdrawn since."""
        return next((spot for spot in reversed(self.states.get(block, [])) if spot), None)


def calendars(facts: Facts, announced: Announced) -> dict[str, bytes]:
    """Return learner → calendar, for every learner who has, or had, a placement."""
    now = spots_of(facts.plan)
    gone: dict[str, list[Block]] = {}
    for block in sorted(announced.states):
        if block not in now and announced.last(block) is not None:
            gone.setdefault(block[0], []).append(block)
    own = visits(facts)
    maker = _Maker(facts, announced, now)
    return {
        learner: maker.calendar(own.get(learner, ()), gone.get(learner, []))
        for learner in sorted({*own, *gone})
        if own.get(learner) or learner in gone
    }


class _Maker:
    def __init__(self, facts: Facts, announced: Announced, now: Spots) -> None:
        self._facts, self._announced, self._now = facts, announced, now
        round = facts.plan.round
        # No moment of making: the same plan gives the same file.
        day = round.published or round.start
        self._stamp = dt.datetime(day.year, day.month, day.day, tzinfo=dt.UTC)

    def calendar(self, own: Sequence[Visit], gone: Sequence[Block]) -> bytes:
        """Return one learner's calendar."""
        events = (*map(self._event, own), *map(self._cancelled, gone))
        return b"".join((self._head, *events, END))

    @cached_property
    def _head(self) -> bytes:
        calendar = Calendar()
        calendar.add("prodid", "-//placements//placements//EN")
        calendar.add("version", "2.0")
        calendar.add("method", "PUBLISH")
        calendar.add("x-wr-calname", f"Placements: {self._facts.plan.round.name}")
        return bytes(calendar.to_ical()).removesuffix(END)

    def _event(self, visit: Visit) -> bytes:
        block = (visit.learner_id, visit.block_id)
        more = {
            "description": _description(visit),
            "location": visit.where,
            "status": "CONFIRMED",
        }
        now = self._now[block]
        return self._written(block, now, now, f"Placement: {visit.setting}", more)

    def _cancelled(self, block: Block) -> bytes:
        spot = self._announced.last(block)
        assert spot is not None
        name = self._facts.settings.get(spot.setting_id, spot.setting_id)
        summary = f"Cancelled: placement at {name}"
        return self._written(block, spot, None, summary, {"status": "CANCELLED"})

    def _written(
        self, block: Block, spot: Spot, now: Spot | None, summary: str, more: Mapping[str, str]
    ) -> bytes:
        values = {
            "summary": summary,
            "dtstart": spot.start,
            "dtend": spot.day_after,  # the day behind the last one: the standard's way
            "dtstamp": self._stamp,
            "uid": event_uid(self._facts.plan.round.start, block),
            "sequence": self._announced.sequence(block, now),
            **more,
            "transp": "TRANSPARENT",  # weeks at work do not bar a dentist's appointment
        }
        lines = (_uid(str(v)) if k == "uid" else _line(k, v) for k, v in values.items())
        return b"".join((EVENT, *lines, EVENT_END))


@lru_cache(maxsize=100_000)
def _line(name: str, value: object) -> bytes:
    """Return a property as a file has it: the events of a round share most of theirs."""
    event = Event()
    event.add(name, value)
    return bytes(event.to_ical()).removeprefix(EVENT).removesuffix(EVENT_END)


def _uid(uid: str) -> bytes:
    """Return the line of a UID: no other event has it, but each is as long as every other."""
    return _line("uid", ANY_UID).replace(ANY_UID.encode(), uid.encode())


def event_uid(round_start: dt.date, block: Block) -> str:
    """Return what an event is known by, in every calendar that it is ever imported into."""
    return UID.format(uuid.uuid5(NAMESPACE, repr((round_start.isoformat(), *block))))


def _description(visit: Visit) -> str:
    hours = f"{counted(visit.weeks, 'week')}, {visit.weekly_hours:g} hours a week"
    lines = [
        f"Block {visit.block_id}, stage {visit.stage}: {hours}",
        f"{visit.provider}, {visit.sector_in_words}",
        f"Journey: {visit.journey}",
        f"Contact: {visit.contact}" if visit.contact else "",
    ]
    return "\n".join(line for line in lines if line)
