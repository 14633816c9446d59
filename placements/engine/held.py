"""Rows that hold costs down: "cost @ x <= limit", after a matrix's own."""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
from scipy import sparse

HeldRows: TypeAlias = tuple[tuple[np.ndarray, float], ...]
"""Costs, (n,), and the limit of each."""


def with_held_rows(
    rows: sparse.csr_array, low: np.ndarray, high: np.ndarray, held: HeldRows
) -> tuple[sparse.csr_array, np.ndarray, np.ndarray]:
    """Return rows, (m, n), and their bounds, (m,), with a row for each cost that is held."""
    if not held:
        return rows, low, high
    extra = sparse.csr_array(np.vstack([cost for cost, _ in held]))
    return (
        sparse.csr_array(sparse.vstack([rows, extra], format="csr")),
        np.concatenate([low, np.full(len(held), -np.inf)]),
        np.concatenate([high, [limit for _, limit in held]]),
    )
