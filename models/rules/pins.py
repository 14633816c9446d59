r"""What is fixed holds.

$$x_c = 1 \quad \forall c \in F$$

| symbol | in code                                   | unit   |
|--------|-------------------------------------------|--------|
| $x_c$  | `m.assign[c]`                             | 0 or 1 |
| $F$    | candidates that are fixed pins, eligible or not | |
"""

from collections.abc import Iterator

import numpy as np
import pyomo.environ as pyo

from models.rows import total
from models.rule import Block, Breach, Model, Rule
from placements.candidates import Candidates
from placements.plan import Plan, pinned
from placements.round import Round


def add(b: Block, m: Model, candidates: Candidates) -> None:
    """Add one row for each fixed pin."""
    frame = candidates.frame
    b.rows = pyo.Constraint(pyo.Any)
    for c in np.flatnonzero(candidates.column("fixed")).tolist():
        key = (frame["learner_id"].iat[c], frame["block_id"].iat[c])
        b.rows[key] = (1, total(m, [c]), 1)


def breaches(plan: Plan) -> Iterator[Breach]:
    """Name each fixed pin that the plan does not keep."""
    kept = set(plan.placements)
    for pin in pinned(plan.round, "fixed"):
        if pin not in kept:
            fixed = f"{pin.block_id} at {pin.setting_id} from week {pin.start}"
            message = f"{pin.learner_id} is fixed for {fixed}"
            yield Breach(message, pin.learner_id, pin.setting_id, pin.start)


def decided(round: Round, key: tuple[str, str]) -> str:
    """Say which pin a row states."""
    learner, block = key
    pin = next(p for p in pinned(round, "fixed") if (p.learner_id, p.block_id) == key)
    return f"{learner} is fixed for {block} at {pin.setting_id} from {round.monday(pin.start)}"


RULE = Rule(
    "pins",
    "Fixed pins hold",
    add,
    breaches,
    decided=decided,
    periodic=True,
    partial=True,
)
