"""Errors in cohorts' calendars: blocks that cannot be, and groups that cannot be read."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from placements.checks.case import Case
from placements.errors import Problem, counted
from placements.round import Round


def windows(round: Round) -> pd.DataFrame:
    """Return the blocks with their windows [weeks].

    Returns
    -------
    pandas.DataFrame
        The rows of ``blocks`` with ``first`` and ``last`` (start weeks as written) and ``opens``
        and ``closes`` (those that fit the horizon; none where ``closes < opens``).
    """
    blocks = round["blocks"]
    first = round.week_numbers(blocks["start"], 1)
    latest = round.week_numbers(blocks["latest_start"], 0)
    last = np.where(blocks["latest_start"].isna(), first, latest)
    longest = round.weeks - blocks["weeks"].to_numpy() + 1
    return blocks.assign(
        first=first, last=last, opens=np.maximum(first, 1), closes=np.minimum(last, longest)
    )


def block_outside_horizon(case: Case) -> Iterator[Problem]:
    """Find blocks of which no start fits the horizon."""
    found = windows(case.round)
    never = (found["closes"] < found["opens"]) & (found["first"] <= found["last"])
    horizon = f"the horizon, {case.round.start} to {case.round.sunday(case.round.weeks)}"
    for row, block in found[never].iterrows():
        what = f"{block['block_id']} of cohort {block['cohort_id']}"
        why, hint = _misfit(case.round, block)
        message = f"{what}, {counted(block['weeks'], 'week')} long, cannot fit {horizon}: it {why}"
        yield Problem(message, case.where("blocks", row, "start"), None, hint)


def _misfit(round: Round, block: pd.Series) -> tuple[str, str | None]:
    """Return how a block misses the horizon, and what to do."""
    if block["weeks"] > round.weeks:
        return "is longer", None
    if block["last"] < 1:
        return "starts before", "start the round earlier (start in round.toml), or drop the block"
    if block["first"] < 1:
        return "starts before or ends after, whenever it starts", None
    needed = int(block["first"] + block["weeks"] - 1)
    hint = f"lengthen the horizon to {needed} weeks (weeks in round.toml), or start it earlier"
    return f"ends after, on {round.sunday(needed)}", hint


def take_without_group(case: Case) -> Iterator[Problem]:
    """Find numbers to take from a group that is not named."""
    blocks = case["blocks"]
    for row in np.flatnonzero((blocks["group"] == "") & blocks["take"].notna()):
        where = case.where("blocks", row, "take")
        hint = "name the group, or clear take"
        yield Problem("has no group to take from", where, _take(blocks["take"].iat[row]), hint)


def group_takes_differ(case: Case) -> Iterator[Problem]:
    """Find groups of a cohort with different numbers to take; blank is all of the group."""
    blocks = case["blocks"].assign(order=case.round.origins["blocks"])
    grouped = blocks[(blocks["group"] != "") & case.is_whole("blocks")].sort_values("order")
    for (cohort, group), rows in grouped.groupby(["cohort_id", "group"], sort=True):
        takes = rows["take"]
        for row in takes.index[takes != takes.iat[0]]:
            own, theirs = _take(takes.at[row]), _take(takes.iat[0])
            message = (
                f"{own} of group {group} of cohort {cohort} are taken here, but {theirs} by "
                f"{case.lines('blocks', [takes.index[0]])} (blank: all {len(rows)})"
            )
            hint = "write the same on all rows of the group"
            yield Problem(message, case.where("blocks", row, "take"), None, hint)


def take_above_group(case: Case) -> Iterator[Problem]:
    """Find groups from which more blocks are to be taken than they have."""
    blocks = case["blocks"]
    size = blocks.groupby(["cohort_id", "group"])["block_id"].transform("size")
    above = blocks[(blocks["group"] != "") & (blocks["take"] > size) & case.is_whole("blocks")]
    for row in above.drop_duplicates(["cohort_id", "group"]).index:
        group = f"group {blocks.at[row, 'group']} of cohort {blocks.at[row, 'cohort_id']}"
        message = f"is more than {group} has: {counted(int(size[row]), 'block')}"
        yield Problem(message, case.where("blocks", row, "take"), _take(blocks.at[row, "take"]))


def _take(value: float) -> str:
    return f"{value:g}"


CHECKS = (block_outside_horizon, take_without_group, group_takes_differ, take_above_group)
