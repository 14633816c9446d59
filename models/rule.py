"""What a rule is: one file that states it, adds its rows, and finds its breaches in a plain plan."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, TypeAlias

from placements.candidates import Candidates
from placements.plan import Plan
from placements.round import Round

Model: TypeAlias = Any
"""A Pyomo model: ``m.assign[c]`` (candidate c is chosen) and ``m.taken[k]`` (row k of
``round.learner_blocks``, a block that the learner may leave out, is taken)."""

Block: TypeAlias = Any
"""The Pyomo block, named after the rule or measure, that holds its own variables and rows."""


@dataclass(frozen=True, slots=True)
class Breach:
    """One place where a plan breaks a rule.

    Parameters
    ----------
    week
        First week concerned, 1 first; ``None`` where no week is.
    """

    message: str
    learner_id: str | None = None
    setting_id: str | None = None
    week: int | None = None
    rule: str = ""

    def __str__(self) -> str:
        return f"{self.rule}: {self.message}" if self.rule else self.message


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule that every plan must respect.

    Parameters
    ----------
    name
        Name of its file; the label of its rows.
    title
        The rule in half a sentence.
    add
        Adds its variables and rows to its own block, reading only ``m.assign`` and ``m.taken``.
    breaches
        Yields every breach of a plan, computed from plain values without the model.
    overridden
        Yields where fixed pins alone break the rule, so that it does not count there.
    decided
        Says in words what a row, by its key, decides; for rules that state what users decided
        (pins, links), which may contradict each other. Without those rules a plan always exists.
    presumes
        Names of the rules that its rows take for granted: at a plan that breaks one of those, the
        rows may say more or less than the rule. Nothing presumes itself, directly or through
        others; so at *any* plan the rows of all rules together hold just where nothing is broken.
    periodic
        Whether a plan that keeps it still does where each placement begins with its period
        (``engine.periods``), at least beside the others; presumed of none.
    partial
        Whether its rows, written for some of the learners only, still hold in every plan, as limits
        on sums do, and what binds each learner alone; presumed of none.
    """

    name: str
    title: str
    add: Callable[[Block, Model, Candidates], None]
    breaches: Callable[[Plan], Iterator[Breach]]
    overridden: Callable[[Candidates], Iterator[Breach]] | None = None
    decided: Callable[[Round, Any], str] | None = None
    presumes: tuple[str, ...] = ()
    periodic: bool = False
    partial: bool = False
