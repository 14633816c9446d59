"""What learners cannot have together where no flow says so: a smallest set, with its rules.

The whole model is asked for as much as can be of what a plan leaves open, beside all that the plan
has: what it can give was avoidable. Of the rest, things and then rules are left out one by one
while what remains still cannot be. Only proofs are told; where a search ends without, nothing is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import compress
from typing import NamedTuple

import numpy as np

from models.build import build
from models.rules import RULES
from placements.candidates import Candidates
from placements.checks.words import several
from placements.engine.contradiction import smallest
from placements.engine.highs import Face, Part
from placements.engine.matrix import compile_model
from placements.engine.structure import Structure
from placements.explain.plans import unplaced_in
from placements.floors.alone import ASKED, items_of
from placements.floors.asked import Asked
from placements.plan import Plan

MOST = 8
"""Conflicts that are looked for."""


class Thing(NamedTuple):
    """A block to be placed, or a requirement or sequence to be met."""

    learner_id: str
    what: str
    code: str


@dataclass(frozen=True, slots=True)
class Joint:
    """What learners cannot have together in any plan, and the rules that are in the way.

    Parameters
    ----------
    rules
        In words. Beside them each learner's own calendar counts.
    smallest
        Whether it is proven that nothing can be left out.
    """

    things: tuple[Thing, ...]
    rules: tuple[str, ...]
    smallest: bool

    @property
    def statement(self) -> str:
        """The conflict as a sentence."""
        ends = {"block": "placed", "requirement": "met", "sequence": "met"}
        parts = [f"{one.learner_id} {one.code} {ends[one.what]}" for one in self.things]
        why = f": {'; '.join(self.rules)}" if self.rules else ""
        end = "" if self.smallest else "; perhaps not even all of these are needed for that"
        verb = "cannot be" if len(parts) == 1 else "cannot all be"
        return f"{several(parts, shown=8)} {verb} in any plan{why}{end}"


class Jointly:
    """The whole model, and what of it learners may ask."""

    def __init__(self, candidates: Candidates) -> None:
        matrix = compile_model(build(candidates, ASKED), candidates)
        self.matrix, self.structure = matrix, Structure(matrix)
        self.round = candidates.round
        self.asked = Asked(Part(matrix.rows, matrix.integer), Face.whole(matrix))
        self.unknown = False

    @cached_property
    def blocks(self) -> dict[Thing, np.ndarray]:
        """The columns of the choices of each block that must be taken."""
        own = self.round.learner_blocks
        keys = zip(own["learner_id"], own["block_id"], own["optional"], strict=True)
        every = [None if optional else Thing(a, "block", b) for a, b, optional in keys]
        found: dict[Thing, list[int]] = {}
        for column, block in zip(self.matrix.assign, self.structure.block, strict=True):
            if (thing := every[block]) is not None:
                found.setdefault(thing, []).append(int(column))
        return {thing: np.array(columns) for thing, columns in found.items()}

    @cached_property
    def items(self) -> dict[Thing, np.ndarray]:
        """The columns that are above 0 where a learner's requirement or sequence is not met."""
        sequences = set(self.round["sequences"]["sequence_id"])
        found = {}
        for learner, columns in enumerate(self.structure.of_learner):
            for code, own in items_of(self.matrix, self.structure, columns).items():
                what = "sequence" if code in sequences else "requirement"
                found[Thing(self.round.learner_ids[learner], what, code)] = own
        return found

    @cached_property
    def rules(self) -> dict[str, np.ndarray]:
        """In words, each rule that ties learners together or was decided, and its rows."""
        known = {rule.name: rule for rule in RULES}
        found: dict[str, list[int]] = {}
        decided = np.isin(self.matrix.rule, [rule.name for rule in RULES if rule.decided])
        for row in np.flatnonzero(self.structure.shared_rows | decided).tolist():
            rule = known.get(self.matrix.rule[row])
            if rule is not None:
                key = self.matrix.key[row]
                words = f"{rule.title.lower()} at {key[0]}"  # type: ignore[index]
                if rule.decided is not None:
                    words = rule.decided(self.round, key)
                found.setdefault(words, []).append(row)
        return {words: np.array(rows) for words, rows in found.items()}

    def avoidable(self, had: Sequence[Thing], open_: Sequence[Thing]) -> set[Thing]:
        """Return what a plan can have of what is open, beside all that is had."""
        blocks = [one for one in open_ if one in self.blocks]
        items = [one for one in open_ if one in self.items]
        placed = [self.blocks[one] for one in had if one in self.blocks]
        met = [self.items[one] for one in had if one in self.items]
        has = self.asked.placed(placed, [self.blocks[one] for one in blocks])
        does = self.asked.met(placed, met, [self.items[one] for one in items])
        return {*compress(blocks, has), *compress(items, does)}

    def impossible(self, things: Sequence[Thing], rules: Sequence[str] | None = None) -> bool:
        """Return whether it is proven that things cannot be had together, under some rules."""
        placed = [self.blocks[one] for one in things if one in self.blocks]
        met = [self.items[one] for one in things if one in self.items]
        gone = [] if rules is None else [rows for w, rows in self.rules.items() if w not in rules]
        answer = self.asked.possible(placed, met, gone)
        self.unknown |= answer is None
        return answer is False

    def conflict(self, had: Sequence[Thing], one: Thing) -> Joint | None:
        """Return a smallest conflict of a thing with what is had; ``None`` where none is proven.

        A block need not make way for a curriculum: of what is had, it is asked beside blocks only.
        """
        had = [other for other in had if other.what == "block" or one.what != "block"]
        if not self.impossible([one, *had]):
            return None
        self.unknown = False
        things = smallest([one, *had], self.impossible)
        rules = smallest([*self.rules], lambda kept: self.impossible(things, kept))
        order = sorted(things, key=lambda thing: (thing.what, thing.learner_id, thing.code))
        return Joint(tuple(order), tuple(rules), not self.unknown)


def jointly(
    plan: Plan, open_: Sequence[Thing], missed: Sequence[Thing], candidates: Candidates
) -> tuple[tuple[Joint, ...], set[Thing]]:
    """Return conflicts that bar what a plan leaves open, and what of it was avoidable.

    Parameters
    ----------
    open_
        What is asked about.
    missed
        All that the plan leaves open.
    """
    whole = Jointly(candidates)
    asked = [one for one in open_ if one in whole.blocks or one in whole.items]
    unplaced = set(unplaced_in(plan))
    had = [one for one in whole.blocks if (one.learner_id, one.code) not in unplaced]
    had += [one for one in whole.items if one not in set(missed)]
    free = whole.avoidable(had, asked)
    found: list[Joint] = []
    for one in asked:
        if len(found) == MOST:
            break
        if one not in free and not any(one in joint.things for joint in found):
            joint = whole.conflict(had, one)
            found += [] if joint is None else [joint]
    return tuple(found), free
