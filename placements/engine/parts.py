"""A round too large for one model: compiled part by part, on all cores, and put together.

Each part is some learners with all their candidates. It is built from the same rules as a whole
round, compiled, and forgotten but for its coefficients. A row is the same row in two parts if its
family and key are; a variable that no candidate owns if its name is.

The whole is held by column, (rows, candidates + other variables): 7 million candidates take about
1 GB. Nothing solves it. A model of any of its candidates (a pool) is cut out of it, and prices
found on such a model are held against all of its columns.
"""

from __future__ import annotations

import pickle
from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import pairwise
from typing import Any

import numpy as np
from scipy import sparse

from models.build import build
from models.measure import grain
from placements.candidates import Candidates
from placements.engine.matrix import SHARED, Matrix, compile_model
from placements.engine.team import Team
from placements.errors import SolverError
from placements.garbage import uncollected

FEWEST, MOST = 60_000, 250_000
"""Candidates of one part, about: few enough for a model in little memory, and enough that what each
part says of settings is not most of it."""
PARTS = 8
"""Parts of a round that is not too large for so few: several for each core."""
NAME = "taken["
"""How the variable of a block that may be left out is called."""


@dataclass(frozen=True, eq=False)
class Part:
    """What is kept of a compiled part.

    Parameters
    ----------
    labels
        Family and key of each row, (m,), packed: a hundred parts have millions of them.
    row_lower, row_upper
        Bounds of each row, (m,).
    rule
        The rule of each row, (m,).
    shared
        Which rows tie several learners together, (m,).
    columns
        Coefficients by column, (m, candidates + others).
    costs
        Coefficients of each level, (levels, candidates + others).
    names, owner, lower, upper, integer
        Of the other columns: name, learner or ``SHARED``, bounds, whether they are whole.
    owed
        For each level, owner → part of its constant, of the part's own learners and of nobody.
    grains
        As in ``Matrix``.
    """

    labels: bytes
    row_lower: np.ndarray
    row_upper: np.ndarray
    rule: np.ndarray
    shared: np.ndarray
    columns: sparse.csc_array
    costs: np.ndarray
    names: list[str]
    owner: np.ndarray
    lower: np.ndarray
    upper: np.ndarray
    integer: np.ndarray
    owed: tuple[dict[int, float], ...]
    grains: tuple[Fraction, ...]


def compile_part(candidates: Candidates) -> Part:
    """Build and compile a part of a round, without what is of others' learners; any process can."""
    with uncollected():
        matrix = compile_model(build(candidates), candidates)
    here = {SHARED, *candidates.learners}
    kept = np.isin(matrix.owner, list(here))
    kept[matrix.assign] = False
    others = np.flatnonzero(kept)
    order = np.concatenate([matrix.assign, others])
    before = np.diff(matrix.rows.indptr)
    columns = sparse.csc_array(sparse.csc_array(matrix.rows)[:, order])
    after = np.bincount(columns.indices, minlength=len(before))
    rows = np.flatnonzero((after > 0) | (before == 0))
    keys = map(matrix.key.__getitem__, rows.tolist())
    return Part(
        labels=pickle.dumps(list(zip(matrix.family[rows], keys, strict=True))),
        row_lower=matrix.row_lower[rows],
        row_upper=matrix.row_upper[rows],
        rule=matrix.rule[rows],
        shared=matrix.shared_rows[rows],
        columns=sparse.csc_array(columns[rows]),
        costs=matrix.costs[:, order],
        names=matrix.names[others].tolist(),
        owner=matrix.owner[others],
        lower=matrix.lower[others],
        upper=matrix.upper[others],
        integer=matrix.integer[others],
        owed=tuple({k: c for k, c in own.items() if k in here} for own in matrix.owed),
        grains=matrix.grains,
    )


