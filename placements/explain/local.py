"""Which part of a large round to solve again for a change: those it touches, and their neighbours.

The free learners' promising choices, and the placements that others hold where and when one of them
would be: with those held, the rules mean in the part what they mean in the whole.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from placements.candidates import Candidates
from placements.network.hierarchy import places_by_week
from placements.network.meeting import meets
from placements.plan import Plan
from placements.round import Round

NEIGHBOURS = 20
"""Learners near the change who are solved again, at usual effort."""
FREE = 15
"""Up to so many learners touched, all of their blocks are solved again; else those lost, and all of
the learners who are asked for."""
CHOICES = 5
"""Choices of each free block: those with room now, and as many of the best of the others."""


@dataclass(frozen=True, eq=False)
class Part:
    """A part of the candidate table.

    Parameters
    ----------
    learners
        Positions of the learners who may move.
    rows
        Positions of the part's candidates, sorted.
    held
        Of these, the placements of others, which stay.
    """

    learners: np.ndarray
    rows: np.ndarray
    held: np.ndarray


@dataclass(frozen=True, eq=False)
class Change:
    """What changes.

    Parameters
    ----------
    start
        The plan without what is forbidden and with what is forced.
    before
        The plan as it was.
    forced, barred
        Positions of candidates that must, or must not, be chosen.
    learners
        Positions of learners who are to be solved again in any case.
    """

    start: Plan
    before: Plan
    forced: np.ndarray
    barred: np.ndarray
    learners: np.ndarray


def around(candidates: Candidates, change: Change, effort: float) -> Part:
    """Return the part around a change."""
    chosen = chosen_rows(candidates, change.start)
    touched = _touched(candidates, change)
    closed = np.zeros(len(candidates), dtype=bool)
    closed[change.barred] = True
    wanted = _wanted(candidates, chosen, touched, change.forced, closed)
    most = NEIGHBOURS if len(touched) <= FREE else NEIGHBOURS // 3
    near = _neighbours(candidates, chosen, wanted, round(most * effort / 100))
    learners = _linked(candidates.round, np.union1d(touched, near))
    mine = np.isin(candidates.column("learner"), learners)
    own = np.intersect1d(chosen, np.flatnonzero(mine))
    open_ = mine & ~closed
    if len(touched) > FREE:  # many lose one place each: their other blocks stay
        lost = np.setdiff1d(chosen_rows(candidates, change.before), chosen)
        block = candidates.column("learner_block")
        fixed = np.setdiff1d(touched, change.learners)
        open_ &= np.isin(block, block[lost]) | ~np.isin(candidates.column("learner"), fixed)
    pool = _pool(candidates, np.flatnonzero(open_), chosen)
    free = np.union1d(np.union1d(pool, own), change.forced)
    others = chosen[~mine[chosen]]
    held = others[meets(candidates, others, free)]
    return Part(learners, np.union1d(free, held), held)


def chosen_rows(candidates: Candidates, plan: Plan) -> np.ndarray:
    """Return the positions of a plan's placements among the candidates, sorted."""
    round, own = candidates.round, candidates.round.learner_blocks
    at = {key: k for k, key in enumerate(zip(own["learner_id"], own["block_id"], strict=True))}
    wanted = {
        at[p.learner_id, p.block_id]: (round.setting_at[p.setting_id], p.start)
        for p in plan.placements
        if (p.learner_id, p.block_id) in at
    }
    block = np.array(list(wanted), dtype=np.int64)
    setting, start = np.array(list(wanted.values()), dtype=np.int64).reshape(-1, 2).T
    found = candidates.find(block, setting, start)
    return np.sort(found[found >= 0])


def _touched(candidates: Candidates, change: Change) -> np.ndarray:
    """Return the learners whose placements the change takes or gives."""
    at = candidates.round.learner_at
    lost = {p.learner_id for p in set(change.before.placements) ^ set(change.start.placements)}
    given = candidates.column("learner")[change.forced]
    own = np.array([at[code] for code in sorted(lost)], dtype=np.int64)
    return np.union1d(np.union1d(own, given), change.learners).astype(np.int64)


