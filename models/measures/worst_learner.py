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

from models.measure import NOBODY, LevelMeasure, Moved, Terms
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
    parts = others.by_owner()
    by_learner = dict(grouped(learner=candidates.column("learner")))
    for learner in candidates.learners:
        part = parts.get(learner, Terms())
        if learner in by_learner:
            _add_learner(b, m, candidates, learner, by_learner[learner], part)
        else:
            b.rows[learner] = (0, plus(total(m, []), (1.0, b.worst)), None)
    worst = Terms()
    worst.add(NOBODY, 1, b.worst)
    worst.steps = others.steps
    return worst


def _add_learner(
    b: Block, m: Model, candidates: Candidates, learner: int, positions: np.ndarray, part: Terms
) -> None:
    amount, most_idle = part.expression, part.idle.get(learner, 0.0)
    below = plus(amount, (-1.0, b.worst))
    if most_idle <= 0:
        b.rows[learner] = (None, below, 0)
        return
    placed = b.placed[learner]
    b.rows[learner] = (None, plus(below, (most_idle, placed)), most_idle)
    b.idle[learner] = (None, plus(total(m, []), (_least(amount), placed), (-1.0, b.worst)), 0)
    b.placed_only_if[learner] = (None, plus(total(m, positions, -1.0), (1.0, placed)), 0)
    for k, rows in grouped(block=candidates.column("learner_block")[positions]):
        chosen = plus(total(m, positions[rows]), (-1.0, placed))
        b.placed_if[learner, int(k)] = (None, chosen, 0)


def _least(amount: LinearExpression) -> float:
    """Return a lower bound, at most 0, of a sum over bounded variables."""
    least = amount.constant
    for coefficient, variable in zip(amount.linear_coefs, amount.linear_vars, strict=True):
        least += coefficient * (variable.lb if coefficient > 0 else variable.ub)
    return min(least, 0.0)


def value(plan: Plan, amounts: Mapping[str | None, float]) -> float:
    """Return the largest sum; 0 for a learner without placements."""
    return max(amounts.get(code, 0.0) if stays else 0.0 for code, stays in plan.by_learner.items())


MEASURE = LevelMeasure(
    "worst_learner",
    "as the level",
    "The largest single learner's sum",
    add,
    value,
    periodic=Moved.NO_MORE,
)
