r"""A learner is in one placement at a time.

$$\sum_{c \in C_l:\ a_c \le w \le e_c} x_c \le 1 \quad \forall l,\ w$$

| symbol     | in code                             | unit   |
|------------|-------------------------------------|--------|
| $x_c$      | `m.assign[c]`                       | 0 or 1 |
| $a_c, e_c$ | `start`, `candidates.end`           | week   |

Of the weeks, only those whose candidates no other week's contain; none where they are all of one
block, of which at most one is chosen anyway.
"""

from collections.abc import Iterator

import numpy as np
import pyomo.environ as pyo

from models.rows import grouped, tightest, total
from models.rule import Block, Breach, Model, Rule
from placements.candidates import Candidates
from placements.plan import Plan


def add(b: Block, m: Model, candidates: Candidates) -> None:
    """Add one row for each learner and set of overlapping candidates of different blocks."""
    start, end = candidates.column("start").astype(int), candidates.end
    block = candidates.column("learner_block")
    one = np.ones(candidates.round.weeks, dtype=int)
    codes = candidates.round.learner_ids
    b.rows = pyo.Constraint(pyo.Any)
    for learner, own in grouped(learner=candidates.column("learner")):
        if not _overlap(start[own], end[own], block[own]):
            continue
        for span in tightest(start[own], end[own], one):
            positions = own[span.active]
            if len(np.unique(block[positions])) > 1:
                b.rows[codes[learner], span.first] = (None, total(m, positions), 1)


def _overlap(start: np.ndarray, end: np.ndarray, block: np.ndarray) -> bool:
    """Return whether the windows of two blocks share a week."""
    _, of = np.unique(block, return_inverse=True)
    first = np.full(of.max() + 1, np.iinfo(np.int64).max)
    last = np.zeros(of.max() + 1, dtype=np.int64)
    np.minimum.at(first, of, start)
    np.maximum.at(last, of, end)
    order = np.argsort(first, kind="stable")
    return bool((first[order][1:] <= np.maximum.accumulate(last[order])[:-1]).any())


def breaches(plan: Plan) -> Iterator[Breach]:
    """Name each two placements of one learner that share a week."""
    for learner, stays in plan.by_learner.items():
        for k, stay in enumerate(stays):
            for later in stays[k + 1 :]:
                if stay.overlaps(later):
                    message = f"{learner} is in {stay.block_id} and {later.block_id} at once"
                    yield Breach(message, learner, None, max(stay.start, later.start))


RULE = Rule(
    "one_at_a_time",
    "One placement at a time",
    add,
    breaches,
    presumes=("one_setting_per_block",),
    periodic=True,
    partial=True,
)
