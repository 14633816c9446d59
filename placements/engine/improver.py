"""Improve a solution by solving parts of it again, the rest held where it is.

A mixed-integer solver proves well and finds badly on a whole round, but a part is solved in a
moment. Three kinds of part, for each is blind where another sees:

- *learners*: all choices of a few learners who compete for the same places;
- *a window*: the choices of many learners in one stretch of time, the rest of their programmes
  held. Such a part is nearly an assignment problem, so hundreds of blocks are solved at once, and
  chains of exchanges that would free a place for somebody are found;
- *a wave*: such a window of half of all learners. It finds at once what small windows find one by
  one, and nothing more once that is found.

Parts begin where a solution loses most against prices. What kind comes next depends on what each
brought for its work of late, and sizes adapt to the work, which is counted in iterations of the
simplex method: so the same round gives the same plan on any machine and on any number of cores.
Parts are drawn and their answers taken in a fixed order.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from scipy import sparse

from placements.engine.highs import Face, Limits, Part, Problem, solve_mip
from placements.engine.structure import Structure
from placements.engine.team import Team

BATCH = 4
"""Parts drawn before their answers are taken."""
NODES = 40
"""Nodes of the search tree that a part may take."""
COARSE, FINE = 1.4, 0.3
"""Difference to its bound at which a part is good enough, in spreads of a block's choices: at
first, and later."""
FIRST = {"learners": 10.0, "window": 100.0, "wave": 500.0}
MOST = {"learners": 25.0, "window": 200.0, "wave": 2_000.0}
"""First and most learners, or blocks, of a part: larger ones take longer than they bring."""
LIGHT = {"learners": 400, "window": 400, "wave": 8_000}
HEAVY = {"learners": 1_200, "window": 1_200, "wave": 20_000}
"""Iterations below which the next part is made larger, and above which smaller."""
LARGER, SMALLER = {"learners": 1.03, "window": 1.03, "wave": 1.2}, 0.93
LEAST_WORK = 100
"""Iterations that a part counts for at least: drawing it is work too."""
LEAST_SHARE = 0.1
"""Share of the work that even the kind that brings least has, about."""
MEMORY = 0.9
"""What a kind brought so far against what its last part brought."""
TOGETHER = 4
"""Learners placed together in a first solution."""
ENDLESS = 1e9
"""Stands for a bound that there is not."""
WIDE, NEAR = 25, 12
"""Choices of a block, best at the prices, that are open in a part: at first, and later."""


@dataclass(frozen=True, eq=False)
class Piece:
    """A part to solve: columns, and the problem over them with the rest where it is."""

    kind: str
    columns: np.ndarray
    rows: np.ndarray
    problem: Problem
    x: np.ndarray
    seconds: float | None
    gap: float
    touched: np.ndarray


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


class Improver:
    """A solution, and how to make it better.

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
    """

    def __init__(
        self,
        structure: Structure,
        cost: np.ndarray,
        guide: np.ndarray,
        prices: np.ndarray,
        scale: float,
        team: Team,
    ) -> None:
        self.structure, self.matrix, self.team = structure, structure.matrix, team
        self.cost = cost
        self.rng = np.random.default_rng(0)
        rows = self.matrix.rows
        self.reduced = guide - rows.T @ prices
        self.tied = guide - rows.T @ np.where(structure.shared_rows, prices, 0.0)
        self.near = self._nearest(WIDE)
        self.scale = scale
        self.gap, self.narrowed = COARSE * scale, False
        self.rivals = self._rivals(prices)
        # At prices, a variable without an end could earn without one.
        self.face = replace(Face.whole(self.matrix), lower=structure.base, upper=structure.reach)
        self.size = dict(FIRST)
        waves = structure.learners // 2 > MOST["window"]
        self.kinds = ["learners", "window", "wave"] if waves else ["learners", "window"]
        self.brings = dict.fromkeys(self.kinds, np.inf)
        self.rest = {kind: np.zeros(structure.blocks) for kind in ("window", "wave")}
        self.rest["learners"] = np.zeros(structure.learners)
        self.least = np.zeros(structure.blocks)
        np.minimum.at(self.least, structure.block, self.reduced[self.matrix.assign])
        who = structure.learner_of_block
        self.lowest = np.bincount(who, weights=self.least, minlength=structure.learners)
        self.crowd = 1.0 + self.rivals.sum(axis=1)
        self.iterations = 0

    def _nearest(self, number: int) -> np.ndarray:
        """Return the columns open in a part: of choices, the best of each block at the prices."""
        block = self.structure.block
        reduced = self.reduced[self.matrix.assign]
        order = np.lexsort((reduced, block))
        rank = np.empty(len(order), dtype=np.int64)
        rank[order] = np.arange(len(order)) - np.searchsorted(block[order], block[order])
        near = np.ones(len(self.reduced), dtype=bool)
        near[self.matrix.assign] = rank < number
        return near

    def _rivals(self, prices: np.ndarray) -> sparse.csr_array:
        """Return which scarce rows each learner's best choices use, (learners, rows)."""
        structure, rows = self.structure, np.flatnonzero(self.structure.shared_rows)
        size = np.abs(prices[rows])
        scarce = rows[size > 0.01 * size.max(initial=0.0)]
        best = np.flatnonzero(self._nearest(3) & structure.choice)
        who = sparse.csr_array(
            (np.ones(len(best)), (self.matrix.owner[best], best)),
            shape=(structure.learners, len(self.reduced)),
        )
        used = sparse.csr_array(who @ sparse.csc_array(self.matrix.rows[scarce]).T)
        used.data[:] = 1.0
        return used

    def construct(self, x: np.ndarray, seconds: float | None) -> np.ndarray:
        """Return a solution in which some learners at a time took the best of the places left.

        At the prices: so that nobody takes a place that others need more.
        """
        activity = self.matrix.rows @ x
        waiting = self._in_turn()
        while waiting:
            batch, waiting = waiting[:BATCH], waiting[BATCH:]
            pieces = [self._first_of(who, x, activity, seconds) for who in batch]
            for piece, answer in zip(pieces, self.team.map(solve_piece, pieces), strict=True):
                x, activity, taken = self._put(piece, answer, x, activity)
                if not taken:  # somebody else took the place: once more on what is left
                    alone = self._first_of(piece.touched, x, activity, seconds)
                    x, activity, _ = self._put(alone, solve_piece(alone), x, activity)
        return x

    def _in_turn(self) -> list[np.ndarray]:
        """Return groups of learners, those with the fewest choices first."""
        choices = np.array([self.near[c].sum() for c in self.structure.of_learner])
        order = np.argsort(choices, kind="stable")
        order = order[choices[order] > 0]
        return [order[k : k + TOGETHER] for k in range(0, len(order), TOGETHER)]

    def _first_of(
        self, who: np.ndarray, x: np.ndarray, activity: np.ndarray, seconds: float | None
    ) -> Piece:
        columns = np.concatenate([self.structure.of_learner[k] for k in who])
        columns = self._with_shared(columns[self.near[columns] | (x[columns] > 0.5)])
        piece = self.cut("learners", columns, x, activity, who, seconds)
        return replace(piece, problem=replace(piece.problem, cost=self.tied[columns]))

    def _put(
        self, piece: Piece, answer: Answer, x: np.ndarray, activity: np.ndarray
    ) -> tuple[np.ndarray, np.ndarray, bool]:
        if answer.x is None:
            return x, activity, False
        change = answer.x - x[piece.columns]
        after = activity + self.structure.columns[:, piece.columns] @ change
        if not self._fits(after, piece.rows):
            return x, activity, False
        better = x.copy()
        better[piece.columns] = answer.x
        return better, after, True

    # ---- drawing parts -----------------------------------------------------------------------

    def _alike(self, learner: int) -> np.ndarray:
        """Return how much each learner competes with one, with some chance in it, (learners,)."""
        common = (self.rivals @ self.rivals[[learner]].T).toarray().ravel()
        common = common / np.sqrt(self.crowd)
        score = (common + 1e-3) * (0.5 + self.rng.random(len(common)))
        score[learner] = np.inf
        return np.asarray(score)

    def _seed(self, loss: np.ndarray, rest: np.ndarray, used: np.ndarray) -> int:
        weight = (np.maximum(loss, 0.0) + 1e-3 * (1.0 + loss.max(initial=0.0))) / (1 + rest) ** 2
        weight = np.where(used, 0.0, np.maximum(weight, 1e-12))
        return int(self.rng.choice(len(weight), p=weight / weight.sum()))

    def learners(self, x: np.ndarray, used: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return a few learners who compete, and their columns."""
        some = np.flatnonzero(x)
        own = some[self.matrix.owner[some] >= 0]
        cost = self.tied[own] * x[own]
        loss = np.bincount(self.matrix.owner[own], weights=cost, minlength=len(used))
        loss = loss - self.lowest
        seed = self._seed(loss, self.rest["learners"], used)
        score = np.where(used, -1.0, self._alike(seed))
        size = min(int(self.size["learners"]), int((~used).sum()))
        chosen = np.argsort(-score, kind="stable")[:size]
        columns = np.concatenate([self.structure.of_learner[k] for k in chosen])
        return chosen, columns

    def window(
        self, x: np.ndarray, used: np.ndarray, kind: str = "window"
    ) -> tuple[np.ndarray, np.ndarray]:
        """Return blocks of many learners that overlap in time, and their columns."""
        structure = self.structure
        who = structure.learner_of_block
        value = np.zeros(structure.blocks)
        taken = x[self.matrix.assign] > 0.5
        value[structure.block[taken]] = self.reduced[self.matrix.assign[taken]]
        loss = np.where(structure.weeks[1] > 0, value - self.least, 0.0)
        never = ~self._in_window(used)
        seed = self._seed(loss, self.rest[kind], never)
        first, last = structure.weeks
        beside = np.flatnonzero((first <= last[seed]) & (last >= first[seed]) & ~never)
        score = self._alike(int(who[seed]))[who[beside]]
        size = int(self.size[kind])
        if kind == "wave":  # two of them are solved at a time
            size = min(size, structure.learners // 2)
        chosen = beside[np.argsort(-score, kind="stable")][:size]
        chosen = np.union1d(chosen, [seed])
        columns = [structure.of_block[b] for b in chosen]
        columns += [structure.own_variables[k] for k in np.unique(who[chosen])]
        return chosen, np.concatenate(columns)

    def _in_window(self, used: np.ndarray) -> np.ndarray:
        """Return which blocks can be part of a window, (blocks,)."""
        structure = self.structure
        return np.asarray(~used[structure.learner_of_block] & (structure.weeks[1] > 0))

    def piece(
        self,
        kind: str,
        x: np.ndarray,
        activity: np.ndarray,
        used: np.ndarray,
        seconds: float | None,
    ) -> Piece:
        """Return a part of a kind, without the learners already used; marks its learners used."""
        if not self._in_window(used).any():  # none of these blocks could be anywhere
            kind = "learners"
        if kind == "learners":
            touched, columns = self.learners(x, used)
        else:
            touched, columns = self.window(x, used, kind)
        who = touched if kind == "learners" else self.structure.learner_of_block[touched]
        used[who] = True
        open_ = self.near[columns] | (x[columns] > 0.5)
        columns = self._with_shared(columns[open_])
        return self.cut(kind, columns, x, activity, touched, seconds)

    def _with_shared(self, columns: np.ndarray) -> np.ndarray:
        """Return columns, in order, with those of nobody that share a row with them."""
        shared = self.structure.shared_columns
        if not len(shared):
            return np.sort(columns)
        rows = np.unique(self.structure.columns[:, columns].indices)
        beside = np.unique(self.matrix.rows[rows].indices)
        return np.union1d(columns, np.intersect1d(beside, shared, assume_unique=True))

    def cut(
        self,
        kind: str,
        columns: np.ndarray,
        x: np.ndarray,
        activity: np.ndarray,
        touched: np.ndarray,
        seconds: float | None = None,
    ) -> Piece:
        """Return the piece of some columns, the others at their value."""
        part = sparse.csr_array(self.structure.columns[:, columns])
        rows = np.flatnonzero(np.diff(part.indptr))
        part = sparse.csr_array(part[rows])
        rest = activity[rows] - part @ x[columns]
        within = Face(
            row_lower=self.face.row_lower[rows] - rest,
            row_upper=self.face.row_upper[rows] - rest,
            lower=self.face.lower[columns],
            upper=self.face.upper[columns],
        )
        told, own = _needed(part, within, (x[columns] != 0) | (self.cost[columns] < 0))
        within = Face(
            row_lower=within.row_lower[told],
            row_upper=within.row_upper[told],
            lower=within.lower[own],
            upper=within.upper[own],
        )
        columns = columns[own]
        less = Part(sparse.csr_array(part[told][:, own]), self.matrix.integer[columns])
        problem = Problem(less, self.cost[columns], within)
        return Piece(kind, columns, rows, problem, x[columns], seconds, self.gap, touched)

    # ---- taking answers ----------------------------------------------------------------------

    def round(
        self, x: np.ndarray, activity: np.ndarray, seconds: float | None
    ) -> tuple[np.ndarray, np.ndarray]:
        """Draw a batch of parts, solve them, take what is better; return x and the rows' values."""
        used = np.zeros(self.structure.learners, dtype=bool)
        pieces: list[Piece] = []
        for kind in self._next():
            if (~used).sum() >= 2 or not pieces:
                pieces.append(self.piece(kind, x, activity, used, seconds))
        answers = self.team.map(solve_piece, pieces)
        for piece, answer in zip(pieces, answers, strict=True):
            x, activity = self._take(piece, answer, x, activity)
        return x, activity

    def _next(self) -> list[str]:
        """Return the kinds of the next batch: mostly those that brought most for their work."""
        brings = np.array([self.brings[kind] for kind in self.kinds])
        fresh = ~np.isfinite(brings)
        share = np.where(fresh, 1.0, 0.0) if fresh.any() else brings
        share = share / share.sum() if share.sum() > 0 else np.full(len(share), 1 / len(share))
        # Of the work, not of the parts: a wave takes that of many others.
        share = np.maximum(share, LEAST_SHARE) / [HEAVY[kind] for kind in self.kinds]
        return self.rng.choice(self.kinds, BATCH, p=share / share.sum()).tolist()

    def _take(
        self, piece: Piece, answer: Answer, x: np.ndarray, activity: np.ndarray
    ) -> tuple[np.ndarray, np.ndarray]:
        work = max(answer.iterations, LEAST_WORK)
        self.iterations += work
        self._adapt(piece, answer)
        taken = self._taken(piece, answer, x, activity)
        gain = 0.0 if taken is None else float(self.cost @ x - self.cost @ taken[0])
        self._learn(piece.kind, max(gain, 0.0) / work)
        return (x, activity) if taken is None else taken

    def _taken(
        self, piece: Piece, answer: Answer, x: np.ndarray, activity: np.ndarray
    ) -> tuple[np.ndarray, np.ndarray] | None:
        """Return x and the rows' values with an answer in them; ``None``: no better, or no fit."""
        if answer.x is None:
            return None
        change = answer.x - x[piece.columns]
        if not self._better(piece.columns, change):
            return None
        moved = np.flatnonzero(np.abs(change) > 1e-9)
        columns = piece.columns[moved]
        after = activity + self.structure.columns[:, columns] @ change[moved]
        if not self._fits(after, piece.rows):
            return None
        rest = self.rest[piece.kind]
        rest[piece.touched] = np.minimum(rest[piece.touched], 1.0)
        better = x.copy()
        better[columns] = answer.x[moved]
        return better, after

    def _learn(self, kind: str, gain: float) -> None:
        """Keep what a kind of part brings for each iteration."""
        known = self.brings[kind]
        self.brings[kind] = MEMORY * known + (1 - MEMORY) * gain if np.isfinite(known) else gain

    def _better(self, columns: np.ndarray, change: np.ndarray) -> bool:
        """Return whether the first level that changes gets better."""
        by_level = self.matrix.costs[:, columns] @ change
        changed = np.flatnonzero(np.abs(by_level) > 1e-6)
        return bool(len(changed)) and bool(by_level[changed[0]] < 0)

    def narrow(self) -> None:
        """Open fewer choices from now on, and look closer at each part."""
        self.near, self.gap, self.narrowed = self._nearest(NEAR), FINE * self.scale, True

    def _fits(self, activity: np.ndarray, rows: np.ndarray) -> bool:
        """Return whether rows hold: two parts of a batch may have taken the same place."""
        own = activity[rows]
        low = own >= self.face.row_lower[rows] - 1e-6
        return bool((low & (own <= self.face.row_upper[rows] + 1e-6)).all())

    def _adapt(self, piece: Piece, answer: Answer) -> None:
        rest = self.rest[piece.kind]
        rest *= 0.995
        rest[piece.touched] = 0.9 * rest[piece.touched] + (1.0 if answer.proven else 0.3)
        kind = piece.kind
        if not answer.proven or answer.iterations > HEAVY[kind]:
            self.size[kind] = max(SMALLER * self.size[kind], 4.0)
        elif answer.iterations < LIGHT[kind]:
            self.size[kind] = min(LARGER[kind] * self.size[kind], MOST[kind])


def _needed(
    part: sparse.csr_array, face: Face, wanted: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Return which rows of a part can be broken within it, and which columns those hold.

    A solver would find out too, but a window holds thousands of rows that count what it cannot
    change; told of the others only, it is done in half the time.

    Parameters
    ----------
    wanted
        Columns that are told of whatever rows hold them, (n,).
    """
    rises, falls = part.maximum(0.0), part.minimum(0.0)
    low, high = np.maximum(face.lower, -ENDLESS), np.minimum(face.upper, ENDLESS)
    most, least = rises @ high + falls @ low, rises @ low + falls @ high
    told = np.flatnonzero((most > face.row_upper + 1e-9) | (least < face.row_lower - 1e-9))
    held = wanted.copy()
    held[part[told].indices] = True
    return told, np.flatnonzero(held)
