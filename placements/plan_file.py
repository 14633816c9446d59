"""``plan.csv``: a plan as rows that people read, and back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

import pandas as pd

from placements.errors import InputError, Problem, Where, nearest
from placements.plan import Placement, Plan, pinned
from placements.refusals import refusals
from placements.round import Round
from placements.tables.column import Column, Table
from placements.tables.folder import read_csv
from placements.tables.kinds import CODE, MONDAY, TEXT, one_of, whole
from placements.tables.parse import parse
from placements.tables.raw import RawTable

STATES = ("placed", "pinned", "kept", "changed", "unplaced")

PLAN = Table(
    "plan",
    "one block of one learner: where it is, or why it has no place",
    (
        Column("learner_id", CODE, "Whose block", required=True, refers_to="learners"),
        Column("block_id", CODE, "Which block", required=True, refers_to="blocks"),
        Column("setting_id", CODE, "Where; blank: unplaced", refers_to="settings"),
        Column("start", MONDAY, "First day", required=True),
        Column("weeks", whole(1, optional=True), "Length", unit="weeks"),
        Column("minutes", whole(0, optional=True), "Travel one way", unit="minutes"),
        Column("state", one_of(*STATES), "What became of the block"),
        Column("reason", TEXT, "Why an unplaced block has no place"),
    ),
)
"""The plan file, declared as the tables of a round are."""


def plan_frame(plan: Plan) -> pd.DataFrame:
    """Return the rows of ``plan.csv``, sorted by learner, start and block; dates as text."""
    rows = [*_placed_rows(plan), *_unplaced_rows(plan)]
    frame = pd.DataFrame(rows, columns=list(PLAN.names))
    frame = frame.astype({"minutes": "Int64"})
    return frame.sort_values(["learner_id", "start", "block_id"], ignore_index=True)


def _placed_rows(plan: Plan) -> list[tuple[object, ...]]:
    fixed = set(pinned(plan.round, "fixed"))
    published = set(pinned(plan.round, "published"))
    announced = {(pin.learner_id, pin.block_id) for pin in published}
    rows: list[tuple[object, ...]] = []
    for p, stay in zip(plan.placements, plan.stays, strict=True):
        state = "pinned" if p in fixed else "kept" if p in published else "placed"
        if state == "placed" and (p.learner_id, p.block_id) in announced:
            state = "changed"
        start = plan.round.monday(p.start).isoformat()
        row = (p.learner_id, p.block_id, p.setting_id, start, stay.weeks, stay.minutes, state, "")
        rows.append(row)
    return rows


def _unplaced_rows(plan: Plan) -> list[tuple[object, ...]]:
    if not plan.unplaced:
        return []
    blocks = plan.round["blocks"].set_index(["cohort_id", "block_id"])
    cohorts = plan.round["learners"].set_index("learner_id")["cohort_id"]
    reasons = unplaced_reasons(plan)
    rows: list[tuple[object, ...]] = []
    for learner, block_id in plan.unplaced:
        block = blocks.loc[(cohorts[learner], block_id)]
        start = f"{block['start']:%Y-%m-%d}"
        reason = reasons[learner, block_id]
        rows.append((learner, block_id, "", start, int(block["weeks"]), None, "unplaced", reason))
    return rows


def unplaced_reasons(plan: Plan) -> Mapping[tuple[str, str], str]:
    """Return learner and block → why it has no place, for every unplaced block."""
    return _reasons(plan.round, plan.unplaced)


@lru_cache(maxsize=4)  # the plan, its summary and its schedule each ask
def _reasons(round: Round, unplaced: tuple[tuple[str, str], ...]) -> Mapping[tuple[str, str], str]:
    known = {(r.learner_id, r.block_id): r.reason for r in refusals(round, unplaced)}
    return {key: known.get(key, "") for key in unplaced}


def write_plan(plan: Plan) -> str:
    """Return the text of ``plan.csv``."""
    return plan_frame(plan).to_csv(index=False, lineterminator="\n")


def read_plan(path: str | Path, round: Round) -> Plan:
    """Read a plan file against a round.

    A row without a setting is an unplaced block. What the file says of weeks, minutes, state and
    reason is not read into the plan: those follow from it (``check_rows`` compares them).

    Raises
    ------
    InputError
        With every problem: what is not a plan file, or a code that the round does not have.
    """
    problems: list[Problem] = []
    raw = read_csv(Path(path), problems)
    if raw is None:
        raise InputError(path, problems)
    frame = parse(PLAN, raw, problems).frame
    if not problems:
        _check_codes(frame, raw, round, problems)
    if problems:
        raise InputError(path, problems)
    return _plan(frame, round)


def read_start(path: Path, round: Round) -> tuple[Plan, int]:
    """Read a plan to start from, perhaps of another round; return also how many rows it lost.

    A row whose learner, block or setting the round does not have is left out.

    Raises
    ------
    InputError
        Where it is not a plan file.
    """
    problems: list[Problem] = []
    raw = read_csv(path, problems)
    frame = None if raw is None else parse(PLAN, raw, problems).frame
    if problems or raw is None or frame is None:
        raise InputError(path, problems)
    own: list[Problem] = []
    _check_codes(frame, raw, round, own)
    unknown = {problem.where.line for problem in own if problem.where is not None}
    rows = [raw.where(at, "learner_id").line for at in frame.index]
    kept = frame[[row not in unknown for row in rows]]
    return _plan(kept, round), len(frame) - len(kept)


def _plan(frame: pd.DataFrame, round: Round) -> Plan:
    placed = frame[frame["setting_id"] != ""]
    weeks = round.week_numbers(placed["start"], 0).tolist()
    columns = (placed[name] for name in ("learner_id", "block_id", "setting_id"))
    rows = zip(*columns, weeks, strict=True)
    unplaced = frame.loc[frame["setting_id"] == "", ["learner_id", "block_id"]]
    return Plan.of(
        round,
        [Placement(learner, block, setting, week) for learner, block, setting, week in rows],
        zip(unplaced["learner_id"], unplaced["block_id"], strict=True),
    )


def _check_codes(frame: pd.DataFrame, raw: RawTable, round: Round, problems: list[Problem]) -> None:
    blocks = set(zip(round["blocks"]["cohort_id"], round["blocks"]["block_id"], strict=True))
    cohort = round["learners"].set_index("learner_id")["cohort_id"].to_dict()
    for row in frame.itertuples():
        at = int(row.Index)
        _check_code(row.learner_id, cohort, "learners", raw.where(at, "learner_id"), problems)
        if row.setting_id:
            where = raw.where(at, "setting_id")
            _check_code(row.setting_id, round.setting_at, "settings", where, problems)
        if row.learner_id in cohort and (cohort[row.learner_id], row.block_id) not in blocks:
            own = sorted(block for who, block in blocks if who == cohort[row.learner_id])
            message = f"is not a block of {row.learner_id}'s cohort, {cohort[row.learner_id]}"
            hint = nearest(row.block_id, own)
            problems.append(Problem(message, raw.where(at, "block_id"), row.block_id, hint))


def _check_code(
    code: str, known: Mapping[str, object], table: str, where: Where, problems: list[Problem]
) -> None:
    if code not in known:
        problems.append(Problem(f"is not in {table}", where, code, nearest(code, known)))


def check_rows(path: Path, plan: Plan) -> list[str]:
    """Return where a plan file's weeks, minutes, state or start differ from what the plan means."""
    problems: list[Problem] = []
    raw = read_csv(path, problems)
    if raw is None:
        raise InputError(path, problems)
    frame = parse(PLAN, raw, problems).frame
    rows = plan_frame(plan).to_dict("records")
    own = {(row["learner_id"], row["block_id"]): row for row in reversed(rows)}
    found = []
    for row in frame.itertuples():
        expected = own[row.learner_id, row.block_id]
        for name, value in _stated(row).items():
            if not _agrees(name, value, str(expected[name])):
                where = raw.where(int(row.Index), name)
                found.append(f"{where}: {value} does not agree; expected {expected[name]}")
    return found


