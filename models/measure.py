"""What a measure of the objective is: an expression for the model, and the same from a plain plan."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from fractions import Fraction
from math import gcd, lcm
from typing import Any

import numpy as np
from pyomo.core.expr import LinearExpression

from models.rule import Block, Model
from placements.candidates import Candidates
from placements.plan import Plan

NOBODY = -1
"""Owner of what belongs to no single learner."""


@dataclass(slots=True)
class Terms:
    """A linear expression whose every term belongs to a learner or to nobody.

    Parameters
    ----------
    owners
        Position of each term's learner, or ``NOBODY``.
    coefficients, variables
        The terms.
    constants
        Owner → constant.
    steps
        Numbers of which every value of the expression, at a plan, is a sum of whole multiples;
        ``None``: not known.
    idle
        Owner → the most that a learner without any placement can have; absent: 0.
    """

    owners: list[int] = field(default_factory=list)
    coefficients: list[float] = field(default_factory=list)
    variables: list[Any] = field(default_factory=list)
    constants: dict[int, float] = field(default_factory=dict)
    steps: list[float] | None = field(default_factory=list)
    idle: dict[int, float] = field(default_factory=dict)

    def add(
        self, owner: int, coefficient: float, variable: Any, steps: Iterable[float] = (1.0,)
    ) -> None:
        """Add a term; at a plan the variable is a sum of whole multiples of ``steps``."""
        self.owners.append(int(owner))
        self.coefficients.append(float(coefficient))
        self.variables.append(variable)
        for step in sorted(set(steps)):
            self.step(coefficient * step)

    def constant(self, owner: int, amount: float) -> None:
        """Add a constant."""
        self.constants[int(owner)] = self.constants.get(int(owner), 0.0) + float(amount)
        self.step(amount)

    def idle_at_most(self, owner: int, amount: float) -> None:
        """Say that a learner without any placement may have so much (more)."""
        self.idle[int(owner)] = self.idle.get(int(owner), 0.0) + float(amount)

    def step(self, amount: float) -> None:
        """Say that the expression may change by whole multiples of ``amount``."""
        if self.steps is not None:
            self.steps.append(float(amount))

    def weighted(self, weight: float) -> Terms:
        """Return the expression times a weight."""
        return Terms(
            list(self.owners),
            [weight * c for c in self.coefficients],
            list(self.variables),
            {owner: weight * c for owner, c in self.constants.items()},
            None if self.steps is None else [weight * s for s in self.steps],
            {owner: weight * c for owner, c in self.idle.items()},
        )

    @staticmethod
    def total(parts: Iterable[Terms]) -> Terms:
        """Return the sum of expressions."""
        whole = Terms()
        for part in parts:
            whole.owners += part.owners
            whole.coefficients += part.coefficients
            whole.variables += part.variables
            for owner, constant in part.constants.items():
                whole.constants[owner] = whole.constants.get(owner, 0.0) + constant
            for owner, most in part.idle.items():
                whole.idle_at_most(owner, most)
            known = whole.steps is not None and part.steps is not None
            whole.steps = [*(whole.steps or []), *(part.steps or [])] if known else None
        return whole

    def by_owner(self) -> dict[int, Terms]:
        """Return each owner's part, without its steps."""
        parts: dict[int, Terms] = {owner: Terms(steps=None) for owner in self.constants}
        for owner, coefficient, variable in zip(
            self.owners, self.coefficients, self.variables, strict=True
        ):
            parts.setdefault(owner, Terms(steps=None)).add(owner, coefficient, variable)
        for owner, part in parts.items():
            part.constants = {owner: self.constants.get(owner, 0.0)}
            part.idle = {owner: self.idle.get(owner, 0.0)}
        return parts

    @property
    def expression(self) -> LinearExpression:
        """The Pyomo expression."""
        return LinearExpression(
            constant=sum(self.constants.values()),
            linear_coefs=self.coefficients,
            linear_vars=self.variables,
        )

    @property
    def grain(self) -> Fraction:
        """Greatest number of which every value is a whole multiple; 0 where none is known."""
        return grain(self.steps) if self.steps is not None else Fraction(0)


def grain(steps: Iterable[float]) -> Fraction:
    """Return the greatest common divisor of numbers, exact; 0 for numbers without a useful one."""
    parts = {abs(s) for s in steps if s}
    fractions = [Fraction(s).limit_denominator(1_000_000) for s in sorted(parts)]
    if not fractions or any(
        abs(float(f) - s) > 1e-12 * s for f, s in zip(fractions, sorted(parts), strict=True)
    ):
        return Fraction(0)
    bottom = lcm(*(f.denominator for f in fractions))
    divisor = Fraction(gcd(*(f.numerator * (bottom // f.denominator) for f in fractions)), bottom)
    return divisor if divisor > Fraction(1, 10_000) else Fraction(0)


def on_candidates(
    m: Model, candidates: Candidates, coefficients: np.ndarray, owners: np.ndarray | None = None
) -> Terms:
    """Return the sum of a coefficient for each candidate chosen, (candidates,)."""
    owners = candidates.column("learner") if owners is None else owners
    terms = Terms()
    chosen = np.flatnonzero(coefficients)
    terms.owners = owners[chosen].tolist()
    terms.coefficients = coefficients[chosen].astype(float).tolist()
    terms.variables = m.choices[chosen].tolist()
    terms.steps = np.unique(coefficients[chosen]).astype(float).tolist()
    return terms


Values = dict[str | None, float]
"""Learner, or ``None`` for nobody, → amount; learners with nothing may be left out."""


class Moved(Enum):
    """What becomes of a measure where each placement begins with its period (``engine.periods``)."""

    UNKNOWN = "not known"
    NO_MORE = "no learner's part gets more, nor nobody's"
    NONE_STAYS_NONE = "what was 0 is 0"


@dataclass(frozen=True, slots=True)
class Measure:
    """One measure of the objective; less is better.

    Parameters
    ----------
    name
        Name of its file, and of its key in a level.
    unit
        Unit of its value.
    add
        Adds its own variables and rows to its own block; returns its expression. Minimised over
        those variables it is its value, learner by learner, at any plan that respects the rules
        ``one_setting_per_block``, ``one_at_a_time`` and ``taken_blocks``.
    value
        The same value from a plain plan, by learner.
    periodic
        What becomes of it in a plan told by periods; presumed of none.
    """

    name: str
    unit: str
    title: str
    add: Callable[[Block, Model, Candidates], Terms]
    value: Callable[[Plan], Values]
    periodic: Moved = Moved.UNKNOWN


@dataclass(frozen=True, slots=True)
class LevelMeasure:
    """A measure of what the other measures of its level come to, learner by learner.

    Parameters
    ----------
    add
        As for ``Measure``; the last argument is the weighted sum of the level's other measures.
    value
        From the plan and that weighted sum by learner.
    periodic
        As for ``Measure``, where the others' parts get no more.
    """

    name: str
    unit: str
    title: str
    add: Callable[[Block, Model, Candidates, Terms], Terms]
    value: Callable[[Plan, Mapping[str | None, float]], float]
    periodic: Moved = Moved.UNKNOWN
