"""Whole blocks that shortages of places cost: who lacks a week of a block cannot have the block."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

import networkx as nx

from placements.explain.places import Extra
from placements.explain.shortage import Room, Shortage
from placements.round import Round

PLACES = ("places", "open")
"""Kinds of shortage that leave blocks without a place."""
Block = tuple[str, str]
"""Learner and block."""


def in_blocks(round: Round, found: Iterable[Shortage]) -> list[Shortage]:
    """Return the shortages with the blocks that they cost, where that is more than their weeks."""
    own = round.learner_blocks
    given = own[(own["first"] == own["last"]) & ~own["optional"]]
    keys = zip(given["learner_id"], given["block_id"], strict=True)
    weeks = dict(zip(keys, given["weeks"].tolist(), strict=True))
    return [_in_blocks(one, weeks) for one in found]


def _in_blocks(one: Shortage, weeks: dict[Block, int]) -> Shortage:
    """Return the shortage with the blocks that its worst week costs, the shortest there.

    Parameters
    ----------
    weeks
        Length of every block that must be taken and starts in a given week.
    """
    if one.kind != "places" or any(need.elsewhere for need in one.needs):
        return one
    spans = [
        ((need.learner_id, code), first, last)
        for need in one.needs
        for code, first, last in need.blocks
    ]
    if any(block not in weeks for block, _, _ in spans):
        return one
    there: dict[int, list[int]] = {}
    for block, first, last in spans:
        for week in range(first, last + 1):
            there.setdefault(week, []).append(weeks[block])
    room: Counter[int] = Counter()
    for held in one.rooms:
        room.update(dict.fromkeys(range(held.first, held.last + 1), held.places))
    lost, number = max(
        (sum(sorted(lengths)[: max(len(lengths) - room[week], 0)]), len(lengths) - room[week])
        for week, lengths in there.items()
    )
    return replace(one, blocks=number, lost=float(lost)) if lost > one.short else one


def unplaced_for_sure(round: Round, found: Sequence[Shortage]) -> float | None:
    """Return the learner-weeks that shortages prove unplaced; ``None`` where some count less."""
    return None if (round["learners"]["priority"] < 1).any() else proven_weeks(found)


def with_room(round: Round, found: Iterable[Shortage], extras: Sequence[Extra]) -> list[Shortage]:
    """Return what shortages of places still prove once there are more places.

    None of the places may open a setting to further learners. One more place is one more of each
    line of its setting: never less than what it can hold.
    """
    left = [_with_room(one, extras) for one in found if one.kind in PLACES]
    return in_blocks(round, [one for one in left if one.short > 0])


def _with_room(one: Shortage, extras: Sequence[Extra]) -> Shortage:
    rooms = []
    for room in one.rooms:
        for extra in extras:
            first, last = max(room.first, extra.first), min(room.last, extra.last)
            if room.setting_id == extra.setting_id and first <= last:
                rooms.append(Room(room.setting_id, room.line, first, last, 1))
    return replace(one, rooms=(*one.rooms, *rooms), blocks=0, lost=0.0) if rooms else one


def proven_weeks(found: Sequence[Shortage]) -> float:
    """Return the learner-weeks that shortages together prove unplaced, none of them twice.

    Their weeks add up, for no two are about the same block in the same week. Whole blocks do where
    no block is in both.
    """
    return sum(_of_part(part) for part in _parts([one for one in found if one.kind in PLACES]))


def _parts(found: Sequence[Shortage]) -> Iterator[list[Shortage]]:
    """Yield the shortages that blocks tie together."""
    graph = nx.Graph()
    graph.add_nodes_from(range(len(found)))
    for number, one in enumerate(found):
        graph.add_edges_from((number, block) for block in _blocks(one))
    for part in nx.connected_components(graph):
        yield [found[number] for number in sorted(n for n in part if isinstance(n, int))]


def _of_part(part: Sequence[Shortage]) -> float:
    """Return the better of all their weeks, and whole blocks of shortages that share none."""
    taken: set[Block] = set()
    blocks = 0.0
    for one in sorted(part, key=lambda s: (-max(s.lost, s.short), s.weeks, s.learners)):
        own = _blocks(one)
        if taken.isdisjoint(own):
            taken |= own
            blocks += max(one.lost, one.short)
    return max(blocks, sum(one.short for one in part))


def _blocks(one: Shortage) -> set[Block]:
    return {(need.learner_id, block) for need in one.needs for block, _, _ in need.blocks}
