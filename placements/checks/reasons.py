"""Why blocks have no candidate and pins are none, for many at once."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from placements.checks.case import Case
from placements.eligibility import IN_WORDS, REASONS, Start


def codes_of(case: Case, placements: pd.DataFrame) -> list[tuple[str, ...]]:
    """Return the codes of the reasons that bar each placement, ``()`` where none does.

    Parameters
    ----------
    placements
        ``learner_block``, ``setting`` (positions), ``start`` (week).
    """
    found: list[list[str]] = [[] for _ in range(len(placements))]
    own = case.round.learner_blocks.iloc[placements["learner_block"]]
    alike = [
        own["cohort_id"].to_numpy(),
        own["block_id"].to_numpy(),
        placements["start"].to_numpy(),
    ]
    setting = placements["setting"].to_numpy()
    for rows in _positions(alike):
        week = int(placements["start"].iat[rows[0]])
        learners = own["learner"].to_numpy()[rows]
        for code, bars in _bars(case, own.iloc[rows[0]], learners, week):
            for row in rows[bars[np.arange(len(rows)), setting[rows]]]:
                found[row].append(code)
    return [tuple(codes) for codes in found]


def counts_of(case: Case, rows: np.ndarray) -> list[dict[str, int]]:
    """Return, for learner-blocks, how many settings each reason bars at some start.

    Parameters
    ----------
    rows
        Positions in ``round.learner_blocks``.
    """
    found: list[dict[str, int]] = [{} for _ in range(len(rows))]
    own = case.round.learner_blocks.iloc[rows]
    for at in _positions([own["cohort_id"].to_numpy(), own["block_id"].to_numpy()]):
        learners, block = own["learner"].to_numpy()[at], own.iloc[at[0]]
        barred = {code: np.zeros((len(at), len(case.round.setting_ids)), bool) for code in REASONS}
        for week in range(block["first"], block["last"] + 1):
            for code, bars in _bars(case, block, learners, week):
                barred[code] |= bars
        for code, bars in barred.items():
            for row, number in zip(at, bars.sum(axis=1).tolist(), strict=True):
                if number:
                    found[row][code] = number
    return found


def counts_in_words(counts: dict[str, int]) -> str:
    """Return ``too far 41; audit lapses 3``, the commonest first: for how many settings each."""
    order = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return "; ".join(f"{IN_WORDS[code]} {number}" for code, number in order)


def _positions(keys: list[np.ndarray]) -> Iterator[np.ndarray]:
    """Yield the positions that have the same keys."""
    frame = pd.DataFrame(dict(enumerate(keys)))
    yield from frame.groupby(list(frame.columns), sort=True).indices.values()


def _bars(
    case: Case, block: pd.Series, learners: np.ndarray, week: int
) -> Iterator[tuple[str, np.ndarray]]:
    """Yield each reason's code and where it bars, (learners, settings)."""
    start = Start(learners, week, block["weeks"], block["stage"], block["where"])
    shape = (len(learners), len(case.round.setting_ids))
    for code, allowed in case.eligibility.masks(start):
        yield code, ~np.broadcast_to(allowed, shape)
