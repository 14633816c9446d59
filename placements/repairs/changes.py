"""The list of changes: what became of each block, and which change of the round is behind it."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd

from placements.changes import Kind
from placements.plan import Placement, Plan, Stay
from placements.repairs.order import Order, kept
from placements.repairs.standing import Standing
from placements.verdict import judge, level_value

RELEASED, GONE = "released", "gone"
COLUMNS = [
    "learner_id",
    "block_id",
    "change",
    "from_setting",
    "from_provider",
    "from_start",
    "to_setting",
    "to_provider",
    "to_start",
    "forced",
    "why",
    "notice_weeks",
]
MOST_JUDGED = 15_000
"""Candidates of a round whose plan is judged once more for each change, to say what it is for."""
RANK = {RELEASED: 0, GONE: 3}


def changes_of(plan: Plan, order: Order, standing: Standing) -> pd.DataFrame:
    """Return every block that is not as it was: the released first, then by learner and start."""
    rows = [*_changed(plan, order, standing), *_given(plan, standing), *_gone(standing)]
    frame = pd.DataFrame(rows, columns=COLUMNS).astype({"notice_weeks": "Int64"})
    at = frame["from_start"].where(frame["from_start"] != "", frame["to_start"])
    ranked = frame.assign(rank=[RANK.get(c, 1) for c in frame["change"]], at=at)
    ranked = ranked.sort_values(["rank", "learner_id", "at", "block_id"])
    return ranked[COLUMNS].reset_index(drop=True)


def _changed(plan: Plan, order: Order, standing: Standing) -> Iterator[tuple[Any, ...]]:
    """Yield the placements of the earlier plan that are not kept."""
    lost = np.flatnonzero(~kept(plan, standing))
    reasons = _Reasons(plan, order, standing)
    now = {(p.learner_id, p.block_id): p for p in plan.placements}
    barred = standing.reasons()
    for at in lost.tolist():
        row = standing.rows.iloc[at]
        new = now.get((row["learner_id"], row["block_id"]))
        forced = bool(barred[at])
        setting, start = ("", "") if new is None else _place(plan, new)
        change = RELEASED if row["frozen"] else str(Kind.of(row["setting_id"], setting))
        yield (
            row["learner_id"],
            row["block_id"],
            change,
            row["setting_id"],
            _provider(standing, row["setting_id"]),
            row["start"],
            setting,
            _provider(standing, setting),
            start,
            "yes" if forced else "no",
            barred[at] or reasons.why(row),
            _notice(standing, row["start"]),
        )


def _given(plan: Plan, standing: Standing) -> Iterator[tuple[Any, ...]]:
    """Yield the placements of blocks that had none."""
    before = set(zip(standing.rows["learner_id"], standing.rows["block_id"], strict=True))
    for p in plan.placements:
        if (p.learner_id, p.block_id) not in before:
            setting, start = _place(plan, p)
            provider, notice = _provider(standing, setting), _notice(standing, start)
            why = "had no place"
            row = (p.learner_id, p.block_id, str(Kind.NEW), "", "", "", setting, provider, start)
            yield (*row, "no", why, notice)


def _gone(standing: Standing) -> Iterator[tuple[Any, ...]]:
    learners = standing.round.learner_at
    for row in standing.gone.itertuples():
        here = row.learner_id in learners
        why = f"the round no longer has the {'block for the learner' if here else 'learner'}"
        old = row.setting_id, _provider(standing, row.setting_id), row.start
        notice = _notice(standing, row.start)
        yield (row.learner_id, row.block_id, GONE, *old, "", "", "", "yes", why, notice)


def _place(plan: Plan, p: Placement) -> tuple[str, str]:
    return p.setting_id, plan.round.monday(p.start).isoformat()


def _provider(standing: Standing, setting: str) -> str:
    at = standing.round.setting_at.get(setting)
    return "" if at is None else str(standing.round["settings"]["provider_id"].iat[at])


def _notice(standing: Standing, start: str) -> int:
    """Return whole weeks from today to a day, below 0 where it has gone by."""
    return (dt.date.fromisoformat(start) - standing.today).days // 7


class _Reasons:
    """Why a placement that the round still allows was moved: by putting it back."""

    def __init__(self, plan: Plan, order: Order, standing: Standing) -> None:
        self.plan, self.order, self.standing = plan, order, standing
        before = set(zip(*(standing.rows[n] for n in _NAMES), strict=True))
        self.arrived: dict[str, list[Stay]] = defaultdict(list)
        for stay in plan.stays:
            if (stay.learner_id, stay.block_id, stay.setting_id, stay.start) not in before:
                self.arrived[stay.setting_id].append(stay)
        self.judged = len(standing.candidates) <= MOST_JUDGED

    def why(self, row: pd.Series) -> str:
        """Return whose move the placement's frees, or which level is better without it."""
        weeks = self.standing.round.learner_blocks["weeks"].iat[row["learner_block"]]
        first, last = row["week"], row["week"] + weeks - 1
        others = [
            f"{s.learner_id} {s.block_id}"
            for s in self.arrived[row["setting_id"]]
            if s.start <= last and first <= s.end and s.learner_id != row["learner_id"]
        ]
        if self.judged:
            return self._put_back(row, others)
        return _frees(row, others) if others else "with other moves of the learner"

    def _put_back(self, row: pd.Series, others: list[str]) -> str:
        key = row["learner_id"], row["block_id"]
        rest = [p for p in self.plan.placements if (p.learner_id, p.block_id) != key]
        old = Placement(*key, row["setting_id"], int(row["week"]))
        unplaced = [block for block in self.plan.unplaced if block != key]
        back = Plan.of(self.plan.round, [*rest, old], unplaced)
        verdict = judge(back)
        if verdict.breaches:
            full = {b.rule for b in verdict.breaches}
            if others and full <= {"capacity"}:
                return _frees(row, others)
            return f"made way: {verdict.breaches[0].message}"
        for level in self.order.stated:
            if level_value(back, level) > level_value(self.plan, level):
                return f"for the level {level.name!r}"
        return "with other moves of this list"


def _frees(row: pd.Series, others: list[str]) -> str:
    return f"frees {row['setting_id']} for {', '.join(others)}"


_NAMES = ("learner_id", "block_id", "setting_id", "week")
