"""Warnings on links: those that keep a block from everybody, and those that do nothing."""

from __future__ import annotations

from collections.abc import Iterator
from functools import reduce

import numpy as np

from placements.checks.case import Case
from placements.checks.forced import blocks_of, shared_blocks, slice_of
from placements.checks.words import several
from placements.errors import Problem, Severity


def together_never(case: Case) -> Iterator[Problem]:
    """Find blocks that links leave unplaced: no setting and start is open to all the learners."""
    own = case.round.learner_blocks
    alike: dict[tuple[str, ...], list[list[int]]] = {}
    for group in case.together.groups:
        pinned = case.offers.fixed[group].any()
        if not pinned and not len(reduce(np.intersect1d, [_options(case, at) for at in group])):
            who = tuple(own["learner_id"].iloc[group])
            alike.setdefault(who, []).append(group)
    for who, groups in alike.items():
        blocks = own["block_id"].iloc[[group[0] for group in groups]]
        links = sorted({row for group in groups for row in case.together.links_of(group)})
        message = (
            f"{several(who)} are kept together, but no setting and start of "
            f"{several(blocks)} is open to all of them: they go unplaced "
            f"({case.lines('links', links)})"
        )
        where = case.first_where("links", links, "relation")
        yield Problem(message, where, severity=Severity.WARNING)


def _options(case: Case, block: int) -> np.ndarray:
    """Return the settings and starts of a learner-block, each pair as one number."""
    rows = slice_of(case.candidates, block)
    setting = case.candidates.column("setting")[rows].astype(np.int64)
    return setting * (case.round.weeks + 1) + case.candidates.column("start")[rows]


def link_without_effect(case: Case) -> Iterator[Problem]:
    """Find links between learners who have no block in common that the link is about."""
    links = case["links"]
    own = blocks_of(case.round, set(links["learner_id"]) | set(links["other_id"]))
    for row in range(len(links)):
        link = links.iloc[row]
        everywhere = link["relation"] == "apart" and not link["block_id"]
        if not everywhere and not any(shared_blocks(link, own)):
            what = f"block {link['block_id']}" if link["block_id"] else "any block of the same code"
            message = f"{link['learner_id']} and {link['other_id']} do not both have {what}"
            message += ": the link does nothing"
            where = case.where("links", row, "block_id")
            yield Problem(message, where, severity=Severity.WARNING)


CHECKS = (together_never, link_without_effect)
