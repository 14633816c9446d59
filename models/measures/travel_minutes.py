r"""One-way travel in every week of every placement.

$$\sum_c \tau_c\, n_c\, x_c$$

| symbol   | in code              | unit    |
|----------|----------------------|---------|
| $x_c$    | `m.assign[c]`        | 0 or 1  |
| $\tau_c$ | `minutes`, one way   | minutes |
| $n_c$    | `weeks`              | weeks   |
"""

from collections import defaultdict

from models.measure import Measure, Moved, Terms, Values, on_candidates
from models.rule import Block, Model
from placements.candidates import Candidates
from placements.plan import Plan


def add(b: Block, m: Model, candidates: Candidates) -> Terms:
    """Return the expression; it needs no variable of its own."""
    minutes = candidates.column("minutes").astype(float)
    return on_candidates(m, candidates, minutes * candidates.column("weeks"))


def value(plan: Plan) -> Values:
    """Return the minute-weeks of each learner."""
    amount: dict[str | None, float] = defaultdict(float)
    for stay in plan.stays:
        amount[stay.learner_id] += stay.minutes * stay.weeks
    return amount


MEASURE = Measure(
    "travel_minutes",
    "minute-weeks",
    "One-way travel, by week",
    add,
    value,
    periodic=Moved.NO_MORE,
)
