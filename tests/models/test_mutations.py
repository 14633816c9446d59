"""The tests of every rule and measure see a fault: each of these is found by the agreement alone.

A mutant reads an altered round, has altered rows, or is judged by an altered judge.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pyomo.environ as pyo
import pytest

from models.measure import LevelMeasure, Measure, Terms
from models.measures import MEASURES, requirement_shortfall, unfilled_vacancies
from models.requirements import Requirement
from models.rule import Rule
from models.rules import RULES, eligibility
from placements.candidates import Candidates
from placements.plan import Plan
from tests.models.agreement import differences
from tests.models.cases import drawn

Piece = Rule | Measure | LevelMeasure
PIECES: dict[str, Piece] = {**{rule.name: rule for rule in RULES}, **MEASURES}


# ---- altered rounds, as the model reads them ---------------------------------------------------


def reads(alter: Callable[[Candidates], Candidates]) -> Callable[[Piece], Piece]:
    """Return a mutant whose rows are made from an altered round."""

    def mutate(piece: Piece) -> Piece:
        def add(b: Any, m: Any, candidates: Candidates) -> Any:
            return piece.add(b, m, alter(candidates))

        return replace(piece, add=add)

    return mutate


def column(table: str, name: str, change: Callable[[pd.Series], Any]) -> Callable[[Piece], Piece]:
    """Return a mutant that reads a column of the round otherwise."""

    def alter(candidates: Candidates) -> Candidates:
        frame = candidates.round[table]
        tables = {**candidates.round.tables, table: frame.assign(**{name: change(frame[name])})}
        return replace(candidates, round=replace(candidates.round, tables=tables))

    return reads(alter)


def constant(table: str, name: str, value: Any) -> Callable[[Piece], Piece]:
    """Return a mutant that takes every row's value for the same."""
    return column(table, name, lambda values: pd.Series([value] * len(values), values.index))


def without(table: str) -> Callable[[Piece], Piece]:
    """Return a mutant that forgets a table."""

    def alter(candidates: Candidates) -> Candidates:
        tables = {**candidates.round.tables, table: candidates.round[table].iloc[:0]}
        return replace(candidates, round=replace(candidates.round, tables=tables))

    return reads(alter)


def candidate(name: str, change: Callable[[pd.Series], Any]) -> Callable[[Piece], Piece]:
    """Return a mutant that reads a column of the candidates otherwise."""
    return reads(lambda c: replace(c, frame=c.frame.assign(**{name: change(c.frame[name])})))


# ---- altered rows ------------------------------------------------------------------------------


def rows(
    lower: bool = False, upper: bool = False, by: float | None = None
) -> Callable[[Piece], Piece]:
    """Return a mutant whose rows have no lower or no upper bound, or one ``by`` so much higher."""

    def changed(bound: float | None, change: bool) -> float | None:
        if bound is None or not change:
            return bound
        return None if by is None else pyo.value(bound) + by

    def mutate(piece: Piece) -> Piece:
        def add(b: Any, *given: Any) -> Any:
            made = piece.add(b, *given)
            for row in b.component_data_objects(pyo.Constraint):
                bounds = changed(row.lower, lower), changed(row.upper, upper)
                if bounds == (None, None):
                    row.deactivate()
                else:
                    row.set_value((bounds[0], row.body, bounds[1]))
            return made

        return replace(piece, add=add)

    return mutate


# ---- altered claims and judges -----------------------------------------------------------------


def claims(change: Callable[[Terms], None]) -> Callable[[Piece], Piece]:
    """Return a mutant that claims something else of its expression."""

    def mutate(piece: Piece) -> Piece:
        def add(*given: Any) -> Any:
            terms = piece.add(*given)
            change(terms)
            return terms

        return replace(piece, add=add)

    return mutate


def judged(target: Any, name: str, value: Any) -> Callable[[Piece], Piece]:
    """Return a mutant in whose judge a part is another."""

    def mutate(piece: Piece) -> Piece:
        def judge(*given: Any) -> Any:
            eligibility._tables.cache_clear()  # what the true judge found of this round
            with pytest.MonkeyPatch.context() as patch:
                patch.setattr(target, name, value)
                found = (
                    list(piece.breaches(*given)) if isinstance(piece, Rule) else piece.value(*given)
                )
            eligibility._tables.cache_clear()
            return found

        return replace(piece, **{"breaches" if isinstance(piece, Rule) else "value": judge})

    return mutate


def every_learner(plan: Plan, amounts: Any) -> float:
    """Return the largest sum, of learners without placements too."""
    return max(amounts.get(code, 0.0) for code in plan.by_learner)


def coarse(terms: Terms) -> None:
    """Claim steps twice as large."""
    terms.steps = [2 * step for step in terms.steps or ()]


def once(terms: Terms) -> None:
    """Forget how many weeks a term stands for."""
    terms.coefficients = [1.0] * len(terms.coefficients)


def swapped(values: pd.Series) -> pd.Series:
    """Return together for apart and apart for together."""
    return values.map({"apart": "together", "together": "apart"})


COUNTED = {"settings": "setting_id", "providers": "provider_id", "sectors": "sector"}

