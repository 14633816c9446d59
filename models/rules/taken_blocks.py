r"""Exactly so many of a group's blocks are taken; every other block is.

$$\sum_{b \in G} z_{lb} = T_{lG} \quad \forall l,\ G$$

| symbol   | in code                                  | unit   |
|----------|------------------------------------------|--------|
| $z_{lb}$ | `m.taken[k]`                             | 0 or 1 |
| $G$      | blocks of one `group` that are the learner's |    |
| $T_{lG}$ | `take`, at most as many as the learner has   | blocks |
"""

from collections import Counter
from collections.abc import Iterator

import numpy as np
import pyomo.environ as pyo
from pyomo.core.expr import LinearExpression

from models.rows import grouped
from models.rule import Block, Breach, Model, Rule
from placements.candidates import Candidates
from placements.plan import Plan


def add(b: Block, m: Model, candidates: Candidates) -> None:
    """Add one row for each learner's group of which some blocks are left out."""
    own = candidates.round.learner_blocks
    optional = np.flatnonzero(own["optional"])
    b.rows = pyo.Constraint(pyo.Any)
    some = own.iloc[optional]
    for key, rows in grouped(learner=some["learner_id"].to_numpy(), group=some["group"].to_numpy()):
        take = int(some["take"].iat[rows[0]])
        taken = LinearExpression(
            linear_coefs=[1.0] * len(rows), linear_vars=[m.taken[int(optional[k])] for k in rows]
        )
        b.rows[key] = (take, taken, take)


def breaches(plan: Plan) -> Iterator[Breach]:
    """Name each block without a row, and each group with too many or too few."""
    own = plan.round.learner_blocks
    known = set(zip(own["learner_id"], own["block_id"], strict=True))
    for learner, block in sorted(set(plan.taken) - known):
        yield Breach(f"{learner} has a row for block {block}, which is not theirs", learner)
    taken: Counter[tuple[str, str]] = Counter()
    take = {}
    for row in own.itertuples():
        has = (row.learner_id, row.block_id) in plan.taken
        if row.optional:
            taken[row.learner_id, row.group] += has
            take[row.learner_id, row.group] = row.take
        elif not has:
            yield Breach(f"{row.learner_id} has no row for block {row.block_id}", row.learner_id)
    for (learner, group), number in take.items():
        if taken[learner, group] != number:
            message = f"{learner} takes {taken[learner, group]} blocks of {group}, not {number}"
            yield Breach(message, learner)


RULE = Rule(
    "taken_blocks",
    "Exactly so many of a group's blocks are taken",
    add,
    breaches,
    periodic=True,
    partial=True,
)
