"""Calendars, read by a library that did not write them."""

import datetime as dt

import pytest
import vobject

from placements.changes import Change, Spot, spots_of
from placements.export.handouts.calendars import Announced, calendars, event_uid
from placements.publications import Publication, Standing
from tests.export.handed import HOSTILE, SECRET, a_plan, a_round, facts_of

MOVED = ("L1 B1 S2 1", "L1 B2 S1 7", "L2 B1 S2 1", "L3 B1 S1 1")
"""Beside the usual plan: L1's B1 is at S2, and L2's B2 has no place."""


class Diary:
    """Takes in calendars as programs do: an event by its UID, a newer one by its SEQUENCE."""

    def __init__(self):
        self.events = {}

    def take(self, content):
        """Import a file; return how many events it changed."""
        changed = 0
        for event in vobject.readOne(content.decode()).vevent_list:
            known = self.events.get(event.uid.value)
            if known is None or int(event.sequence.value) > int(known.sequence.value):
                self.events[event.uid.value] = event
                changed += 1
        return changed

    @property
    def shown(self):
        """First day and title of what is not cancelled."""
        alive = [e for e in self.events.values() if e.status.value != "CANCELLED"]
        return sorted((e.dtstart.value, e.summary.value) for e in alive)


def made(plan, before=()):
    facts = facts_of(plan)
    return calendars(facts, Announced.of(facts, (), [spots_of(p) for p in before]))


@pytest.fixture(scope="module")
def round():
    return a_round()


@pytest.fixture(scope="module")
def plan(round):
    return a_plan(round)


def test_an_event_says_when_and_where(plan):
    first, _ = vobject.readOne(made(plan)["L1"].decode()).vevent_list

    # B1 is weeks 1 to 4; the standard names the day behind the last one.
    assert first.dtstart.value == dt.date(2026, 9, 7)
    assert first.dtend.value == dt.date(2026, 10, 5)
    assert first.summary.value == f"Placement: {HOSTILE}"
    assert first.location.value == f"{HOSTILE}, 1 High Street, ZZ1 1AA"
    assert "30 minutes one way\n" in first.description.value
    assert "ward office" in first.description.value


def test_nothing_private_is_in_it(plan):
    for content in made(plan).values():
        text = content.decode()
        assert not [word for word in (SECRET, "53.0123", "2.0123", "blue") if word in text]


def test_a_calendar_has_only_its_learner_s_placements(plan):
    own = {who: vobject.readOne(c.decode()).vevent_list for who, c in made(plan).items()}

    assert {who: len(events) for who, events in own.items()} == {"L1": 2, "L2": 2, "L3": 1}
    assert len({e.uid.value for events in own.values() for e in events}) == 5


def test_importing_twice_changes_nothing(plan):
    diary = Diary()
    content = made(plan)["L1"]

    assert diary.take(content) == 2
    assert diary.take(content) == 0
    assert made(plan)["L1"] == content


def test_a_move_moves_the_event_and_leaves_the_others(round, plan):
    diary = Diary()
    diary.take(made(plan)["L1"])

    assert diary.take(made(a_plan(round, *MOVED), [plan])["L1"]) == 1
    assert [title for _, title in diary.shown] == ["Placement: Practice 2", f"Placement: {HOSTILE}"]


def test_a_withdrawn_placement_is_cancelled(round, plan):
    diary = Diary()
    diary.take(made(plan)["L2"])
    diary.take(made(a_plan(round, *MOVED), [plan])["L2"])

    assert diary.shown == [(dt.date(2026, 9, 7), "Placement: Practice 2")]
    assert len(diary.events) == 2


def test_a_learner_who_lost_every_placement_is_told(round, plan):
    diary = Diary()
    diary.take(made(plan)["L3"])
    left = [row for row in MOVED if not row.startswith("L3")]
    diary.take(made(a_plan(round, *left), [plan])["L3"])

    assert diary.shown == []


def test_there_and_back_again_is_two_changes(round, plan):
    diary = Diary()
    moved = a_plan(round, *MOVED)
    for content in (made(plan), made(moved, [plan]), made(plan, [plan, moved])):
        diary.take(content["L1"])

    assert diary.shown[0] == (dt.date(2026, 9, 7), f"Placement: {HOSTILE}")
    assert sorted(int(e.sequence.value) for e in diary.events.values()) == [0, 2]


def test_an_older_file_imported_later_changes_nothing(round, plan):
    diary = Diary()
    diary.take(made(a_plan(round, *MOVED), [plan])["L1"])
    before = diary.shown

    assert diary.take(made(plan)["L1"]) == 0
    assert diary.shown == before


def test_the_record_counts_as_the_plans_that_it_records_do(round, plan):
    # First published: the usual plan; then one in which L1's B1 is at S2.
    moved = a_plan(round, *MOVED)
    one, two = spots_of(plan), spots_of(moved)
    first = tuple(Change(*block, None, spot) for block, spot in sorted(one.items()))
    then = (
        Change("L1", "B1", one["L1", "B1"], two["L1", "B1"]),
        Change("L2", "B2", one["L2", "B2"], None),
    )
    record = [entry(1, first), entry(2, then)]
    facts = facts_of(moved)
    by_record = calendars(facts, Announced.of(facts, record))

    assert by_record == made(moved, [plan])
    # A plan that the record has is not counted twice.
    assert calendars(facts, Announced.of(facts, record, [one])) == by_record


def entry(number, changes):
    return Publication(
        number, dt.date(2026, 7, number), "lead", "", Standing.PUBLISHED, 5, changes, b""
    )


def test_pins_are_what_was_announced_where_nothing_else_says(round):
    pins = "learner_id,block_id,setting_id,state\nL1,B1,S2,published"
    facts = facts_of(a_plan(a_round(pins=pins)))
    first, _ = vobject.readOne(calendars(facts, Announced.of(facts, ()))["L1"].decode()).vevent_list

    assert first.sequence.value == "1"


def test_a_setting_that_left_the_round_is_cancelled_by_its_code(plan):
    facts = facts_of(plan)
    gone = {("L3", "B2"): Spot("CLOSED", dt.date(2026, 10, 19), 4)}
    events = vobject.readOne(
        calendars(facts, Announced.of(facts, (), [gone]))["L3"].decode()
    ).vevent_list

    assert [e.summary.value for e in events if e.status.value == "CANCELLED"] == [
        "Cancelled: placement at CLOSED"
    ]


def test_events_of_other_rounds_and_blocks_are_other_events():
    day = dt.date(2026, 9, 7)
    uids = {
        event_uid(day, ("L1", "B1")),
        event_uid(day, ("L1", "B2")),
        event_uid(day, ("L1B", "1")),
        event_uid(dt.date(2027, 9, 6), ("L1", "B1")),
    }

    assert len(uids) == 4
