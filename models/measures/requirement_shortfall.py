r"""How far each learner's curriculum is missed: units short of a minimum or over a maximum.

$$\sum_{l,r,e} \lambda_r (u_{lre} + v_{lre}), \qquad
u_{lre} \ge N_r - A_{lre}, \qquad v_{lre} \ge A_{lre} - M_r, \qquad
A_{lre} = H_{lre} + \sum_{c \in C_{lre}} \alpha_c\, x_c + \sum_{j} y_{lrej}$$

Where different settings, providers or sectors are counted, $\alpha_c = 0$ and

$$\sum_{c \in C_{lrej} \cap C_{lb}} x_c \le y_{lrej} \le \sum_{c \in C_{lrej}} x_c \quad \forall b$$

With `each`, the minimum holds for what is visited: for an $e$ that history has not visited,

$$u_{lre} \ge N_r \sum_{c \in C_{lre} \cap C_{lb}} x_c - A_{lre} \quad \forall b$$

| symbol      | in code                                                          | unit |
|-------------|------------------------------------------------------------------|------|
| $x_c$       | `m.assign[c]`                                                    | 0 or 1 |
| $u_{lre}, v_{lre}$ | `b.short[l, r, e]`, `b.over[l, r, e]`                     | of the measure |
| $A_{lre}$   | what learner $l$ achieves of requirement $r$, at $e$ (in all, without `each`) | of the measure |
| $y_{lrej}$  | `b.seen[l, r, e, j]`: the $j$-th one that history lacks is visited  | 0 to 1 |
| $N_r, M_r$  | `minimum`, `maximum`                                             | of the measure |
| $\lambda_r$ | `weight`                                                         | – |
| $H_{lre}$   | `past`: from history, where the requirement's stages are `*`     | of the measure |
| $\alpha_c$  | weeks, hours or 1                                                | of the measure |
| $C_{lre}$   | candidates that it counts; $C_{lrej}$ those of the $j$-th different one | |

Different ones that only one block could visit need no $y$: the sum of their candidates is 0 or 1.
"""

from collections import defaultdict
from collections.abc import Iterator

import numpy as np
import pyomo.environ as pyo
from pyomo.core.expr import LinearExpression

from models.measure import Measure, Moved, Terms, Values
from models.requirements import (
    COUNTED,
    EACH,
    Account,
    Past,
    Requirement,
    accounts,
    past,
    requirements,
)
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
    for account in accounts(candidates):
        if account.before is not None:
            missed = account.requirement.missed(account.achieved)
            terms.idle_at_most(account.learner, missed)
            if not len(account.positions):
                terms.constant(account.learner, missed)
                continue
        achieved, most = _achieved(b, m, account)
        _add_most(b, terms, account, achieved, most)
        _add_least(b, m, terms, account, achieved)
    return terms


def _index(account: Account) -> tuple[int, str, str]:
    return account.learner, account.requirement.requirement_id, account.each


def _add_most(
    b: Block, terms: Terms, account: Account, achieved: LinearExpression, most: float
) -> None:
    """Add the excess over the maximum, where this round's placements can reach it."""
    maximum = account.requirement.maximum
    if maximum is None or account.achieved + most <= maximum:
        return
    room, excess = maximum - account.achieved, b.over[_index(account)]
    excess.setub(most - room)
    b.most[_index(account)] = (None, plus(achieved, (-1.0, excess)), room)
    terms.add(account.learner, account.requirement.weight, excess, [room, *account.amount])


def _add_least(
    b: Block, m: Model, terms: Terms, account: Account, achieved: LinearExpression
) -> None:
    """Add the shortfall under the minimum, where history does not meet it."""
    minimum = account.requirement.minimum
    if minimum is None or account.achieved >= minimum:
        return
    if account.before is None and (account.amount >= minimum).all():
        return  # whoever visits meets it
    needed, missing = minimum - account.achieved, b.short[_index(account)]
    missing.setub(needed)
    met = plus(achieved, (1.0, missing))
    terms.add(account.learner, account.requirement.weight, missing, [needed, *account.amount])
    if account.before is not None:
        b.least[_index(account)] = (needed, met, None)
        return
    for block, rows in account.by_block(np.arange(len(account.positions))):
        visit = [(-minimum, m.assign[c]) for c in account.positions[rows].tolist()]
        b.least_visited[(*_index(account), block)] = (0, plus(met, *visit), None)


def _achieved(b: Block, m: Model, account: Account) -> tuple[LinearExpression, float]:
    """Return what this round's placements add to history, and the most that it can be."""
    every = np.arange(len(account.positions))
    if account.requirement.measure not in COUNTED:
        return total(m, account.positions, account.amount), account.most
    new = every[~np.isin(account.counted, ["", *account.seen])]
    direct, variables = [], []
    for name in sorted(set(account.counted[new])):
        rows = new[account.counted[new] == name]
        if len(np.unique(account.block[rows])) == 1:
            direct += account.positions[rows].tolist()
        else:
            variables.append((1.0, _seen(b, m, account, name, rows)))
    most = float(min(len(np.unique(account.block[new])), len(set(account.counted[new]))))
    return plus(total(m, direct), *variables), most


def _seen(b: Block, m: Model, account: Account, name: str, rows: np.ndarray) -> object:
    """Add whether one of the different ones is seen, tied from the sides that can matter."""
    key = (*_index(account), name)
    seen = b.seen[key]
    if account.requirement.minimum is not None:
        visits = total(m, account.positions[rows], -1.0)
        b.seen_only_if[key] = (None, plus(visits, (1.0, seen)), 0)
    if account.requirement.maximum is not None:
        for block, own in account.by_block(rows):
            visit = plus(total(m, account.positions[own]), (-1.0, seen))
            b.seen_if[(*key, block)] = (None, visit, 0)
    return seen


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
        member = (learners["programme_id"] == requirement.programme_id).to_numpy()
        history, counted = past(plan.round, requirement), _counted(plan, requirement, member)
        for learner in learners["learner_id"][member]:
            done = {} if requirement.each else {"": Past()}
            done |= history.get(learner, {})
            for stay in counted[learner]:
                each = getattr(stay, EACH[requirement.each]) if requirement.each else ""
                before = done.get(each, Past())
                done[each] = _with(before, requirement, stay, hours[learner])
            for each in sorted(done):
                yield requirement, learner, each, done[each].achieved(requirement)


def _counted(plan: Plan, requirement: Requirement, member: np.ndarray) -> dict[str, list[Stay]]:
    """Return each learner's placements that a requirement counts; ``member``: whose, (learners,)."""
    learner, setting = plan.positions
    at = np.flatnonzero(member[learner])
    at = at[plan.round.matches(requirement.where, learner[at], setting[at])]
    found = defaultdict(list)
    for stay in (plan.stays[k] for k in at.tolist()):
        if not requirement.stages or stay.stage in requirement.stages:
            found[stay.learner_id].append(stay)
    return found


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
    periodic=Moved.NO_MORE,
)
