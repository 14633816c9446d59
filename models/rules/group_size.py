r"""A setting with a hosting minimum hosts at least that many learners in a week, or none.

$$N_{kw}\, h_{kw} \le \sum_{c \in C_{kw}} x_c, \qquad x_c \le h_{kw} \quad \forall c \in C_{kw},\ k,\ w$$

| symbol   | in code                                               | unit     |
|----------|-------------------------------------------------------|----------|
| $x_c$    | `m.assign[c]`                                         | 0 or 1   |
| $h_{kw}$ | `b.hosts[line, w]`                                    | 0 or 1   |
| $C_{kw}$ | candidates that line $k$ counts, under way in week $w$ |         |
| $N_{kw}$ | `line.minimum[w - 1]`                                 | learners |

Of the weeks with the same candidates, one. Where fixed pins alone fall short of the minimum the
rule does not count, and the week is reported. Where candidates of one learner exclude each other
they share a row, $\sum x_c \le h_{kw}$.
"""

from collections.abc import Iterator

import numpy as np
import pyomo.environ as pyo

from models.lines import counted_stays, line_members, pinned_lines
from models.rows import grouped, plus, spans, total
from models.rule import Block, Breach, Model, Rule
from placements.candidates import Candidates
from placements.plan import Plan
from placements.round.capacity import Line


def add(b: Block, m: Model, candidates: Candidates) -> None:
    """Add the choice to host, and its rows, for each line and span of weeks with a minimum."""
    start, end = candidates.column("start").astype(int), candidates.end
    learner = candidates.column("learner")
    b.hosts = pyo.Var(pyo.Any, domain=pyo.Binary, dense=False)
    b.enough, b.only_if = pyo.Constraint(pyo.Any), pyo.Constraint(pyo.Any)
    for members in line_members(candidates):
        own, needed = members.positions, _needed(members.line, members.pins)
        if not (needed > 1).any():
            continue
        for span in spans(
            start[own], end[own], candidates.round.weeks, needed, cuts=candidates.cuts
        ):
            positions, least = own[span.active], int(needed[span.first - 1])
            if least <= 1 or not len(positions):
                continue
            key = (*members.key, span.first)
            hosts = b.hosts[key]
            b.enough[key] = (0, plus(total(m, positions), (-float(least), hosts)), None)
            for who, rows in grouped(learner=learner[positions]):
                one = plus(total(m, positions[rows]), (-1.0, hosts))
                b.only_if[(*key, candidates.round.learner_ids[who])] = (None, one, 0)


def _needed(line: Line, pins: np.ndarray) -> np.ndarray:
    """Return the minimum that counts in each week; 0 where there is none or pins override it."""
    counts = ~line.always & (line.places >= 0) & ~((pins > 0) & (pins < line.minimum))
    return np.where(counts, line.minimum, 0)


def breaches(plan: Plan) -> Iterator[Breach]:
    """Name each line and week with some learners but too few."""
    for line, counted, pins in counted_stays(plan):
        needed = _needed(line, pins)
        for week in np.flatnonzero((counted > 0) & (counted < needed)) + 1:
            has = f"{counted[week - 1]} learners in week {week}"
            message = f"{line.label} has {has}; it hosts {needed[week - 1]} or none"
            yield Breach(message, None, line.setting_id, int(week))


def overridden(candidates: Candidates) -> Iterator[Breach]:
    """Name each line and week in which fixed pins alone fall short of the minimum."""
    for line, pins in pinned_lines(candidates.round):
        short = ~line.always & (line.places >= 0) & (pins > 0) & (pins < line.minimum)
        for week in np.flatnonzero(short) + 1:
            has = f"{pins[week - 1]} fixed pins in week {week}"
            message = f"{line.label} has {has}; it hosts {line.minimum[week - 1]} or none"
            yield Breach(message, None, line.setting_id, int(week))


RULE = Rule(
    "group_size",
    "So many learners at once, or none",
    add,
    breaches,
    overridden,
    presumes=("one_at_a_time",),
    periodic=True,
)
