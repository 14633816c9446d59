"""Warnings on learners who have nowhere to go, or not enough for their curriculum."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from placements.checks.case import Case
from placements.checks.reasons import counts_of, counts_text
from placements.checks.words import amount, several
from placements.errors import Problem, Severity, counted
from placements.network.needs import needs

HAIR = 1e-9
"""Sums of hours may be off by less than this."""


def learner_nowhere(case: Case) -> Iterator[Problem]:
    """Find learners who have no eligible setting for any of their blocks."""
    rows, counts, alone = _without(case)
    for codes, at in _alike(counts, alone):
        own = case.round.learner_blocks.iloc[rows[at]]
        firsts = own.drop_duplicates("learner_id")
        texts = dict(zip(rows[at], (counts_text(counts[k]) for k in at), strict=True))
        said = [f"{row.learner_id} ({texts[row.Index]})" for row in firsts.itertuples()]
        one = len(firsts) == 1
        message = (
            f"{counted(len(firsts), 'learner')} {'has' if one else 'have'} no eligible setting "
            f"for any block, because of {', '.join(codes)}: {several(said)}"
        )
        where = case.where("learners", case.round.learner_at[firsts["learner_id"].iat[0]])
        yield Problem(message, where, severity=Severity.WARNING)


def block_nowhere(case: Case) -> Iterator[Problem]:
    """Find blocks for which a learner, who has others, has no eligible setting."""
    rows, counts, alone = _without(case)
    for codes, at in _alike(counts, ~alone):
        own = case.round.learner_blocks.iloc[rows[at]]
        texts = [counts_text(counts[k]) for k in at]
        pairs = zip(own["block_id"], own["learner_id"], texts, strict=True)
        said = [f"{block} of {learner} ({text})" for block, learner, text in pairs]
        one = len(own) == 1
        message = (
            f"{counted(len(own), 'block')} of "
            f"{counted(own['learner_id'].nunique(), 'learner')} {'has' if one else 'have'} no "
            f"eligible setting, because of {', '.join(codes)}: {several(said)}"
        )
        where = case.where("learners", case.round.learner_at[own["learner_id"].iat[0]])
        yield Problem(message, where, severity=Severity.WARNING)


def _without(case: Case) -> tuple[np.ndarray, list[dict[str, int]], np.ndarray]:
    """Return the learner-blocks without a candidate, why, and whether all of the learner's are."""
    rows = np.flatnonzero(~case.offers.any)
    has = np.zeros(len(case.round.learner_ids), dtype=bool)
    has[case.offers.learner[case.offers.any]] = True
    return rows, counts_of(case, rows), ~has[case.offers.learner[rows]]


def _alike(
    counts: list[dict[str, int]], chosen: np.ndarray
) -> Iterator[tuple[tuple[str, ...], np.ndarray]]:
    """Yield each set of reasons, the commonest first, with the positions that have it."""
    alike: dict[tuple[str, ...], list[int]] = {}
    for k in np.flatnonzero(chosen).tolist():
        order = sorted(counts[k], key=lambda code: (-counts[k][code], code))
        alike.setdefault(tuple(order), []).append(k)
    for codes, at in sorted(alike.items(), key=lambda item: -len(item[1])):
        yield codes, np.array(at)


def minimum_out_of_reach(case: Case) -> Iterator[Problem]:
    """Find requirements whose minimum a learner's blocks cannot meet, wherever they go.

    Each learner is looked at alone, as if every eligible setting had a place for them.
    """
    rules = case["requirements"]
    for need in needs(case.offers):
        short = need.missing - need.possible
        at = np.flatnonzero(short > HAIR)
        if len(at):
            rule = rules.iloc[need.requirement]
            who = case.round.learner_ids[need.learners[at]]
            said = several(
                f"{code} by {lacks:g}" for code, lacks in zip(who, short[at], strict=True)
            )
            message = (
                f"{rule['requirement_id']} cannot reach its minimum of "
                f"{amount(rule['minimum'], rule['measure'])} for "
                f"{counted(len(at), 'learner')}, wherever they may go: "
                f"short for {said}"
            )
            where = case.where("requirements", need.requirement, "minimum")
            yield Problem(message, where, severity=Severity.WARNING)


CHECKS = (learner_nowhere, block_nowhere, minimum_out_of_reach)
