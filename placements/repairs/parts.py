"""Repair a large round: solve a small part again, all else where it is, growing where it must.

First the blocks that cannot stay, and those without a place; then all blocks of learners who would
be worse off; then, for blocks that still have no place, and for learners whose curriculum has
become worse, whoever holds a place that they could use and could go elsewhere. What is left out of
a part is never moved, so every plan found is a plan of the whole; the bounds do not depend on the
part.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial

import numpy as np

from models.build import build
from placements.candidates import Candidates
from placements.engine.exact import solve_exactly
from placements.engine.matrix import Matrix, compile_model
from placements.engine.options import Options
from placements.engine.reduced import with_held
from placements.engine.stop import Clock, Listener, Progress
from placements.errors import ContradictionError
from placements.network.meeting import meets
from placements.plan import Plan, plan_of_candidates
from placements.repairs.bounds import Known
from placements.repairs.breaking import breaking
from placements.repairs.choices import ALL, FEW, MORE, few_choices
from placements.repairs.displaced import Least
from placements.repairs.grow import ForCurriculum, ForPlaces
from placements.repairs.order import Order, values, with_changes
from placements.repairs.room import people_of, with_linked
from placements.repairs.standing import NOWHERE, Standing
from placements.repairs.turns import in_turn
from placements.repairs.unmet import worse_off
from placements.run import contradictions

WHOLE = 500
"""Blocks of learners that are solved again at once for some of them who are worse off."""
GROWTHS = 3
"""How often a part may grow for blocks without a place."""


@dataclass(frozen=True, eq=False)
class Repaired:
    """A repaired plan, and what is known of plans as good; ``None``: nothing yet."""

    plan: Plan
    known: Known | None


@dataclass(eq=False)
class Parts:
    """The state of a repair: where each block is, and which may move."""

    standing: Standing
    order: Order
    clock: Clock
    listener: Listener
    enough: float = 0.0

    def __post_init__(self) -> None:
        self.candidates = self.standing.candidates
        self.room = self.standing.room
        blocks = len(self.candidates.round.learner_blocks)
        self.chosen = np.full(blocks, NOWHERE, dtype=np.int64)
        rows = self.standing.rows[self.standing.allowed]
        self.chosen[rows["learner_block"].to_numpy()] = rows["candidate"].to_numpy()
        self.was = self.chosen.copy()
        self.pinned = np.flatnonzero(self.candidates.column("fixed"))
        self.chosen[self.room.block[self.pinned]] = self.pinned
        self.frozen = np.zeros(blocks, dtype=bool)
        self.frozen[rows["learner_block"].to_numpy()[rows["frozen"].to_numpy()]] = True
        self.broken = np.zeros(blocks, dtype=bool)
        self.many = False
        self.most = FEW
        self.wished = np.empty(0, dtype=np.int64)
        self.due = self._due()
        self.free = (self.chosen == NOWHERE) | self.due

    @property
    def plan(self) -> Plan:
        """The plan as it stands."""
        return plan_of_candidates(self.candidates, self.chosen[self.chosen != NOWHERE].tolist())

    @property
    def changed(self) -> np.ndarray:
        """Which blocks are not as in the earlier plan, (blocks,)."""
        return self.chosen != self.was

    @property
    def placed(self) -> int:
        """How many blocks have a place."""
        return int((self.chosen != NOWHERE).sum())

    def _due(self) -> np.ndarray:
        """Return which blocks lost their place, or are of learners who are new, (blocks,)."""
        lost = self.standing.column("learner_block")[~self.standing.allowed]
        everybody = people_of(self.candidates.round, np.arange(len(self.chosen)))
        due = self.standing.newcomers[everybody]
        due[lost] = True
        return due

    def _free_learners(self, learners: np.ndarray) -> None:
        """Let all blocks of some learners, and those linked with them, move but the frozen ones."""
        everybody = people_of(self.candidates.round, np.arange(len(self.chosen)))
        own = with_linked(self.candidates.round, learners)
        self.free |= np.isin(everybody, own) & ~self.frozen

    def free_worse_off(self) -> bool:
        """Let all blocks move of learners whom the repair leaves worse off, if there are any.

        And of all who lost a place, where they are not too many; else what has changed so far.
        """
        worse = worse_off(self.plan, self.standing, self.order.due)
        concerned = np.union1d(worse, people_of(self.candidates.round, np.flatnonzero(self.due)))
        self.free = np.zeros_like(self.free)
        self._free_learners(concerned)
        if self.many or self.free.sum() > WHOLE:
            self.free = self.changed & ~self.frozen & (not self.many)
            self._free_learners(worse)
        return bool(len(worse))

    def moved_without_need(self) -> bool:
        """Return whether something is changed that the round still allows."""
        return bool((self.changed & (self.was != NOWHERE)).any())

    @property
    def moved(self) -> int:
        """How many placements of the earlier plan are not kept."""
        lost = int((~self.standing.allowed).sum())
        return lost + int((self.changed & (self.was != NOWHERE)).sum())

    def choose_among_more(self, least: Least | None) -> None:
        """Let those move again, with more to choose from, who made way, and whoever came there.

        Where a relaxation says who would have to: those, with what it chooses.
        """
        if least is not None:
            self.wished = least.chosen
            other = least.chosen[~np.isin(least.chosen, self.chosen)]
            self.free = self.changed.copy()
            self.free[self.room.block[other]] = True
            self.free[least.going] = True
            self.free &= ~self.frozen
            return
        self.most = MORE
        made_way = self.changed & (self.was != NOWHERE)
        came = np.flatnonzero(self.changed & (self.chosen != NOWHERE))
        there = meets(self.candidates, self.chosen[came], self.was[made_way])
        self.free = np.zeros_like(self.free)
        blocks = np.concatenate([np.flatnonzero(made_way), came[there]])
        self._free_learners(people_of(self.candidates.round, blocks))

    def free_breaches(self) -> None:
        """Let those move who together break a rule, until all others together break none."""
        while True:
            there = self.chosen[(self.chosen != NOWHERE) & ~self.broken]
            more = breaking(self.room, np.union1d(there, self.pinned)) & ~self.broken
            if not more.any():
                break
            self.broken |= more
        self.free |= self.broken

    def unplace_broken(self) -> None:
        """Take away, once, what breaks a rule with others: it cannot be held while some move."""
        self.chosen[self.broken & ~np.isin(self.chosen, self.pinned)] = NOWHERE
        self.broken = np.zeros_like(self.broken)

    # ---- one part ------------------------------------------------------------------------------

    def solve(self, who: str) -> None:
        """Solve the free blocks again, all else where it is.

        Parameters
        ----------
        who
            Whose they are, in words, for who listens.
        """
        rows, held = self._rows()
        if held.all():
            return  # nobody who may move has anywhere to be
        members = np.unique(people_of(self.candidates.round, self.room.block[rows[~held]]))
        frame = self.candidates.frame.iloc[rows].reset_index(drop=True).assign(position=rows)
        part = Candidates(self.candidates.round, frame, members=members)
        matrix = compile_model(build(part, self.order.stated), part)
        counted = with_changes(matrix, self.order, self.standing)
        small = with_held(counted, np.flatnonzero(held))
        gap = self.enough if self.many else 0.0
        names, options = self.order.names, Options(start=self._start(small), gap=gap)
        listener = partial(_tell, self.listener, who)
        found = solve_exactly(small, names, options, clock=self.clock, listener=listener)
        if found.plan is None:
            if not self._loosen(rows[held]):
                raise ContradictionError(contradictions(self.candidates, small))
            self.solve(who)
            return
        self._take(small, found.plan)

    def _loosen(self, rows: np.ndarray) -> bool:
        """Let whoever was held move too, what is frozen last; then allow every choice.

        Return whether there was anything to loosen.
        """
        more = np.zeros_like(self.free)
        more[self.room.block[rows]] = True
        for further in (more & ~self.frozen, more):
            if (further & ~self.free).any():
                self.free |= further
                return True
        tight, self.most = self.most, ALL
        return tight != ALL

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
        """Return the candidates of the part, and which of them are held.

        Held are the other placements of its learners and of those linked with them, and whoever is
        where and when one of its choices would be.
        """
        stay = self.chosen[(self.chosen != NOWHERE) & ~self.free]
        free, closed = np.flatnonzero(self.free), self.standing.closed_choices
        left = self.room.left(stay)
        wished = self.wished[self.free[self.room.block[self.wished]]]
        own = np.unique(np.concatenate([self.chosen[free], self.was[free], wished]))
        choices = few_choices(self.room, free, left, closed, own, most=self.most)
        round = self.candidates.round
        people = with_linked(round, np.unique(people_of(round, free)))
        theirs = np.isin(people_of(round, self.room.block[stay]), people)
        stay = stay[theirs | meets(self.candidates, stay, choices)]
        rows = np.union1d(stay, choices)
        return rows, np.isin(rows, stay)


def _tell(listener: Listener, who: str, told: Progress) -> None:
    listener(replace(told, part=who))


def repair_by_parts(
    standing: Standing,
    order: Order,
    clock: Clock,
    listener: Listener,
    *,
    enough: float = 0.0,
) -> Repaired:
    """Return a repaired plan of a large round.

    Where something moves that could stay, it is solved once more, with what a relaxation chooses.

    Parameters
    ----------
    enough
        Gap at which a level is good enough, where many learners are solved in turn: the last few
        of their changes can take many times as long as all else.
    """
    parts = Parts(standing, order, clock, listener, enough)
    parts.free_breaches()
    in_turn(parts, "who is concerned")
    if not clock.interrupted.is_set() and parts.free_worse_off():
        in_turn(parts, "who would be worse off")
    places = ForPlaces(parts)
    for _ in range(GROWTHS):
        if clock.interrupted.is_set() or not places.grow():
            break
        parts.solve("who could make way for them")
        if not places.helped():
            break
    # Once: a second time mends next to nothing.
    if not clock.interrupted.is_set() and ForCurriculum(parts).grow():
        parts.solve("who could make way for their curriculum")
    if parts.many or clock.interrupted.is_set() or not parts.moved_without_need():
        return Repaired(parts.plan, None)
    plan = parts.plan
    known = Known.of(plan, order, standing, values(plan, order, standing))
    least = None if known is None else known.least
    if least is None or parts.moved > least.changes:
        parts.choose_among_more(least)
        parts.solve("who moves without need")
    return Repaired(parts.plan, known)
