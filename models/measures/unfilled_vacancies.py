r"""Vacant posts at settings that no learner visits in the highest stage of their blocks.

$$\sum_s v_s (1 - g_s), \qquad g_s \le \sum_{c \in C_s:\ c\ \text{in the highest stage}} x_c \quad \forall s$$

| symbol | in code                                       | unit                   |
|--------|-----------------------------------------------|------------------------|
| $x_c$  | `m.assign[c]`                                 | 0 or 1                 |
| $g_s$  | `b.visited[s]`                                | 0 to 1                 |
| $v_s$  | `wte`                                         | whole-time equivalents |

$g$ needs no integrality: it is at most 1, and its right-hand side is whole.
"""

import numpy as np
import pyomo.environ as pyo

from models.measure import NOBODY, Measure, Moved, Terms, Values
from models.rows import grouped, plus, total
from models.rule import Block, Model
from placements.candidates import Candidates
from placements.plan import Plan
from placements.round import Round


def add(b: Block, m: Model, candidates: Candidates) -> Terms:
    """Add whether each vacancy's setting is visited; return the vacant posts left."""
    round, terms = candidates.round, Terms()
    final = candidates.column("stage") == _highest_stage(round)[candidates.column("learner")]
    last = np.flatnonzero(final)
    at_setting = dict(grouped(setting=candidates.column("setting")[last]))
    b.visited = pyo.Var(pyo.Any, bounds=(0, 1), dense=False)
    b.rows = pyo.Constraint(pyo.Any)
    for code, wte in zip(round["vacancies"]["setting_id"], round["vacancies"]["wte"], strict=True):
        terms.constant(NOBODY, wte)
        if (rows := at_setting.get(round.setting_at[code])) is not None:
            terms.add(NOBODY, -wte, b.visited[code])
            visits = total(m, last[rows], -1.0)
            b.rows[code] = (None, plus(visits, (1.0, b.visited[code])), 0)
    return terms


def _highest_stage(round: Round) -> np.ndarray:
    """Return the highest stage of each learner's blocks, (learners,); -1 for no blocks."""
    own = round.learner_blocks
    stage = np.full(len(round.learner_ids), -1)
    np.maximum.at(stage, own["learner"].to_numpy(), own["stage"].to_numpy())
    return stage


def value(plan: Plan) -> Values:
    """Return the vacant posts at settings without such a visit."""
    highest = _highest_stage(plan.round)
    visited = {stay.setting_id for stay in plan.stays if stay.stage == highest[stay.learner]}
    vacancies = plan.round["vacancies"]
    rows = zip(vacancies["setting_id"], vacancies["wte"], strict=True)
    return {None: float(sum(wte for code, wte in rows if code not in visited))}


MEASURE = Measure(
    "unfilled_vacancies",
    "WTE",
    "Vacant posts without a final-stage visit",
    add,
    value,
    periodic=Moved.NO_MORE,
)
