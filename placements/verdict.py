"""Judge a plan: every rule's breaches, every level's value, from the round and the plan alone.

Nothing here knows the model's matrix or a solver: the rules and measures are read a second time,
from plain values.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

import pandas as pd

from models.measure import LevelMeasure, Values
from models.measures import MEASURES
from models.rule import Breach
from models.rules import RULES
from placements.plan import Plan
from placements.round import Level


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a judge finds.

    Parameters
    ----------
    breaches
        Every broken rule, by rule.
    levels
        Name and value of each level, in order.
    measures
        Value of every measure that some level uses.
    """

    breaches: tuple[Breach, ...]
    levels: tuple[tuple[str, float], ...]
    measures: tuple[tuple[str, float], ...]

    @property
    def passed(self) -> bool:
        """Whether no rule is broken."""
        return not self.breaches

    @property
    def values(self) -> tuple[float, ...]:
        """The levels' values, in order."""
        return tuple(value for _, value in self.levels)

    def frame(self) -> pd.DataFrame:
        """Return the breaches as a table: rule, learner, setting, week, what is broken."""
        columns = ["rule", "learner_id", "setting_id", "week", "message"]
        rows = [(b.rule, b.learner_id, b.setting_id, b.week, b.message) for b in self.breaches]
        return pd.DataFrame(rows, columns=columns).astype({"week": "Int64"})

    def __repr__(self) -> str:
        found = "passed" if self.passed else f"{len(self.breaches)} broken"
        levels = ", ".join(f"{name} {value:,.6g}" for name, value in self.levels)
        return f"Verdict({found}: {levels})"


def judge(plan: Plan) -> Verdict:
    """Return every broken rule of a plan and the value of every level."""
    breaches = tuple(broken(plan))
    known: dict[str, Values] = {}
    levels = tuple((level.name, level_value(plan, level, known)) for level in plan.round.levels)
    measures = tuple((name, tidy(sum(values.values()))) for name, values in sorted(known.items()))
    return Verdict(breaches, levels, measures)


def broken(plan: Plan) -> Iterator[Breach]:
    """Yield every broken rule of a plan."""
    for rule in RULES:
        for b in rule.breaches(plan):
            yield Breach(b.message, b.learner_id, b.setting_id, b.week, rule.name)


def level_value(plan: Plan, level: Level, known: dict[str, Values] | None = None) -> float:
    """Return the value of a level; ``known`` keeps the measures already computed."""
    known = {} if known is None else known
    amounts: dict[str | None, float] = defaultdict(float)
    over_level = []
    for name, weight in level.weights:
        measure = MEASURES[name]
        if isinstance(measure, LevelMeasure):
            over_level.append((measure, weight))
            continue
        if name not in known:
            known[name] = measure.value(plan)
        for owner, amount in known[name].items():
            amounts[owner] += weight * amount
    value = sum(amounts.values())
    return tidy(value + sum(w * measure.value(plan, amounts) for measure, w in over_level))


def tidy(value: float) -> float:
    """Return a value to 12 significant digits, as decimal weights add up; never minus zero."""
    return float(f"{value:.12g}") + 0.0
