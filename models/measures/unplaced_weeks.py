r"""Weeks of taken blocks that are not placed, times the learner's priority.

$$\sum_{(l, b)} \pi_l\, n_b \Bigl(z_{lb} - \sum_{c \in C_{lb}} x_c\Bigr)$$

| symbol   | in code                              | unit          |
|----------|--------------------------------------|---------------|
| $x_c$    | `m.assign[c]`                        | 0 or 1        |
| $z_{lb}$ | `m.taken[k]`, or 1                   | 0 or 1        |
| $n_b$    | `weeks` of the block                 | weeks         |
| $\pi_l$  | `priority` of the learner            | –             |
"""

from collections import defaultdict
from collections.abc import Iterator

import numpy as np
import pandas as pd

from models.measure import Measure, Moved, Terms, Values, on_candidates
from models.rule import Block, Model
from placements.candidates import Candidates
from placements.plan import Plan
from placements.round import Round


def add(b: Block, m: Model, candidates: Candidates) -> Terms:
    """Return the expression; it needs no variable of its own."""
    own = candidates.round.learner_blocks
    cost = _cost(candidates.round)
    terms = on_candidates(m, candidates, -cost[candidates.column("learner_block")])
    learner, optional = own["learner"].to_numpy(), own["optional"].to_numpy(dtype=bool)
    for k in np.flatnonzero(optional).tolist():
        terms.add(learner[k], cost[k], m.taken[k])
    due = np.bincount(learner[~optional], weights=cost[~optional])
    for who in np.flatnonzero(due).tolist():
        terms.constant(who, due[who])
        terms.idle_at_most(who, due[who])
    for amount in np.unique(cost[~optional]).tolist():
        terms.step(amount)
    for who, most in _groups(own.assign(cost=cost)[optional]):
        terms.idle_at_most(who, most)
    return terms


def _groups(optional: pd.DataFrame) -> Iterator[tuple[int, float]]:
    """Yield what the dearest blocks of each learner's group cost unplaced, as many as are taken."""
    for (learner, _), rows in optional.groupby(["learner", "group"]):
        yield learner, float(rows["cost"].nlargest(rows["take"].iat[0]).sum())


def _cost(round: Round) -> np.ndarray:
    """Return what each learner's block costs unplaced, (learner blocks,)."""
    own = round.learner_blocks
    return (own["weeks"] * round["learners"]["priority"].to_numpy()[own["learner"]]).to_numpy()


def value(plan: Plan) -> Values:
    """Return the unplaced weeks of each learner, times priority."""
    learners = plan.round["learners"].set_index("learner_id")
    weeks = plan.round["blocks"].set_index(["cohort_id", "block_id"])["weeks"]
    amount: dict[str | None, float] = defaultdict(float)
    for code, block in plan.unplaced:
        learner = learners.loc[code]
        amount[code] += float(weeks[learner["cohort_id"], block] * learner["priority"])
    return amount


MEASURE = Measure(
    "unplaced_weeks",
    "learner-weeks",
    "Weeks of taken blocks not placed",
    add,
    value,
    periodic=Moved.NO_MORE,
)
