r"""Placements right after one at another provider, times how much the learner minds.

A learner is always "with" one provider: from the start of a placement until the next one starts.
A change is a move between two starts.

$$\sum_l \mu_l \sum_{p,k} v_{lpk}, \qquad
v_{lpk} \ge y_{lpk} - y_{l,p,k-1}, \qquad
\sum_p y_{lpk} = 1, \qquad
y_{lpk} \ge \sum_{c \in C_{lp}:\ a_c \le a_k \le e_c} x_c$$

| symbol    | in code                                                       | unit   |
|-----------|---------------------------------------------------------------|--------|
| $x_c$     | `m.assign[c]`                                                 | 0 or 1 |
| $y_{lpk}$ | `b.at[l, p, k]`: with provider $p$ at the learner's $k$-th start | 0 to 1 |
| $v_{lpk}$ | `b.moves[l, p, k]`                                            | 0 to 1 |
| $a_k$     | $k$-th of the weeks in which a candidate of the learner starts | week  |
| $\mu_l$   | `change_weight`                                               | –      |

Before the first placement $y$ is free, so the first arrival is no change. $y$ and $v$ need no
integrality: for whole $x$ the least sum of $v$ is the number of moves.
"""

from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import numpy as np
import pyomo.environ as pyo
from pyomo.core.expr import LinearExpression

from models.measure import Measure, Moved, Terms, Values
from models.rows import grouped, plus, total
from models.rule import Block, Model
from placements.candidates import Candidates
from placements.plan import Plan


def add(b: Block, m: Model, candidates: Candidates) -> Terms:
    """Add the learners' whereabouts and moves; return the weighted number of moves."""
    provider = candidates.frame["provider_id"].cat.codes.to_numpy()
    weight = candidates.round["learners"]["change_weight"].to_numpy()
    b.at = pyo.Var(pyo.Any, bounds=(0, 1), dense=False)
    b.moves = pyo.Var(pyo.Any, bounds=(0, 1), dense=False)
    b.somewhere, b.there, b.moved = (pyo.Constraint(pyo.Any) for _ in range(3))
    terms = Terms()
    for learner, own in grouped(learner=candidates.column("learner")):
        if weight[learner] > 0 and len(np.unique(provider[own])) > 1:
            for moves in _moves(b, m, candidates, own, provider[own]):
                terms.add(learner, weight[learner], moves)
    return terms


def _moves(
    b: Block, m: Model, candidates: Candidates, own: np.ndarray, provider: np.ndarray
) -> Iterator[Any]:
    """Add one learner's whereabouts and yield their moves."""
    learner = int(candidates.column("learner")[own[0]])
    start, end = candidates.column("start")[own], candidates.end[own]
    starts, providers = np.unique(start), np.unique(provider)
    for k, week in enumerate(starts):
        under_way = (start <= week) & (end >= week)
        b.somewhere[learner, k] = (1, _sum([b.at[learner, p, k] for p in providers]), 1)
        for p in providers:
            here = own[under_way & (provider == p)]
            if len(here):
                b.there[learner, p, k] = (
                    None,
                    plus(total(m, here), (-1.0, b.at[learner, p, k])),
                    0,
                )
            if k:
                terms = [(1.0, b.at[learner, p, k]), (-1.0, b.at[learner, p, k - 1])]
                moved = plus(_sum([]), *terms, (-1.0, b.moves[learner, p, k]))
                b.moved[learner, p, k] = (None, moved, 0)
                yield b.moves[learner, p, k]


def _sum(variables: list[Any]) -> LinearExpression:
    return LinearExpression(linear_coefs=[1.0] * len(variables), linear_vars=variables)


def value(plan: Plan) -> Values:
    """Return the weighted changes of provider of each learner."""
    weight = plan.round["learners"]["change_weight"].tolist()
    amount: dict[str | None, float] = defaultdict(float)
    for learner, stays in plan.by_learner.items():
        for stay, following in pairwise(stays):
            if stay.provider_id != following.provider_id:
                amount[learner] += weight[stay.learner]
    return amount


MEASURE = Measure(
    "provider_changes",
    "moves",
    "Changes of provider",
    add,
    value,
    periodic=Moved.NO_MORE,
)
