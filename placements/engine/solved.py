"""What an engine hands back, and numbers freed of a solver's rounding."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import ceil

from placements.plan import Plan

TOLERANCE = 1e-6
"""Relative error of a value or bound that comes from floating point."""


@dataclass(frozen=True, eq=False)
class Solved:
    """What an engine hands back.

    Parameters
    ----------
    plan
        The best plan, or ``None`` where the hard rules contradict each other.
    values, bounds
        Value that the engine claims for each level, and a proven bound (``None``: not known).
    interrupted
        Whether it was asked to finish.
    """

    plan: Plan | None
    values: tuple[float, ...]
    bounds: tuple[float | None, ...]
    interrupted: bool


def safe_bound(bound: float, value: float, grain: Fraction) -> float:
    """Return a bound made safe against rounding, then raised to the next value that can be.

    Parameters
    ----------
    bound
        As the solver gives it; lowered by its own error first.
    value
        Value of the plan: a bound above it is cut to it.
    grain
        Number of which every value is a whole multiple; 0: not known.
    """
    slack = TOLERANCE * max(1.0, abs(bound))
    if grain:
        steps = ceil((bound - slack) / float(grain))
        return min(float(grain * steps), value)
    return value if value - bound <= slack else bound - slack


def higher(*bounds: float | None) -> float | None:
    """Return the best of bounds of which some may not be known."""
    return max((bound for bound in bounds if bound is not None), default=None)


def nearest_grain(value: float, grain: Fraction) -> float:
    """Return a value without the solver's rounding, as the multiple that it stands for."""
    if not grain:
        return value
    clean = float(grain * round(value / float(grain)))
    return clean if abs(clean - value) <= 10 * TOLERANCE * max(1.0, abs(value)) else value
