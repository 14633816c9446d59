"""Improve a solution by solving parts of it again, the rest held where it is.

A mixed-integer solver proves well and finds badly on a whole round, but a part is solved in a
moment. Which part is drawn by what it loses against prices (``draw``), of which kind by what each
kind brought of late (``kinds``). Work is counted, not timed, and parts are drawn and their answers
taken in a fixed order: so the same round gives the same plan on any machine and on any number of
cores.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import replace

import numpy as np
from scipy import sparse

from placements.engine.draw import Draw
from placements.engine.highs import Face, Part, Problem
from placements.engine.kinds import Kinds
from placements.engine.piece import Answer, Piece, needed, solve_piece
from placements.engine.structure import Structure
from placements.engine.team import Team

COARSE, FINE = 1.4, 0.3
"""Difference to its bound at which a part is good enough, in spreads of a block's choices: at
first, and later."""
WIDE, NEAR = 25, 12
"""Choices of a block, best at the prices, that are open in a part: at first and in the end, and
between. Of a wave always as many: it has few blocks of each learner."""
FLYING = 2
"""Batches that are being solved at a time: nobody waits for the last part of one."""
CROWDED = 0.8
"""Share of all learners in them from which the next is drawn after them, not meanwhile."""
GROUPS = 4
"""Groups of learners who take their places at a time in a first solution."""
HOLDS = 1e-6
"""By how much a row may be broken, or a level change, and still be taken to hold, or not to."""

State = tuple[np.ndarray, np.ndarray]
"""A solution, (n,), and what the rows come to in it, (m,)."""
Batch = tuple[list[Piece], Callable[[], list[Answer]]]
"""Parts that are being solved, and what waits for their answers."""


class Improver:
    """How to make a solution better.

    Parameters
    ----------
    structure
        The matrix and its parts.
    cost
        What is to be less, (n,).
    guide
        A cost like it, whose levels are nearer to each other, (n,).
    prices
        On the rows, (m,), for the guide.
    scale
        Spread of the costs of a block's choices in the last level.
    team
        Does the work.
    until
        Time of ``time.monotonic`` after which no part is solved any more; ``None``: no limit.
    roams
        Whether a solution as good as this is taken too: from another, others can be better. Not
        where the first one is somebody's own, which is to be kept unless there is a better one.
    """

    def __init__(
        self,
        structure: Structure,
        cost: np.ndarray,
        guide: np.ndarray,
        prices: np.ndarray,
        scale: float,
        team: Team,
        until: float | None = None,
        *,
        roams: bool = True,
    ) -> None:
        self.structure, self.matrix, self.team = structure, structure.matrix, team
        self.cost, self.scale, self.until, self.roams = cost, scale, until, roams
        rng = np.random.default_rng(0)
        self.draw = Draw(structure, guide, prices, rng)
        self.kinds = Kinds(rng, waves=self.draw.waves, floating=structure.floats)
        self.wide = self.draw.nearest(WIDE)
        self.near = self.draw.nearest(NEAR) if structure.floats else self.wide
        self.gap = COARSE * scale
        self.narrowed = self.widened = False
        self.flying: deque[Batch] = deque()
        # At prices, a variable without an end could earn without one.
        self.face = replace(Face.whole(self.matrix), lower=structure.base, upper=structure.reach)

    @property
    def iterations(self) -> int:
        """The work so far, in iterations of the simplex method."""
        return self.kinds.iterations

    def narrow(self) -> None:
        """Open fewer choices from now on, and look closer at each part."""
        self.near, self.gap, self.narrowed = self.draw.nearest(NEAR), FINE * self.scale, True

    def widen(self) -> None:
        """Open many choices again, in larger parts: few choices of few learners bring no more."""
        self.near, self.widened = self.wide, True
        if self.structure.floats:  # there, what is left to find is made of small gains
            self.gap = 0.0
        self.kinds.enlarge()

    # ---- a first solution ----------------------------------------------------------------------

    def construct(self, x: np.ndarray) -> np.ndarray:
        """Return a solution in which some learners at a time took the best of the places left.

        At the prices: so that nobody takes a place that others need more.
        """
        state: State = x, self.matrix.rows @ x
        waiting = self.draw.in_turn(self.near)
        while waiting:
            batch, waiting = waiting[:GROUPS], waiting[GROUPS:]
            pieces = [self._first_of(who, state) for who in batch]
            for piece, answer in zip(pieces, self.team.map(solve_piece, pieces), strict=True):
                after = self._with(piece, answer, state)
                if after is None:  # somebody else took the place: once more on what is left
                    alone = self._first_of(piece.touched, state)
                    after = self._with(alone, solve_piece(alone), state)
                state = state if after is None else after
        return state[0]

    def _first_of(self, who: np.ndarray, state: State) -> Piece:
        columns = np.concatenate([self.structure.of_learner[k] for k in who])
        piece = self._piece("learners", who, columns, state)
        return replace(piece, problem=replace(piece.problem, cost=self.draw.tied[piece.columns]))

    # ---- drawing parts -------------------------------------------------------------------------

    def piece(self, kind: str, state: State, used: np.ndarray) -> Piece:
        """Return a part of a kind, without the learners already used; marks its learners used."""
        kind, touched, columns = self.draw.part(kind, self.kinds.size[kind], state[0], used)
        return self._piece(kind, touched, columns, state)

    def _piece(
        self,
        kind: str,
        touched: np.ndarray,
        columns: np.ndarray,
        state: State,
    ) -> Piece:
        """Return the piece of the open ones of some columns, the others at their value."""
        x, activity = state
        near = self.wide if kind == "wave" else self.near
        columns = self._with_shared(columns[near[columns] | (x[columns] > 0.5)])
        part = sparse.csr_array(self.structure.columns[:, columns])
        rows = np.flatnonzero(np.diff(part.indptr))
        part = sparse.csr_array(part[rows])
        rest, face = activity[rows] - part @ x[columns], self.face
        within = Face(
            row_lower=face.row_lower[rows] - rest,
            row_upper=face.row_upper[rows] - rest,
            lower=face.lower[columns],
            upper=face.upper[columns],
        )
        cost = self.cost[columns]
        whole = Problem(Part(part, self.matrix.integer[columns]), cost, within)
        problem, own = needed(whole, (x[columns] != 0) | (cost < 0))
        columns = columns[own]
        return Piece(kind, touched, columns, rows, problem, x[columns], self.until, self.gap)

    def _with_shared(self, columns: np.ndarray) -> np.ndarray:
        """Return columns, in order, with those of nobody that share a row with them."""
        shared = self.structure.shared_columns
        if not len(shared):
            return np.sort(columns)
        rows = np.unique(self.structure.columns[:, columns].indices)
        beside = np.unique(self.matrix.rows[rows].indices)
        return np.union1d(columns, np.intersect1d(beside, shared, assume_unique=True))

    # ---- taking answers ------------------------------------------------------------------------

    def round(self, state: State) -> State:
        """Return the better solution of the batch drawn first; draw another meanwhile."""
        state = self._next_landed(state)
        while len(self.flying) < FLYING and (pieces := self._drawn(state)):
            self.flying.append((pieces, self.team.begin(solve_piece, pieces)))
        return state

    def landed(self, state: State) -> State:
        """Return a solution with what is better in all batches that are being solved."""
        while self.flying:
            state = self._next_landed(state)
        return state

    def _next_landed(self, state: State) -> State:
        if self.flying:
            pieces, answers = self.flying.popleft()
            for piece, answer in zip(pieces, answers(), strict=True):
                state = self._take(piece, answer, state)
        return state

    def _drawn(self, state: State) -> list[Piece]:
        """Return a batch of parts, without the learners in those that are being solved."""
        used = np.zeros(self.structure.learners, dtype=bool)
        for batch, _ in self.flying:
            for piece in batch:
                used[self.draw.people(piece.kind, piece.touched)] = True
        if self.flying and used.mean() > CROWDED:
            return []
        pieces: list[Piece] = []
        for kind in self.kinds.following():
            if (~used).sum() >= 2 or not pieces:
                pieces.append(self.piece(kind, state, used))
        return pieces

    def _take(self, piece: Piece, answer: Answer, state: State) -> State:
        self.draw.told(piece.kind, piece.touched, proven=answer.proven)
        after = self._with(piece, answer, state) if self._wanted(piece, answer, state) else None
        gain = 0.0 if after is None else float(self.cost @ (state[0] - after[0]))
        gain = gain if gain > HOLDS else 0.0
        self.kinds.learn(piece.kind, gain, answer.iterations, proven=answer.proven)
        if after is None:
            return state
        if gain > 0.0:
            self.draw.moved(piece.kind, piece.touched)
        return after

    def _wanted(self, piece: Piece, answer: Answer, state: State) -> bool:
        """Return whether the first level that changes gets better; if none changes, ``roams``."""
        if answer.x is None:
            return False
        by_level = self.matrix.costs[:, piece.columns] @ (answer.x - state[0][piece.columns])
        changed = np.flatnonzero(np.abs(by_level) > HOLDS)
        return bool(by_level[changed[0]] < 0) if len(changed) else self.roams

    def _with(self, piece: Piece, answer: Answer, state: State) -> State | None:
        """Return the solution with an answer in it; ``None``: there is none, or it does not fit.

        Two parts of a batch may have taken the same place.
        """
        if answer.x is None:
            return None
        x, activity = state
        change = answer.x - x[piece.columns]  # of nobody's columns, some may have moved meanwhile
        moved = np.flatnonzero(np.abs(change) > 1e-9)
        columns = piece.columns[moved]
        after = activity + self.structure.columns[:, columns] @ change[moved]
        own, face = after[piece.rows], self.face
        low = own >= face.row_lower[piece.rows] - HOLDS
        if not (low & (own <= face.row_upper[piece.rows] + HOLDS)).all():
            return None
        better = x.copy()
        better[columns] = answer.x[moved]
        return better, after
