r"""How far each learner's curriculum is missed: units short of a minimum or over a maximum.

$$\sum_{l,r,e} \lambda_r (u_{lre} + o_{lre}), \qquad
u_{lre} \ge N_r - A_{lre}, \qquad o_{lre} \ge A_{lre} - M_r, \qquad
A_{lre} = H_{lre} + \sum_{c \in C_{lre}} \alpha_c\, x_c + \sum_{j} y_{lrej}$$

Where different settings, providers or sectors are counted, $\alpha_c = 0$ and

$$\sum_{c \in C_{lrej} \cap C_{lb}} x_c \le y_{lrej} \le \sum_{c \in C_{lrej}} x_c \quad \forall b$$

With `each`, the minimum holds for what is visited: for an $e$ that history has not visited,

$$u_{lre} \ge N_r \sum_{c \in C_{lre} \cap C_{lb}} x_c - A_{lre} \quad \forall b$$

| symbol      | in code                                                          | unit |
|-------------|------------------------------------------------------------------|------|
| $x_c$       | `m.assign[c]`                                                    | 0 or 1 |
| $u, o$      | `b.short[l, r, e]`, `b.over[l, r, e]`                            | of the measure |
| $y_{lrej}$  | `b.seen[l, r, e, j]`: the $j$-th different one is visited        | 0 to 1 |
| $N_r, M_r$  | `minimum`, `maximum`                                             | of the measure |
| $\lambda_r$ | `weight`                                                         | – |
| $H_{lre}$   | `past`: from history, where the requirement's stages are `*`     | of the measure |
| $\alpha_c$  | weeks, hours or 1                                                | of the measure |
| $C_{lre}$   | candidates of learner $l$ that requirement $r$ counts, of $e$ (all, without `each`) | |

Different ones that only one block could visit need no $y$: the sum of their candidates is 0 or 1.
"""

from collections import defaultdict
from collections.abc import Iterator

import numpy as np
import pandas as pd
import pyomo.environ as pyo
from pyomo.core.expr import LinearExpression

from models.measure import Measure, Terms, Values
from models.requirements import COUNTED, EACH, Past, Requirement, past, requirements, tally
from models.rows import plus, total
from models.rule import Block, Model
from placements.candidates import Candidates
from placements.plan import Plan, Stay


def add(b: Block, m: Model, candidates: Candidates) -> Terms:
    """Add what is short, over and seen, and its rows; return the weighted sum."""
    for name in ("short", "over"):
        setattr(b, name, pyo.Var(pyo.Any, domain=pyo.NonNegativeReals, dense=False))
    b.seen = pyo.Var(pyo.Any, bounds=(0, 1), dense=False)
    for name in ("least", "least_visited", "most", "seen_if", "seen_only_if"):
        setattr(b, name, pyo.Constraint(pyo.Any))
    terms = Terms()
    for requirement in requirements(candidates.round):
        before = past(candidates.round, requirement)
        for key, pasts, rows in _counted(candidates, requirement, before):
            _add_bounds(b, m, terms, requirement, key, pasts, rows)
    return terms


def _counted(
    candidates: Candidates, requirement: Requirement, before: dict[str, dict[str, Past]]
) -> Iterator[tuple[tuple[int, str], Past | None, pd.DataFrame]]:
    """Yield learner and each, history's part (``None``: not visited), and the candidates counted."""
    round = candidates.round
    found = tally(candidates, requirement)
    frame = pd.DataFrame(
        {
            "learner": candidates.column("learner")[found.positions],
            "each": found.each,
            "counted": found.counted,
            "amount": found.amount,
            "block": candidates.column("learner_block")[found.positions],
            "position": found.positions,
        }
    )
    groups = dict(iter(frame.groupby(["learner", "each"])))
    none = frame.iloc[:0]
    programme = round["learners"]["programme_id"] == requirement.programme_id
    for learner in np.flatnonzero(programme):
        own = before.get(round.learner_ids[learner], {})
        if not requirement.each:
            yield (learner, ""), own.get("", Past()), groups.get((learner, ""), none)
            continue
        visited = {each for who, each in groups if who == learner} | set(own)
        for each in sorted(visited):
            yield (learner, each), own.get(each), groups.get((learner, each), none)


def _add_bounds(
    b: Block,
    m: Model,
    terms: Terms,
    requirement: Requirement,
    key: tuple[int, str],
    visited: Past | None,
    rows: pd.DataFrame,
) -> None:
    before = visited or Past()
    seen = len(before.seen) if requirement.measure in COUNTED else before.amount
    if visited is not None:
        terms.idle_at_most(key[0], requirement.missed(seen))
    if rows.empty:
        if visited is not None:
            terms.constant(key[0], requirement.missed(seen))
        return
    index = (key[0], requirement.requirement_id, key[1])
    achieved, most = _achieved(b, m, requirement, index, before, rows)
    if requirement.maximum is not None and seen + most > requirement.maximum:
        excess = b.over[index]
        excess.setub(seen + most - min(requirement.maximum, seen + most))
        b.most[index] = (None, plus(achieved, (-1.0, excess)), requirement.maximum - seen)
        _cost(terms, requirement, key[0], excess, rows, requirement.maximum - seen)
    if requirement.minimum is not None and seen < requirement.minimum:
        if visited is None and (rows["amount"] >= requirement.minimum).all():
            return
        missing = b.short[index]
        missing.setub(requirement.minimum - seen)
        _cost(terms, requirement, key[0], missing, rows, requirement.minimum - seen)
        if visited is not None:
            b.least[index] = (requirement.minimum - seen, plus(achieved, (1.0, missing)), None)
            return
        for block, own in rows.groupby("block"):
            visit = [(-requirement.minimum, m.assign[int(c)]) for c in own["position"]]
            left = plus(achieved, (1.0, missing), *visit)
            b.least_visited[(*index, int(block))] = (0, left, None)


