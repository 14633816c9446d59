"""The model as a sparse matrix with labels: what every engine works on, knowing no rule by name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
from pyomo.repn.plugins.standard_form import LinearStandardFormCompiler
from scipy import sparse

from models.rule import Model
from placements.candidates import Candidates
from placements.plan import Placement, Plan

SHARED = -1
"""Owner of a column that belongs to no single learner."""


@dataclass(frozen=True, eq=False)
class Matrix:
    """Least cost over columns, subject to ``row_lower <= rows @ x <= row_upper`` and bounds.

    Parameters
    ----------
    rows
        Coefficients, (m, n), by row.
    row_lower, row_upper, lower, upper
        Bounds of the rows, (m,), and of the columns, (n,); infinite where there is none.
    integer
        Which columns must be whole, (n,).
    costs
        Coefficients of each level, (levels, n).
    constants
        Constant of each level, (levels,).
    grains
        For each level, a number of which its value at a plan is a whole multiple; 0: none known.
    owner
        Position of each column's learner, or ``SHARED``, (n,).
    rule, key
        Of each row, the rule or measure that wrote it, and its key there, (m,).
    family
        Of each row, the rule and the kind of row in it, (m,): with the key, a name that the same
        row has in any part of the round.
    names
        Of each column that is no choice, a name that it has in any part of the round; else "".
    owed
        For each level, owner → part of its constant; an owner is a learner, or ``SHARED``.
    candidates
        The candidate table behind the choices.
    assign, taken
        Column of each candidate, (candidates,), and of each block that may be left out.
    """

    rows: sparse.csr_array
    row_lower: np.ndarray
    row_upper: np.ndarray
    lower: np.ndarray
    upper: np.ndarray
    integer: np.ndarray
    costs: np.ndarray
    constants: np.ndarray
    grains: tuple[Fraction, ...]
    owner: np.ndarray
    rule: np.ndarray
    key: Sequence[object]
    family: np.ndarray
    names: np.ndarray
    owed: tuple[dict[int, float], ...]
    candidates: Candidates
    assign: np.ndarray
    taken: dict[int, int]

    @property
    def shared_rows(self) -> np.ndarray:
        """Which rows tie several learners together, (m,)."""
        coo = self.rows.tocoo()
        least = np.full(self.rows.shape[0], np.iinfo(np.int64).max)
        most = np.full(self.rows.shape[0], np.iinfo(np.int64).min)
        np.minimum.at(least, coo.row, self.owner[coo.col])
        np.maximum.at(most, coo.row, self.owner[coo.col])
        return (least != most) | (least == SHARED)

    def plan(self, x: np.ndarray) -> Plan:
        """Return the plan that a whole solution states."""
        frame, own = self.candidates.frame, self.candidates.round.learner_blocks
        chosen = np.flatnonzero(x[self.assign] > 0.5)
        picked = frame.iloc[chosen]
        placed = set(picked["learner_block"].tolist())
        left_out = {k for k, column in self.taken.items() if x[column] < 0.5}
        missing = [k for k in range(len(own)) if k not in placed and k not in left_out]
        names = ("learner_id", "block_id", "setting_id", "start")
        rows = zip(*(picked[name].tolist() for name in names), strict=True)
        unplaced = own.iloc[missing]
        return Plan.of(
            self.candidates.round,
            [Placement(w, b, s, int(start)) for w, b, s, start in rows],
            zip(unplaced["learner_id"], unplaced["block_id"], strict=True),
        )

    def solution(self, plan: Plan) -> tuple[np.ndarray, np.ndarray]:
        """Return columns and values of a plan's choices; the rules' own variables are left open."""
        own = self.candidates.round.learner_blocks
        names = list(zip(own["learner_id"], own["block_id"], strict=True))
        chosen = {(p.learner_id, p.block_id): (p.setting_id, p.start) for p in plan.placements}
        frame = self.candidates.frame
        values = np.zeros(len(self.assign))
        rows = zip(frame["learner_block"], frame["setting_id"], frame["start"], strict=True)
        for c, (k, setting, start) in enumerate(rows):
            values[c] = chosen.get(names[k]) == (setting, start)
        taken = np.array([names[k] in plan.taken for k in self.taken], dtype=float)
        columns = np.array(list(self.taken.values()), dtype=np.int64)
        return np.concatenate([self.assign, columns]), np.concatenate([values, taken])


def compile_model(m: Model, candidates: Candidates) -> Matrix:
    """Compile a model, once, with the owner of every column and the label of every row."""
    form = LinearStandardFormCompiler().write(m, mixed_form=True, set_sense=None)
    columns = {id(variable): j for j, variable in enumerate(form.columns)}
    missing = [v for v in (*m.assign.values(), *m.taken.values()) if id(v) not in columns]
    for variable in missing:
        columns[id(variable)] = len(columns)
    every = [*form.columns, *missing]
    pad = sparse.csr_array((form.A.shape[0], len(missing)))
    rows = sparse.csr_array(sparse.hstack([form.A, pad], format="csr"))
    lower, upper = _row_bounds(form)
    assign = np.array([columns[id(v)] for v in m.assign.values()], dtype=np.int64)
    taken = {int(k): columns[id(v)] for k, v in m.taken.items()}
    return Matrix(
        rows=rows,
        row_lower=lower,
        row_upper=upper,
        lower=_numbers([v.lb for v in every], -np.inf),
        upper=_numbers([v.ub for v in every], np.inf),
        integer=np.array([not v.is_continuous() for v in every], dtype=bool),
        costs=np.hstack([form.c.toarray(), np.zeros((form.c.shape[0], len(missing)))]),
        constants=np.asarray(form.c_offset, dtype=float),
        grains=tuple(m.grains[k] for k in sorted(m.grains)),
        owner=_owners(rows, candidates, assign, taken),
        rule=np.array([_rule(entry.constraint) for entry in form.rows], dtype=object),
        key=[entry.constraint.index() for entry in form.rows],
        family=np.array([_family(entry.constraint) for entry in form.rows], dtype=object),
        names=_names(every, assign),
        owed=tuple(m.owed[k] for k in sorted(m.owed)),
        candidates=candidates,
        assign=assign,
        taken=taken,
    )


def _names(every: list[Any], assign: np.ndarray) -> np.ndarray:
    own = np.ones(len(every), dtype=bool)
    own[assign] = False
    names = np.full(len(every), "", dtype=object)
    names[own] = [every[j].name for j in np.flatnonzero(own)]
    return names


def _numbers(values: list[float | None], missing: float) -> np.ndarray:
    return np.array([missing if value is None else value for value in values], dtype=float)


def _rule(constraint: Any) -> str:
    """Return the rule of a row: the name of the block that holds it."""
    return str(constraint.parent_block().local_name)


def _family(constraint: Any) -> str:
    return f"{_rule(constraint)}.{constraint.parent_component().local_name}"


def _row_bounds(form: Any) -> tuple[np.ndarray, np.ndarray]:
    """Return the rows' bounds; a bound type is -1 for at least, 0 for equal, 1 for at most."""
    rhs = np.asarray(form.rhs, dtype=np.float64)
    kind = np.array([entry.bound_type for entry in form.rows], dtype=np.int64)
    return np.where(kind <= 0, rhs, -np.inf), np.where(kind >= 0, rhs, np.inf)


