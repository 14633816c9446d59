r"""Nobody is where they may not be.

$$x_c \text{ exists only for } c = (l, b, s, a) \text{ with } s \text{ eligible for } l \text{ in } b \text{ from } a$$

| symbol | in code                                             | unit   |
|--------|-----------------------------------------------------|--------|
| $x_c$  | `m.assign[c]`, one for each row of the candidate table | 0 or 1 |

The candidate table holds what is eligible, and fixed pins whether they are or not; so the model
needs no row. The breaches are found placement by placement, from the tables alone.
"""

import datetime as dt
from collections.abc import Hashable, Iterable, Iterator
from functools import lru_cache
from typing import Any

import numpy as np
import pandas as pd

from models.rule import Block, Breach, Model, Rule
from placements.candidates import Candidates
from placements.plan import Placement, Plan, Stay, pinned
from placements.round import Round


def add(b: Block, m: Model, candidates: Candidates) -> None:
    """Check that there is one choice for each candidate: what is not eligible has none."""
    if len(m.assign) != len(candidates):
        raise ValueError("the model has choices that are not candidates")


def breaches(plan: Plan) -> Iterator[Breach]:
    """Name each placement that is not a fixed pin, with every reason that bars it."""
    fixed = set(pinned(plan.round, "fixed"))
    tables = _tables(plan.round)
    for placement, stay in zip(plan.placements, plan.stays, strict=True):
        if (codes := tables.reasons(placement, stay)) and placement not in fixed:
            why = f"is not eligible for {stay.setting_id} in {stay.block_id}: {', '.join(codes)}"
            yield Breach(f"{stay.learner_id} {why}", stay.learner_id, stay.setting_id, stay.start)


Row = dict[Hashable, Any]


class _Tables:
    """The tables of a round as plain rows, for looking at one placement after the other."""

    def __init__(self, round: Round) -> None:
        self.round = round
        self.learners = _rows(round["learners"])
        self.settings = _rows(round["settings"])
        self.blocks = {(row["cohort_id"], row["block_id"]): row for row in _rows(round["blocks"])}
        self.exclusions = _by_learner(round["exclusions"])
        self.absences = _by_learner(round["absences"])
        self._known: dict[Placement, tuple[str, ...]] = {}
        self._least: dict[tuple[str, str, int, str], np.ndarray] = {}

    def reasons(self, placement: Placement, stay: Stay) -> tuple[str, ...]:
        """Return every reason that bars a placement: found once, however many plans have it."""
        if placement not in self._known:
            self._known[placement] = tuple(_reasons(self, stay))
        return self._known[placement]

    def least_places(self, stay: Stay) -> np.ndarray:
        """Return the places of the tightest line that counts a placement, (weeks,); -1: none."""
        learner = self.learners[stay.learner]
        kind = learner["learner_type"], stay.stage, learner["education_provider"]
        key = stay.setting_id, *kind
        if key not in self._least:
            lines = self.round.lines_at.get(stay.setting_id, ())
            places = [line.places for line in lines if line.counts(*kind)]
            self._least[key] = _least(places, self.round.weeks)
        return self._least[key]

    def matches(self, where: str, stay: Stay) -> bool:
        """Return whether a filter matches."""
        return not where or bool(self.round.matches(where, stay.learner, stay.setting))


@lru_cache(maxsize=2)
def _tables(round: Round) -> _Tables:
    return _Tables(round)


def _rows(table: pd.DataFrame) -> list[Row]:
    """Return the rows of a table; days are plain ones, ``None`` where there is none."""
    days = table.select_dtypes("datetime")
    plain = {
        name: pd.Series([None if pd.isna(d) else d.date() for d in days[name]], dtype=object)
        for name in days
    }
    return table.reset_index(drop=True).assign(**plain).to_dict("records")


def _by_learner(table: pd.DataFrame) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    for row in _rows(table):
        found.setdefault(row["learner_id"], []).append(row)
    return found


def _reasons(tables: _Tables, stay: Stay) -> Iterator[str]:
    learner, setting = tables.learners[stay.learner], tables.settings[stay.setting]
    if stay.minutes > learner["max_travel_minutes"]:
        yield "travel"
    if setting["driver_required"] == "yes" and learner["travel_mode"] != "car":
        yield "driver"
    minor = _on_or_after(learner["under_18_until"], tables.round.monday(stay.start))
    if minor and setting["minimum_age"] >= 18:
        yield "age"
    bars = tables.exclusions.get(stay.learner_id, ())
    if any(tables.matches(row["where"], stay) for row in bars):
        yield "exclusion"
    if not set(learner["needs"]) <= set(setting["tags"]):
        yield "needs"
    yield from _reasons_of_setting(tables, stay)
    yield from _reasons_of_time(tables, stay)


def _reasons_of_setting(tables: _Tables, stay: Stay) -> Iterator[str]:
    setting = tables.settings[stay.setting]
    first, last = tables.round.monday(stay.start), tables.round.sunday(stay.end)
    if _before(setting["audit_valid_until"], last):
        yield "audit"
    if setting["cqc_rating"] == "Inadequate":
        yield "cqc"
    if _after(setting["open_from"], first) or _before(setting["open_until"], last):
        yield "closed"
    inside = stay.start >= 1 and stay.end <= tables.round.weeks
    if not inside or (tables.least_places(stay)[stay.start - 1 : stay.end] < 1).any():
        yield "capacity"


def _least(places: list[np.ndarray], weeks: int) -> np.ndarray:
    """Return the fewest places of some lines in each week, (weeks,); -1 where none has any row."""
    none = np.iinfo(np.int64).max
    stated = [np.where(of_line >= 0, of_line, none) for of_line in places]
    least = np.min([np.full(weeks, none), *stated], axis=0)
    return np.where(least == none, -1, least)


def _reasons_of_time(tables: _Tables, stay: Stay) -> Iterator[str]:
    first, last = tables.round.monday(stay.start), tables.round.sunday(stay.end)
    learner = tables.learners[stay.learner]
    block = tables.blocks[learner["cohort_id"], stay.block_id]
    if not tables.matches(block["where"], stay):
        yield "block"
    latest = block["latest_start"] or block["start"]
    in_horizon = stay.start >= 1 and stay.end <= tables.round.weeks
    if not in_horizon or _after(block["start"], first) or _before(latest, first):
        yield "window"
    away = tables.absences.get(stay.learner_id, ())
    if (
        _is_away(away, first, last)
        or _after(learner["starts"], first)
        or _before(learner["leaves"], last)
    ):
        yield "absence"


def _is_away(absences: Iterable[Row], first: dt.date, last: dt.date) -> bool:
    return any(
        not _after(row["from"], last) and not _before(row["until"], first) for row in absences
    )


def _on_or_after(date: dt.date | None, day: dt.date) -> bool:
    return date is not None and date >= day


def _before(date: dt.date | None, day: dt.date) -> bool:
    return date is not None and date < day


def _after(date: dt.date | None, day: dt.date) -> bool:
    return date is not None and date > day


RULE = Rule(
    "eligibility",
    "Nobody is where they may not be",
    add,
    breaches,
    presumes=("one_setting_per_block", "pins"),
    periodic=True,
    partial=True,
)
