r"""Nobody has two long journeys in one year: placements more than 40 minutes away.

$$\sum_{c \in C_{ly}:\ \tau_c > 40} x_c \le \max(1, F_{ly}) \quad \forall l,\ y$$

| symbol   | in code                                           | unit       |
|----------|---------------------------------------------------|------------|
| $x_c$    | `m.assign[c]`                                     | 0 or 1     |
| $C_{ly}$ | candidates of the learner that start in year $y$  |            |
| $\tau_c$ | `minutes`, one way                                | minutes    |
| $F_{ly}$ | the learner's fixed pins of that year as far away | placements |

Years are of 52 weeks, from the start of the round. Where fixed pins alone are more, none is added.
"""

from collections import Counter
from collections.abc import Iterator

import numpy as np
import pyomo.environ as pyo

from models.rows import grouped, total
from models.rule import Block, Breach, Model, Rule
from placements.candidates import Candidates
from placements.plan import Plan, pinned

LONG = 40
YEAR = 52


def add(b: Block, m: Model, candidates: Candidates) -> None:
    """Add one row for each learner and year with long journeys to choose from."""
    far = np.flatnonzero(candidates.column("minutes") > LONG)
    learner, start, fixed = (candidates.column(n)[far] for n in ("learner", "start", "fixed"))
    b.rows = pyo.Constraint(pyo.Any)
    for (who, year), rows in grouped(learner=learner, year=(start - 1) // YEAR):
        most = max(1, int(fixed[rows].sum()))
        key = candidates.round.learner_ids[who], int(year) + 1
        b.rows[key] = (None, total(m, far[rows]), most)


def breaches(plan: Plan) -> Iterator[Breach]:
    """Name each learner and year with more long journeys."""
    long = [stay for stay in plan.stays if stay.minutes > LONG]
    fixed = set(pinned(plan.round, "fixed"))
    held = [s for s in long if (s.learner_id, s.block_id, s.setting_id, s.start) in fixed]
    most = Counter((stay.learner_id, _year(stay.start)) for stay in held)
    for (who, year), number in Counter((s.learner_id, _year(s.start)) for s in long).items():
        if number > max(1, most[who, year]):
            yield Breach(f"{who} has {number} long journeys in year {year}", who)


def _year(week: int) -> int:
    return (week - 1) // YEAR + 1


RULE = Rule("one_long_journey", "One long journey a year", add, breaches)
