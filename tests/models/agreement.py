"""Whether model and judge, two statements of the same mathematics, say the same of a plan.

A plan is put into the model by fixing ``m.assign`` and ``m.taken``; HiGHS fills in the rest, or
cannot. The functions return what differs, in words, or nothing.
"""

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

import numpy as np
import pyomo.environ as pyo

from models.build import build
from models.measure import NOBODY, LevelMeasure, Measure, Terms, Values
from models.rule import Model, Rule
from placements.candidates import Candidates
from placements.engine.highs import Face, Limits, Outcome, Problem, solve_mip
from placements.engine.matrix import Matrix, compile_model
from placements.plan import Plan
from placements.round import Level
from placements.verdict import level_value
from tests.models.cases import Case

ORDERLY = ("one_setting_per_block", "one_at_a_time", "taken_blocks")
"""What measures presume."""


def is_representable(matrix: Matrix, plan: Plan) -> bool:
    """Return whether the model's columns can say what a plan says.

    Every placement is a candidate and its block not unplaced as well; every row is of a learner's
    own block, and every block that cannot be left out has one.
    """
    frame, own = matrix.candidates.frame, matrix.candidates.round.learner_blocks
    names = ("learner_id", "block_id", "setting_id", "start")
    known = set(zip(*(frame[name].tolist() for name in names), strict=True))
    rows = {(p.learner_id, p.block_id, p.setting_id, p.start) for p in plan.placements}
    blocks = own.set_index(["learner_id", "block_id"])["optional"]
    return (
        rows <= known
        and {row[:2] for row in rows}.isdisjoint(plan.unplaced)
        and set(blocks.index[~blocks]) <= set(plan.taken) <= set(blocks.index)
    )


def fill_in(matrix: Matrix, plan: Plan, cost: np.ndarray | None = None) -> Outcome:
    """Let HiGHS fill in what a plan leaves open, at least cost."""
    columns, values = _columns(matrix, plan)
    lower, upper = matrix.lower.copy(), matrix.upper.copy()
    lower[columns] = upper[columns] = values
    face = replace(Face.whole(matrix), lower=lower, upper=upper)
    nothing = np.zeros(len(matrix.lower))
    return solve_mip(Problem(matrix, nothing if cost is None else cost, face), Limits())


def _columns(matrix: Matrix, plan: Plan) -> tuple[np.ndarray, np.ndarray]:
    """Return a plan's columns and values: it may have one block twice, unlike an engine's."""
    frame, own = matrix.candidates.frame, matrix.candidates.round.learner_blocks
    chosen = {(p.learner_id, p.block_id, p.setting_id, p.start) for p in plan.placements}
    names = ("learner_id", "block_id", "setting_id", "start")
    assigned = [key in chosen for key in zip(*(frame[n].tolist() for n in names), strict=True)]
    keys = list(zip(own["learner_id"], own["block_id"], strict=True))
    taken = [keys[k] in plan.taken for k in matrix.taken]
    columns = np.concatenate([matrix.assign, np.array(list(matrix.taken.values()), dtype=np.int64)])
    return columns, np.array([*assigned, *taken], dtype=float)


# ---- rules -----------------------------------------------------------------------------------


def rule_differences(rule: Rule, case: Case) -> Iterator[str]:
    """Yield each plan of which a rule's rows and its ``breaches`` say different things."""
    model = build(case.candidates, levels=(), rules=[rule])
    matrix = compile_model(model, case.candidates)
    for plan in case.plans_that_respect(rule.presumes):
        representable = is_representable(matrix, plan)
        if not representable and rule.name != "eligibility":
            continue
        holds = representable and not fill_in(matrix, plan).infeasible
        found = [str(breach) for breach in rule.breaches(plan)]
        if holds == bool(found):
            yield f"rows {'hold' if holds else 'do not hold'}, breaches: {found}"


# ---- measures and levels -----------------------------------------------------------------------


