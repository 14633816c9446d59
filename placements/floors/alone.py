"""Each learner alone, as if all places were theirs: what their own calendar and offers allow.

Only the rules that bind one learner are taken, so whatever is impossible here is impossible in
every plan. That no plan can be found for all together is another statement.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from scipy import sparse

from models.build import build
from models.measures import MEASURES
from models.requirements import accounts
from models.rules import one_at_a_time, one_setting_per_block, pins, taken_blocks
from placements.candidates import Candidates
from placements.engine.highs import Face, Limits, Part, Problem, solve_mip
from placements.engine.matrix import Matrix, compile_model
from placements.engine.structure import Structure
from placements.floors.asked import NODES, Asked
from placements.round import Level

OWN_RULES = tuple(r.RULE for r in (one_at_a_time, one_setting_per_block, pins, taken_blocks))
"""The rules that bind each learner alone: to leave out the others only allows more."""
ASKED = tuple(
    Level(name, ((name, 1.0),))
    for name in ("unplaced_weeks", "requirement_shortfall", "sequence_breaches")
    if name in MEASURES
)
"""What every plan meets as far as possible for each learner."""
LEARNERS = 25
"""Learners whose problems are compiled together."""


@dataclass(frozen=True, eq=False)
class Alone:
    """One learner's own problem.

    Parameters
    ----------
    learner
        Position of the learner.
    part
        The learner's rows and columns.
    face
        Their bounds.
    costs, owed
        Of each of ``ASKED``, (3, n), and the constant of each, (3,).
    items
        Name of what is asked (a requirement's or sequence's code) → its columns, which are above
        0 where it is not met.
    blocks
        Block → its choices, as columns.
    closed
        Requirement for which nothing open to the learner counts → what is missed of it.
    """

    learner: int
    part: Part
    face: Face
    costs: np.ndarray
    owed: np.ndarray
    items: dict[str, np.ndarray]
    blocks: dict[str, np.ndarray]
    closed: dict[str, float]

    @property
    def missing(self) -> tuple[str, ...]:
        """Codes of the requirements that nothing open to the learner counts for."""
        return tuple(sorted(self.closed))

    @property
    def constant(self) -> float:
        """What of the curriculum is missed in any case."""
        return sum(self.closed.values())

    def least(self, k: int) -> tuple[float | None, bool]:
        """Return the least of one of ``ASKED``, without its constant, and whether it is proven."""
        found = solve_mip(Problem(self.part, self.costs[k], self.face), Limits(nodes=NODES))
        return found.value, found.proven

    def possible(self, blocks: Sequence[str], items: Sequence[str]) -> bool | None:
        """Return whether all these can be placed and met at once; ``None``: not known."""
        placed, met = [self.blocks[b] for b in blocks], [self.items[i] for i in items]
        return Asked(self.part, self.face).possible(placed, met)


def alone(
    candidates: Candidates, learners: Sequence[int], forced: np.ndarray | None = None
) -> Iterator[Alone]:
    """Yield the problem of each of some learners.

    Parameters
    ----------
    forced
        Positions of candidates that must be chosen.
    """
    who = candidates.column("learner")
    fixed = np.zeros(len(candidates), dtype=bool)
    fixed[np.empty(0, dtype=np.int64) if forced is None else forced] = True
    for first in range(0, len(learners), LEARNERS):
        chunk = np.array(learners[first : first + LEARNERS], dtype=np.int64)
        rows = np.flatnonzero(np.isin(who, chunk))
        few = candidates.take(rows, members=chunk)
        matrix = compile_model(build(few, ASKED, OWN_RULES), few)
        matrix.lower[matrix.assign[fixed[rows]]] = 1.0
        structure, closed = Structure(matrix), _closed(few, chunk)
        for learner in chunk.tolist():
            yield _alone(matrix, structure, learner, closed.get(learner, {}))


def _closed(candidates: Candidates, learners: np.ndarray) -> dict[int, dict[str, float]]:
    found: dict[int, dict[str, float]] = {}
    asked = set(learners.tolist())
    for account in accounts(candidates):
        if account.learner in asked and account.before is not None and not len(account.positions):
            missed = account.requirement.missed(account.achieved)
            if missed > 0:
                own = found.setdefault(account.learner, {})
                code = account.requirement.requirement_id
                own[code] = own.get(code, 0.0) + missed
    return found


def _alone(matrix: Matrix, structure: Structure, learner: int, closed: dict[str, float]) -> Alone:
    columns = structure.of_learner[learner]
    part = sparse.csr_array(structure.columns[:, columns])
    rows = np.flatnonzero(np.diff(part.indptr) > 0)
    part = sparse.csr_array(part[rows])
    face = Face(
        matrix.row_lower[rows], matrix.row_upper[rows], matrix.lower[columns], matrix.upper[columns]
    )
    costs = matrix.costs[:, columns]
    ids = matrix.candidates.round.learner_blocks["block_id"].to_numpy()
    block = np.full(matrix.rows.shape[1], -1)
    block[matrix.assign] = structure.block
    own = block[columns]
    blocks = {ids[k]: np.flatnonzero(own == k) for k in np.unique(own[own >= 0]).tolist()}
    items = items_of(matrix, structure, columns)
    return Alone(
        learner,
        Part(part, matrix.integer[columns]),
        face,
        costs,
        np.array([own.get(learner, 0.0) for own in matrix.owed]),
        {code: np.searchsorted(columns, mine) for code, mine in items.items()},
        blocks,
        closed,
    )


def items_of(matrix: Matrix, structure: Structure, columns: np.ndarray) -> dict[str, np.ndarray]:
    """Return a learner's requirements and sequences: the columns above 0 where one is not met.

    The rows that hold such a column have the code in their key.
    """
    asked = (matrix.costs[1:, columns] > 0).any(axis=0) & ~structure.choice[columns]
    found: dict[str, list[int]] = {}
    for column in columns[asked].tolist():
        row = structure.columns.indices[structure.columns.indptr[column]]
        key = matrix.key[row]
        code = str(key[1]) if isinstance(key, tuple) and len(key) > 1 else str(key)
        found.setdefault(code, []).append(column)
    return {code: np.array(own, dtype=np.int64) for code, own in sorted(found.items())}
