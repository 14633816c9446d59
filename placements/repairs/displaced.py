"""How many placements must change beside those that the round no longer allows: a relaxation.

Those who lost a place, and newcomers, have all their choices, their own rules, and a curriculum no
worse than the repair gives them. Everybody else stays or goes, for one change and wherever they
like. So whoever must make way is counted, in a linear relaxation that no plan can be below.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from models.build import build
from models.measure import Measure
from models.measures import MEASURES
from placements.candidates import Candidates
from placements.engine.highs import Face, Limits, Problem, solve_relaxation
from placements.engine.matrix import Matrix, compile_model
from placements.engine.solved import TOLERANCE
from placements.engine.stop import Flag
from placements.network.meeting import meets
from placements.plan import Plan
from placements.repairs.choices import of_blocks
from placements.repairs.order import Order, with_changes
from placements.repairs.room import Room, people_of
from placements.repairs.standing import Standing
from placements.round import Level

MOST = 150
"""Learners who have all their choices: with more, the relaxation would take too long."""


def least_changes(plan: Plan, order: Order, standing: Standing) -> float | None:
    """Return what no plan can be below that is as good as a repair at the levels due.

    Only where these are proven best learner by learner, so that each has just what the repair gives
    them in every plan as good, and where nothing is frozen that the repair moves. ``None``: not
    known.
    """
    part = _part(standing)
    if not len(part.members):
        return None
    matrix = with_changes(compile_model(build(part.few, order.stated), part.few), order, standing)
    face = _face(matrix, part)
    kept = matrix.costs[order.changed_at]
    problem = Problem(matrix, kept, face, _held(matrix, plan, order, part))
    found = solve_relaxation(problem, Limits(), Flag())
    if found is None:
        return None
    forced = int((~standing.allowed).sum())
    stay = int(np.count_nonzero(kept))
    bound = found.bound + stay
    return forced + float(np.ceil(bound - TOLERANCE * max(1.0, stay)))


@dataclass(frozen=True, eq=False)
class _Part:
    """The candidates of a relaxation.

    Parameters
    ----------
    few
        All choices of the members, and the placements of others that one of them may want.
    members
        Positions of the learners who have all their choices.
    theirs, frozen
        Which candidates are the members', and which are frozen placements, (candidates,).
    """

    few: Candidates
    members: np.ndarray
    theirs: np.ndarray
    frozen: np.ndarray


def _part(standing: Standing) -> _Part:
    candidates, round = standing.candidates, standing.round
    everybody = people_of(round, np.arange(len(round.learner_blocks)))
    lost = everybody[standing.column("learner_block")[~standing.allowed]]
    members = np.union1d(lost, np.flatnonzero(standing.newcomers))[:MOST]
    rows = standing.rows[standing.allowed]
    stay, block = (rows[n].to_numpy(dtype=np.int64) for n in ("candidate", "learner_block"))
    frozen = stay[rows["frozen"].to_numpy(dtype=bool)]
    mine = np.isin(everybody[block], members)
    held = stay[mine & rows["frozen"].to_numpy(dtype=bool)]
    blocks = np.flatnonzero(np.isin(everybody, members))
    room = Room(candidates)
    blocks = blocks[~np.isin(blocks, room.block[held])]
    choices = of_blocks(room, blocks)
    choices = choices[~standing.closed_choices[choices]]
    others = stay[~mine]
    others = others[meets(candidates, others, choices)]
    at = np.unique(np.concatenate([choices, held, others]))
    frame = candidates.frame.iloc[at].reset_index(drop=True).assign(position=at)
    few = Candidates(round, frame, members=members)
    return _Part(few, members, ~np.isin(at, others), np.isin(at, frozen))


def _face(matrix: Matrix, part: _Part) -> Face:
    """Return the bounds: what is frozen stays, and of the rules that bind several, limits."""
    lower = matrix.lower.copy()
    lower[matrix.assign[part.frozen]] = 1.0
    # Rows about one of the members and nobody else.
    about = np.abs(matrix.rows) @ np.isin(matrix.owner, part.members).astype(float) > 0
    own = about & ~matrix.shared_rows
    # A limit on a sum still holds for a part of it; any other rule may not.
    sums = (matrix.rows < 0).sum(axis=1) == 0
    low = np.where(own, matrix.row_lower, -np.inf)
    high = np.where(own | sums, matrix.row_upper, np.inf)
    return Face(low, high, lower, matrix.upper)


def _held(
    matrix: Matrix, plan: Plan, order: Order, part: _Part
) -> tuple[tuple[np.ndarray, float], ...]:
    """Return rows that hold what is due to the members at what the plan gives them."""
    mine = np.isin(matrix.owner, part.members)
    held = []
    for number, level in enumerate(order.due):
        cost = np.where(mine, matrix.costs[1 + number], 0.0)
        owed = sum(matrix.owed[number].get(k, 0.0) for k in part.members.tolist())
        limit = _value(plan, level, part.members) - owed
        if cost.any():
            held.append((cost, limit + TOLERANCE * max(1.0, abs(limit))))
    return tuple(held)


def _value(plan: Plan, level: Level, members: Sequence[int] | np.ndarray) -> float:
    """Return what a level comes to for some learners."""
    codes = [plan.round.learner_ids[k] for k in members]
    total = 0.0
    for name, weight in level.weights:
        measure = MEASURES[name]
        assert isinstance(measure, Measure)  # of other levels' measures no level due is made
        values = measure.value(plan)
        total += weight * sum(values.get(code, 0.0) for code in codes)
    return total
