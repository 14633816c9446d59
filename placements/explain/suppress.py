"""Hide small counts in a table, and enough others that no hidden one follows from the totals.

A table is shown with its totals. Cells and totals that rest on 1 to 4 people are hidden. Whoever
adds and subtracts what is shown must not be able to tell a hidden one to within less than
``APART``: two linear programs a cell test that, and where it fails a further cell is hidden.
"""

from __future__ import annotations

import networkx as nx
import numpy as np
import pandas as pd
from scipy.optimize import linprog

SMALL = 5
"""Fewer people than this, but somebody, are not counted in public."""
APART = 5.0
"""How far apart the least and the most must be that a hidden cell could be."""


POOL = "(small groups)"
"""What groups of too few learners are shown as, together."""


def is_small(people: np.ndarray) -> np.ndarray:
    """Return which counts of people are too small to show."""
    return (people > 0) & (people < SMALL)


def shown(values: pd.DataFrame, people: pd.DataFrame) -> pd.DataFrame:
    """Return a table with its totals, ``total`` last in both ways, hidden cells blank.

    Parameters
    ----------
    values
        What adds up, not negative: learners, or learner-weeks.
    people
        How many learners each cell of it rests on.
    """
    table, heads = _with_totals(values), _with_totals(people)
    small = is_small(heads.to_numpy(dtype=float))
    cells = table.to_numpy(dtype=float)
    return table.astype(float).mask(_hidden(cells, small))


def pooled(keys: pd.Series) -> pd.Series:
    """Return keys with those of too few learners under one, so that no total is small.

    The smallest keys go to ``POOL`` until that has enough learners.
    """
    counts = keys.value_counts().sort_index(kind="stable").sort_values(kind="stable")
    pool: list[object] = []
    for key, number in counts.items():
        held = int(counts[pool].sum())
        if number >= SMALL and (not pool or held >= SMALL):
            break
        pool.append(key)
    return keys.where(~keys.isin(pool), POOL)


def _with_totals(frame: pd.DataFrame) -> pd.DataFrame:
    whole = frame.copy()
    whole["total"] = frame.sum(axis=1)
    whole.loc["total"] = whole.sum(axis=0)
    return whole


def _hidden(cells: np.ndarray, small: np.ndarray) -> np.ndarray:
    """Return which cells of a table with totals are hidden, the same shape."""
    hidden = small.copy()
    while _told(cells, hidden, small):
        further = _next(cells, hidden)
        if further is None:
            return np.ones_like(hidden)
        hidden[further] = True
    return hidden


def _next(cells: np.ndarray, hidden: np.ndarray) -> tuple[int, int] | None:
    """Return the cell to hide besides; ``None``: none is left.

    Where a row or column hides only one, from there: its sum would tell it. The smallest part that
    is not 0, else a 0, for a 0 helps only from one side; totals last.
    """
    alone = (hidden.sum(axis=1) == 1)[:, None] | (hidden.sum(axis=0) == 1)[None, :]
    total = np.zeros_like(hidden)
    total[-1, :] = total[:, -1] = True
    for free in (alone & ~hidden & ~total, ~hidden & ~total, ~hidden):
        if free.any():
            return min(
                (cells[i, j] == 0, cells[i, j], int(i), int(j))
                for i, j in zip(*np.nonzero(free), strict=True)
            )[2:]
    return None


def _told(cells: np.ndarray, hidden: np.ndarray, small: np.ndarray) -> bool:
    """Return whether the shown cells tell some small one too nearly."""
    unknown = [(int(i), int(j)) for i, j in zip(*np.nonzero(hidden), strict=True)]
    # A cell that is alone in a way round the hidden ones follows from the sums: soon seen.
    graph = nx.Graph([(("row", i), ("column", j)) for i, j in unknown])
    bridges = {frozenset(edge) for edge in nx.bridges(graph)}
    asked = [at for at in unknown if small[at]]
    if any(frozenset([("row", i), ("column", j)]) in bridges for i, j in asked):
        return True
    return any(_room(cells, unknown, at) < APART for at in asked)


def _room(cells: np.ndarray, unknown: list[tuple[int, int]], at: tuple[int, int]) -> float:
    """Return how far apart the least and the most are that a hidden cell could be."""
    sums = _sums(cells.shape)
    columns = [i * cells.shape[1] + j for i, j in unknown]
    known = cells.copy()
    for cell in unknown:
        known[cell] = 0.0
    cost = np.array([float(cell == at) for cell in unknown])
    rest = -sums @ known.ravel()
    ends = []
    for sign in (1.0, -1.0):
        found = linprog(sign * cost, A_eq=sums[:, columns], b_eq=rest, bounds=(0, None))
        if found.status == 3:  # without end
            return np.inf
        ends.append(sign * found.fun)
    return float(ends[1] - ends[0])


def _sums(shape: tuple[int, int]) -> np.ndarray:
    """Return the rows that say: the parts of each row and column are its total."""
    height, width = shape
    at = np.arange(height * width).reshape(shape)
    rows = np.zeros((height + width, height * width))
    for i in range(height):
        rows[i, at[i, :-1]] = 1.0
        rows[i, at[i, -1]] = -1.0
    for j in range(width):
        rows[height + j, at[:-1, j]] = 1.0
        rows[height + j, at[-1, j]] = -1.0
    return rows
