"""Who is where and when somebody else could be."""

from __future__ import annotations

import numpy as np

from placements.candidates import Candidates


def meets(candidates: Candidates, rows: np.ndarray, others: np.ndarray) -> np.ndarray:
    """Return which candidates share a week at a setting with one of some others, (rows,)."""
    round, end = candidates.round, candidates.end
    setting, start = candidates.column("setting"), candidates.column("start")
    busy = np.zeros((len(round.setting_ids), round.weeks + 2), dtype=np.int64)
    np.add.at(busy, (setting[others], start[others]), 1)
    np.add.at(busy, (setting[others], end[others] + 1), -1)
    ever = np.cumsum(np.cumsum(busy, axis=1) > 0, axis=1)
    before = ever[setting[rows], start[rows].astype(np.int64) - 1]
    return ever[setting[rows], end[rows]] > before
