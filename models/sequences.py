"""What the curriculum says of the order of placements: in history, and in a plain plan."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from placements.plan import Plan, Stay
from placements.round import Round

ATTRIBUTE = {"setting": "setting_id", "provider": "provider_id", "sector": "sector"}


@dataclass(frozen=True, slots=True)
class Sequence:
    """One row of ``sequences``."""

    sequence_id: str
    programme_id: str
    kind: str
    first: str
    then: str


def sequences(round: Round) -> Iterator[Sequence]:
    """Yield every sequence."""
    for row in round["sequences"].itertuples():
        yield Sequence(row.sequence_id, row.programme_id, row.kind, row.first, row.then)


def done_before(round: Round, sequence: Sequence) -> set[str]:
    """Return the learners whose history has a placement that matches ``first``."""
    history = round["history"]
    place = np.arange(len(history)) + len(round["settings"])
    learner = round.learner_ids.get_indexer(history["learner_id"])
    return set(history["learner_id"][round.matches(sequence.first, learner, place)])


def breaches(plan: Plan) -> Iterator[tuple[Sequence, Stay]]:
    """Yield each sequence and placement that breaches it."""
    programme = plan.round["learners"].set_index("learner_id")["programme_id"].to_dict()
    for sequence in sequences(plan.round):
        done = done_before(plan.round, sequence) if sequence.kind == "before" else set()
        for learner, stays in plan.by_learner.items():
            if programme[learner] != sequence.programme_id or learner in done:
                continue
            find = _without_first if sequence.kind == "before" else _in_a_row
            for stay in find(plan, sequence, stays):
                yield sequence, stay


def _without_first(plan: Plan, sequence: Sequence, stays: tuple[Stay, ...]) -> Iterator[Stay]:
    for stay in stays:
        if _matches(plan, sequence.then, stay) and not any(
            earlier.end < stay.start and _matches(plan, sequence.first, earlier)
            for earlier in stays
        ):
            yield stay


def _in_a_row(plan: Plan, sequence: Sequence, stays: tuple[Stay, ...]) -> Iterator[Stay]:
    for before, stay in pairwise(stays):
        if sequence.kind == "contrast":
            name = ATTRIBUTE[sequence.first]
            breach = getattr(before, name) == getattr(stay, name)
        else:
            breach = all(_matches(plan, sequence.first, one) for one in (before, stay))
        if breach:
            yield stay


def _matches(plan: Plan, where: str, stay: Stay) -> bool:
    return bool(plan.round.matches(where, stay.learner, stay.setting))
