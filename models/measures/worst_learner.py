r"""The largest single learner's weighted sum of the level's other measures.

$$g, \qquad g \ge A_l - K_l (1 - y_l) \quad \forall l, \qquad
y_l \ge \sum_{c \in C_{lb}} x_c \quad \forall b, \qquad y_l \le \sum_{c \in C_l} x_c$$

| symbol | in code                                                               | unit |
|--------|-----------------------------------------------------------------------|------|
| $x_c$  | `m.assign[c]`                                                         | 0 or 1 |
| $g$    | `b.worst`                                                             | as the level |
| $A_l$  | the learner's weighted sum of the level's other measures              | as the level |
| $y_l$  | `b.placed[l]`: the learner has a placement                            | 0 or 1 |
| $K_l$  | the most that $A_l$ can be for a learner without a placement          | as the level |

A learner without placements counts 0, whatever their unplaced weeks. Most sums vanish without
placements; then $K_l = 0$ and no $y_l$ is needed. Where $K_l$ may exceed what the learner has (which
blocks are taken is open), $g \ge B_l\, y_l$ with the least value $B_l \le 0$ of $A_l$ keeps $g$ from
falling below 0.
"""

from collections.abc import Mapping

import numpy as np
import pyomo.environ as pyo
from pyomo.core.expr import LinearExpression

from models.measure import NOBODY, LevelMeasure, Terms
from models.rows import grouped, plus, total
from models.rule import Block, Model
from placements.candidates import Candidates
from placements.plan import Plan


def add(b: Block, m: Model, candidates: Candidates, others: Terms) -> Terms:
    """Add the largest sum and its rows; return it."""
    b.worst = pyo.Var(domain=pyo.Reals)
    b.placed = pyo.Var(pyo.Any, domain=pyo.Binary, dense=False)
    for name in ("rows", "idle", "placed_if", "placed_only_if"):
        setattr(b, name, pyo.Constraint(pyo.Any))
    own: dict[int, list[int]] = {k: [] for k in range(len(candidates.round.learner_ids))}
    for k, owner in enumerate(others.owners):
        if owner != NOBODY:
            own[owner].append(k)
    by_learner = dict(grouped(learner=candidates.column("learner")))
    for learner, terms in own.items():
        amount = LinearExpression(
            constant=others.constants.get(learner, 0.0),
            linear_coefs=[others.coefficients[k] for k in terms],
            linear_vars=[others.variables[k] for k in terms],
        )
        positions = by_learner.get(learner, np.empty(0, dtype=int))
        _add_learner(b, m, candidates, learner, positions, amount, others.idle.get(learner, 0.0))
    worst = Terms(steps=others.steps)
    worst.owners, worst.coefficients, worst.variables = [NOBODY], [1.0], [b.worst]
    return worst


def _add_learner(
    b: Block,
    m: Model,
    candidates: Candidates,
    learner: int,
    positions: np.ndarray,
    amount: LinearExpression,
    idle: float,
) -> None:
    if not len(positions):
        b.rows[learner] = (0, LinearExpression(linear_coefs=[1.0], linear_vars=[b.worst]), None)
        return
    below = LinearExpression(
        constant=amount.constant,
        linear_coefs=[*amount.linear_coefs, -1.0],
        linear_vars=[*amount.linear_vars, b.worst],
    )
    if idle <= 0:
        b.rows[learner] = (None, below, 0)
        return
    placed = b.placed[learner]
    b.rows[learner] = (None, plus(below, (idle, placed)), idle)
    b.idle[learner] = (None, plus(total(m, []), (_least(amount), placed), (-1.0, b.worst)), 0)
    b.placed_only_if[learner] = (None, plus(total(m, positions, -1.0), (1.0, placed)), 0)
    for k, rows in grouped(block=candidates.column("learner_block")[positions]):
        chosen = plus(total(m, positions[rows]), (-1.0, placed))
        b.placed_if[learner, int(k)] = (None, chosen, 0)


def _least(amount: LinearExpression) -> float:
    """Return a lower bound, at most 0, of a sum over bounded variables."""
    least = amount.constant
    for coefficient, variable in zip(amount.linear_coefs, amount.linear_vars, strict=True):
        least += min(coefficient * variable.lb, coefficient * variable.ub)
    return min(least, 0.0)


def value(plan: Plan, amounts: Mapping[str | None, float]) -> float:
    """Return the largest sum; 0 for a learner without placements."""
    return max(amounts.get(code, 0.0) if stays else 0.0 for code, stays in plan.by_learner.items())


MEASURE = LevelMeasure(
    "worst_learner", "as the level", "The largest single learner's sum", add, value
)
