"""What the rules on links share: which blocks of which learners a link is about."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from models.rows import grouped
from placements.candidates import Candidates
from placements.round import Round


def _blocks(round: Round) -> dict[str, tuple[str, ...]]:
    own = round.learner_blocks
    return {
        code: tuple(own["block_id"].to_numpy()[rows])
        for code, rows in own.groupby("learner_id").indices.items()
    }


def _links(round: Round, relation: str) -> list[tuple[str, str, str]]:
    links = round["links"][round["links"]["relation"] == relation]
    rows = zip(links["learner_id"], links["other_id"], links["block_id"], strict=True)
    return sorted({(*sorted((one, other)), block) for one, other, block in rows})


def linked_blocks(round: Round, relation: str) -> Iterator[tuple[str, str, str]]:
    """Yield each two linked learners with each block code that both have and the link is about."""
    links = _links(round, relation)
    own = _blocks(round) if links else {}
    pairs = {
        (one, other, shared)
        for one, other, block in links
        for shared in sorted(set(own.get(one, ())) & set(own.get(other, ())))
        if block in ("", shared)
    }
    yield from sorted(pairs)


@dataclass(frozen=True, slots=True)
class Separation:
    """Two learners linked apart.

    Parameters
    ----------
    block_id
        The block that the link is about; ``""``: all.
    blocks
        Learner → their own blocks that it is about.
    """

    one: str
    other: str
    block_id: str
    blocks: dict[str, tuple[str, ...]]


def separations(round: Round) -> Iterator[Separation]:
    """Yield each link of two learners to be kept apart."""
    links = _links(round, "apart")
    own = _blocks(round) if links else {}
    for one, other, block in links:
        blocks = {
            who: tuple(b for b in own.get(who, ()) if block in ("", b)) for who in (one, other)
        }
        yield Separation(one, other, block, blocks)


def positions_by_block(candidates: Candidates) -> dict[tuple[str, str], np.ndarray]:
    """Return learner and block → positions of its candidates."""
    own = candidates.round.learner_blocks
    names = list(zip(own["learner_id"], own["block_id"], strict=True))
    return {names[k]: rows for k, rows in grouped(block=candidates.column("learner_block"))}
