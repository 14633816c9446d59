"""Pictures of costs, level by level: what each rule costs, and what choosing otherwise would.

Each has its table (``Price.saved``, ``Explanation.costs``). They need matplotlib
(see ``pictures``).
"""

from __future__ import annotations

import numpy as np
from matplotlib.figure import Figure

from placements.explain.explanation import OPTION, Explanation
from placements.explain.pictures import (
    NOISE,
    SHOWN,
    explained,
    fit,
    interval,
    named_rows,
    numbers,
)
from placements.explain.price import Price


def rule_prices(found: Price) -> Figure:
    """Return a picture of what is saved without each rule, at every level, the dearest first.

    Left of 0: spent there, for a level before it. Rules that cost nothing are left out.
    """
    key = ["kind", "code"]
    dear = {
        pair: own
        for pair, own in found.saved.groupby(key, sort=False)
        if (own[["lower", "upper"]].fillna(np.inf).abs() > NOISE).any(axis=None)
    }
    shown = sorted(dear, key=lambda pair: (-dear[pair]["lower"]).tolist())[:SHOWN]
    names = [level.name for level in found.plan.round.levels]
    title = f"Saved without a rule ({len(found.rules) - len(dear):,} more cost nothing)"
    figure, every = named_rows([f"{kind} {code}" for kind, code in shown], _panels(names), title)
    for row, pair in enumerate(shown):
        for axes, one in zip(every, dear[pair].itertuples(), strict=True):
            interval(axes, row, numbers(one.lower), numbers(one.upper))
    fit(every)
    explained(figure)
    return figure


def choice_costs(found: Explanation) -> Figure:
    """Return a picture of what each open choice that was asked would cost, at every level.

    Left of 0: gained there, for a level before it.
    """
    names = [level.name for level in found.plan.round.levels]
    keys = found.costs[OPTION].drop_duplicates().head(SHOWN)
    several = keys.duplicated(["block_id", "setting_id"], keep=False)
    labels = [
        f"{block} at {setting}" + (f", week {start}" if twice else "")
        for (block, setting, start), twice in zip(
            keys.itertuples(index=False), several, strict=True
        )
    ]
    title = f"{found.learner}: what another choice would cost"
    figure, every = named_rows(labels, _panels(names), title)
    at = {tuple(key): row for row, key in enumerate(keys.itertuples(index=False))}
    for one in found.costs.itertuples():
        row = at.get((one.block_id, one.setting_id, one.start))
        if row is not None:
            low, high = numbers(one.extra_lower), numbers(one.extra_upper)
            interval(every[names.index(one.level)], row, low, high)
    fit(every)
    explained(figure)
    return figure


def _panels(names: list[str]) -> list[str]:
    return [f"level {k}, {name}" for k, name in enumerate(names, 1)]
