r"""Published placements that the plan does not keep.

$$\sum_{p \in U} (1 - x_{c(p)})$$

| symbol     | in code                                            | unit   |
|------------|----------------------------------------------------|--------|
| $x_{c(p)}$ | `m.assign[c]` of the candidate that keeps pin $p$; 0 where it is not eligible | 0 or 1 |
| $U$        | pins whose state is `published`                    |        |
"""

from collections import defaultdict

import numpy as np
import pandas as pd

from models.measure import Measure, Moved, Terms, Values
from models.rule import Block, Model
from placements.candidates import Candidates, pins_of
from placements.plan import Plan, pinned


def add(b: Block, m: Model, candidates: Candidates) -> Terms:
    """Return the expression; it needs no variable of its own."""
    round, terms = candidates.round, Terms()
    for learner in _announced(round["pins"])["learner_id"]:
        terms.constant(round.learner_at[learner], 1)
        terms.idle_at_most(round.learner_at[learner], 1)
    pins = pins_of(round, "published")
    names = ("learner_block", "setting", "start")
    keeps = {
        key: c
        for c in np.flatnonzero(np.isin(candidates.column("learner_block"), pins["learner_block"]))
        for key in [tuple(int(candidates.column(name)[c]) for name in names)]
    }
    for pin in zip(*(pins[name].tolist() for name in names), strict=True):
        if pin in keeps:
            terms.add(candidates.column("learner")[keeps[pin]], -1, m.assign[int(keeps[pin])])
    return terms


def _announced(pins: pd.DataFrame) -> pd.DataFrame:
    return pins[pins["state"] == "published"]


def value(plan: Plan) -> Values:
    """Return how many of each learner's published placements are not kept."""
    announced = set(pinned(plan.round, "published"))
    kept = {(p.learner_id, p.block_id) for p in plan.placements if p in announced}
    amount: dict[str | None, float] = defaultdict(float)
    pins = _announced(plan.round["pins"])
    for key in zip(pins["learner_id"], pins["block_id"], strict=True):
        amount[key[0]] += key not in kept
    return amount


MEASURE = Measure(
    "changes",
    "placements",
    "Published placements not kept",
    add,
    value,
    periodic=Moved.NO_MORE,
)
