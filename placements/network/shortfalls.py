"""Early warnings: shortages that can be proved before anything is solved.

Every one is a cut in a network, so each can be checked by hand: these learners can only go to
those settings, which have room for so many.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from placements.candidates import Candidates
from placements.network.curriculum import Scarcity, scarcities
from placements.network.offers import Offers
from placements.network.supply import Supply
from placements.network.weekly import Crowd, crowds
from placements.round import Round


@dataclass(frozen=True, slots=True)
class Shortfall:
    """Learners who together need more than all the settings within their reach can give.

    Parameters
    ----------
    spells
        First and last week of each spell in which learners want more places than there are;
        empty for a shortfall of the curriculum, over the whole horizon.
    week
        The worst week, which the other numbers are of; ``None`` as above.
    where
        Filters that all the learners' blocks, or the requirements, ask for.
    requirements
        Codes of the requirements concerned.
    learners, settings
        Codes of the learners, and of every setting open to any of them for this.
    sectors
        Sectors of these settings.
    wanted, room
        What the learners need and what the settings can give: learners at one time, or weeks.
    lost
        What no plan can give [learner-weeks], over all spells.
    """

    spells: tuple[tuple[int, int], ...]
    week: int | None
    where: tuple[str, ...]
    requirements: tuple[str, ...]
    learners: tuple[str, ...]
    settings: tuple[str, ...]
    sectors: tuple[str, ...]
    wanted: int
    room: int
    lost: int


def shortfalls(round: Round, candidates: Candidates) -> list[Shortfall]:
    """Return every provable shortage: of places in some weeks, then of weeks for the curriculum.

    Crowds in the same sectors (and of blocks with the same filter) are one shortfall, with the
    spells in which they meet it; so are requirements that ask the same settings of the same
    learners.
    """
    offers = Offers.of(candidates)
    supply = Supply.of(candidates, offers)
    found = [*_of_weeks(offers, crowds(offers, supply))]
    found.sort(key=lambda shortfall: (-shortfall.lost, shortfall.spells))
    return [*found, *_of_curriculum(round, scarcities(offers, supply))]


def _of_weeks(offers: Offers, found: Iterator[Crowd]) -> Iterator[Shortfall]:
    """Yield one shortfall a set of sectors and filter."""
    alike: dict[tuple[tuple[str, ...], str], dict[tuple[int, int], list[Crowd]]] = {}
    for crowd in found:
        wheres = set(offers.blocks["where"].iloc[crowd.blocks])
        where = wheres.pop() if len(wheres) == 1 else ""
        key = (_sectors(offers.round, crowd.settings), where)
        alike.setdefault(key, {}).setdefault((crowd.first, crowd.last), []).append(crowd)
    for (sectors, where), spells in alike.items():
        yield _spells(offers, sectors, where, spells)


def _spells(
    offers: Offers, sectors: tuple[str, ...], where: str, spells: dict[tuple[int, int], list[Crowd]]
) -> Shortfall:
    short = {
        spell: sum(len(crowd.blocks) - crowd.room for crowd in together)
        for spell, together in spells.items()
    }
    worst = max(spells, key=lambda spell: (short[spell], -spell[0]))
    blocks = np.concatenate([crowd.blocks for crowd in spells[worst]])
    settings = np.concatenate([crowd.settings for crowd in spells[worst]])
    return Shortfall(
        _joined(sorted(spells)),
        worst[0],
        (where,) if where else (),
        (),
        tuple(sorted(offers.round.learner_ids[offers.learner[blocks]])),
        tuple(sorted(offers.round.setting_ids[settings])),
        sectors,
        len(blocks),
        sum(crowd.room for crowd in spells[worst]),
        sum((last - first + 1) * short[first, last] for first, last in spells),
    )


def _joined(spells: Sequence[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    """Join spells that follow each other without a gap."""
    joined = [spells[0]]
    for first, last in spells[1:]:
        if first == joined[-1][1] + 1:
            joined[-1] = (joined[-1][0], last)
        else:
            joined.append((first, last))
    return tuple(joined)


def _of_curriculum(round: Round, found: Iterator[Scarcity]) -> Iterator[Shortfall]:
    alike: dict[tuple[object, ...], list[Scarcity]] = {}
    for one in found:
        key = (tuple(one.learners), tuple(one.settings), one.needed, one.room, one.requirements)
        alike.setdefault(key, []).append(one)
    for same in alike.values():
        one = same[0]
        yield Shortfall(
            (),
            None,
            tuple(other.where for other in same),
            tuple(round["requirements"]["requirement_id"].iloc[list(one.requirements)]),
            tuple(round.learner_ids[one.learners]),
            tuple(round.setting_ids[one.settings]),
            _sectors(round, one.settings),
            one.needed,
            one.room,
            one.needed - one.room,
        )


def _sectors(round: Round, settings: np.ndarray) -> tuple[str, ...]:
    return tuple(sorted(set(round["settings"]["sector"].iloc[settings])))
