r"""No setting has more learners than places, in any week.

$$\sum_{c \in C_k:\ a_c \le w \le e_c} x_c \le \max(P_{kw}, F_{kw}) \quad \forall k,\ w$$

| symbol   | in code                                             | unit     |
|----------|-----------------------------------------------------|----------|
| $x_c$    | `m.assign[c]`                                       | 0 or 1   |
| $C_k$    | candidates that line $k$ of the setting's capacity counts |    |
| $P_{kw}$ | `line.places[w - 1]`                                | learners |
| $F_{kw}$ | fixed pins that line $k$ counts in week $w$         | learners |

Where fixed pins alone exceed the places nobody is added to them, and the week is reported. Of the
weeks, only those whose row no neighbouring week's implies.
"""

from collections.abc import Iterator

import numpy as np
import pyomo.environ as pyo

from models.lines import counted_stays, line_members, pinned_lines
from models.rows import telling, total
from models.rule import Block, Breach, Model, Rule
from placements.candidates import Candidates
from placements.plan import Plan


def add(b: Block, m: Model, candidates: Candidates) -> None:
    """Add one row for each line and span of weeks in which it could be over-full."""
    start, end = candidates.column("start").astype(int), candidates.end
    learner = candidates.column("learner")
    b.rows = pyo.Constraint(pyo.Any)
    for members in line_members(candidates):
        own, places = members.positions, members.line.places
        if not len(own):
            continue
        limits = np.where(places < 0, -1, np.maximum(places, members.pins))
        for span in telling(start[own], end[own], limits, candidates):
            positions, limit = own[span.active], int(limits[span.first - 1])
            if candidates.others or len(np.unique(learner[positions])) > limit:
                b.rows[(*members.key, span.first)] = (None, total(m, positions), limit)


def breaches(plan: Plan) -> Iterator[Breach]:
    """Name each line and first week in which it is over-full."""
    for line, counted, pins in counted_stays(plan):
        limits = np.maximum(line.places, pins)
        for week in _firsts((line.places >= 0) & (counted > limits)):
            has = f"{counted[week - 1]} learners in week {week}"
            message = f"{line.label} has {has}; it has {limits[week - 1]} places"
            yield Breach(message, None, line.setting_id, week)


def overridden(candidates: Candidates) -> Iterator[Breach]:
    """Name each line and first week in which fixed pins alone exceed the places."""
    for line, pins in pinned_lines(candidates.round):
        for week in _firsts((line.places >= 0) & (pins > line.places)):
            has = f"{pins[week - 1]} fixed pins in week {week}"
            message = f"{line.label} has {has}; it has {line.places[week - 1]} places"
            yield Breach(message, None, line.setting_id, week)


def _firsts(over: np.ndarray) -> list[int]:
    """Return the first week of each run of weeks."""
    begins = over & ~np.concatenate([[False], over[:-1]])
    return [int(week) + 1 for week in np.flatnonzero(begins)]


RULE = Rule(
    "capacity",
    "No more learners than places",
    add,
    breaches,
    overridden,
    presumes=("one_at_a_time",),
    periodic=True,
    partial=True,
)
