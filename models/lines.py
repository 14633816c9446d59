"""What the rules on capacity share: whom a line counts, among candidates, pins and placements."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import pandas as pd

from models.rows import grouped
from placements.candidates import Candidates
from placements.plan import Plan, pinned
from placements.round import Round
from placements.round.capacity import Line


@dataclass(frozen=True, slots=True, eq=False)
class Members:
    """A line of capacity with the candidates that it counts.

    Parameters
    ----------
    key
        Label and number of the line: two lines may have one label.
    positions
        The candidates, (n,).
    pins
        How many of them are fixed pins under way in each week, (weeks,).
    """

    key: tuple[str, int]
    line: Line
    positions: np.ndarray
    pins: np.ndarray


def line_members(candidates: Candidates) -> Iterator[Members]:
    """Yield each line of capacity with the candidates that it counts, none for some."""
    learners = candidates.round["learners"]
    types, providers = (learners[n].tolist() for n in ("learner_type", "education_provider"))
    kind, kinds = _kinds(candidates)
    at_setting = dict(grouped(setting=candidates.column("setting")))
    nobody = np.empty(0, dtype=np.int64)
    pins = _fixed_pins(candidates.round)
    for number, line in enumerate(candidates.round.lines):
        here = at_setting.get(candidates.round.setting_at[line.setting_id], nobody)
        if not len(here):
            yield Members((line.label, number), line, nobody, pins[number])
            continue
        met, counted = pd.unique(kind[here]), np.zeros(len(kinds), dtype=bool)
        own = (kinds[at] for at in met.tolist())
        counted[met] = [line.counts(types[k], stage, providers[k]) for k, stage in own]
        yield Members((line.label, number), line, here[counted[kind[here]]], pins[number])


def _kinds(candidates: Candidates) -> tuple[np.ndarray, list[tuple[int, int]]]:
    """Return the kind of each candidate, by number, and of each kind its learner and stage."""
    learner, stage = (candidates.column(n).astype(np.int64) for n in ("learner", "stage"))
    stages = int(stage.max(initial=0)) + 1
    kind, met = pd.factorize(learner * stages + stage)
    return kind, [divmod(one, stages) for one in met.tolist()]


def pinned_lines(round: Round) -> Iterator[tuple[Line, np.ndarray]]:
    """Yield each line of capacity with how many fixed pins it counts, (weeks,)."""
    yield from zip(round.lines, _fixed_pins(round), strict=True)


def counted_stays(plan: Plan) -> Iterator[tuple[Line, np.ndarray, np.ndarray]]:
    """Yield each line with how many placements, and how many fixed pins, it counts, both (weeks,).

    The pins are the round's, whether the plan keeps them or not.
    """
    yield from zip(plan.round.lines, plan.counted, _fixed_pins(plan.round), strict=True)


@lru_cache(maxsize=4)
def _fixed_pins(round: Round) -> np.ndarray:
    """Return how many fixed pins each line counts, (lines, weeks)."""
    return Plan.of(round, pinned(round, "fixed"), ()).counted
