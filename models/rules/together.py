r"""Two learners linked together have each shared block at the same setting and start, or neither.

$$\sum_{c \in C_{lb}:\ (s_c, a_c) = (s, a)} x_c = \sum_{c \in C_{ob}:\ (s_c, a_c) = (s, a)} x_c
\quad \forall s,\ a,\ (l, o, b)$$

| symbol      | in code                                      | unit   |
|-------------|----------------------------------------------|--------|
| $x_c$       | `m.assign[c]`                                | 0 or 1 |
| $C_{lb}$    | candidates of learner $l$'s block $b$        |        |
| $s_c, a_c$  | `setting`, `start`                           |        |
| $(l, o, b)$ | a link and a block code that both learners have | |
"""

from collections.abc import Iterator

import pyomo.environ as pyo

from models.links import linked_blocks, positions_by_block
from models.rows import plus, total
from models.rule import Block, Breach, Model, Rule
from placements.candidates import Candidates
from placements.plan import Plan
from placements.round import Round


def add(b: Block, m: Model, candidates: Candidates) -> None:
    """Add one row for each link, shared block, setting and start."""
    at = positions_by_block(candidates)
    start, setting = candidates.column("start"), candidates.column("setting")
    b.rows = pyo.Constraint(pyo.Any)
    for one, other, block in linked_blocks(candidates.round, "together"):
        mine, theirs = (
            {(int(setting[c]), int(start[c])): int(c) for c in at.get((who, block), ())}
            for who in (one, other)
        )
        for place, week in sorted({*mine, *theirs}):
            key = (one, other, block, candidates.round.setting_ids[place], week)
            left = total(m, [mine[place, week]] if (place, week) in mine else [])
            if (place, week) in theirs:
                left = plus(left, (-1.0, m.assign[theirs[place, week]]))
            b.rows[key] = (0, left, 0)


def breaches(plan: Plan) -> Iterator[Breach]:
    """Name each shared block in which the two are not together."""
    where = {(p.learner_id, p.block_id): (p.setting_id, p.start) for p in plan.placements}
    for one, other, block in linked_blocks(plan.round, "together"):
        mine, theirs = where.get((one, block)), where.get((other, block))
        if mine != theirs:
            places = " and ".join(
                "unplaced" if at is None else f"at {at[0]} from week {at[1]}"
                for at in (mine, theirs)
            )
            yield Breach(f"{one} and {other} are not together in {block}: {places}", one)


def decided(round: Round, key: tuple[str, str, str, str, int]) -> str:
    """Say which link a row states."""
    return f"{key[0]} and {key[1]} are linked together in {key[2]}"


RULE = Rule(
    "together",
    "Linked learners are kept together",
    add,
    breaches,
    decided=decided,
    presumes=("one_setting_per_block",),
    periodic=True,
)
