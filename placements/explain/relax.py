"""Each rule of a round that somebody could give up, and the round without it.

Only rows fewer, or a limit higher: there is nothing to check again, and learners, settings and
blocks keep their positions.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from placements.round import Round

FURTHER = 15
"""By how much a travel limit is raised [minutes]."""
UNSAID = "no reason given"
"""Kind of the exclusions without a reason."""


@dataclass(frozen=True, slots=True)
class Relaxation:
    """A rule, and the round without it.

    Parameters
    ----------
    kind
        ``requirement``, ``sequence``, ``exclusions`` or ``travel``.
    code
        Code of the requirement or sequence, reason of the exclusions, programme of the limit.
    words
        What is given up.
    learners
        Positions of the learners whom it concerns.
    relaxed
        Makes the round without it.
    same_choices
        Whether the candidates stay as they are.
    """

    kind: str
    code: str
    words: str
    learners: np.ndarray
    relaxed: Callable[[], Round]
    same_choices: bool


def relaxations(round: Round, further: int = FURTHER) -> Iterator[Relaxation]:
    """Yield every rule that could be given up, in the order of the tables."""
    yield from _curriculum(round, "requirements", "requirement")
    yield from _curriculum(round, "sequences", "sequence")
    yield from _exclusions(round)
    yield from _travel(round, further)


def _curriculum(round: Round, table: str, kind: str) -> Iterator[Relaxation]:
    frame, programme = round[table], round["learners"]["programme_id"]
    for row in frame.itertuples():
        code = getattr(row, f"{kind}_id")
        concerned = np.flatnonzero(programme == row.programme_id)
        without = _without(round, table, frame[f"{kind}_id"] == code)
        yield Relaxation(kind, code, f"{kind} of {row.programme_id}", concerned, without, True)


def _exclusions(round: Round) -> Iterator[Relaxation]:
    frame = round["exclusions"]
    for reason, rows in frame.groupby("reason", sort=True):
        concerned = np.unique(round.learner_ids.get_indexer(rows["learner_id"]))
        words = f"{len(rows):,} of {len(frame):,} exclusions"
        without = _without(round, "exclusions", frame["reason"] == reason)
        yield Relaxation("exclusions", reason or UNSAID, words, concerned, without, False)


def _travel(round: Round, further: int) -> Iterator[Relaxation]:
    learners = round["learners"]
    for code in sorted(set(learners["programme_id"])):
        mine = (learners["programme_id"] == code).to_numpy()
        words = f"{further} minutes further than the longest journey allowed"
        relaxed = _further(round, mine, further)
        yield Relaxation("travel", code, words, np.flatnonzero(mine), relaxed, False)


def _without(round: Round, table: str, dropped: pd.Series) -> Callable[[], Round]:
    def relaxed() -> Round:
        kept = round[table][~dropped].reset_index(drop=True)
        return replace(round, tables={**round.tables, table: kept})

    return relaxed


def _further(round: Round, learners: np.ndarray, minutes: int) -> Callable[[], Round]:
    def relaxed() -> Round:
        frame = round["learners"]
        longest = frame["max_travel_minutes"] + minutes * learners
        tables = {**round.tables, "learners": frame.assign(max_travel_minutes=longest)}
        return replace(round, tables=tables)

    return relaxed
