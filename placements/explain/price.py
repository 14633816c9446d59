"""What each rule costs: the round without it, solved again, against the plan."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from placements.errors import InputError, Problem, counted, nearest
from placements.explain.pricer import Pricer
from placements.explain.relax import FURTHER, relaxations
from placements.explain.sound import sound
from placements.plan import Placement, Plan
from placements.round import Round

if TYPE_CHECKING:
    from matplotlib.figure import Figure

SECONDS = 60.0
"""Time for a rule, unless another is asked for [s]."""


@dataclass(frozen=True, eq=False)
class Price:
    """What each rule of a round costs.

    Parameters
    ----------
    plan
        The plan that plans without a rule are compared with: the one asked about, or the best with
        all rules where that one is not.
    left_out
        Placements of the plan asked about that break rules: it counts without them.
    rules
        One row a rule: ``kind``, ``code``, ``words``, ``status``: ``free`` (nothing could be saved
        without it, proven without solving again), ``exact``, ``interval``.
    saved
        One row a rule and level: ``value`` of the plan, ``lower`` and ``upper`` of what is saved
        without the rule (negative: spent, for a level above); blank: not known.
    """

    plan: Plan
    left_out: tuple[Placement, ...]
    rules: pd.DataFrame
    saved: pd.DataFrame

    def figure(self) -> Figure:
        """Return a picture of what is saved without each rule; it needs matplotlib."""
        from placements.explain.cost_figures import rule_prices  # noqa: PLC0415 - an extra

        return rule_prices(self)

    def __repr__(self) -> str:
        free = int((self.rules["status"] == "free").sum())
        return f"Price({self.plan.round.name}: {counted(len(self.rules), 'rule')}, {free} free)"

    def _repr_html_(self) -> str:
        keys = ["kind", "code"]
        both = self.rules.merge(self.saved, on=keys)
        return both.to_html(index=False, na_rep="not known", float_format="{:,g}".format)


def price(
    plan: Plan,
    *,
    only: Collection[str] = (),
    further: int = FURTHER,
    time_limit: float | None = SECONDS,
    listener: Callable[[str], None] | None = None,
) -> Price:
    """Return what each requirement, sequence, kind of exclusion and travel limit costs.

    Parameters
    ----------
    only
        Codes of rules to look at; none: all.
    further
        By how much travel limits are raised, a programme at a time [minutes].
    time_limit
        Seconds for each rule that needs solving; ``None``: bounded by work.
    listener
        Told in words what is being solved.

    Raises
    ------
    InputError
        Where the round has no such rule.
    """
    rules = list(relaxations(plan.round, further))
    _known(plan.round, only, [rule.code for rule in rules])
    start, left_out = sound(plan)
    pricer = Pricer(start, time_limit, listener or (lambda words: None))
    pricer.settle()
    rows, saved = [], []
    for number, rule in enumerate(rules, 1):
        if only and rule.code not in only:
            continue
        status, ends = pricer.saved(rule, f"rule {number} of {len(rules)}")
        rows.append((rule.kind, rule.code, rule.words, status))
        for level, value, (low, high) in zip(plan.round.levels, pricer.now, ends, strict=True):
            saved.append((rule.kind, rule.code, level.name, value, low, high))
    rules_frame = pd.DataFrame(rows, columns=["kind", "code", "words", "status"])
    names = ["kind", "code", "level", "value", "lower", "upper"]
    saved_frame = pd.DataFrame(saved, columns=names).astype(dict.fromkeys(names[3:], float))
    return Price(pricer.plan, left_out, rules_frame, saved_frame)


def _known(round: Round, only: Collection[str], known: Sequence[str]) -> None:
    problems = [
        Problem("is no rule of this round", None, code, nearest(code, known))
        for code in only
        if code not in known
    ]
    if problems:
        raise InputError(round.name, problems)
