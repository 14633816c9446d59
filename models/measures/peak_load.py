r"""The highest weekly number of learners, summed over settings.

$$\sum_s q_s, \qquad q_s \ge \sum_{c \in C_s:\ a_c \le w \le e_c} x_c \quad \forall s,\ w$$

| symbol | in code        | unit     |
|--------|----------------|----------|
| $x_c$  | `m.assign[c]`  | 0 or 1   |
| $q_s$  | `b.peak[s]`    | learners |
| $C_s$  | candidates at the setting |  |

Of the weeks, only those whose row no neighbouring week's implies.
"""

import numpy as np
import pyomo.environ as pyo

from models.measure import NOBODY, Measure, Moved, Terms, Values
from models.rows import grouped, plus, telling, total
from models.rule import Block, Model
from placements.candidates import Candidates
from placements.plan import Plan


def add(b: Block, m: Model, candidates: Candidates) -> Terms:
    """Add each setting's peak and its rows; return the sum of the peaks."""
    start, end = candidates.column("start").astype(int), candidates.end
    no_signal = np.zeros(candidates.round.weeks, dtype=int)
    b.peak = pyo.Var(pyo.Any, domain=pyo.NonNegativeReals, dense=False)
    b.rows = pyo.Constraint(pyo.Any)
    terms = Terms()
    for place, here in grouped(setting=candidates.column("setting")):
        code = candidates.round.setting_ids[place]
        terms.add(NOBODY, 1, b.peak[code])
        for span in telling(start[here], end[here], no_signal, candidates):
            load = plus(total(m, here[span.active]), (-1.0, b.peak[code]))
            b.rows[code, span.first] = (None, load, 0)
    return terms


def value(plan: Plan) -> Values:
    """Return the sum over settings of the highest weekly number of learners."""
    peaks = 0
    for stays in plan.by_setting.values():
        load = np.zeros(plan.round.weeks, dtype=int)
        for stay in stays:
            load[stay.start - 1 : stay.end] += 1
        peaks += int(load.max())
    return {None: float(peaks)}


MEASURE = Measure(
    "peak_load",
    "learners",
    "Peaks of the settings' weekly loads",
    add,
    value,
    periodic=Moved.NO_MORE,
)
