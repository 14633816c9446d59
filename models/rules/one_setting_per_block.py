r"""Each block that a learner takes is at one setting and one start, or unplaced.

$$\sum_{c \in C_{lb}} x_c \le z_{lb} \quad \forall (l, b)$$

| symbol   | in code                    | unit   |
|----------|----------------------------|--------|
| $x_c$    | `m.assign[c]`              | 0 or 1 |
| $C_{lb}$ | candidates of the block    |        |
| $z_{lb}$ | `m.taken[k]`, or 1 where the learner cannot leave the block out | 0 or 1 |
"""

from collections.abc import Iterator

import pyomo.environ as pyo

from models.rows import grouped, plus, total
from models.rule import Block, Breach, Model, Rule
from placements.candidates import Candidates
from placements.plan import Plan


def add(b: Block, m: Model, candidates: Candidates) -> None:
    """Add one row for each learner's block with candidates."""
    own = candidates.round.learner_blocks
    names = list(zip(own["learner_id"], own["block_id"], strict=True))
    b.rows = pyo.Constraint(pyo.Any)
    for k, positions in grouped(block=candidates.column("learner_block")):
        if k in m.taken:
            b.rows[names[k]] = (None, plus(total(m, positions), (-1.0, m.taken[k])), 0)
        elif len(positions) > 1:
            b.rows[names[k]] = (None, total(m, positions), 1)


def breaches(plan: Plan) -> Iterator[Breach]:
    """Name each block that has more than one row."""
    for (learner, block), rows in sorted(plan.taken.items()):
        if rows > 1:
            yield Breach(f"{learner} has {rows} rows for block {block}", learner)


RULE = Rule(
    "one_setting_per_block",
    "One setting and one start per block",
    add,
    breaches,
    periodic=True,
    partial=True,
)
