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

import numpy as np
import pyomo.environ as pyo

from models.links import positions_by_block, separations
from models.rows import grouped, tightest, total
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
    for one, other, blocks in separations(candidates.round):
        both = [
            at[who, block] for who in (one, other) for block in blocks[who] if (who, block) in at
        ]
        own = np.sort(np.concatenate(both)) if both else np.empty(0, dtype=int)
        for place, rows in grouped(setting=setting[own]):
            here = own[rows]
            for span in tightest(start[here], end[here], one_only):
                positions = here[span.active]
                if len(np.unique(learner[positions])) > 1:
                    key = (one, other, "|".join(blocks[one]), candidates.round.setting_ids[place])
                    b.rows[(*key, span.first)] = (None, total(m, positions), 1)


def breaches(plan: Plan) -> Iterator[Breach]:
    """Name each setting and week at which the two are together."""
    for one, other, blocks in separations(plan.round):
        for mine in plan.by_learner[one]:
            for theirs in plan.by_learner[other]:
                concerned = mine.block_id in blocks[one] and theirs.block_id in blocks[other]
                if concerned and mine.setting_id == theirs.setting_id and mine.overlaps(theirs):
                    week = max(mine.start, theirs.start)
                    message = f"{one} and {other} are both at {mine.setting_id} in week {week}"
                    yield Breach(message, one, mine.setting_id, week)


def decided(round: Round, key: tuple[str, str, str, str, int]) -> str:
    """Say which link a row states."""
    one, other, _, setting, week = key
    return f"{one} and {other} are linked apart, at {setting} in week {week}"


RULE = Rule("apart", "Linked learners are kept apart", add, breaches, decided=decided)
