"""Never stranded: whether each learner can still complete the curriculum after what is decided.

Two statements, and they differ. *Alone*: with every place to choose from, can this learner still
place every block and meet every requirement? *Together*: can all who can do so alone do it at once?
What is decided is the plan's frozen part: what has started, or starts within the notice.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from placements.candidates import Candidates, build_candidates
from placements.engine.solved import higher
from placements.explain.kept import PLACES, UNMET, frozen, held
from placements.explain.prospects import Prospect, Tell, open_learners, prospects
from placements.explain.resolve import Resolver
from placements.explain.shortage import Shortage
from placements.explain.shortages import proven_shortages
from placements.explain.whole_blocks import unplaced_for_sure
from placements.floors.least import floors
from placements.notice import first_day
from placements.plan import LevelValue, Plan
from placements.round import Round

if TYPE_CHECKING:
    from matplotlib.figure import Figure

COLUMNS = ["learner_id", "programme_id", "alone", "stage", "of_what", "short", "together"]


@dataclass(frozen=True, eq=False)
class Outlook:
    """Every learner's prospect, alone; and all together.

    Parameters
    ----------
    frozen
        Placements of the plan that are decided.
    shortages
        What is proven of all together: each statement names learners of whom some will miss it.
    levels
        Unplaced weeks and unmet units of the best plan with the frozen part, with bounds; of the
        plan itself where the round is too large to be solved whole.
    plan
        That plan.
    """

    round: Round
    today: dt.date
    frozen: Plan
    prospects: tuple[Prospect, ...]
    shortages: tuple[Shortage, ...]
    levels: tuple[LevelValue, ...]
    plan: Plan

    @property
    def at_risk(self) -> tuple[Prospect, ...]:
        """Learners who cannot complete alone, or of whom it is not known."""
        return tuple(one for one in self.prospects if not one.possible)

    @property
    def frame(self) -> pd.DataFrame:
        """One row a learner: alone, by which stage, of what; and together."""
        shared = _statements(self.shortages)
        missing = set(open_learners(self.plan))
        programme = self.round["learners"].set_index("learner_id")["programme_id"]
        rows = []
        for one in self.prospects:
            what = () if one.conflict is None else (*one.conflict.blocks, *one.conflict.items)
            together = "met by a plan"
            if one.learner_id in missing:
                numbers = shared.get(one.learner_id, [])
                together = f"shortage {numbers[0]}" if numbers else "missed by the plan"
            alone_ = {True: "can complete", False: "cannot complete", None: "not known"}
            stage = _stage(self.round, one, what)
            row = (one.learner_id, programme[one.learner_id], alone_[one.possible], stage)
            rows.append((*row, "; ".join(what), one.short, together))
        return pd.DataFrame(rows, columns=COLUMNS).astype({"stage": "Int64"})

    def figure(self) -> Figure:
        """Return a picture of who is at risk, by stage and of what; it needs matplotlib."""
        from placements.explain.outlook_figure import learners_at_risk  # noqa: PLC0415 - an extra

        return learners_at_risk(self)

    def __repr__(self) -> str:
        return f"Outlook({self.round.name}: {len(self.at_risk)} of {len(self.prospects)} at risk)"

    def _repr_html_(self) -> str:
        return self.frame.to_html(index=False, na_rep="")


def outlook(
    round: Round,
    plan: Plan,
    *,
    today: dt.date | None = None,
    tell: Tell = lambda done, of, what: None,
) -> Outlook:
    """Return each learner's prospects after a plan's frozen part.

    Parameters
    ----------
    today
        Day from which notice is counted; the round's ``published`` if ``None``.

    Raises
    ------
    InputError
        Where there is neither.
    """
    day = first_day(round, today)
    part = frozen(plan, day)
    candidates, forced = held(build_candidates(round), part)
    found = _together(round, plan, candidates, forced)
    each = prospects(found.plan or plan, candidates, forced, tell)
    decided = candidates.frame["fixed"].to_numpy().copy()
    decided[forced] = True
    fixed = Candidates(round, candidates.frame.assign(fixed=decided), candidates.cuts)
    short = tuple(proven_shortages(round, fixed))
    best = found.plan or plan
    levels = _at_least(found.levels, best, candidates, forced, short)
    return Outlook(round, day, part, each, short, levels, best)


@dataclass(frozen=True, eq=False)
class _Found:
    plan: Plan | None
    levels: tuple[LevelValue, ...]


def _together(round: Round, plan: Plan, candidates: Candidates, forced: np.ndarray) -> _Found:
    """Return the best plan with the frozen part, where the whole can be solved; else the plan."""
    resolver = Resolver(round, plan, levels=(PLACES, UNMET), candidates=candidates)
    if resolver.exact:
        again = resolver.again(forced=forced.tolist())
        if again.plan is not None:  # a frozen part that breaks a rule leaves no plan
            return _Found(again.plan, again.levels)
    values = zip(resolver.names, resolver.values(plan), strict=True)
    return _Found(plan, tuple(LevelValue(name, value, None) for name, value in values))


def _at_least(
    levels: tuple[LevelValue, ...],
    plan: Plan,
    candidates: Candidates,
    forced: np.ndarray,
    short: Sequence[Shortage],
) -> tuple[LevelValue, ...]:
    """Return the levels with what shortages, and learners alone, prove where nothing else does."""
    if all(level.bound is not None for level in levels):
        return levels
    values = [level.value for level in levels]
    proven = [unplaced_for_sure(plan.round, short), None]
    alone_ = floors(plan, candidates, (PLACES, UNMET), values, forced)
    found = []
    for level, *ends in zip(levels, proven, alone_, strict=True):
        found.append(LevelValue(level.name, level.value, higher(level.bound, *ends)))
    return tuple(found)


def _stage(round: Round, one: Prospect, what: Sequence[str]) -> int | None:
    """Return the stage by the end of which it is missed: the last one that could still count."""
    if one.possible or not what:
        return None
    own = round.learner_blocks[round.learner_blocks["learner_id"] == one.learner_id]
    rules = round["requirements"].set_index("requirement_id")["stages"]
    stages: set[int] = set(own.loc[own["block_id"].isin(what), "stage"])
    for code in what:
        if code in rules.index:
            named = rules[code] or tuple(own["stage"])
            stages |= set(named)
    return int(max(stages)) if stages else int(own["stage"].max())


def _statements(found: Sequence[Shortage]) -> dict[str, list[int]]:
    numbers: dict[str, list[int]] = {}
    for number, one in enumerate(found, 1):
        for learner in one.learners:
            numbers.setdefault(learner, []).append(number)
    return numbers
