"""What a plan leaves open: how much of it the shortages prove, and what else stands in the way.

For what no shortage proves, each learner concerned is taken alone, with all places theirs: where
even that cannot meet everything, a deletion filter finds a smallest set of what cannot be had
together. What is left is asked of the whole model, where that can be solved (``jointly``); else it
is said to be not proven.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import pandas as pd

from models.measures.requirement_shortfall import progress
from models.measures.sequence_breaches import breaches
from placements.candidates import Candidates, build_candidates
from placements.checks.words import several
from placements.engine.choose import EXACT_UP_TO
from placements.explain.jointly import Joint, Thing, jointly
from placements.explain.plans import unplaced_in
from placements.explain.shortage import Shortage
from placements.explain.whole_blocks import proven_weeks
from placements.floors.alone import Alone, alone
from placements.plan import Plan

OPEN, CONFLICT, AVOIDABLE = "not proven", "conflict", "avoidable"


@dataclass(frozen=True, slots=True)
class Conflict:
    """What one learner cannot have together, whoever else there is; without any one they could.

    Parameters
    ----------
    blocks
        Blocks to be placed.
    items
        Codes of requirements and sequences to be met.
    smallest
        Whether it is proven that none can be left out.
    """

    learner_id: str
    blocks: tuple[str, ...]
    items: tuple[str, ...]
    smallest: bool

    @property
    def statement(self) -> str:
        """The conflict as a sentence."""
        parts = [f"{block} placed" for block in self.blocks] + [f"{i} met" for i in self.items]
        end = "" if self.smallest else "; perhaps not even all of these are needed for that"
        return (
            f"{self.learner_id} cannot have {several(parts, shown=6)} together, even with "
            f"every place to choose from{end}"
        )


@dataclass(frozen=True, eq=False)
class Rest:
    """What a plan leaves open beside the shortages.

    Parameters
    ----------
    frame
        One row a learner and block, requirement or sequence: ``learner_id``, ``what``, ``code``,
        ``missing``, ``why`` (number of a shortage; ``conflict``; ``avoidable``: a plan has it
        beside all that this one has; ``not proven``).
    conflicts
        Of learners alone.
    joint
        Of several learners, or of learners and rules; only in rounds that are solved whole.
    unplaced, proven
        Learner-weeks that the plan leaves unplaced, and how many the shortages prove.
    """

    frame: pd.DataFrame
    conflicts: tuple[Conflict, ...]
    joint: tuple[Joint, ...]
    unplaced: float
    proven: float


def unproven(plan: Plan, found: Sequence[Shortage], candidates: Candidates | None = None) -> Rest:
    """Return what a plan leaves open, and what is proven of it."""
    candidates = build_candidates(plan.round) if candidates is None else candidates
    rows = [*_unplaced(plan, found), *_unmet(plan, found), *_breached(plan)]
    asked = sorted({row[0] for row in rows if row[4] == OPEN})
    learners = [plan.round.learner_at[code] for code in asked]
    conflicts = tuple(c for one in alone(candidates, learners) if (c := conflict(plan, one)))
    known = {(c.learner_id, code): CONFLICT for c in conflicts for code in (*c.blocks, *c.items)}
    rows = _said(rows, known)
    joint, known = _together(plan, rows, candidates)
    said = _said(rows, known)
    frame = pd.DataFrame(said, columns=["learner_id", "what", "code", "missing", "why"])
    proven = proven_weeks(found)
    missing = frame.loc[frame["what"] == "block", "missing"].sum()
    return Rest(frame, conflicts, joint, float(missing), float(proven))


Row: TypeAlias = tuple[str, str, str, float, str]


def _said(rows: Sequence[Row], known: Mapping[tuple[str, str], str]) -> list[Row]:
    """Return rows with what is known of those that are not proven."""
    return [
        (*row[:4], known.get((row[0], row[2]), OPEN) if row[4] == OPEN else row[4]) for row in rows
    ]


def _together(
    plan: Plan, rows: Sequence[Row], candidates: Candidates
) -> tuple[tuple[Joint, ...], dict[tuple[str, str], str]]:
    """Return the conflicts of what is not proven so far, and what is known of each of it."""
    asked = [Thing(*row[:3]) for row in rows if row[4] == OPEN]
    if not asked or len(candidates) > EXACT_UP_TO:
        return (), {}
    found, free = jointly(plan, asked, [Thing(*row[:3]) for row in rows], candidates)
    known = {(one.learner_id, one.code): AVOIDABLE for one in free}
    for joint in found:
        known |= {(one.learner_id, one.code): CONFLICT for one in joint.things}
    return found, known


def _unplaced(plan: Plan, found: Sequence[Shortage]) -> Iterator[Row]:
    number: dict[tuple[str, str], int] = {}
    for k, one in reversed([*enumerate(found, 1)]):
        if one.kind in ("places", "open"):
            number |= {(n.learner_id, b): k for n in one.needs for b, _, _ in n.blocks}
    own = plan.round.learner_blocks.set_index(["learner_id", "block_id"])["weeks"]
    for key in unplaced_in(plan):
        weeks = float(own.get(key, 0))
        yield key[0], "block", key[1], weeks, _why(number.get(key))


def _unmet(plan: Plan, found: Sequence[Shortage]) -> Iterator[Row]:
    number: dict[tuple[str, str], int] = {}
    for k, one in reversed([*enumerate(found, 1)]):
        for code in one.requirements:
            number |= {(learner, code): k for learner in one.learners}
    for learner, code, missing in _missing(plan):
        yield learner, "requirement", code, missing, _why(number.get((learner, code)))


def _breached(plan: Plan) -> Iterator[Row]:
    found = Counter((stay.learner_id, rule.sequence_id) for rule, stay in breaches(plan))
    for (learner, code), number in sorted(found.items()):
        yield learner, "sequence", code, float(number), _why(None)


def _missing(plan: Plan) -> Iterator[tuple[str, str, float]]:
    total: dict[tuple[str, str], float] = defaultdict(float)
    for requirement, learner, _, achieved in progress(plan):
        total[learner, requirement.requirement_id] += requirement.missed(achieved)
    for (learner, code), missing in sorted(total.items()):
        if missing > 0:
            yield learner, code, missing


def _why(number: int | None) -> str:
    return OPEN if number is None else f"shortage {number}"


def conflict(plan: Plan, one: Alone) -> Conflict | None:
    """Return a smallest set of what a learner cannot have together; ``None`` where none is known.

    Everything is asked at once; if that cannot be, each thing in turn is left out where the rest
    still cannot be.
    """
    required = {b for b, _ in _blocks(plan, one.learner)}
    blocks = [block for block in one.blocks if block in required]
    items = [*one.items]
    if one.possible(blocks, items) is not False:
        return None
    smallest = True
    for thing in [*blocks, *items]:
        fewer = [b for b in blocks if b != thing], [i for i in items if i != thing]
        without = one.possible(*fewer)
        if without is False:
            blocks, items = fewer
        smallest &= without is not None
    code = plan.round.learner_ids[one.learner]
    return Conflict(code, tuple(blocks), tuple(items), smallest)


def _blocks(plan: Plan, learner: int) -> Iterator[tuple[str, int]]:
    own = plan.round.learner_blocks
    rows = own[(own["learner"] == learner) & ~own["optional"]]
    yield from zip(rows["block_id"], rows["weeks"], strict=True)
