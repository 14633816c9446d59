r"""Minus the scores of the wishes that placements meet, in every week.

$$-\sum_c \sigma_c\, n_c\, x_c$$

| symbol     | in code                                             | unit   |
|------------|-----------------------------------------------------|--------|
| $x_c$      | `m.assign[c]`                                       | 0 or 1 |
| $\sigma_c$ | `score`: sum of the learner's preferences that match | points |
| $n_c$      | `weeks`                                             | weeks  |
"""

from collections import defaultdict

from models.measure import Measure, Terms, Values, on_candidates
from models.rule import Block, Model
from placements.candidates import Candidates
from placements.plan import Plan


def add(b: Block, m: Model, candidates: Candidates) -> Terms:
    """Return the expression; it needs no variable of its own."""
    scores = candidates.column("score").astype(float)
    return on_candidates(m, candidates, -scores * candidates.column("weeks"))


def value(plan: Plan) -> Values:
    """Return minus the point-weeks of each learner."""
    wishes = plan.round["preferences"].groupby("learner_id")
    own = {code: list(zip(rows["where"], rows["score"], strict=True)) for code, rows in wishes}
    amount: dict[str | None, float] = defaultdict(float)
    for stay in plan.stays:
        for where, score in own.get(stay.learner_id, ()):
            if plan.round.matches(where, stay.learner, stay.setting):
                amount[stay.learner_id] -= score * stay.weeks
    return amount


MEASURE = Measure("preference", "point-weeks", "Minus the wishes met, by week", add, value)