_SO_FAR = ("placed", "changed", "kept", "pinned")
"""States of a placement, from nothing announced to fixed."""


def _agrees(name: str, stated: str, expected: str) -> bool:
    """Return whether what a row states may stand where the round means ``expected``.

    A plan is published after it was made: what it called changed is then kept, or pinned.
    """
    if name == "state" and {stated, expected} <= set(_SO_FAR) and expected != "placed":
        return _SO_FAR.index(stated) <= _SO_FAR.index(expected)
    return stated == expected


def _stated(row: object) -> dict[str, str]:
    """Return what a row states of its weeks, minutes, state and, if unplaced, start.

    ``placed`` says no more than that the row has a setting, so it suits a pinned one too.
    """
    stated = {}
    for name in ("weeks", "minutes"):
        value = getattr(row, name)
        if value == value:  # noqa: PLR0124 - NaN, a blank cell, differs from itself
            stated[name] = f"{value:.0f}"
    state = row.state  # type: ignore[attr-defined]
    unplaced = row.setting_id == ""  # type: ignore[attr-defined]
    if state and state != ("unplaced" if unplaced else "placed"):
        stated["state"] = state
    if unplaced and isinstance(row.start, dt.datetime):  # type: ignore[attr-defined]
        stated["start"] = f"{row.start:%Y-%m-%d}"  # type: ignore[attr-defined]
    return stated
