"""Which engine solves a round: the exact one where it can finish, the large one beyond."""

from __future__ import annotations

from models.build import build
from placements.candidates import Candidates
from placements.engine.exact import solve_exactly
from placements.engine.large import Whole, solve_large
from placements.engine.matrix import Matrix, compile_model
from placements.engine.options import Options
from placements.engine.pool import WHOLE_UP_TO, pool_of
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


def model_of(candidates: Candidates, options: Options) -> tuple[Matrix, Whole | None]:
    """Return the compiled model of all candidates, or of a pool where they are too many for one."""
    engine, _ = choose(options.engine, len(candidates))
    if engine == "exact" or len(candidates) <= WHOLE_UP_TO:
        return compile_model(build(candidates), candidates), None
    pool = pool_of(candidates)
    few = candidates.take(pool)
    return compile_model(build(few), few), Whole(candidates, pool)


def solve_matrix(
    matrix: Matrix,
    names: tuple[str, ...],
    options: Options,
    *,
    clock: Clock | None = None,
    listener: Listener = silent,
    whole: Whole | None = None,
) -> Solved:
    """Solve a compiled model with the engine that the options, or its size, ask for."""
    engine, _ = choose(options.engine, len(matrix.assign))
    if engine == "exact":
        return solve_exactly(matrix, names, options, clock=clock, listener=listener)
    return solve_large(matrix, names, options, clock=clock, listener=listener, whole=whole)
