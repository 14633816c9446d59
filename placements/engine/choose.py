"""Which engine solves a round: the exact one where it can finish, the large one beyond."""

from __future__ import annotations

from models.build import build
from placements.candidates import Candidates
from placements.engine.exact import solve_exactly
from placements.engine.large import solve_large
from placements.engine.matrix import Matrix, compile_model
from placements.engine.options import Options
from placements.engine.parts import Everything, compile_parts
from placements.engine.pool import WHOLE_UP_TO, first_pool
from placements.engine.solved import Solved
from placements.engine.stop import Clock, Listener, silent
from placements.engine.team import Team
from placements.garbage import uncollected

EXACT_UP_TO = 15_000
"""Choices up to which a search tree over the whole round is the right tool."""


def choose(engine: str, choices: int) -> tuple[str, str]:
    """Return the engine for a number of choices, and why in half a sentence."""
    if engine != "auto":
        return engine, "as asked for"
    if choices <= EXACT_UP_TO:
        return "exact", f"{choices:,} choices, no more than {EXACT_UP_TO:,}"
    return "large", f"{choices:,} choices, more than {EXACT_UP_TO:,}"


def model_of(candidates: Candidates, options: Options) -> tuple[Matrix, Everything | None]:
    """Return the compiled model of all candidates, or of a first pool where they are too many.

    With a pool comes everything that it was taken from.
    """
    engine, _ = choose(options.engine, len(candidates))
    if engine == "exact" or len(candidates) <= WHOLE_UP_TO:
        with uncollected():
            return compile_model(build(candidates), candidates), None
    with Team(options.threads) as team:
        everything = compile_parts(candidates, team)
    return everything.matrix(first_pool(candidates, options.start)), everything


def solve_matrix(
    matrix: Matrix,
    names: tuple[str, ...],
    options: Options,
    *,
    clock: Clock | None = None,
    listener: Listener = silent,
    whole: Everything | None = None,
) -> Solved:
    """Solve a compiled model with the engine that the options, or its size, ask for."""
    engine, _ = choose(options.engine, len(matrix.assign))
    if engine == "exact":
        return solve_exactly(matrix, names, options, clock=clock, listener=listener)
    return solve_large(matrix, names, options, clock=clock, listener=listener, whole=whole)