def measure_differences(measure: Measure, case: Case) -> Iterator[str]:
    """Yield each plan whose value is not the expression's least, by learner, or not as claimed."""
    model = build(case.candidates, levels=(), rules=())
    block = pyo.Block()
    model.add_component(measure.name, block)
    terms = measure.add(block, model, case.candidates)
    owners, matrix = _by_owner(model, terms, case.candidates)
    for plan in case.plans_that_respect(ORDERLY):
        if not is_representable(matrix, plan):
            continue
        values = measure.value(plan)
        yield from _claims(terms, plan, values)
        x = fill_in(matrix, plan, matrix.costs[0]).x
        if x is None:
            yield f"the model has no solution at {plan.placements}"
            continue
        judge_says = [sum(values.values()), *(values.get(owner, 0.0) for owner in owners)]
        model_says = matrix.costs @ x + matrix.constants
        for who, one, other in zip(["all", *owners], model_says, judge_says, strict=True):
            if not _close(one, other):
                yield f"{who}: the model says {one}, the judge {other}"


def _claims(terms: Terms, plan: Plan, values: Values) -> Iterator[str]:
    """Yield where a value is not a multiple of the grain, or a learner is idle at more."""
    if not _is_multiple(sum(values.values()), terms.grain):
        yield f"{sum(values.values())} is no multiple of {terms.grain}"
    for code, stays in plan.by_learner.items():
        most = terms.idle.get(plan.round.learner_at[code], 0.0)
        if not stays and values.get(code, 0.0) > most + 1e-9:
            yield f"{code} without a placement has {values[code]}; at most {most} is claimed"


def _by_owner(
    model: Model, terms: Terms, candidates: Candidates
) -> tuple[list[str | None], Matrix]:
    """Return every learner (and nobody), and a matrix whose costs are the whole, then each part."""
    parts, codes = terms.by_owner(), candidates.round.learner_ids
    model.del_component("level")
    model.level = pyo.Objective(pyo.RangeSet(0, len(codes) + 1))
    model.level[0] = terms.expression
    for owner in (*range(len(codes)), NOBODY):
        k = owner + 1 if owner != NOBODY else len(codes) + 1
        model.level[k] = parts.get(owner, Terms()).expression
    model.grains = dict.fromkeys(range(len(codes) + 2), Fraction(0))
    return [*codes, None], compile_model(model, candidates)


def level_differences(levels: tuple[Level, ...], case: Case) -> Iterator[str]:
    """Yield each plan and level whose value is not the expression's least, or not as claimed."""
    matrix = compile_model(build(case.candidates, levels, rules=()), case.candidates)
    for plan in case.plans_that_respect(ORDERLY):
        if not is_representable(matrix, plan):
            continue
        for k, level in enumerate(levels):
            value, outcome = level_value(plan, level), fill_in(matrix, plan, matrix.costs[k])
            model_says = None if outcome.value is None else outcome.value + matrix.constants[k]
            if model_says is None or not _close(model_says, value):
                yield f"{level}: the model says {model_says}, the judge {value}"
            if not _is_multiple(value, matrix.grains[k]):
                yield f"{level}: {value} is no multiple of {matrix.grains[k]}"


def _close(one: float, other: float) -> bool:
    return abs(one - other) <= 1e-6 * max(1.0, abs(other))


def _is_multiple(value: float, grain: Fraction) -> bool:
    return not grain or abs(value / float(grain) - round(value / float(grain))) < 1e-6


def differences(piece: Rule | Measure | LevelMeasure, case: Case) -> list[str]:
    """Return what differs between the model's and the judge's account of a rule or measure."""
    if isinstance(piece, Rule):
        return list(rule_differences(piece, case))
    if isinstance(piece, Measure):
        return list(measure_differences(piece, case))
    return list(level_differences(_with(piece, case.round.levels), case))


def _with(measure: LevelMeasure, levels: tuple[Level, ...]) -> tuple[Level, ...]:
    """Return the levels, each with a measure over its others."""
    return tuple(
        Level(level.name, tuple({measure.name: 0.5, **dict(level.weights)}.items()))
        for level in levels
    )
