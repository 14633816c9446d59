"""Which engine solves a round: the exact one where it can finish, the large one beyond."""

from __future__ import annotations

from collections.abc import Callable

from placements.engine.exact import solve_exactly
from placements.engine.large import solve_large
from placements.engine.matrix import Matrix
from placements.engine.options import Options
from placements.engine.solved import Solved
from placements.engine.stop import Clock, Listener, silent

EXACT_UP_TO = 15_000
"""Choices up to which a search tree over the whole round is the right tool."""


def choose(engine: str, choices: int) -> tuple[str, str]:
    """Return the engine for a number of choices, and why in half a sentence."""
    if engine != "auto":
        return engine, "as asked for"
    if choices <= EXACT_UP_TO:
        return "exact", f"{choices:,} choices, no more than {EXACT_UP_TO:,}"
    return "large", f"{choices:,} choices, more than {EXACT_UP_TO:,}"


def solve_matrix(
    matrix: Matrix,
    names: tuple[str, ...],
    options: Options,
    *,
    clock: Clock | None = None,
    listener: Listener = silent,
) -> Solved:
    """Solve a compiled model with the engine that the options, or its size, ask for."""
    engine, _ = choose(options.engine, len(matrix.assign))
    solvers: dict[str, Callable[..., Solved]] = {"exact": solve_exactly, "large": solve_large}
    return solvers[engine](matrix, names, options, clock=clock, listener=listener)
