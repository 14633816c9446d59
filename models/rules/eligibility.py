r"""Nobody is where they may not be.

$$x_c \text{ exists only for } c = (l, b, s, a) \text{ with } s \text{ eligible for } l \text{ in } b \text{ from } a$$

| symbol | in code                                             | unit   |
|--------|-----------------------------------------------------|--------|
| $x_c$  | `m.assign[c]`, one for each row of the candidate table | 0 or 1 |

The candidate table holds what is eligible, and fixed pins whether they are or not; so the model
needs no row. The breaches are found placement by placement, from the tables alone.
"""

import datetime as dt
from collections.abc import Iterator

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
    for stay in plan.stays:
        placement = Placement(stay.learner_id, stay.block_id, stay.setting_id, stay.start)
        if placement not in fixed and (codes := [*_reasons(plan.round, stay)]):
            why = f"is not eligible for {stay.setting_id} in {stay.block_id}: {', '.join(codes)}"
            yield Breach(f"{stay.learner_id} {why}", stay.learner_id, stay.setting_id, stay.start)


def _reasons(round: Round, stay: Stay) -> Iterator[str]:
    learner = round["learners"].iloc[stay.learner]
    setting = round["settings"].iloc[stay.setting]
    first, last = round.monday(stay.start), round.sunday(stay.end)
    if stay.minutes > learner["max_travel_minutes"]:
        yield "travel"
    if setting["driver_required"] == "yes" and learner["travel_mode"] != "car":
        yield "driver"
    minor = _on_or_after(learner["under_18_until"], first)
    if minor and setting["minimum_age"] >= 18:
        yield "age"
    if _before(setting["audit_valid_until"], last):
        yield "audit"
    if setting["cqc_rating"] == "Inadequate":
        yield "cqc"
    if _after(setting["open_from"], first) or _before(setting["open_until"], last):
        yield "closed"
    yield from _reasons_of_tables(round, stay, learner, setting)


def _reasons_of_tables(
    round: Round, stay: Stay, learner: pd.Series, setting: pd.Series
) -> Iterator[str]:
    if not all(_has_place(round, stay, learner, week) for week in range(stay.start, stay.end + 1)):
        yield "capacity"
    excluded = round["exclusions"]
    bars = excluded.loc[excluded["learner_id"] == stay.learner_id, "where"]
    if any(_matches(round, where, stay) for where in bars):
        yield "exclusion"
    if not set(learner["needs"]) <= set(setting["tags"]):
        yield "needs"
    own = round["blocks"]
    block = own[(own["cohort_id"] == learner["cohort_id"]) & (own["block_id"] == stay.block_id)]
    if not _matches(round, block["where"].iat[0], stay):
        yield "block"
    if not _in_window(round, block.iloc[0], stay):
        yield "window"
    if _is_away(round, stay, learner):
        yield "absence"


def _matches(round: Round, where: str, stay: Stay) -> bool:
    return bool(round.matches(where, stay.learner, stay.setting))


def _in_window(round: Round, block: pd.Series, stay: Stay) -> bool:
    first = block["start"]
    last = first if pd.isna(block["latest_start"]) else block["latest_start"]
    day = np.datetime64(round.monday(stay.start), "s")
    return bool(first <= day <= last) and stay.start >= 1 and stay.end <= round.weeks


def _has_place(round: Round, stay: Stay, learner: pd.Series, week: int) -> bool:
    matching = [
        int(line.places[week - 1])
        for line in round.lines_at.get(stay.setting_id, ())
        if 1 <= week <= round.weeks
        and line.places[week - 1] >= 0
        and line.counts(learner["learner_type"], stay.stage, learner["education_provider"])
    ]
    return bool(matching) and min(matching) >= 1


def _is_away(round: Round, stay: Stay, learner: pd.Series) -> bool:
    first, last = round.monday(stay.start), round.sunday(stay.end)
    if _after(learner["starts"], first) or _before(learner["leaves"], last):
        return True
    absences = round["absences"]
    own = absences[absences["learner_id"] == stay.learner_id]
    return any(
        not _after(begin, last) and not _before(until, first)
        for begin, until in zip(own["from"], own["until"], strict=True)
    )


def _on_or_after(date: pd.Timestamp, day: dt.date) -> bool:
    return not pd.isna(date) and date.date() >= day


def _before(date: pd.Timestamp, day: dt.date) -> bool:
    return not pd.isna(date) and date.date() < day


def _after(date: pd.Timestamp, day: dt.date) -> bool:
    return not pd.isna(date) and date.date() > day


RULE = Rule("eligibility", "Nobody is where they may not be", add, breaches)
