"""``repair``: from a changed round and an earlier plan to a judged plan, and what changed why."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pandas as pd

from models.build import build
from placements.candidates import Candidates, build_candidates
from placements.engine.choose import EXACT_UP_TO
from placements.engine.exact import solve_exactly
from placements.engine.matrix import compile_model
from placements.engine.options import Options
from placements.engine.solved import TOLERANCE, Solved
from placements.engine.stop import Clock, Listener, finishing_on_interrupt, silent
from placements.errors import ContradictionError, InputError, SolverError
from placements.plan import LevelValue, Plan, plan_of_candidates
from placements.plan_rows import AnyPlan, plan_rows
from placements.repairs.bounds import bounds
from placements.repairs.changes import changes_of
from placements.repairs.order import Order, values, with_changes
from placements.repairs.parts import Repaired, repair_by_parts
from placements.repairs.standing import Standing, stand
from placements.round import Round
from placements.run import contradictions
from placements.verdict import Verdict, judge


@dataclass(frozen=True, eq=False)
class Repair:
    """A repaired plan: judged, with a bound for every level, and the list of what changed.

    Parameters
    ----------
    levels
        Value and bound of each level of the repair, in order.
    changes
        One row a block that is not as it was: ``learner_id``, ``block_id``, ``change``
        (``released``: frozen, but no longer allowed; ``moved``, ``another time``, ``no longer
        placed``, ``now placed``, ``gone``: no longer the learner's), ``from_setting``,
        ``from_provider``, ``from_start``, ``to_setting``, ``to_provider``, ``to_start``,
        ``forced`` (whether no plan keeps it), ``why``, ``notice_weeks`` (from today to the start).
        Released ones first.
    """

    plan: Plan
    verdict: Verdict
    levels: tuple[LevelValue, ...]
    changes: pd.DataFrame
    standing: Standing
    seconds: float

    @property
    def level_frame(self) -> pd.DataFrame:
        """The levels as a table: value, bound, gap."""
        rows = [(lv.name, lv.value, lv.bound, lv.gap) for lv in self.levels]
        return pd.DataFrame(rows, columns=["level", "value", "bound", "gap"])

    @cached_property
    def frozen(self) -> int:
        """How many placements of the earlier plan are frozen."""
        return int(self.standing.column("frozen").sum())

    def __repr__(self) -> str:
        levels = ", ".join(f"{lv.name} {lv.value:,.6g}" for lv in self.levels)
        return f"Repair({len(self.changes):,} changes: {self.plan!r}; {levels})"

    def _repr_html_(self) -> str:
        return self.level_frame.to_html(index=False) + self.changes.to_html(index=False)


def repair(
    round: Round,
    plan: AnyPlan,
    *,
    today: dt.date | None = None,
    candidates: Candidates | None = None,
    listener: Listener = silent,
) -> Repair:
    """Repair a plan for a round that has changed since: as few changes as can be.

    In strict order: what is frozen stays; everyone placed; curriculum; fewest placements changed;
    among equal numbers those that start latest; then the round's other levels.

    Parameters
    ----------
    round
        The round as it is now.
    plan
        The plan as it was, perhaps of another round.
    today
        What has started by then, or starts within the programme's notice, is frozen; ``None``: the
        round's ``published`` day.
    candidates
        The round's candidates, where they are known.

    Raises
    ------
    InputError
        Where there is no day, or the plan cannot be read, or is of none of the round's learners.
    ContradictionError
        Where fixed pins or links cannot all hold.
    """
    rows = plan_rows(plan)
    _of_round(rows, round, plan)
    known = build_candidates(round) if candidates is None else candidates
    standing = stand(round, known, rows, today)
    order, clock = Order.of(round.levels), Clock()
    with finishing_on_interrupt(clock.interrupted):
        if len(known) <= EXACT_UP_TO:
            solved = _exactly(standing, order, clock, listener)
            return _judged(solved, order, standing, clock)
        found = repair_by_parts(standing, order, clock, listener)
        return _judged(found, order, standing, clock)


def _of_round(rows: pd.DataFrame, round: Round, plan: AnyPlan) -> None:
    """Refuse a plan that has none of a round's learners: to repair it would be to plan anew."""
    if len(rows) and not rows["learner_id"].isin(round.learner_ids).any():
        where = plan if isinstance(plan, (str, Path)) else "the plan"
        message = f"is not about any learner of {round.name}: it is another round's plan"
        raise InputError.of(where, message)


def _exactly(standing: Standing, order: Order, clock: Clock, listener: Listener) -> Solved:
    """Solve over all candidates: every level is proven."""
    candidates = standing.candidates
    matrix = compile_model(build(candidates, order.stated), candidates)
    counted = with_changes(matrix, order, standing)
    stay = standing.column("candidate")[standing.allowed]
    options = Options(start=plan_of_candidates(candidates, stay.tolist()))
    solved = solve_exactly(counted, order.names, options, clock=clock, listener=listener)
    if solved.plan is None:
        raise ContradictionError(contradictions(candidates, counted))
    return solved


def _judged(done: Solved | Repaired, order: Order, standing: Standing, clock: Clock) -> Repair:
    """Return the repair as judged; refuse one that engine and judge value differently.

    ``done``: what an engine found for the whole round, or by parts.
    """
    plan = done.plan
    assert plan is not None
    verdict = judge(plan)
    if not verdict.passed:
        raise SolverError(f"the judge refused the repaired plan: {verdict.breaches[0]}")
    found = values(plan, order, standing, verdict)
    if isinstance(done, Solved):
        claims, proven = done.values, done.bounds
    else:
        claims, proven = found, bounds(plan, order, standing, found, done.known)
    levels = []
    for name, value, claimed, bound in zip(order.names, found, claims, proven, strict=True):
        close = 2 * TOLERANCE * max(1.0, abs(value))
        if abs(value - claimed) > close:
            raise SolverError(f"level {name!r}: the engine says {claimed}, the judge {value}")
        exact = value if bound is not None and abs(bound - value) <= close else bound
        levels.append(LevelValue(name, value, exact))
    changes = changes_of(plan, order, standing)
    return Repair(plan, verdict, tuple(levels), changes, standing, clock.seconds)
