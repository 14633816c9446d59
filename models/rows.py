"""What rules share in writing rows: sums over candidates, and weeks in which the same ones count."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd
from pyomo.core.expr import LinearExpression, MonomialTermExpression

from models.rule import Model
from placements.candidates import Candidates


@dataclass(frozen=True, slots=True, eq=False)
class Told:
    """The terms of a sum, as arrays: coefficients times choices, and a few other terms.

    Parameters
    ----------
    choices
        ``m.choices``: every variable of ``m.assign``.
    positions, coefficients
        Which of them, and how often, (n,).
    others
        Further terms (coefficient, variable).
    """

    choices: np.ndarray
    positions: np.ndarray
    coefficients: np.ndarray
    others: tuple[tuple[float, Any], ...]


class ChoiceSum(LinearExpression):  # type: ignore[misc]
    """A linear expression that knows its terms as arrays, and makes Pyomo's only when asked.

    A round has tens of millions of terms. Whoever compiles a model reads the arrays; to all else
    in Pyomo, which goes by an expression's class, this is a plain ``LinearExpression``.
    """

    __slots__ = ("_terms", "told")
    __class__ = property(lambda _: LinearExpression)

    def __init__(self, told: Told) -> None:
        self._terms: list[Any] | None = None
        self.told = told
        self._nargs = len(told.positions) + len(told.others)  # type: ignore[misc]

    @property
    def _args_(self) -> list[Any]:
        if self._terms is None:
            told = self.told
            choices = told.choices[told.positions].tolist()
            terms = [*zip(told.coefficients.tolist(), choices, strict=True), *told.others]
            self._terms = list(map(MonomialTermExpression, terms))
        return self._terms


def total(
    m: Model, positions: Sequence[int] | np.ndarray, coefficients: np.ndarray | float = 1.0
) -> ChoiceSum:
    """Return the sum of ``m.assign`` over candidates, times their coefficients."""
    own = np.asarray(positions, dtype=np.int64)
    factors = (
        coefficients if isinstance(coefficients, np.ndarray) else np.full(len(own), coefficients)
    )
    return ChoiceSum(Told(m.choices, own, factors, ()))


def plus(expression: LinearExpression, *terms: tuple[float, Any]) -> LinearExpression:
    """Return the expression with further terms (coefficient, variable)."""
    if isinstance(expression, ChoiceSum):
        return ChoiceSum(replace(expression.told, others=(*expression.told.others, *terms)))
    return LinearExpression([*expression.args, *map(MonomialTermExpression, terms)])


def grouped(**keys: np.ndarray) -> Iterator[tuple[Any, np.ndarray]]:
    """Yield each combination of keys, in order, with the positions that have it.

    One key is yielded bare, several as a tuple.
    """
    names = list(keys)
    by = names[0] if len(names) == 1 else names
    yield from sorted(pd.DataFrame(keys).groupby(by).indices.items())


@dataclass(frozen=True, slots=True)
class Span:
    """Weeks in which the same candidates are under way.

    Parameters
    ----------
    first, last
        First and last week.
    active
        Which of the candidates are under way, as positions.
    """

    first: int
    last: int
    active: np.ndarray

    @property
    def weeks(self) -> int:
        """Length [weeks]."""
        return self.last - self.first + 1


def spans(
    start: np.ndarray,
    end: np.ndarray,
    weeks: int,
    *signals: np.ndarray,
    cuts: np.ndarray | None = None,
) -> Iterator[Span]:
    """Yield the longest runs of weeks with the same candidates and the same signals.

    Parameters
    ----------
    start, end
        First and last week of each candidate.
    weeks
        Length of the horizon [weeks].
    signals
        Values by week, (weeks,); a run ends where one changes.
    cuts
        Further weeks in which a run ends (``Candidates.cuts``).
    """
    ends = {1, weeks + 1, *start.tolist(), *(end + 1).tolist()}
    ends |= set() if cuts is None else set(cuts.tolist())
    for signal in signals:
        ends |= set((np.flatnonzero(np.diff(signal)) + 2).tolist())
    ordered = sorted(cut for cut in ends if cut <= weeks + 1)
    for first, after in pairwise(ordered):
        yield Span(first, after - 1, np.flatnonzero((start <= first) & (end >= first)))


def telling(
    start: np.ndarray, end: np.ndarray, limits: np.ndarray, candidates: Candidates
) -> Iterator[Span]:
    """Yield the spans whose row "at most so many" says something that no other span's row says.

    Of a part of a round that is every span with a limit: what is implied among some learners need
    not be implied among all.
    """
    if not candidates.others:
        yield from tightest(start, end, limits, candidates.cuts)
        return
    for span in spans(start, end, len(limits), limits, cuts=candidates.cuts):
        if limits[span.first - 1] >= 0 and len(span.active):
            yield span


def tightest(
    start: np.ndarray, end: np.ndarray, limits: np.ndarray, cuts: np.ndarray | None = None
) -> Iterator[Span]:
    """Yield the spans whose row "at most so many" no other span's row implies.

    Of two neighbours whose candidates are one contained in the other, the one with fewer says
    nothing more unless its limit is lower.

    Parameters
    ----------
    limits
        Most candidates in each week, (weeks,); below 0: no limit.
    cuts
        As in ``spans``.
    """
    every = spans(start, end, len(limits), limits, cuts=cuts)
    held: list[Span] = []
    for span in every:
        same = held and held[-1].last + 1 == span.first and _same(held[-1], span, limits)
        if len(span.active) and not same:
            held.append(span)
        elif same:
            held[-1] = Span(held[-1].first, span.last, span.active)
    for k, span in enumerate(held):
        beside = held[max(k - 1, 0) : k] + held[k + 1 : k + 2]
        if limits[span.first - 1] >= 0 and not any(_implies(o, span, limits) for o in beside):
            yield span


def _same(one: Span, other: Span, limits: np.ndarray) -> bool:
    equal_limits = limits[one.first - 1] == limits[other.first - 1]
    return bool(equal_limits) and np.array_equal(one.active, other.active)


def _implies(other: Span, span: Span, limits: np.ndarray) -> bool:
    lower = 0 <= limits[other.first - 1] <= limits[span.first - 1]
    return lower and bool(np.isin(span.active, other.active, assume_unique=True).all())
