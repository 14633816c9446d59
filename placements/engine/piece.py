"""A part of a round that is solved anew, the rest held where it is."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import sparse

from placements.engine.ends import breakable, ends
from placements.engine.highs import Face, Limits, Part, Problem, solve_mip

NODES = 40
"""Nodes of the search tree that a part may take."""


@dataclass(frozen=True, eq=False)
class Piece:
    """A part to solve: columns, and the problem over them with the rest where it is.

    Parameters
    ----------
    kind, touched
        What it was drawn as, and the learners or blocks in it.
    columns, x
        Its columns, and their values so far.
    rows
        All rows that hold one of them, also those that the problem leaves out.
    seconds, gap
        When it is good enough: time [s], and difference to the bound.
    """

    kind: str
    touched: np.ndarray
    columns: np.ndarray
    rows: np.ndarray
    problem: Problem
    x: np.ndarray
    seconds: float | None
    gap: float


@dataclass(frozen=True, eq=False)
class Answer:
    """A piece solved: better values of its columns or ``None``, and the work it took."""

    x: np.ndarray | None
    proven: bool
    iterations: int


def solve_piece(piece: Piece) -> Answer:
    """Solve a piece; any process can."""
    columns = np.arange(len(piece.columns))
    found = solve_mip(
        piece.problem,
        Limits(piece.seconds, absolute=piece.gap, nodes=NODES, plain=True),
        start=(columns, piece.x),
    )
    if found.x is None:
        return Answer(None, found.proven, found.iterations)
    x = np.where(piece.problem.matrix.integer, np.rint(found.x), found.x)
    return Answer(x, found.proven, found.iterations)


def needed(problem: Problem, wanted: np.ndarray) -> tuple[Problem, np.ndarray]:
    """Return a problem without the rows that it cannot break, and positions of the columns left.

    A solver would find out too, but a window holds thousands of rows that count what it cannot
    change; told of the others only, it is done in half the time.

    Parameters
    ----------
    wanted
        Columns that stay whatever rows hold them, (n,).
    """
    part, face = problem.matrix.rows, problem.face
    told = np.flatnonzero(
        breakable(*ends(part, face.lower, face.upper), face.row_lower, face.row_upper)
    )
    held = wanted.copy()
    held[part[told].indices] = True
    own = np.flatnonzero(held)
    within = Face(face.row_lower[told], face.row_upper[told], face.lower[own], face.upper[own])
    less = Part(sparse.csr_array(part[told][:, own]), problem.matrix.integer[own])
    return Problem(less, problem.cost[own], within), own
