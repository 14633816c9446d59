"""Which engine solves a round: the exact one where it can finish, the large one beyond."""

from __future__ import annotations

from models.build import build
from placements.candidates import Candidates
from placements.engine.exact import solve_exactly
from placements.engine.floating import mostly_floating
from placements.engine.large import solve_large
from placements.engine.matrix import Matrix, compile_model
from placements.engine.options import Options
from placements.engine.parts import Everything, compile_parts
from placements.engine.pool import first_pool, one_model
from placements.engine.solved import Solved
from placements.engine.stop import Clock, Listener, silent
from placements.engine.team import Team
from placements.garbage import uncollected

EXACT_UP_TO, EXACT_FLOATING = 15_000, 125_000
"""Choices up to which a search tree over the whole round is the right tool; and where blocks may
start in any of many weeks and no setting asks for a least number of learners: there a relaxation
says nearly all."""


def choose(engine: str, candidates: Candidates) -> tuple[str, str]:
    """Return the engine for a round's candidates, and why in half a sentence."""
    choices = len(candidates)
    if engine != "auto":
        return engine, "as asked for"
    if choices <= EXACT_UP_TO:
        return "exact", f"{choices:,} choices, no more than {EXACT_UP_TO:,}"
    if choices <= EXACT_FLOATING and _loose(candidates):
        return "exact", f"{choices:,} choices, most of them of blocks that may start in many weeks"
    return "large", f"{choices:,} choices, more than {EXACT_UP_TO:,}"


def _loose(candidates: Candidates) -> bool:
    least = candidates.round["capacity"]["minimum"]
    return not (least > 0).any() and mostly_floating(candidates)


def model_of(candidates: Candidates, options: Options) -> tuple[Matrix, Everything | None]:
    """Return the compiled model of all candidates, or of a first pool where they are too many.

    With a pool comes everything that it was taken from.
    """
    engine, _ = choose(options.engine, candidates)
    if engine == "exact" or one_model(candidates):
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
    """Solve a compiled model with the engine that the options, or its size, ask for.

    Parameters
    ----------
    whole
        All candidates, where the matrix has a pool of them: then the large engine, for a proof of
        the pool would be none of the round.
    """
    if whole is None and choose(options.engine, matrix.candidates)[0] == "exact":
        return solve_exactly(matrix, names, options, clock=clock, listener=listener)
    return solve_large(matrix, names, options, clock=clock, listener=listener, whole=whole)
