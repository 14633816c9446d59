"""Which settings each learner-block may be offered, as one array: 1 byte a block and setting."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from placements.candidates import Candidates
from placements.round import Round


@dataclass(frozen=True, eq=False)
class Offers:
    """The candidates of a round, folded over their starts.

    Parameters
    ----------
    round
        The round.
    settings
        Whether a setting is offered to a learner-block at any start, (blocks, settings).
    earliest, latest
        First and last start of the block's candidates [week], 0 where it has none, (blocks,).
    fixed
        Whether the block has a fixed pin, (blocks,).
    """

    round: Round
    settings: np.ndarray
    earliest: np.ndarray
    latest: np.ndarray
    fixed: np.ndarray

    @classmethod
    def of(cls, candidates: Candidates) -> Offers:
        """Return the offers that candidates amount to."""
        of, at = candidates.round, candidates.column("learner_block")
        blocks, start = len(of.learner_blocks), candidates.column("start").astype(np.int64)
        settings = np.zeros((blocks, len(of.setting_ids)), dtype=bool)
        settings[at, candidates.column("setting")] = True
        earliest = np.full(blocks, of.weeks + 1)
        latest = np.zeros(blocks, dtype=np.int64)
        np.minimum.at(earliest, at, start)
        np.maximum.at(latest, at, start)
        fixed = np.zeros(blocks, dtype=bool)
        fixed[at[candidates.column("fixed")]] = True
        return cls(of, settings, np.where(latest == 0, 0, earliest), latest, fixed)

    @property
    def blocks(self) -> pd.DataFrame:
        """Every block of every learner, in the order of the rows here."""
        return self.round.learner_blocks

    @cached_property
    def learner(self) -> np.ndarray:
        """Position of each row's learner, (blocks,)."""
        return self.blocks["learner"].to_numpy()

    @cached_property
    def weeks(self) -> np.ndarray:
        """Length of each row's block [weeks], (blocks,)."""
        return self.blocks["weeks"].to_numpy(dtype=np.int64)

    @cached_property
    def any(self) -> np.ndarray:
        """Whether a block has a candidate at all, (blocks,)."""
        return self.latest > 0

    @cached_property
    def kinds(self) -> tuple[np.ndarray, list[tuple[str, int, str]]]:
        """Each row's kind as capacity counts it, and the kinds: type, stage, education provider."""
        people = self.round["learners"].iloc[self.learner]
        frame = pd.DataFrame(
            {
                "learner_type": people["learner_type"].to_numpy(),
                "stage": self.blocks["stage"].to_numpy(),
                "education_provider": people["education_provider"].to_numpy(),
            }
        )
        grouped = frame.groupby(list(frame.columns), sort=True)
        kinds = [(str(a), int(b), str(c)) for a, b, c in grouped.groups]
        return grouped.ngroup().to_numpy(), kinds

    def by_learner(self, values: np.ndarray, rows: np.ndarray) -> np.ndarray:
        """Return the sum over each learner's rows, (learners, ...).

        Parameters
        ----------
        values
            One row for each of ``rows``.
        rows
            Positions of learner-blocks, ascending.
        """
        total = np.zeros((len(self.round.learner_ids), *values.shape[1:]), dtype=np.int64)
        if len(rows):
            learner = self.learner[rows]
            first = np.flatnonzero(np.r_[True, learner[1:] != learner[:-1]])
            total[learner[first]] = np.add.reduceat(values, first, axis=0, dtype=np.int64)
        return total
