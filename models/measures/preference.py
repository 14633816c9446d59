r"""Minus the scores of the wishes that placements meet, in every week.

$$-\sum_c \sigma_c\, n_c\, x_c$$

| symbol     | in code                                             | unit   |
|------------|-----------------------------------------------------|--------|
| $x_c$      | `m.assign[c]`                                       | 0 or 1 |
| $\sigma_c$ | `score`: sum of the learner's preferences that match | points |
| $n_c$      | `weeks`                                             | weeks  |
"""

from collections import defaultdict
from functools import lru_cache

import numpy as np

from models.measure import Measure, Moved, Terms, Values, on_candidates
from models.rule import Block, Model
from placements.candidates import Candidates
from placements.plan import Plan
from placements.round import Round


def add(b: Block, m: Model, candidates: Candidates) -> Terms:
    """Return the expression; it needs no variable of its own."""
    scores = candidates.column("score").astype(float)
    return on_candidates(m, candidates, -scores * candidates.column("weeks"))


def value(plan: Plan) -> Values:
    """Return minus the point-weeks of each learner."""
    amount: dict[str | None, float] = defaultdict(float)
    for stay, score in zip(plan.stays, _scores(plan).tolist(), strict=True):
        if score:
            amount[stay.learner_id] -= score * stay.weeks
    return amount


def _scores(plan: Plan) -> np.ndarray:
    """Return the score of each placement: each filter is asked once, for all whom it concerns."""
    wishes = _wishes(plan.round)
    rows: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for at, stay in enumerate(plan.stays):
        for where, score in wishes.get(stay.learner_id, ()):
            rows[where].append((at, score))
    learner, setting = plan.positions
    found = np.zeros(len(plan.stays), dtype=np.int64)
    for where, concerned in rows.items():
        at, score = np.array(concerned, dtype=np.int64).T
        np.add.at(found, at, score * plan.round.matches(where, learner[at], setting[at]))
    return found


@lru_cache(maxsize=2)
def _wishes(round: Round) -> dict[str, list[tuple[str, int]]]:
    """Return the filter and the score of each learner's preferences."""
    wishes = round["preferences"].groupby("learner_id")
    return {code: list(zip(own["where"], own["score"], strict=True)) for code, own in wishes}


MEASURE = Measure(
    "preference",
    "point-weeks",
    "Minus the wishes met, by week",
    add,
    value,
    periodic=Moved.NO_MORE,
)
