"""Errors in rows that contradict themselves or each other."""

from __future__ import annotations

from collections.abc import Iterator

import networkx as nx
import numpy as np

from placements.checks.case import Case
from placements.checks.error_pins import calendars, cohort_of
from placements.errors import Problem, nearest
from placements.round.capacity import LINE

SPANS = (
    ("settings", "open_from", "open_until"),
    ("capacity", "from", "until"),
    ("blocks", "start", "latest_start"),
    ("learners", "starts", "leaves"),
    ("absences", "from", "until"),
)
"""Table, and the columns of a first and a last day."""

ELSEWHERE = ("provider_id", "sector", "care_context", "tags")
"""Columns of ``history`` for a placement at no setting of the round."""


def dates_reversed(case: Case) -> Iterator[Problem]:
    """Find last days before the first."""
    for table, start, end in SPANS:
        frame = case[table]
        for row in np.flatnonzero(frame[end] < frame[start]):
            message = f"is before {start}, {frame[start].iat[row]:%Y-%m-%d}"
            found = f"{frame[end].iat[row]:%Y-%m-%d}"
            yield Problem(message, case.where(table, row, end), found)


def capacity_twice(case: Case) -> Iterator[Problem]:
    """Find capacity rows of one line of succession with the same start."""
    capacity, order = case["capacity"], case.round.origins["capacity"]
    for rows in capacity.groupby([*LINE, "from"], dropna=False, sort=True).indices.values():
        first, *others = sorted(rows, key=lambda row: order[row])
        for row in others:
            place = case.lines("capacity", [first])
            message = (
                f"has the same first day as {place}, for the same learners: "
                "which of the two holds cannot be known"
            )
            where = case.where("capacity", row, "from")
            hint = "give one of them a later first day, or delete it"
            yield Problem(message, where, capacity["setting_id"].iat[row], hint)


def minimum_above_maximum(case: Case) -> Iterator[Problem]:
    """Find requirements that nothing can meet."""
    rules = case["requirements"]
    for row in np.flatnonzero(rules["minimum"] > rules["maximum"]):
        message = f"is above the maximum, {rules['maximum'].iat[row]:g}"
        where = case.where("requirements", row, "minimum")
        yield Problem(message, where, f"{rules['minimum'].iat[row]:g}")


def history_in_two_places(case: Case) -> Iterator[Problem]:
    """Find past placements at a setting of the round that also describe one elsewhere."""
    history = case["history"]
    for column in ELSEWHERE:
        both = (history["setting_id"] != "") & (history[column].map(len) > 0)
        for row in np.flatnonzero(both):
            value = history[column].iat[row]
            found = value if isinstance(value, str) else ";".join(value)
            message = (
                f"stands beside setting_id {history['setting_id'].iat[row]}, which has its own"
            )
            where = case.where("history", row, column)
            yield Problem(message, where, found, f"clear setting_id or {column}")


def link_to_self(case: Case) -> Iterator[Problem]:
    """Find learners linked to themselves."""
    links = case["links"]
    for row in np.flatnonzero(links["learner_id"] == links["other_id"]):
        where = case.where("links", row, "other_id")
        yield Problem("is linked to themself", where, links["other_id"].iat[row])


def link_of_another_cohort(case: Case) -> Iterator[Problem]:
    """Find links in a block that neither learner's cohort has."""
    if not case.is_whole("blocks"):
        return  # the block may stand in a row that could not be read
    blocks, cohorts = calendars(case.round), cohort_of(case.round)
    links = case["links"][["learner_id", "other_id", "block_id"]]
    for row, (learner, other, block) in enumerate(links.itertuples(index=False)):
        known = blocks[cohorts[learner]] | blocks[cohorts[other]]
        if block and block not in known:
            message = f"is not a block of {learner}'s cohort, nor of {other}'s"
            where = case.where("links", row, "block_id")
            yield Problem(message, where, block, nearest(block, known))


def areas_circular(case: Case) -> Iterator[Problem]:
    """Find areas that are part of themselves."""
    areas, order = case["areas"], case.round.origins["areas"]
    parents = areas.loc[areas["parent_id"] != "", ["area_id", "parent_id"]]
    graph = nx.DiGraph(parents.itertuples(index=False))
    row_of = dict(zip(areas["area_id"], areas.index, strict=True))
    for cycle in nx.simple_cycles(graph):
        first = min(range(len(cycle)), key=lambda k: order[row_of[cycle[k]]])
        ring = [*cycle[first:], *cycle[: first + 1]]
        where = case.where("areas", row_of[ring[0]], "parent_id")
        yield Problem(f"is part of itself: {' in '.join(ring)}", where, ring[0])


def measure_unknown(case: Case) -> Iterator[Problem]:
    """Find levels of the objective with a measure that does not exist."""
    for number, level in enumerate(case.round.levels, 1):
        for measure, _ in level.weights:
            if measure not in case.units:
                hint = nearest(measure, case.units) or f"known: {', '.join(sorted(case.units))}"
                where = case.level_where(number, measure)
                yield Problem("is not a measure of the objective", where, measure, hint)


CHECKS = (
    dates_reversed,
    capacity_twice,
    minimum_above_maximum,
    history_in_two_places,
    link_to_self,
    link_of_another_cohort,
    areas_circular,
    measure_unknown,
)
