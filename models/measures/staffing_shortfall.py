r"""Learners missing to an `always` minimum, summed over weeks.

$$\sum_{k,w} f_{kw}, \qquad f_{kw} \ge N_{kw} - \sum_{c \in C_k:\ a_c \le w \le e_c} x_c, \qquad f_{kw} \ge 0$$

| symbol   | in code                                                | unit     |
|----------|--------------------------------------------------------|----------|
| $x_c$    | `m.assign[c]`                                          | 0 or 1   |
| $C_k$    | candidates that line $k$ of the setting's capacity counts |       |
| $N_{kw}$ | `line.minimum[w - 1]`, where `line.always`             | learners |
| $f_{kw}$ | `b.missing[line, w]`                                   | learners |

Of the weeks with the same candidates and the same minimum, one, counted as often as they are.
"""

import numpy as np
import pyomo.environ as pyo

from models.lines import counted_stays, line_members
from models.measure import NOBODY, Measure, Moved, Terms, Values
from models.rows import plus, spans, total
from models.rule import Block, Model
from placements.candidates import Candidates
from placements.plan import Plan
from placements.round.capacity import Line


def add(b: Block, m: Model, candidates: Candidates) -> Terms:
    """Add what is missing of each minimum, and its rows; return the sum over weeks."""
    start, end = candidates.column("start").astype(int), candidates.end
    b.missing = pyo.Var(pyo.Any, domain=pyo.NonNegativeReals, dense=False)
    b.rows = pyo.Constraint(pyo.Any)
    terms = Terms()
    for members in line_members(candidates):
        own, needed = members.positions, _needed(members.line)
        if not needed.any():
            continue
        for span in spans(
            start[own], end[own], candidates.round.weeks, needed, cuts=candidates.cuts
        ):
            least = int(needed[span.first - 1])
            if least and (len(span.active) or candidates.others):
                key = (*members.key, span.first)
                missing = b.missing[key]
                terms.add(NOBODY, span.weeks, missing)
                b.rows[key] = (least, plus(total(m, own[span.active]), (1.0, missing)), None)
            elif least:
                terms.constant(NOBODY, least * span.weeks)
    return terms


def _needed(line: Line) -> np.ndarray:
    """Return the `always` minimum of each week, (weeks,)."""
    return np.where(line.always & (line.places >= 0), line.minimum, 0)


def value(plan: Plan) -> Values:
    """Return the learners missing, summed over lines and weeks."""
    missing = 0
    for line, counted, _ in counted_stays(plan):
        missing += int(np.maximum(_needed(line) - counted, 0).sum())
    return {None: float(missing)}


MEASURE = Measure(
    "staffing_shortfall",
    "learner-weeks",
    "Learners missing to a standing minimum",
    add,
    value,
    periodic=Moved.NONE_STAYS_NONE,
)