def parts_of(candidates: Candidates, size: int | None = None) -> list[Candidates]:
    """Return the parts of a round: learners in order, each with all candidates, none left out."""
    size = min(max(len(candidates) // PARTS, FEWEST), MOST) if size is None else size
    who = candidates.column("learner")
    number = np.bincount(who, minlength=len(candidates.round.learner_ids))
    part = np.cumsum(number) // size
    first = np.flatnonzero(np.diff(part, prepend=-1, append=-1))
    found = []
    for low, high in pairwise(first.tolist()):
        rows = slice(*np.searchsorted(who, [low, high]).tolist())
        found.append(candidates.take(rows, members=np.arange(low, high)))
    return found


def compile_parts(candidates: Candidates, team: Team, size: int | None = None) -> Everything:
    """Return a whole round compiled part by part.

    Raises
    ------
    SolverError
        Where two parts disagree on what they share: a fault of a rule.
    """
    return put_together(candidates, team.map(compile_part, parts_of(candidates, size)))


def put_together(candidates: Candidates, parts: list[Part]) -> Everything:
    """Return the whole of some parts, in the order of their learners; empties the list.

    So that the parts and the whole are never all in memory.
    """
    rows, names = _Names(), _Names()
    at = [rows.positions(pickle.loads(part.labels)) for part in parts]
    others = [names.positions(part.names) for part in parts]
    number = len(rows)
    row_lower = _agreed("bounds", number, at, [part.row_lower for part in parts])
    row_upper = _agreed("bounds", number, at, [part.row_upper for part in parts])
    count = np.bincount(np.concatenate(at), minlength=number)
    tail, owner = _tail(parts, at, others, (number, len(names)), count)
    shared = _extreme(np.maximum, 0.0, number, at, [p.shared.astype(float) for p in parts]) > 0
    own = [part.costs[:, _choices(part) :] for part in parts]
    levels = [[costs[k] for costs in own] for k in range(len(own[0]))]
    costs = np.vstack([_agreed("costs", len(names), others, level) for level in levels])
    lower = _extreme(np.minimum, np.inf, len(names), others, [p.lower for p in parts])
    upper = _extreme(np.maximum, -np.inf, len(names), others, [p.upper for p in parts])
    integer = _agreed("kinds", len(names), others, [part.integer for part in parts])
    rule = _agreed("rules", number, at, [part.rule for part in parts])
    constants, grains = _constants(parts), tuple(_grain(parts, k) for k in range(len(own[0])))
    columns, costs = _joined(len(candidates), parts, at, tail, costs)
    return Everything(
        candidates=candidates,
        columns=columns,
        labels=rows.names,
        row_lower=row_lower,
        row_upper=row_upper,
        shared=(count > 1) | shared | _of_nobody(tail, owner),
        rule=rule,
        costs=costs,
        names=names.names,
        owner=owner,
        lower=lower,
        upper=upper,
        integer=integer,
        constants=constants,
        grains=grains,
    )


def _joined(
    number: int,
    parts: list[Part],
    at: Sequence[np.ndarray],
    tail: sparse.csc_array,
    costs_of_tail: np.ndarray,
) -> tuple[sparse.csc_array, np.ndarray]:
    """Return the candidates' columns of all parts, one after another, then the others'."""
    entries = tail.nnz + sum(int(part.columns.indptr[_choices(part)]) for part in parts)
    data, indices = np.empty(entries), np.empty(entries, dtype=np.int32)
    fits = entries <= np.iinfo(np.int32).max
    ends = np.zeros(number + tail.shape[1] + 1, dtype=np.int32 if fits else np.int64)
    costs = np.empty((len(costs_of_tail), number + tail.shape[1]))
    column = entry = 0
    for rows_at in at:
        part = parts.pop(0)
        width = _choices(part)
        held = int(part.columns.indptr[width])
        data[entry : entry + held] = part.columns.data[:held]
        indices[entry : entry + held] = rows_at[part.columns.indices[:held]]
        ends[column + 1 : column + width + 1] = entry + part.columns.indptr[1 : width + 1]
        costs[:, column : column + width] = part.costs[:, :width]
        column, entry = column + width, entry + held
    data[entry:], indices[entry:] = tail.data, tail.indices
    ends[column + 1 :] = entry + tail.indptr[1:]
    costs[:, column:] = costs_of_tail
    return sparse.csc_array((data, indices, ends), (tail.shape[0], len(ends) - 1)), costs


def _choices(part: Part) -> int:
    return part.columns.shape[1] - len(part.names)


class _Names:
    """Names in the order in which they were first met."""

    def __init__(self) -> None:
        self._at: dict[Any, int] = {}

    def __len__(self) -> int:
        return len(self._at)

    @property
    def names(self) -> list[Any]:
        return list(self._at)

    def positions(self, names: Sequence[Any]) -> np.ndarray:
        """Return the number of each name, new ones counted on."""
        at = self._at
        return np.array([at.setdefault(name, len(at)) for name in names], dtype=np.int64)


def _agreed(
    what: str, number: int, at: Sequence[np.ndarray], values: Sequence[np.ndarray]
) -> np.ndarray:
    """Return what all parts say of each thing; refuse where they do not say the same."""
    whole = np.zeros(number, dtype=values[0].dtype)
    for where, own in zip(at, values, strict=True):
        whole[where] = own
    for where, own in zip(at, values, strict=True):
        if not np.array_equal(whole[where], own):
            raise SolverError(f"parts of the round disagree on the {what} of what they share")
    return whole


def _extreme(
    pick: np.ufunc,
    none: float,
    number: int,
    at: Sequence[np.ndarray],
    values: Sequence[np.ndarray],
) -> np.ndarray:
    whole = np.full(number, none)
    for where, own in zip(at, values, strict=True):
        pick.at(whole, where, own)
    return whole


def _tail(
    parts: Sequence[Part],
    at: Sequence[np.ndarray],
    others: Sequence[np.ndarray],
    shape: tuple[int, int],
    count: np.ndarray,
) -> tuple[sparse.csc_array, np.ndarray]:
    """Return the other variables' columns, each coefficient once, and their owners.

    What several parts know, or what is in a row of several parts, is nobody's.
    """
    row, column, value = [], [], []
    owner = np.full(shape[1], SHARED)
    for part, rows_at, names_at in zip(parts, at, others, strict=True):
        own = part.columns[:, _choices(part) :].tocoo()
        row.append(rows_at[own.row])
        column.append(names_at[own.col])
        value.append(own.data)
        owner[names_at] = part.owner
    rows, columns, values = map(np.concatenate, (row, column, value))
    known = np.bincount(np.concatenate(others), minlength=shape[1])
    owner[known > 1] = SHARED
    owner[columns[count[rows] > 1]] = SHARED
    _, first, again = np.unique(columns * shape[0] + rows, return_index=True, return_inverse=True)
    if not np.array_equal(values, values[first][again]):
        raise SolverError("parts of the round disagree on the coefficients of what they share")
    picked = values[first], (rows[first], columns[first])
    return sparse.csc_array(sparse.coo_array(picked, shape)), owner


def _of_nobody(tail: sparse.csc_array, owner: np.ndarray) -> np.ndarray:
    """Return which rows hold a column that is nobody's, (m,)."""
    held = np.zeros(tail.shape[0], dtype=bool)
    held[tail[:, owner == SHARED].indices] = True
    return held


def _constants(parts: Sequence[Part]) -> np.ndarray:
    """Return each level's constant: each owner's once, (levels,)."""
    found = []
    for k in range(len(parts[0].owed)):
        owed: dict[int, float] = {}
        for part in parts:
            if any(owed.get(who, own) != own for who, own in part.owed[k].items()):
                raise SolverError("parts of the round disagree on a constant")
            owed |= part.owed[k]
        found.append(sum(owed.values()))
    return np.array(found)


def _grain(parts: Sequence[Part], k: int) -> Fraction:
    """Return a number of which a level's value is a whole multiple; 0 where a part knows none."""
    grains = [part.grains[k] for part in parts if part.costs[k].any() or part.owed[k]]
    return grain([float(g) for g in grains]) if all(grains) else Fraction(0)


@dataclass(frozen=True, eq=False)
class Columns:
    """What is told of a whole round to a process that prices it; as in ``Everything``.

    Parameters
    ----------
    block
        Learner's block of each candidate, (candidates,).
    """

    columns: sparse.csc_array
    block: np.ndarray
    costs: np.ndarray
    row_lower: np.ndarray
    row_upper: np.ndarray
    lower: np.ndarray
    upper: np.ndarray

    def some(self, chosen: np.ndarray) -> Columns:
        """Return some candidates' columns, by position, sorted, and all others."""
        others = np.arange(len(self.block), self.columns.shape[1])
        order = np.concatenate([chosen, others])
        columns, costs = self.columns[:, order], self.costs[:, order]
        return replace(self, columns=columns, block=self.block[chosen], costs=costs)


@dataclass(frozen=True, eq=False)
class Everything:
    """A whole round, compiled: the candidates' columns in the order of their table, then others.

    Parameters
    ----------
    columns
        Coefficients by column, (m, n).
    labels, row_lower, row_upper, rule, shared
        Of each row: family and key, bounds, rule, whether it ties learners together, (m,).
    costs, constants, grains
        As in ``Matrix``, over all n columns.
    names, owner, lower, upper, integer
        Of the columns that are no choices, (n - candidates,).
    """

    candidates: Candidates
    columns: sparse.csc_array
    labels: list[Any]
    row_lower: np.ndarray
    row_upper: np.ndarray
    rule: np.ndarray
    shared: np.ndarray
    costs: np.ndarray
    names: list[str]
    owner: np.ndarray
    lower: np.ndarray
    upper: np.ndarray
    integer: np.ndarray
    constants: np.ndarray
    grains: tuple[Fraction, ...]

    @property
    def columns_alone(self) -> Columns:
        """The numbers that prices are held against."""
        return Columns(
            columns=self.columns,
            block=self.candidates.column("learner_block"),
            costs=self.costs,
            row_lower=self.row_lower,
            row_upper=self.row_upper,
            lower=self.lower,
            upper=self.upper,
        )

    def matrix(self, pool: np.ndarray) -> Matrix:
        """Return the model of some candidates, by position, sorted; every row is there."""
        few, others = len(pool), len(self.names)
        order = np.concatenate([pool, len(self.candidates) + np.arange(others)])
        choice = np.zeros(few + others, dtype=bool)
        choice[:few] = True
        names = np.full(few + others, "", dtype=object)
        names[few:] = self.names
        return Matrix(
            rows=sparse.csr_array(self.columns[:, order]),
            row_lower=self.row_lower,
            row_upper=self.row_upper,
            lower=np.concatenate([np.zeros(few), self.lower]),
            upper=np.concatenate([np.ones(few), self.upper]),
            integer=np.concatenate([np.ones(few, dtype=bool), self.integer]),
            costs=self.costs[:, order],
            constants=self.constants,
            grains=self.grains,
            owner=np.concatenate([self.candidates.column("learner")[pool], self.owner]),
            rule=self.rule,
            key=[key for _, key in self.labels],
            family=np.array([family for family, _ in self.labels], dtype=object),
            names=names,
            owed=(),
            candidates=self.candidates.take(pool),
            assign=np.arange(few),
            taken={
                int(name.removeprefix(NAME)[:-1]): few + j
                for j, name in enumerate(self.names)
                if name.startswith(NAME)
            },
        )
