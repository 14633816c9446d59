r"""Weeks placed in acute settings.

$$\sum_{c:\ \text{acute}} n_c\, x_c$$

| symbol | in code       | unit   |
|--------|---------------|--------|
| $x_c$  | `m.assign[c]` | 0 or 1 |
| $n_c$  | `weeks`       | weeks  |
"""

from collections import defaultdict

import numpy as np

from models.measure import Measure, Moved, Terms, Values, on_candidates
from models.rule import Block, Model
from placements.candidates import Candidates
from placements.plan import Plan


def add(b: Block, m: Model, candidates: Candidates) -> Terms:
    """Return the expression; it needs no variable of its own."""
    acute = (candidates.frame["sector"] == "acute").to_numpy()
    return on_candidates(
        m, candidates, np.where(acute, candidates.column("weeks"), 0).astype(float)
    )


def value(plan: Plan) -> Values:
    """Return the weeks in acute settings of each learner."""
    amount: dict[str | None, float] = defaultdict(float)
    for stay in plan.stays:
        if stay.sector == "acute":
            amount[stay.learner_id] += stay.weeks
    return amount


MEASURE = Measure(
    "acute_share",
    "learner-weeks",
    "Weeks in acute settings",
    add,
    value,
    periodic=Moved.NO_MORE,
)
