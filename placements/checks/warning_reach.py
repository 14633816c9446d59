"""Warnings on learners who have nowhere to go, or not enough for their curriculum."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from placements.checks.case import Case
from placements.checks.reasons import counts_in_words, counts_of
from placements.checks.words import amount, several
from placements.eligibility import IN_WORDS
from placements.errors import Problem, Severity, counted
from placements.network.needs import needs

HAIR = 1e-9
"""Sums of hours may be off by less than this."""


def learner_nowhere(case: Case) -> Iterator[Problem]:
    """Find learners who have no eligible setting for any of their blocks."""
    rows = _without(case, alone=True)
    first = rows[np.unique(case.offers.learner[rows], return_index=True)[1]]
    for code, at, texts in _by_main_reason(case, first):
        learners = case.round.learner_blocks["learner_id"].iloc[at]
        said = several(f"{who} ({text})" for who, text in zip(learners, texts, strict=True))
        message = (
            f"{_has(len(at), 'learner')} no eligible setting for any block "
            f"(mostly: {IN_WORDS[code]}): {said}"
        )
        yield _at_learners(case, learners, message)


def block_nowhere(case: Case) -> Iterator[Problem]:
    """Find blocks for which a learner, who has others, has no eligible setting."""
    for code, at, texts in _by_main_reason(case, _without(case, alone=False)):
        own = case.round.learner_blocks.iloc[at]
        rows = zip(own["block_id"], own["learner_id"], texts, strict=True)
        said = several(f"{block} of {who} ({text})" for block, who, text in rows)
        people = counted(own["learner_id"].nunique(), "learner")
        message = (
            f"{_has(len(at), 'block', f' of {people}')} no eligible setting "
            f"(mostly: {IN_WORDS[code]}): {said}"
        )
        yield _at_learners(case, own["learner_id"], message)


def _has(number: int, noun: str, whose: str = "") -> str:
    return f"{counted(number, noun)}{whose} {'has' if number == 1 else 'have'}"


def _at_learners(case: Case, learners: pd.Series, message: str) -> Problem:
    where = case.first_where("learners", [case.round.learner_at[code] for code in learners])
    return Problem(message, where, severity=Severity.WARNING)


def _without(case: Case, *, alone: bool) -> np.ndarray:
    """Return the learner-blocks without a candidate, of learners with none at all or with some."""
    has = np.zeros(len(case.round.learner_ids), dtype=bool)
    has[case.offers.learner[case.offers.any]] = True
    return np.flatnonzero(~case.offers.any & (has[case.offers.learner] != alone))


def _by_main_reason(case: Case, rows: np.ndarray) -> Iterator[tuple[str, np.ndarray, list[str]]]:
    """Yield each commonest reason, with the learner-blocks and all their reasons as text."""
    counts = counts_of(case, rows)
    main = np.array([min(c, key=lambda code: (-c[code], code)) for c in counts], dtype=object)
    for code in sorted(set(main)):
        at = np.flatnonzero(main == code)
        yield code, rows[at], [counts_in_words(counts[k]) for k in at]


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
            lacks = zip(who, short[at], strict=True)
            least = amount(rule["minimum"], rule["measure"])
            message = (
                f"{rule['requirement_id']} cannot reach its minimum of {least} for "
                f"{counted(len(at), 'learner')}, wherever they may go: "
                f"{several(f'{code} ({by:g} short)' for code, by in lacks)}"
            )
            where = case.where("requirements", need.requirement, "minimum")
            yield Problem(message, where, severity=Severity.WARNING)


CHECKS = (learner_nowhere, block_nowhere, minimum_out_of_reach)
