"""Shortage certificates: the smallest statements that prove that somebody must go without.

Each names learners, what they need, and every setting that may give it to any of them, with both
sums, so that anybody can add it up again from the round's tables. No learner, setting or week can
be left out without the statement proving less.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from placements.candidates import Candidates, build_candidates
from placements.explain.shortage import Need, Room, Shortage
from placements.explain.wants import Asked, for_curriculum, for_places
from placements.explain.whole_blocks import in_blocks
from placements.network.cuts import Cut, cuts
from placements.network.needs import Need as Asks
from placements.network.needs import needs
from placements.network.offers import Offers
from placements.network.supply import Supply
from placements.network.timeline import Timeline
from placements.round import Round


def proven_shortages(round: Round, candidates: Candidates | None = None) -> list[Shortage]:
    """Return every shortage that flows prove, largest first; places before the curriculum."""
    candidates = build_candidates(round) if candidates is None else candidates
    offers = Offers.of(candidates)
    timeline = Timeline.of(offers, Supply.of(candidates, offers))
    required = [*needs(offers)]
    places = _of_places(offers, timeline)
    asked = for_curriculum(offers, timeline, required)
    curriculum = [*_out_of_reach(offers, required), *_found(offers, timeline, asked)]
    return [*_ordered(places), *_ordered(_distinct(curriculum))]


def short_of_places(candidates: Candidates) -> list[Shortage]:
    """Return the shortages of places alone, as far as some candidates go, largest first."""
    offers = Offers.of(candidates)
    timeline = Timeline.of(offers, Supply.of(candidates, offers))
    return _ordered(_of_places(offers, timeline))


def _of_places(offers: Offers, timeline: Timeline) -> list[Shortage]:
    found = _merged(_found(offers, timeline, for_places(offers, timeline)))
    return [*_closed(offers), *in_blocks(offers.round, found)]


def _ordered(found: Sequence[Shortage]) -> list[Shortage]:
    return sorted(found, key=lambda s: (-s.short, s.weeks, s.learners, s.where))


def _found(offers: Offers, timeline: Timeline, asked: Iterator[Asked]) -> Iterator[Shortage]:
    for one in asked:
        for cut in cuts(one.wants, timeline):
            yield _shortage(offers, timeline, one, cut)


def _shortage(offers: Offers, timeline: Timeline, asked: Asked, cut: Cut) -> Shortage:
    codes, blocks = offers.round.learner_ids, offers.blocks["block_id"].to_numpy()
    spans: dict[int, list[tuple[str, int, int]]] = {k: [] for k in cut.demands.tolist()}
    for option in cut.options.tolist():
        at, spell = asked.block[option], asked.wants.spell[option]
        span = blocks[at], int(timeline.first[spell]), int(timeline.last[spell])
        spans[int(asked.wants.demand[option])].append(span)
    own = [
        Need(codes[asked.learner[k]], int(asked.needs[k]), int(asked.needs[k] - w), _runs(spans[k]))
        for k, w in zip(cut.demands.tolist(), cut.wanted.tolist(), strict=True)
    ]
    ids = offers.round["requirements"]["requirement_id"]
    return Shortage(
        "curriculum" if asked.asking else "places",
        asked.where,
        tuple(ids.iloc[asked.requirements(asked.learner[cut.demands])]),
        tuple(sorted(own, key=lambda need: (need.learner_id, need.blocks))),
        tuple(_rooms(offers.round, timeline, cut)),
    )


def _rooms(round: Round, timeline: Timeline, cut: Cut) -> Iterator[Room]:
    """Yield what each line gives, weeks with as many places together."""
    rows = []
    for node in cut.nodes.tolist():
        spell, line = int(timeline.spell[node]), int(timeline.line[node])
        places = int(timeline.holds[node] // timeline.length[spell])
        setting = round.lines[line].setting_id
        rows.append((setting, line, int(timeline.first[spell]), int(timeline.last[spell]), places))
    held: list[Room] = []
    for row in sorted(rows):
        room = Room(*row)
        last = held[-1] if held else None
        same = last and (last.line, last.places, last.last + 1) == (
            room.line,
            room.places,
            room.first,
        )
        if last and same:
            held[-1] = Room(room.setting_id, room.line, last.first, room.last, room.places)
        else:
            held.append(room)
    yield from held


def _runs(spans: list[tuple[str, int, int]]) -> tuple[tuple[str, int, int], ...]:
    """Join the spells of one block that follow each other."""
    held: list[tuple[str, int, int]] = []
    for block, first, last in sorted(spans):
        if held and held[-1][0] == block and held[-1][2] + 1 == first:
            held[-1] = (block, held[-1][1], last)
        else:
            held.append((block, first, last))
    return tuple(held)


def _merged(found: Iterator[Shortage]) -> list[Shortage]:
    """Put together what the same learners want of the same lines in several spells of weeks."""
    alike: dict[tuple[object, ...], list[Shortage]] = {}
    for one in found:
        lines = tuple(sorted({room.line for room in one.rooms}))
        blocks = tuple((n.learner_id, *sorted({b for b, _, _ in n.blocks})) for n in one.needs)
        alike.setdefault((blocks, lines), []).append(one)
    return [_sum(same) for same in alike.values()]


def _sum(same: Sequence[Shortage]) -> Shortage:
    if len(same) == 1:
        return same[0]
    needs = []
    for own in zip(*(one.needs for one in same), strict=True):
        spans = [span for need in own for span in need.blocks]
        total = sum(need.needs for need in own), sum(need.elsewhere for need in own)
        needs.append(Need(own[0].learner_id, *total, _runs(spans)))
    rooms = sorted((r for one in same for r in one.rooms), key=lambda r: (r.setting_id, r.first))
    return Shortage(same[0].kind, "", (), tuple(needs), tuple(rooms))


def _distinct(found: Sequence[Shortage]) -> list[Shortage]:
    """Leave out what another shortage says too: the same sums for requirements that it also has."""
    alike: dict[tuple[object, ...], list[Shortage]] = {}
    for one in sorted(found, key=lambda s: (-len(s.requirements), s.requirements)):
        asks = tuple((n.learner_id, n.needs, n.elsewhere) for n in one.needs)
        same = alike.setdefault((one.kind, asks, one.rooms, one.given, one.unit), [])
        if not any(set(one.requirements) <= set(other.requirements) for other in same):
            same.append(one)
    return [one for same in alike.values() for one in same]


# ---- what no calendar allows ---------------------------------------------------------------------


def _closed(offers: Offers) -> Iterator[Shortage]:
    """Yield each learner's blocks for which no setting is open at any start."""
    own = offers.blocks
    closed = ~offers.any & ~own["optional"].to_numpy() & (own["last"] >= own["first"]).to_numpy()
    for learner, rows in own[closed].groupby("learner_id", sort=True):
        spans = [
            (block, int(first), int(last + weeks - 1))
            for block, first, last, weeks in rows[
                ["block_id", "first", "last", "weeks"]
            ].itertuples(index=False)
        ]
        need = Need(str(learner), int(rows["weeks"].sum()), 0, tuple(spans))
        yield Shortage("open", "", (), (need,), ())


def _out_of_reach(offers: Offers, required: Sequence[Asks]) -> Iterator[Shortage]:
    """Yield each requirement's learners to whom too little is open, whoever else there is."""
    rules, codes = offers.round["requirements"], offers.round.learner_ids
    for need in required:
        missing, possible = need.missing, need.possible
        rule = rules.iloc[need.requirement]
        for at in np.unique(possible[missing > possible]).tolist():
            who = np.flatnonzero((missing > possible) & (possible == at))
            for wanted in np.unique(missing[who]).tolist():
                mine = who[missing[who] == wanted]
                yield Shortage(
                    "reach",
                    rule["where"],
                    (rule["requirement_id"],),
                    tuple(Need(codes[need.learners[k]], float(wanted), 0.0, ()) for k in mine),
                    (),
                    given=float(at) * len(mine),
                    unit=rule["measure"],
                )
