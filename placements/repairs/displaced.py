"""How many placements must change beside those that the round no longer allows: a relaxation.

Those who lost a place, and newcomers, have all their choices, their own rules, and a curriculum no
worse than the repair gives them. Everybody else stays or goes, for one change and wherever they
like. So whoever must make way is counted, in a linear relaxation that no plan can be below.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from models.build import build
from models.measure import Measure
from models.measures import MEASURES
from models.rules import RULES
from placements.candidates import Candidates
from placements.engine.held import HeldRows
from placements.engine.highs import Face, Problem
from placements.engine.matrix import Matrix, compile_model
from placements.engine.solved import TOLERANCE
from placements.network.meeting import meets
from placements.plan import Plan
from placements.repairs.choices import few_choices, open_choices
from placements.repairs.order import Order, with_changes
from placements.repairs.priced import Kinds, solve_priced
from placements.repairs.room import people_of
from placements.repairs.standing import Standing
from placements.round import Level

MOST = 150
"""Learners who have all their choices: with more, the relaxation would take too long."""
FEW_MEMBERS = 60
"""With more it would take too long where a level due is not proven: little follows then."""
HOLDING = tuple(rule for rule in RULES if rule.partial)
"""Rules whose rows hold among some learners, wherever all others are."""
SHARE = 1e-6
"""Part of a placement below which a relaxation does not have it."""


@dataclass(frozen=True, eq=False)
class Least:
    """What a relaxation says of the fewest changes.

    Parameters
    ----------
    changes
        No plan that is as good as the repair at the levels due has fewer.
    chosen
        Candidates that the relaxation takes, in part or whole, of those who have all their choices.
    going
        Blocks of others whose placement it gives up, in part or whole.
    """

    changes: float
    chosen: np.ndarray
    going: np.ndarray


def least_changes(
    plan: Plan,
    order: Order,
    standing: Standing,
    values: Sequence[float],
    due: Sequence[float | None],
) -> Least | None:
    """Return what no plan can be below that is as good as a repair at the levels due.

    Only for a repair, and plans, that keep all that is frozen. ``None``: not known.

    Parameters
    ----------
    values
        The repair's, of every level.
    due
        Bounds of the levels due, added up learner by learner: what the repair has beyond them
        others may have less of in a plan as good, and so those that are counted here more.
    """
    own = tuple(values[1 : order.changed_at])
    spare = [value - (bound or 0.0) for value, bound in zip(own, due, strict=True)]
    part = _part(plan, standing)
    if not len(part.members) or (any(spare) and len(part.members) > FEW_MEMBERS):
        return None
    forced = float(standing.surely_lost.sum())
    if not part.theirs.any():  # nowhere to go: nobody makes way
        return Least(forced, np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int64))
    few = replace(order, rest=())
    matrix = with_changes(
        compile_model(build(part.few, order.due, HOLDING), part.few), few, standing
    )
    kept = matrix.costs[few.changed_at]
    held = _held(matrix, plan, few, part, spare)
    stay = int(np.count_nonzero(kept))
    known = values[order.changed_at] - forced - stay
    problem = Problem(matrix, kept, _face(matrix, part), held)
    found = solve_priced(problem, _kinds(matrix, part), known)
    if found is None:
        return None
    bound = float(np.ceil(found.bound + stay - TOLERANCE * max(1.0, stay)))
    share = found.x[matrix.assign]
    at = part.few.column("position")
    going = ~part.theirs & (share < 1 - SHARE)
    chosen = at[part.theirs & (share > SHARE)]
    return Least(forced + bound, chosen, part.few.column("learner_block")[going])


@dataclass(frozen=True, eq=False)
class _Part:
    """The candidates of a relaxation.

    Parameters
    ----------
    few
        All choices of the members, and the placements of others that one of them may want.
    members
        Positions of the learners who have all their choices.
    theirs, held
        Which candidates are the members', and which every plan has that keeps what is frozen,
        (candidates,).
    first
        Choices to begin with: where the members were and are, and where there is room.
    """

    few: Candidates
    members: np.ndarray
    theirs: np.ndarray
    held: np.ndarray
    first: np.ndarray


def _part(plan: Plan, standing: Standing) -> _Part:
    candidates, round = standing.candidates, standing.round
    everybody = people_of(round, np.arange(len(round.learner_blocks)))
    lost = everybody[standing.column("learner_block")[~standing.allowed]]
    members = np.union1d(lost, np.flatnonzero(standing.newcomers))[:MOST]
    room, stay = standing.room, standing.column("candidate")[~standing.surely_lost]
    theirs = np.isin(everybody[room.block[stay]], members)
    blocks = np.flatnonzero(np.isin(everybody, members))
    choices = open_choices(standing, blocks)
    others = stay[~theirs]
    others = others[meets(candidates, others, choices)]
    at = np.union1d(choices, others)
    frame = candidates.frame.iloc[at].reset_index(drop=True).assign(position=at)
    few = Candidates(round, frame, members=members)
    own = np.union1d(stay[theirs], _places(plan, standing, blocks))
    first = few_choices(room, blocks, room.left(stay), standing.closed_choices, own)
    masks = (choices, standing.certain, first)
    return _Part(few, members, *(np.isin(at, rows) for rows in masks))


def _places(plan: Plan, standing: Standing, blocks: np.ndarray) -> np.ndarray:
    """Return the candidates that a plan takes of some blocks."""
    own = standing.round.learner_blocks.iloc[blocks]
    now = {(p.learner_id, p.block_id): p for p in plan.placements}
    placed = [now.get(key) for key in zip(own["learner_id"], own["block_id"], strict=True)]
    rows = [
        (block, standing.round.setting_at[p.setting_id], p.start)
        for block, p in zip(blocks, placed, strict=True)
        if p is not None
    ]
    block, setting, start = np.array(rows, dtype=np.int64).reshape(-1, 3).T
    return standing.candidates.find(block, setting, start)


def _kinds(matrix: Matrix, part: _Part) -> Kinds:
    """Return what the columns are: choices of the members, and where the others are."""
    columns = matrix.rows.shape[1]
    group, first, stays = np.full(columns, -1), np.zeros(columns, bool), np.zeros(columns, bool)
    free = part.theirs & ~part.held
    group[matrix.assign[free]] = part.few.column("learner_block")[free]
    first[matrix.assign] = part.first
    stays[matrix.assign] = ~part.theirs
    return Kinds(group, first, stays)


def _face(matrix: Matrix, part: _Part) -> Face:
    """Return the bounds: what is frozen stays, and of the rules that bind several, limits."""
    lower = matrix.lower.copy()
    lower[matrix.assign[part.held]] = 1.0
    # Rows about one of the members and nobody else.
    about = np.abs(matrix.rows) @ np.isin(matrix.owner, part.members).astype(float) > 0
    own = about & ~matrix.shared_rows
    # A limit on a sum still holds for a part of it; any other rule may not.
    sums = (matrix.rows < 0).sum(axis=1) == 0
    low = np.where(own, matrix.row_lower, -np.inf)
    high = np.where(own | sums, matrix.row_upper, np.inf)
    return Face(low, high, lower, matrix.upper)


def _held(
    matrix: Matrix, plan: Plan, order: Order, part: _Part, spare: Sequence[float]
) -> HeldRows:
    """Return rows that hold what is due to the members at what the plan gives them.

    ``spare``: what they may miss beside that, where others may miss less.
    """
    mine = np.isin(matrix.owner, part.members)
    held = []
    for number, level in enumerate(order.due):
        cost = np.where(mine, matrix.costs[1 + number], 0.0)
        owed = sum(matrix.owed[number].get(k, 0.0) for k in part.members.tolist())
        limit = _value(plan, level, part.members) - owed + spare[number]
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
