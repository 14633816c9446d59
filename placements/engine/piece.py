"""A part of a round that is solved anew, the rest held where it is."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import sparse

from placements.engine.ends import breakable, ends
from placements.engine.highs import (
    Face,
    Limits,
    Part,
    Problem,
    Relaxation,
    solve_mip,
    solve_relaxation,
)
from placements.engine.stop import seconds_until

NODES = 40
"""Nodes of the search tree that a part may take."""
SEARCHED = 6
"""How often an iteration of a search counts, for what comes with it: it takes so much longer."""
NOTHING = 1e-6
"""What is no gain, and how near to whole is whole."""


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
    until
        Time of ``time.monotonic`` when its solution must be there; ``None``: no limit.
    gap
        Difference to the bound at which it is good enough.
    """

    kind: str
    touched: np.ndarray
    columns: np.ndarray
    rows: np.ndarray
    problem: Problem
    x: np.ndarray
    until: float | None
    gap: float

    @property
    def left(self) -> float | None:
        """Return the time left for it [s], not below 0; ``None``: no limit."""
        return seconds_until(self.until)


@dataclass(frozen=True, eq=False)
class Answer:
    """A piece solved: values of its columns, no worse, or ``None``, and the work it took."""

    x: np.ndarray | None
    proven: bool
    iterations: int


def solve_piece(piece: Piece) -> Answer:
    """Solve a piece; any process can.

    Its linear relaxation comes first, and four pieces of five end there: its solution is whole, and
    so the best there is if perhaps no better than that which is there, or it leaves too little to
    gain.
    """
    whole = piece.problem.matrix.integer
    relaxed = solve_relaxation(piece.problem, Limits(piece.left), None, simplex=True)
    if relaxed is None:
        return Answer(None, False, 0)
    if np.abs(relaxed.x[whole] - np.rint(relaxed.x[whole])).max(initial=0.0) <= NOTHING:
        return Answer(_rounded(relaxed.x, whole), True, relaxed.iterations)
    gain = float(piece.problem.cost @ piece.x) - relaxed.bound
    if gain <= max(piece.gap, NOTHING):
        return Answer(None, True, relaxed.iterations)
    return _searched(piece, relaxed, gain)


def _searched(piece: Piece, relaxed: Relaxation, gain: float) -> Answer:
    """Solve a piece whose relaxation is not whole; only what a better solution may have is open."""
    problem, columns = _open(piece, relaxed, gain)
    found = solve_mip(
        problem,
        Limits(piece.left, absolute=piece.gap, nodes=NODES, plain=True),
        start=(np.arange(len(columns)), piece.x[columns]),
    )
    iterations = relaxed.iterations + SEARCHED * found.iterations
    if found.x is None:
        return Answer(None, found.proven, iterations)
    x = piece.x.copy()
    x[columns] = found.x
    return Answer(_rounded(x, piece.problem.matrix.integer), found.proven, iterations)


def _open(piece: Piece, relaxed: Relaxation, gain: float) -> tuple[Problem, np.ndarray]:
    """Return a piece's problem without the choices that cost more than the gain, and its columns.

    By reduced costs: a solution with one of them costs more than that which is there. HiGHS fixes
    them too, but looks for cuts among them.
    """
    problem, face = piece.problem, piece.problem.face
    free = ~problem.matrix.integer | (np.abs(relaxed.reduced) <= gain)
    columns, others = np.flatnonzero(free), np.flatnonzero(~free)
    part = sparse.csr_array(problem.matrix.rows[:, columns])
    rest = problem.matrix.rows[:, others] @ piece.x[others]
    within = Face(
        face.row_lower - rest, face.row_upper - rest, face.lower[columns], face.upper[columns]
    )
    cost = problem.cost[columns]
    less = Problem(Part(part, problem.matrix.integer[columns]), cost, within)
    less, own = needed(less, (piece.x[columns] != 0) | (cost < 0))
    return less, columns[own]


def _rounded(x: np.ndarray, whole: np.ndarray) -> np.ndarray:
    return np.where(whole, np.rint(x), x)


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