def _owners(
    rows: sparse.csr_array, candidates: Candidates, assign: np.ndarray, taken: dict[int, int]
) -> np.ndarray:
    """Return each column's learner: a rule's own variable belongs to whom its rows belong to.

    A column takes the owner of a row whose known columns all have one owner; a column that two
    learners' rows claim is shared. Repeated until nothing changes.
    """
    unknown = -2
    owner = np.full(rows.shape[1], unknown, dtype=np.int64)
    owner[assign] = candidates.column("learner")
    learner = candidates.round.learner_blocks["learner"].to_numpy()
    for k, column in taken.items():
        owner[column] = learner[k]
    coo = rows.tocoo()
    while True:
        claim = _claims(coo.row, coo.col, owner, rows.shape, unknown)
        fresh = (owner == unknown) & (claim != unknown)
        if not fresh.any():
            break
        owner[fresh] = claim[fresh]
    owner[owner == unknown] = SHARED
    return owner


def _claims(
    row: np.ndarray, col: np.ndarray, owner: np.ndarray, shape: tuple[int, int], unknown: int
) -> np.ndarray:
    known = owner[col] != unknown
    least = np.full(shape[0], np.iinfo(np.int64).max)
    most = np.full(shape[0], np.iinfo(np.int64).min)
    np.minimum.at(least, row[known], owner[col][known])
    np.maximum.at(most, row[known], owner[col][known])
    low = np.full(shape[1], np.iinfo(np.int64).max)
    high = np.full(shape[1], np.iinfo(np.int64).min)
    some = most[row] >= least[row]
    single = np.where(least == most, least, SHARED)
    np.minimum.at(low, col[some], single[row[some]])
    np.maximum.at(high, col[some], single[row[some]])
    return np.where(high < low, unknown, np.where(low == high, low, SHARED))
