r"""Weeks without a placement before the end of the learner's last one, from week 1 of the round.

$$\sum_l \omega_l \Bigl(\sum_k d_{lk}\, u_{lk} - \sum_{c \in C_l} n_c\, x_c\Bigr), \qquad
u_{lk} \ge u_{l,k+1}, \qquad
u_{lk} \ge \sum_{c \in C_l:\ a_c \le w_k \le e_c} x_c$$

| symbol     | in code                                                        | unit   |
|------------|----------------------------------------------------------------|--------|
| $x_c$      | `m.assign[c]`                                                  | 0 or 1 |
| $u_{lk}$   | `b.busy[l, k]`: the last placement ends in week $w_k$ or later | 0 to 1 |
| $w_k$      | $k$-th of the weeks in which a candidate of the learner ends   | week   |
| $d_{lk}$   | $w_k - w_{k-1}$, with $w_0 = 0$                                | weeks  |
| $n_c$      | `weeks`                                                        | weeks  |
| $\omega_l$ | `waiting_weight`                                               | –      |

$u$ needs no integrality: it is the largest of sums that are whole.
"""

from collections import defaultdict

import numpy as np
import pyomo.environ as pyo
from pyomo.core.expr import LinearExpression

from models.measure import Measure, Moved, Terms, Values
from models.rows import grouped, plus, total
from models.rule import Block, Model
from placements.candidates import Candidates
from placements.plan import Plan


def add(b: Block, m: Model, candidates: Candidates) -> Terms:
    """Add until when each learner is busy; return the weighted weeks of waiting."""
    start, end = candidates.column("start").astype(int), candidates.end
    weeks = candidates.column("weeks").astype(float)
    weight = candidates.round["learners"]["waiting_weight"].to_numpy()
    b.busy = pyo.Var(pyo.Any, bounds=(0, 1), dense=False)
    b.falling, b.placed = pyo.Constraint(pyo.Any), pyo.Constraint(pyo.Any)
    terms = Terms()
    for learner, own in grouped(learner=candidates.column("learner")):
        if not weight[learner]:
            continue
        ends = np.unique(end[own])
        for k, week in enumerate(ends):
            terms.add(
                learner, weight[learner] * (week - (ends[k - 1] if k else 0)), b.busy[learner, k]
            )
            under_way = own[(start[own] <= week) & (end[own] >= week)]
            b.placed[learner, k] = (None, plus(total(m, under_way), (-1.0, b.busy[learner, k])), 0)
            if k:
                both = [b.busy[learner, k], b.busy[learner, k - 1]]
                b.falling[learner, k] = (
                    None,
                    LinearExpression(linear_coefs=[1.0, -1.0], linear_vars=both),
                    0,
                )
        for c in own:
            terms.add(learner, -weight[learner] * weeks[c], m.assign[int(c)])
    return terms


def value(plan: Plan) -> Values:
    """Return the weighted weeks of waiting of each learner."""
    weight = plan.round["learners"]["waiting_weight"].tolist()
    amount: dict[str | None, float] = defaultdict(float)
    for learner, stays in plan.by_learner.items():
        if stays:
            busy = {week for stay in stays for week in range(stay.start, stay.end + 1)}
            amount[learner] = weight[stays[0].learner] * (max(busy) - len(busy))
    return amount


MEASURE = Measure(
    "waiting_weeks",
    "weeks",
    "Weeks of waiting between placements",
    add,
    value,
    periodic=Moved.NO_MORE,
)
