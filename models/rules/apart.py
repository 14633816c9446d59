r"""Two learners linked apart are never at one setting in the same week.

$$\sum_{c \in C_{ls}:\ a_c \le w \le e_c} x_c + \sum_{c \in C_{os}:\ a_c \le w \le e_c} x_c \le 1
\quad \forall s,\ w,\ (l, o)$$

| symbol     | in code                                                  | unit   |
|------------|----------------------------------------------------------|--------|
| $x_c$      | `m.assign[c]`                                            | 0 or 1 |
| $C_{ls}$   | candidates of learner $l$ at setting $s$; with `block_id`, in that block | |
| $a_c, e_c$ | `start`, `candidates.end`                                | week   |

Of the weeks, only those whose row no neighbouring week's implies.
"""

from collections.abc import Iterator
from itertools import product

import numpy as np
import pyomo.environ as pyo

from models.links import Separation, positions_by_block, separations
from models.rows import grouped, telling, total
from models.rule import Block, Breach, Model, Rule
from placements.candidates import Candidates
from placements.plan import Plan
from placements.round import Round


def add(b: Block, m: Model, candidates: Candidates) -> None:
    """Add one row for each link, setting and span of weeks in which the two could meet."""
    at = positions_by_block(candidates)
    start, end = candidates.column("start").astype(int), candidates.end
    setting, learner = candidates.column("setting"), candidates.column("learner")
    one_only = np.ones(candidates.round.weeks, dtype=int)
    b.rows = pyo.Constraint(pyo.Any)
    for link in separations(candidates.round):
        own = _positions(link, at)
        for place, rows in grouped(setting=setting[own]):
            here = own[rows]
            for span in telling(start[here], end[here], one_only, candidates):
                positions = here[span.active]
                if candidates.others or len(np.unique(learner[positions])) > 1:
                    code = candidates.round.setting_ids[place]
                    key = (link.one, link.other, link.block_id, code, span.first)
                    b.rows[key] = (None, total(m, positions), 1)


def _positions(link: Separation, at: dict[tuple[str, str], np.ndarray]) -> np.ndarray:
    """Return the candidates that a link is about."""
    keys = [(who, block) for who, blocks in link.blocks.items() for block in blocks]
    found = [at[key] for key in keys if key in at]
    return np.sort(np.concatenate(found)) if found else np.empty(0, dtype=np.int64)


def breaches(plan: Plan) -> Iterator[Breach]:
    """Name each setting and week at which the two are together."""
    for link in separations(plan.round):
        mine, theirs = (
            [stay for stay in plan.by_learner[who] if stay.block_id in link.blocks[who]]
            for who in (link.one, link.other)
        )
        for one, other in product(mine, theirs):
            if one.setting_id == other.setting_id and one.overlaps(other):
                week = max(one.start, other.start)
                where = f"{one.setting_id} in week {week}"
                message = f"{link.one} and {link.other} are both at {where}"
                yield Breach(message, link.one, one.setting_id, week)


def decided(round: Round, key: tuple[str, str, str, str, int]) -> str:
    """Say which link a row states."""
    one, other, _, setting, week = key
    return f"{one} and {other} are linked apart, at {setting} in week {week}"


RULE = Rule(
    "apart",
    "Linked learners are kept apart",
    add,
    breaches,
    decided=decided,
    presumes=("one_at_a_time",),
    periodic=True,
    partial=True,
)
