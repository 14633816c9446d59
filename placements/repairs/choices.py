"""The few choices of each block worth solving: with room, the best, and some of every sector."""

from __future__ import annotations

import numpy as np

from placements.engine.rank import rank_within
from placements.repairs.room import Room
from placements.repairs.standing import Standing

FEW, MORE, ALL = (16, 3), (40, 8), (10**9, 10**9)
"""Choices of a block that suit best, and of each sector; where more may help; where all must."""


def few_choices(
    room: Room,
    blocks: np.ndarray,
    left: np.ndarray,
    closed: np.ndarray,
    own: np.ndarray,
    *,
    most: tuple[int, int] = FEW,
) -> np.ndarray:
    """Return candidates of some blocks, sorted.

    Parameters
    ----------
    left
        Places left beside what stays, (kinds, settings, weeks).
    closed
        Which candidates are no choice today, (candidates,).
    own
        Candidates that are kept whatever they are: where the blocks are now.
    most
        Of a block, and of its choices in one sector.
    """
    rows = of_blocks(room, blocks)
    mine = np.isin(rows, own)
    usable = ~closed[rows] & (room.fits(rows, left) > 0)
    rows, mine = rows[usable | mine], mine[usable | mine]
    return np.sort(rows[mine | _best(room, rows, most)])


def open_choices(standing: Standing, blocks: np.ndarray) -> np.ndarray:
    """Return the candidates of some blocks that a plan may have that keeps what is frozen, sorted.

    Of a block that is frozen or pinned that one alone, of others what has room beside all those.
    """
    room, rows = standing.room, of_blocks(standing.room, blocks)
    kept = np.isin(rows, standing.certain)
    free = ~standing.closed_choices[rows] & ~np.isin(room.block[rows], room.block[rows[kept]])
    free[free] = room.fits(rows[free], standing.left) > 0
    return np.sort(rows[kept | free])


def of_blocks(room: Room, blocks: np.ndarray) -> np.ndarray:
    """Return every candidate of some blocks."""
    blocks = blocks.astype(room.block.dtype)  # of another type, the whole table would be copied
    low = np.searchsorted(room.block, blocks, side="left")
    high = np.searchsorted(room.block, blocks, side="right")
    ranges = [np.arange(a, b) for a, b in zip(low, high, strict=True)]
    return np.concatenate([np.empty(0, dtype=np.int64), *ranges])


def _best(room: Room, rows: np.ndarray, most: tuple[int, int]) -> np.ndarray:
    """Return which rows are among the best of their block, or of their block and sector."""
    frame = room.candidates.frame.iloc[rows]
    cost = frame["minutes"].to_numpy() - frame["score"].to_numpy()
    block = room.block[rows].astype(np.int64)
    group = block * 100 + frame["sector"].cat.codes.to_numpy()
    best = frame["fixed"].to_numpy().copy()
    for of, number in zip((block, group), most, strict=True):
        best |= rank_within(of, cost) < number
    return best