def _cost(
    terms: Terms,
    requirement: Requirement,
    learner: int,
    slack: object,
    rows: pd.DataFrame,
    room: float,
) -> None:
    """Add a slack to the expression; its values are differences of the amounts and the bound."""
    steps = terms.steps
    terms.steps = None
    terms.add(learner, requirement.weight, slack)
    terms.steps = steps
    for amount in (*rows["amount"].unique(), room):
        terms.step(requirement.weight * amount)


def _achieved(
    b: Block,
    m: Model,
    requirement: Requirement,
    index: tuple[int, str, str],
    before: Past,
    rows: pd.DataFrame,
) -> tuple[LinearExpression, float]:
    """Return what this round's placements add to history, and the most that it can be."""
    if requirement.measure not in COUNTED:
        most = rows.groupby("block")["amount"].max().sum()
        return total(m, rows["position"].to_numpy(), rows["amount"].to_numpy()), float(most)
    direct: list[int] = []
    variables = []
    new = rows[~rows["counted"].isin(["", *before.seen])]
    for name, own in new.groupby("counted"):
        if own["block"].nunique() == 1:
            direct += own["position"].tolist()
        else:
            variables.append(_seen(b, m, requirement, (*index, name), own))
    blocks = new["block"].nunique()
    most = float(min(blocks, new["counted"].nunique()))
    return plus(total(m, direct), *((1.0, y) for y in variables)), most


def _seen(
    b: Block, m: Model, requirement: Requirement, key: tuple[int, str, str, str], rows: pd.DataFrame
) -> object:
    """Add whether one of the different ones is seen, tied from the sides that can matter."""
    seen = b.seen[key]
    if requirement.minimum is not None:
        visits = plus(total(m, rows["position"].to_numpy(), -1.0), (1.0, seen))
        b.seen_only_if[key] = (None, visits, 0)
    if requirement.maximum is not None:
        for block, own in rows.groupby("block"):
            visit = plus(total(m, own["position"].to_numpy()), (-1.0, seen))
            b.seen_if[(*key, int(block))] = (None, visit, 0)
    return seen


# ---- from a plain plan ---------------------------------------------------------------------


def value(plan: Plan) -> Values:
    """Return the weighted shortfall and excess of each learner."""
    amount: dict[str | None, float] = defaultdict(float)
    for requirement, learner, _, achieved in progress(plan):
        amount[learner] += requirement.missed(achieved)
    return amount


def progress(plan: Plan) -> Iterator[tuple[Requirement, str, str, float]]:
    """Yield each requirement, learner, each (``""``: all) and amount achieved, history included."""
    learners = plan.round["learners"]
    hours = dict(zip(learners["learner_id"], learners["weekly_hours"], strict=True))
    for requirement in requirements(plan.round):
        before = past(plan.round, requirement)
        members = learners.loc[learners["programme_id"] == requirement.programme_id, "learner_id"]
        for learner in members:
            counts = dict(before.get(learner, {} if requirement.each else {"": Past()}))
            if not requirement.each:
                counts.setdefault("", Past())
            for stay in plan.by_learner[learner]:
                if not _counts(plan, requirement, stay):
                    continue
                each = getattr(stay, EACH[requirement.each]) if requirement.each else ""
                counts[each] = _with(counts.get(each, Past()), requirement, stay, hours[learner])
            for each in sorted(counts):
                done = counts[each]
                counted = requirement.measure in COUNTED
                yield requirement, learner, each, len(done.seen) if counted else done.amount


def _counts(plan: Plan, requirement: Requirement, stay: Stay) -> bool:
    if requirement.stages and stay.stage not in requirement.stages:
        return False
    return bool(plan.round.matches(requirement.where, stay.learner, stay.setting))


def _with(before: Past, requirement: Requirement, stay: Stay, weekly_hours: float) -> Past:
    if requirement.measure in COUNTED:
        return Past(0.0, before.seen | {getattr(stay, COUNTED[requirement.measure])})
    own = {"weeks": stay.weeks, "hours": stay.weeks * weekly_hours, "placements": 1}
    return Past(before.amount + own[requirement.measure])


MEASURE = Measure(
    "requirement_shortfall",
    "units of the requirement's measure",
    "Curriculum short of a minimum or over a maximum",
    add,
    value,
)
