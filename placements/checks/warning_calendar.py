"""Warnings on calendars: blocks and learners that cannot be placed as the dates stand."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np

from placements.checks.case import Case
from placements.checks.error_calendar import windows
from placements.checks.words import several, weeks
from placements.errors import Problem, Severity, counted


class Window(NamedTuple):
    """A block, the weeks in which it may start, and its length [weeks]."""

    block: str
    first: int
    last: int
    weeks: int

    @property
    def end(self) -> int:
        """Last week that it can reach."""
        return self.last + self.weeks - 1

    def __str__(self) -> str:
        return f"{self.block} ({weeks(self.first, self.end)})"


def window_cut(case: Case) -> Iterator[Problem]:
    """Find blocks of which only some starts fit the horizon."""
    found = windows(case.round)
    cut = (found["opens"] <= found["closes"]) & (
        (found["opens"] > found["first"]) | (found["closes"] < found["last"])
    )
    for row, block in found[cut].iterrows():
        first, last = case.round.monday(block["opens"]), case.round.monday(block["closes"])
        message = (
            f"{block['block_id']} of cohort {block['cohort_id']}: only starts from {first} to "
            f"{last} fit the horizon, which ends on {case.round.sunday(case.round.weeks)}"
        )
        where = case.where("blocks", row, "latest_start")
        yield Problem(message, where, severity=Severity.WARNING)


def blocks_clash(case: Case) -> Iterator[Problem]:
    """Find ungrouped blocks of a learner whose windows cannot all be kept."""
    own = case.round.learner_blocks
    own = own[own["group"] == ""]
    calendars = own.groupby("learner_id")["block_id"].agg(tuple)
    cohort = own.groupby("learner_id")["cohort_id"].first()
    alike: dict[tuple[str, frozenset[str], int], list[str]] = {}
    for (of, blocks), learners in calendars.groupby([cohort, calendars], sort=True):
        rows = own[own["learner_id"] == learners.index[0]]
        columns = rows.loc[rows["block_id"].isin(blocks), ["block_id", "first", "last", "weeks"]]
        for clash, lacking in clashes([Window(*row) for row in columns.itertuples(index=False)]):
            key = (str(of), clash, lacking)
            alike.setdefault(key, []).extend(learners.index)
    for (of, clash, lacking), who in alike.items():
        yield _clash(case, of, clash, lacking, who)


def _clash(case: Case, cohort: str, clash: frozenset[str], lacking: int, who: list[str]) -> Problem:
    found = windows(case.round)
    rows = found[(found["cohort_id"] == cohort) & found["block_id"].isin(clash)]
    rows = rows.sort_values(["opens", "block_id"])
    texts = [
        str(Window(*row))
        for row in rows[["block_id", "opens", "closes", "weeks"]].itertuples(index=False)
    ]
    message = (
        f"{several(texts, shown=10)} of cohort {cohort} cannot all be kept: "
        f"{counted(lacking, 'week')} too few, for {counted(len(who), 'learner')}: "
        f"{several(sorted(who))}"
    )
    where = case.first_where("blocks", rows.index, "start")
    return Problem(message, where, severity=Severity.WARNING)


def clashes(blocks: Sequence[Window]) -> list[tuple[frozenset[str], int]]:
    """Return sets of blocks that cannot all be kept, and by how many weeks.

    Sound, not complete: blocks that must all lie in too short a span, and pairs of which neither
    can come first. With fixed starts nothing is missed.
    """
    found: list[tuple[frozenset[str], int]] = []
    rest = list(blocks)
    while (clash := _narrowest(rest)) is not None:
        found.append(clash)
        rest = [block for block in rest if block.block not in clash[0]]
    for k, one in enumerate(blocks):
        for other in blocks[k + 1 :]:
            pair = frozenset((one.block, other.block))
            if (
                not any(pair <= clash for clash, _ in found)
                and (lacking := _overlap(one, other)) > 0
            ):
                found.append((pair, lacking))
    return found


def _narrowest(blocks: Sequence[Window]) -> tuple[frozenset[str], int] | None:
    """Return the fewest blocks that must all lie in too short a span, and how much too short."""
    best: tuple[int, int] | None = None
    for first in sorted({block.first for block in blocks}):
        for end in sorted({block.end for block in blocks}):
            inside = [block for block in blocks if block.first >= first and block.end <= end]
            lacking = sum(block.weeks for block in inside) - (end - first + 1)
            if lacking > 0 and inside and (best is None or (len(inside), -lacking) < best):
                best = (len(inside), -lacking)
                names = frozenset(block.block for block in inside)
    return None if best is None else (names, -best[1])


def _overlap(one: Window, other: Window) -> int:
    """Return the fewest weeks by which two blocks overlap."""
    return min(
        one.first + one.weeks - other.last,
        other.first + other.weeks - one.last,
        one.weeks,
        other.weeks,
    )


def learner_without_block(case: Case) -> Iterator[Problem]:
    """Find learners whose blocks all lie outside their dates."""
    learners = case["learners"]
    rows = np.flatnonzero(~learners["learner_id"].isin(case.round.learner_blocks["learner_id"]))
    if len(rows):
        who = learners["learner_id"].iloc[rows]
        message = (
            f"{counted(len(rows), 'learner')} with no block between starts and leaves, who will "
            f"not be in the plan: {several(who)}"
        )
        where = case.first_where("learners", rows, "starts")
        yield Problem(message, where, severity=Severity.WARNING)


CHECKS = (window_cut, blocks_clash, learner_without_block)
