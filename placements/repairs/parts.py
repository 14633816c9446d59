"""Repair a large round: solve a small part again, all else where it is, growing where it must.

First the blocks that cannot stay, and those without a place; then, for blocks that still have
none, whoever holds a place that they could use and could go elsewhere. What is left out of a part
is never moved, so every plan found is a plan of the whole; the bounds do not depend on the part.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from models.build import build
from models.rules import RULES
from placements.candidates import Candidates
from placements.engine.exact import solve_exactly
from placements.engine.matrix import Matrix, compile_model
from placements.engine.options import Options
from placements.engine.reduced import with_held
from placements.engine.solved import Solved
from placements.engine.stop import Clock, Listener
from placements.errors import SolverError
from placements.plan import Plan, plan_of_candidates
from placements.repairs.bounds import bounds
from placements.repairs.order import Order, values, with_changes
from placements.repairs.room import Room, people_of
from placements.repairs.standing import NOWHERE, Standing

GROWTHS = 3
"""How often a part may grow."""
BEST, OF_SECTOR = 16, 3
"""Choices of a block that suit best, and of each sector."""
BLOCKERS = 6
"""Placements that may make way for one block."""
MOST_FREED = 300
"""Placements freed in one growth."""


@dataclass(eq=False)
class Parts:
    """The state of a repair: where each block is, and which may move."""

    standing: Standing
    order: Order
    clock: Clock
    listener: Listener

    def __post_init__(self) -> None:
        self.candidates = self.standing.candidates
        self.room = Room(self.candidates)
        blocks = len(self.candidates.round.learner_blocks)
        self.chosen = np.full(blocks, NOWHERE, dtype=np.int64)
        rows = self.standing.rows[self.standing.allowed]
        self.chosen[rows["learner_block"].to_numpy()] = rows["candidate"].to_numpy()
        self.frozen = np.zeros(blocks, dtype=bool)
        self.frozen[rows["learner_block"].to_numpy()[rows["frozen"].to_numpy()]] = True
        self.free = self.chosen == NOWHERE
        self._free_learners(self._released())

    @property
    def plan(self) -> Plan:
        """The plan as it stands."""
        return plan_of_candidates(self.candidates, self.chosen[self.chosen != NOWHERE].tolist())

    def _released(self) -> np.ndarray:
        """Return the blocks whose placement the round no longer allows."""
        lost = self.standing.rows[~self.standing.allowed]
        return lost["learner_block"].to_numpy(dtype=np.int64)

    def _free_learners(self, blocks: np.ndarray) -> None:
        """Let all blocks move, but the frozen ones, of the learners of some blocks."""
        everybody = people_of(self.candidates.round, np.arange(len(self.chosen)))
        self.free |= np.isin(everybody, everybody[blocks]) & ~self.frozen

    def free_breaches(self) -> bool:
        """Let those move who together break a rule; return whether any does."""
        plan = self.plan
        broken = [breach for rule in RULES for breach in rule.breaches(plan)]
        own = self.candidates.round.learner_blocks["learner"].to_numpy()
        for breach in broken:
            if breach.learner_id is not None:
                self.free |= own == self.candidates.round.learner_at[breach.learner_id]
            elif breach.setting_id is not None:
                self.free[self._hosted(breach.setting_id, breach.week)] = True
        return bool(broken)

    def _hosted(self, setting_id: str, week: int | None) -> np.ndarray:
        """Return the blocks at a setting, in a week or ever."""
        there = np.flatnonzero(self.chosen != NOWHERE)
        at = self.chosen[there]
        mine = self.room.settings[at] == self.candidates.round.setting_at[setting_id]
        if week is not None:
            mine &= (self.room.start[at] <= week) & (week <= self.candidates.end[at])
        return there[mine]

    # ---- one part ------------------------------------------------------------------------------

    def solve(self) -> None:
        """Solve the free blocks again, all else where it is."""
        rows, held = self._rows()
        part = self.candidates.take(rows, others=True)
        part = Candidates(part.round, part.frame.assign(position=rows), part.cuts, True)
        matrix = compile_model(build(part, self.order.stated), part)
        counted = with_changes(matrix, self.order, self.standing)
        small = with_held(counted, np.flatnonzero(held))
        names, options = self.order.names, Options(start=self._start(small))
        found = solve_exactly(small, names, options, clock=self.clock, listener=self.listener)
        if found.plan is None:
            raise SolverError("no plan keeps what is frozen and fixed in this part of the round")
        self._take(small, found.plan)

    def _start(self, part: Matrix) -> Plan:
        position = part.candidates.column("position")
        return plan_of_candidates(part.candidates, np.flatnonzero(np.isin(position, self.chosen)))

    def _take(self, part: Matrix, plan: Plan) -> None:
        frame = part.candidates.frame
        now = {(p.learner_id, p.block_id, p.setting_id, p.start) for p in plan.placements}
        names = ("learner_id", "block_id", "setting_id", "start")
        keys = zip(*(frame[name].tolist() for name in names), strict=True)
        picked = np.array([key in now for key in keys], dtype=bool)
        self.chosen[self.free] = NOWHERE
        block = frame["learner_block"].to_numpy()[picked]
        self.chosen[block] = frame["position"].to_numpy()[picked]

    def _rows(self) -> tuple[np.ndarray, np.ndarray]:
        """Return the candidates of the part, and which of them are held."""
        stay = self.chosen[(self.chosen != NOWHERE) & ~self.free]
        left = self.room.left(stay)
        choices = self._choices(np.flatnonzero(self.free), left)
        touched = np.zeros(len(self.candidates.round.setting_ids), dtype=bool)
        touched[self.room.settings[choices]] = True
        people = people_of(self.candidates.round, self.room.block[choices])
        own = np.isin(people_of(self.candidates.round, self.room.block[stay]), people)
        stay = stay[own | touched[self.room.settings[stay]]]
        rows = np.union1d(stay, choices)
        return rows, np.isin(rows, stay)

    def _choices(self, blocks: np.ndarray, left: np.ndarray) -> np.ndarray:
        """Return the choices of blocks that have room: the best, and some of every sector."""
        ends = np.searchsorted(self.room.block, np.arange(len(self.chosen) + 1))
        rows = np.concatenate(
            [np.empty(0, dtype=np.int64), *(np.arange(ends[b], ends[b + 1]) for b in blocks)]
        )
        own = np.isin(rows, self.chosen[blocks])
        opened = ~self.standing.closed_choices[rows] & (self.room.fits(rows, left) > 0)
        rows, own = rows[opened | own], own[opened | own]
        return np.sort(rows[own | self._best(rows)])

    def _best(self, rows: np.ndarray) -> np.ndarray:
        frame = self.candidates.frame
        cost = frame["minutes"].to_numpy()[rows] - frame["score"].to_numpy()[rows]
        block, sector = self.room.block[rows], frame["sector"].cat.codes.to_numpy()[rows]
        order = np.lexsort((cost, block))
        best = np.zeros(len(rows), dtype=bool)
        best[order] = _rank(block[order]) < BEST
        order = np.lexsort((cost, sector, block))
        group = block[order].astype(np.int64) * 100 + sector[order]
        best[order] |= _rank(group) < OF_SECTOR
        return best | frame["fixed"].to_numpy()[rows]

    # ---- growing -------------------------------------------------------------------------------

    def grow(self) -> bool:
        """Let those move who hold a place that an unplaced block could use; return whether any."""
        waiting = np.flatnonzero(self.free & (self.chosen == NOWHERE))
        stay = self.chosen[(self.chosen != NOWHERE) & ~self.free]
        stay = stay[~self.frozen[self.room.block[stay]]]
        held = self.chosen[self.chosen != NOWHERE]
        left = self.room.left(held)
        movable = stay[self._can_move(stay, left)]
        freed: set[int] = set()
        for block in waiting.tolist():
            freed |= set(self._blockers(block, movable, left))
            if len(freed) >= MOST_FREED:
                break
        self.free[list(freed)] = True
        return bool(freed)

    def _can_move(self, rows: np.ndarray, left: np.ndarray) -> np.ndarray:
        """Return which placements have another choice with room."""
        blocks = self.room.block[rows]
        ends = np.searchsorted(self.room.block, np.arange(len(self.chosen) + 1))
        able = np.zeros(len(rows), dtype=bool)
        for k, (block, row) in enumerate(zip(blocks.tolist(), rows.tolist(), strict=True)):
            others = np.arange(ends[block], ends[block + 1])
            others = others[(others != row) & ~self.standing.closed_choices[others]]
            able[k] = bool((self.room.fits(others, left) > 0).any())
        return able

    def _blockers(self, block: int, movable: np.ndarray, left: np.ndarray) -> list[int]:
        """Return blocks whose move alone would make room for an unplaced one."""
        low, high = np.searchsorted(self.room.block, [block, block + 1])
        wanted = np.arange(low, high)
        wanted = wanted[~self.standing.closed_choices[wanted]]
        short = self.room.fits(wanted, left)
        wanted = wanted[short == 0]
        found: list[int] = []
        for row in wanted.tolist():
            there = movable[self.room.settings[movable] == self.room.settings[row]]
            over = (self.room.start[there] <= self.candidates.end[row]) & (
                self.room.start[row] <= self.candidates.end[there]
            )
            found += self.room.block[there[over]].tolist()
            if len(found) >= BLOCKERS:
                break
        return found[:BLOCKERS]


def _rank(block: np.ndarray) -> np.ndarray:
    """Return each position's number within its run of equal blocks."""
    return np.arange(len(block)) - np.searchsorted(block, block, side="left")


def repair_by_parts(standing: Standing, order: Order, clock: Clock, listener: Listener) -> Solved:
    """Return a repaired plan of a large round, with the bounds that hold whatever was left out."""
    parts = Parts(standing, order, clock, listener)
    parts.free_breaches()
    parts.solve()
    for _ in range(GROWTHS):
        before = int((parts.chosen != NOWHERE).sum())
        if clock.interrupted.is_set() or not parts.grow():
            break
        parts.solve()
        if int((parts.chosen != NOWHERE).sum()) == before:
            break
    plan = parts.plan
    found = values(plan, order, standing)
    return Solved(plan, found, bounds(plan, order, standing, found), clock.interrupted.is_set())