def _wanted(
    candidates: Candidates,
    chosen: np.ndarray,
    touched: np.ndarray,
    forced: np.ndarray,
    closed: np.ndarray,
) -> np.ndarray:
    """Return the candidates for which somebody else may have to make room, by weight."""
    theirs = np.isin(candidates.column("learner"), touched)
    wanted = np.where(theirs & _to_place(candidates, chosen) & ~closed, 1.0, 0.0)
    if not wanted.any():
        wanted[chosen[theirs[chosen]]] = 1.0
    wanted[forced] = len(candidates)
    return wanted


def _to_place(candidates: Candidates, chosen: np.ndarray) -> np.ndarray:
    """Return which candidates are of a block without a place, (candidates,)."""
    block = candidates.column("learner_block")
    placed = np.zeros(len(candidates.round.learner_blocks), dtype=bool)
    placed[block[chosen]] = True
    return ~placed[block]


def _neighbours(
    candidates: Candidates, chosen: np.ndarray, weight: np.ndarray, number: int
) -> np.ndarray:
    """Return the learners who hold most of what is wanted, nearest first."""
    learner, setting = candidates.column("learner"), candidates.column("setting")
    use = np.flatnonzero(weight)
    weeks = candidates.round.weeks
    wanted = np.zeros((len(candidates.round.setting_ids), weeks + 2))
    np.add.at(wanted, (setting[use], candidates.column("start")[use]), weight[use])
    after = np.minimum(candidates.end[use] + 1, weeks + 1)
    np.add.at(wanted, (setting[use], after), -weight[use])
    until = np.pad(np.cumsum(np.cumsum(wanted, axis=1), axis=1), ((0, 0), (1, 0)))
    first, after = candidates.column("start")[chosen], candidates.end[chosen] + 1
    overlap = until[setting[chosen], after] - until[setting[chosen], first]
    worth = np.bincount(learner[chosen], overlap, minlength=len(candidates.round.learner_ids))
    order = np.argsort(-worth, kind="stable")[:number]
    return order[worth[order] > 0]


def _linked(round: Round, learners: np.ndarray) -> np.ndarray:
    """Return the learners with all whom links tie to them."""
    ends = [round.learner_ids.get_indexer(round["links"][n]) for n in ("learner_id", "other_id")]
    found = learners
    while True:
        tied = np.isin(ends[0], found) | np.isin(ends[1], found)
        more = np.union1d(found, np.concatenate([end[tied] for end in ends]))
        if len(more) == len(found):
            return found
        found = more


def _pool(candidates: Candidates, rows: np.ndarray, chosen: np.ndarray) -> np.ndarray:
    """Return for each block the best choices where there is room now, and of the others."""
    frame = pd.DataFrame(
        {
            "row": rows,
            "block": candidates.column("learner_block")[rows],
            "sector": candidates.frame["sector"].cat.codes.to_numpy()[rows],
            "cost": candidates.column("minutes")[rows] - candidates.column("score")[rows],
            "room": has_room(candidates, rows, chosen),
        }
    ).sort_values(["block", "cost", "row"], kind="stable")
    best = frame.groupby(["block", "room"]).cumcount() < CHOICES
    each = frame.groupby(["block", "room", "sector"]).cumcount() < 1
    return np.sort(frame.loc[best | each, "row"].to_numpy())


def has_room(candidates: Candidates, rows: np.ndarray, chosen: np.ndarray) -> np.ndarray:
    """Return whether a place is free now in all weeks of some candidates, whoever it is for."""
    left = places_by_week(candidates.round).astype(np.int64)
    change = np.zeros((left.shape[0], left.shape[1] + 2), dtype=np.int64)
    setting, start = candidates.column("setting"), candidates.column("start")
    np.add.at(change, (setting[chosen], start[chosen] - 1), 1)
    np.add.at(change, (setting[chosen], candidates.end[chosen]), -1)
    full = left <= np.cumsum(change, axis=1)[:, : left.shape[1]]
    until = np.pad(np.cumsum(full, axis=1), ((0, 0), (1, 0)))
    until_end = until[setting[rows], candidates.end[rows]]
    return until_end == until[setting[rows], start[rows] - 1]
