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
    for who in np.unique(learner[~optional]).tolist():
        terms.constants[who] = float(due[who])
    for amount in np.unique(cost[~optional]).tolist():
        terms.step(amount)
    for learner, most in _idle(candidates.round, cost):
        terms.idle_at_most(learner, most)
    return terms


def _idle(round: Round, cost: np.ndarray) -> Iterator[tuple[int, float]]:
    """Yield what each learner's blocks, or the dearest of each group, cost unplaced."""
    own = round.learner_blocks.assign(cost=cost)
    open_ = own["optional"].to_numpy(dtype=bool)
    due = np.bincount(own["learner"][~open_], weights=cost[~open_])
    yield from ((int(learner), float(due[learner])) for learner in np.flatnonzero(due))
    for (learner, _), rows in own[open_].groupby(["learner", "group"]):
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
