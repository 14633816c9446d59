"""Candidates + rules + levels → one Pyomo model."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction

import numpy as np
import pyomo.environ as pyo

from models.measure import LevelMeasure, Terms
from models.measures import MEASURES
from models.rule import Model, Rule
from models.rules import RULES
from placements.candidates import Candidates
from placements.round import Level


def build(
    candidates: Candidates,
    levels: Sequence[Level] | None = None,
    rules: Iterable[Rule] = RULES,
) -> Model:
    """Return the model: ``m.assign[c]``, ``m.taken[k]``, a block a rule and a measure, the levels.

    Parameters
    ----------
    candidates
        Rows of the candidate table become the choices.
    levels
        The round's own if ``None``.
    rules
        Every rule, unless a test wants one alone.

    Returns
    -------
    pyomo.environ.ConcreteModel
        ``m.level[k]`` is the objective of level k, 1 first; ``m.grains[k]`` a number of which its
        value at a plan is a whole multiple (0: none known), ``m.owed[k]`` its constant by owner.
    """
    m = pyo.ConcreteModel()
    m.assign = pyo.Var(range(len(candidates)), domain=pyo.Binary)
    m.choices = np.array([*m.assign.values(), None], dtype=object)[:-1]  # to be taken many at once
    optional = np.flatnonzero(candidates.round.learner_blocks["optional"])
    m.taken = pyo.Var(optional.tolist(), domain=pyo.Binary)
    for rule in rules:
        rule.add(_block(m, rule.name), m, candidates)
    chosen = candidates.round.levels if levels is None else levels
    m.level = pyo.Objective(pyo.RangeSet(len(chosen)))
    m.grains, m.owed = _add_levels(m, candidates, chosen)
    return m


def _block(m: Model, name: str) -> pyo.Block:
    block = pyo.Block()
    m.add_component(name, block)
    return block


def _add_levels(
    m: Model, candidates: Candidates, levels: Sequence[Level]
) -> tuple[dict[int, Fraction], dict[int, dict[int, float]]]:
    """Add each measure once, whatever levels use it, and one objective a level."""
    made: dict[str, Terms] = {}
    grains, owed = {}, {}
    for k, level in enumerate(levels, 1):
        parts, over_level = [], []
        for name, weight in level.weights:
            measure = MEASURES[name]
            if isinstance(measure, LevelMeasure):
                over_level.append((measure, weight))
                continue
            if name not in made:
                made[name] = measure.add(_block(m, name), m, candidates)
            parts.append(made[name].weighted(weight))
        others = Terms.total(parts)
        for measure, weight in over_level:
            block = _block(m, f"{measure.name}_{k}")
            parts.append(measure.add(block, m, candidates, others).weighted(weight))
        whole = Terms.total(parts)
        m.level[k] = whole.expression
        grains[k], owed[k] = whole.grain, whole.constants
    return grains, owed
