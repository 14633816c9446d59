"""A matrix, stated with linopy as an experienced user would: by group, without a loop over rows."""

from __future__ import annotations

from collections.abc import Iterator

import linopy
import numpy as np
import pandas as pd
import xarray as xr
from linopy.matrices import MatrixAccessor
from scipy import sparse

from placements.engine.matrix import Matrix

Kind = tuple[pd.Index, linopy.Variable]
"""Numbers of columns in the matrix, and linopy's variables for them."""


def state(given: Matrix) -> MatrixAccessor:
    """Return linopy's matrices of the model."""
    linopy.options["semantics"] = "v1"  # what its sparse models ask for
    model = linopy.Model(sparse=True)
    kinds = [
        _kind(model, given, "choices", whole=True),
        _kind(model, given, "amounts", whole=False),
    ]
    for name, at, sign in _families(given):
        sides = given.row_upper[at] if sign == "<=" else given.row_lower[at]
        left = _sums(kinds, given.rows[at])
        model.add_constraints(left, sign, _array(sides, _numbers(sides, "row")), name=name)
    cost = given.costs[0]
    model.add_objective(sum((x * _array(cost[at], at)).sum() for at, x in kinds))
    return model.matrices


def _kind(model: linopy.Model, given: Matrix, name: str, *, whole: bool) -> Kind:
    """Add the columns that must be whole, or those that need not be."""
    at = pd.Index(np.flatnonzero(given.integer == whole), name="column")
    low, high = _array(given.lower[at], at), _array(given.upper[at], at)
    return at, model.add_variables(low, high, name=name, integer=whole)


def _array(values: np.ndarray, index: pd.Index) -> xr.DataArray:
    return xr.DataArray(values, coords=[index])


def _numbers(values: np.ndarray, name: str, first: int = 0) -> pd.Index:
    return pd.RangeIndex(first, first + len(values), name=name)


def _families(given: Matrix) -> Iterator[tuple[str, np.ndarray, str]]:
    """Yield the rows of each rule and sense."""
    equal, least = given.row_lower == given.row_upper, np.isfinite(given.row_lower)
    signs = np.where(equal, "=", np.where(least, ">=", "<="))
    labels = pd.DataFrame({"rule": given.rule, "sign": signs})
    for (rule, sign), at in labels.groupby(["rule", "sign"]).indices.items():
        yield f"{rule} {sign}", at, sign


def _sums(kinds: list[Kind], rows: sparse.csr_array) -> linopy.LinearExpression:
    """Return a family's left-hand sides: its terms, added up by row."""
    terms, owners, first = [], [], 0
    for at, x in kinds:
        own = rows[:, at.to_numpy()].tocoo()
        if own.nnz == 0:
            continue
        index = _numbers(own.data, "term", first)
        chosen = x.sel(column=_array(at.to_numpy()[own.col], index))
        terms.append(chosen * _array(own.data, index))
        owners.append(pd.Series(own.row, index=index, name="row"))
        first += own.nnz
    whole = terms[0] if len(terms) == 1 else linopy.merge(terms, dim="term")
    return whole.groupby(pd.concat(owners)).sum()