MUTANTS: dict[str, Callable[[Piece], Piece]] = {
    "capacity: one place more": column("capacity", "places", lambda places: places + 1),
    "capacity: < for <=": rows(upper=True, by=-1),
    "capacity: the last week forgotten": candidate("weeks", lambda weeks: weeks - 1),
    "capacity: a week too long": candidate("weeks", lambda weeks: weeks + 1),
    "capacity: stages not told apart": constant("capacity", "stages", ()),
    "capacity: types not told apart": constant("capacity", "learner_types", ()),
    "capacity: no place for pins": without("pins"),
    "group_size: one learner fewer": column("capacity", "minimum", lambda minimum: minimum - 1),
    "group_size: always for hosting": constant("capacity", "minimum_applies", "hosting"),
    "group_size: hosts without need": rows(lower=True),
    "group_size: pins count in vain": without("pins"),
    "one_at_a_time: a week too long": candidate("weeks", lambda weeks: weeks + 1),
    "one_at_a_time: one more": rows(upper=True, by=1),
    "one_setting_per_block: one more": rows(upper=True, by=1),
    "pins: <= for ==": rows(lower=True),
    "taken_blocks: <= for ==": rows(lower=True),
    "taken_blocks: >= for ==": rows(upper=True),
    "together: <= for ==": rows(lower=True),
    "together: in every block": constant("links", "block_id", ""),
    "apart: in every block": constant("links", "block_id", ""),
    "apart: taken for together": column("links", "relation", swapped),
    "requirement_shortfall: weight forgotten": constant("requirements", "weight", 1.0),
    "requirement_shortfall: history forgotten": without("history"),
    "requirement_shortfall: each forgotten": constant("requirements", "each", ""),
    "requirement_shortfall: stages forgotten": constant("requirements", "stages", ()),
    "requirement_shortfall: filter forgotten": constant("requirements", "where", ""),
    "requirement_shortfall: everybody's hours": constant("learners", "weekly_hours", 37.5),
    "requirement_shortfall: everybody's programme": constant("learners", "programme_id", "P"),
    "requirement_shortfall: placements for settings": judged(
        requirement_shortfall, "COUNTED", {**COUNTED, "settings": "block_id"}
    ),
    "requirement_shortfall: settings for providers": judged(
        requirement_shortfall, "COUNTED", {**COUNTED, "providers": "setting_id"}
    ),
    "requirement_shortfall: excess forgotten": judged(
        Requirement, "missed", lambda r, done: r.weight * max((r.minimum or 0.0) - done, 0.0)
    ),
    "requirement_shortfall: idle at nothing": claims(lambda terms: terms.idle.clear()),
    "sequence_breaches: history forgotten": without("history"),
    "sequence_breaches: a week too long": candidate("weeks", lambda weeks: weeks + 1),
    "sequence_breaches: everybody's programme": constant("learners", "programme_id", "P"),
    "sequence_breaches: settings for providers and sectors": column(
        "sequences",
        "first",
        lambda first: first.replace({"provider": "setting", "sector": "setting"}),
    ),
    "waiting_weeks: weight forgotten": constant("learners", "waiting_weight", 1.0),
    "waiting_weeks: a week too long": candidate("weeks", lambda weeks: weeks + 1),
    "provider_changes: weight forgotten": constant("learners", "change_weight", 1.0),
    "provider_changes: settings for providers": reads(
        lambda c: replace(c, frame=c.frame.assign(provider_id=c.frame["setting_id"]))
    ),
    "unplaced_weeks: priority forgotten": constant("learners", "priority", 1.0),
    "unplaced_weeks: idle at nothing": claims(lambda terms: terms.idle.clear()),
    "unplaced_weeks: too coarse a grain": claims(coarse),
    "changes: fixed for published": constant("pins", "state", "published"),
    "unfilled_vacancies: posts forgotten": constant("vacancies", "wte", 1.0),
    "unfilled_vacancies: stage 1 for the highest": judged(
        unfilled_vacancies, "_highest_stage", lambda held: np.ones(len(held.learner_ids))
    ),
    "travel_minutes: weeks forgotten": candidate("weeks", lambda weeks: weeks * 0 + 1),
    "preference: sign": candidate("score", lambda score: -score),
    "peak_load: a week too long": candidate("weeks", lambda weeks: weeks + 1),
    "peak_load: < for <=": rows(upper=True, by=1),
    "acute_share: weeks forgotten": candidate("weeks", lambda weeks: weeks * 0 + 1),
    "staffing_shortfall: hosting for always": constant("capacity", "minimum_applies", "always"),
    "staffing_shortfall: a span counts once": claims(once),
    "worst_learner: rows forgotten": rows(upper=True),
    "worst_learner: without placements": lambda piece: replace(piece, value=every_learner),
    "eligibility: absences forgotten": judged(eligibility, "_is_away", lambda *given: False),
    "eligibility: places forgotten": judged(eligibility, "_least", lambda _, n: np.ones(n)),
    "eligibility: windows forgotten": judged(eligibility, "_reasons_of_time", lambda *given: ()),
}


@pytest.mark.parametrize("name", MUTANTS)
def test_the_agreement_finds_a_fault(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    piece = PIECES[name.partition(":")[0]]
    mutant = MUTANTS[name](piece)
    if isinstance(mutant, LevelMeasure):
        monkeypatch.setitem(MEASURES, mutant.name, mutant)

    assert any(differences(mutant, case) for case in drawn())
