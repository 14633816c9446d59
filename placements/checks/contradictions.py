"""Fixed pins and links that cannot all hold: no plan exists, and these are why."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd

from placements.checks.case import Case
from placements.checks.forced import blocks_of, shared_blocks
from placements.checks.reasons import codes_of
from placements.checks.words import runs, several, spells
from placements.errors import Problem, Severity, counted
from placements.round.capacity import NO_LIMIT


def _problem(case: Case, message: str, pin: object) -> Problem:
    where = case.where("pins", pin, "setting_id")
    return Problem(message, where, severity=Severity.CONTRADICTION)


def _said(case: Case, row: Any, *, with_place: bool = True) -> str:
    """Return ``B1 of L1 at S1 from 2026-09-07 (line 2)``, and what forces it where links do."""
    setting = case.round.setting_ids[row.setting]
    text = f"{row.block_id} of {row.learner_id} at {setting} from {case.round.monday(row.start)}"
    place = case.lines("pins", [row.pin])
    if row.implied:
        pinned = case["pins"]["learner_id"].iat[row.pin]
        return f"{text} (kept together with {pinned}, {place})"
    return f"{text} ({place})" if with_place else text


def fixed_overlap(case: Case) -> Iterator[Problem]:
    """Find forced placements of one learner in the same week."""
    before: Any = None
    for row in case.forced[case.forced["possible"]].itertuples():
        if before is not None and before.learner == row.learner and row.start <= before.last:
            message = f"{_said(case, row, with_place=False)} overlaps {_said(case, before)}"
            yield _problem(case, message, row.pin)
        if before is None or before.learner != row.learner or row.last > before.last:
            before = row


def fixed_above_take(case: Case) -> Iterator[Problem]:
    """Find groups of blocks in which more are forced than the learner takes."""
    grouped = case.forced[case.forced["group"] != ""].groupby(["learner_id", "group"], sort=True)
    for (learner, group), rows in grouped:
        take = int(rows["take"].iat[0])
        if len(rows) > take:
            blocks = several(rows["block_id"], shown=10)
            message = (
                f"{learner} takes {counted(take, 'block')} of group {group}, but fixed pins "
                f"and links decide {len(rows)}: {blocks} ({case.lines('pins', rows['pin'])})"
            )
            yield _problem(case, message, rows["pin"].iat[-1])


def together_pinned_apart(case: Case) -> Iterator[Problem]:
    """Find fixed pins at different settings or starts of learners who are kept together."""
    rows = {row.learner_block: row for row in case.forced.itertuples() if not row.implied}
    for group in case.together.groups:
        first, *others = [rows[block] for block in group if block in rows] or [None]
        for row in others:
            if (row.setting, row.start) != (first.setting, first.start):
                links = case.together.links_between(first.learner_block, row.learner_block)
                message = (
                    f"{_said(case, row, with_place=False)} is not where {_said(case, first)} is, "
                    f"but links keep them together (links, {case.lines('links', links)})"
                )
                yield _problem(case, message, row.pin)


def together_out_of_reach(case: Case) -> Iterator[Problem]:
    """Find learners kept together with a fixed pin at a setting and start that they cannot have."""
    rows = case.forced[case.forced["implied"] & ~case.forced["possible"]]
    own = case.round.learner_blocks.iloc[rows["learner_block"]]
    start = rows["start"].to_numpy()
    open_then = (own["first"].to_numpy() <= start) & (start <= own["last"].to_numpy())
    codes = iter(codes_of(case, rows[open_then]))
    for row, is_open in zip(rows.itertuples(), open_then, strict=True):
        why = ", ".join(next(codes)) if is_open else "outside the window of its start"
        yield _problem(case, f"{_said(case, row)} is not possible: {why}", row.pin)


def apart_pinned_together(case: Case) -> Iterator[Problem]:
    """Find forced placements at one setting in one week of learners who are kept apart."""
    links, forced = case["links"], case.forced[case.forced["possible"]]
    rows = {code: [*own.itertuples()] for code, own in forced.groupby("learner_id", sort=False)}
    group_of = case.together.group_of
    for link in np.flatnonzero(links["relation"] == "apart"):
        block = links["block_id"].iat[link]
        mine = rows.get(links["learner_id"].iat[link], [])
        theirs = rows.get(links["other_id"].iat[link], [])
        for one, other in ((a, b) for a in mine for b in theirs if _meet(a, b, block)):
            linked = group_of.get(one.learner_block, -1) == group_of.get(other.learner_block, -2)
            if not linked:  # else the links contradict each other, which is said once
                message = (
                    f"{_said(case, one, with_place=False)} meets {_said(case, other)}, "
                    f"but they are kept apart (links, {case.lines('links', [link])})"
                )
                yield _problem(case, message, one.pin)


def _meet(one: Any, other: Any, block: str) -> bool:
    """Return whether two placements meet, in a block where the link names one."""
    named = not block or one.block_id == other.block_id == block
    return bool(
        named
        and one.setting == other.setting
        and one.start <= other.last
        and other.start <= one.last
    )


def together_and_apart(case: Case) -> Iterator[Problem]:
    """Find learners who are kept both together and apart in a block."""
    links, own = case["links"], case.round.learner_blocks
    blocks = blocks_of(case.round, set(links["learner_id"]) | set(links["other_id"]))
    for row in np.flatnonzero(links["relation"] == "apart"):
        link = links.iloc[row]
        same = [
            (one, other)
            for one, other in shared_blocks(link, blocks)
            if case.together.group_of.get(one, -1) == case.together.group_of.get(other, -2)
        ]
        if same:
            rows = {link for pair in same for link in case.together.links_between(*pair)}
            names = several(own["block_id"].iloc[[one for one, _ in same]])
            message = (
                f"{link['learner_id']} and {link['other_id']} are kept apart here, but together "
                f"in {names} ({case.lines('links', rows)})"
            )
            where = case.where("links", row, "relation")
            yield Problem(message, where, severity=Severity.CONTRADICTION)


def together_above_places(case: Case) -> Iterator[Problem]:
    """Find places too few for the learners whom links keep together with a fixed pin."""
    forced = case.forced[case.forced["possible"]]
    kind = case.offers.kinds[0][forced["learner_block"]]
    for number, line in enumerate(case.round.lines):
        here = (forced["setting"] == case.supply.setting[number]).to_numpy()
        rows = forced[here & case.supply.counts[number][kind]]
        if rows["implied"].any():
            over = _over(rows, line.places, case.supply.brought[number])
            if over.any():
                yield _above(case, rows, line.label, over)


def _over(rows: pd.DataFrame, places: np.ndarray, brought: np.ndarray) -> np.ndarray:
    """Return the weeks in which learners who are only implied find no place."""
    week = np.arange(1, len(places) + 1)
    added = rows[rows["implied"]]
    implied = np.zeros(len(places), dtype=int)
    for start, last in zip(added["start"], added["last"], strict=True):
        implied += (start <= week) & (week <= last)
    return (implied > 0) & (brought + implied > places) & (places != NO_LIMIT)


def _above(case: Case, rows: pd.DataFrame, label: str, over: np.ndarray) -> Problem:
    first, last = runs(over)[0]
    here = rows[(rows["start"] <= last) & (rows["last"] >= first)]
    said = several([_said(case, row) for row in here.itertuples()])
    message = f"{label} has no place for all of these in {spells(runs(over))}: {said}"
    return _problem(case, message, here["pin"].iat[-1])


CHECKS = (
    fixed_overlap,
    fixed_above_take,
    together_pinned_apart,
    together_out_of_reach,
    together_and_apart,
    apart_pinned_together,
    together_above_places,
)
