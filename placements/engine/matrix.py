"""The model as a sparse matrix with labels: what every engine works on, knowing no rule by name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
from scipy import sparse

from models.rule import Model
from placements.candidates import Candidates
from placements.engine.linear import read_model
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
    linear = read_model(m, [*m.assign.values(), *m.taken.values()])
    every, rows = linear.variables, linear.rows
    columns = {id(variable): j for j, variable in enumerate(every)}
    assign = np.array([columns[id(v)] for v in m.assign.values()], dtype=np.int64)
    taken = {int(k): columns[id(v)] for k, v in m.taken.items()}
    families = {id(c.parent_component()): c.parent_component() for c in linear.constraints}
    return Matrix(
        rows=rows,
        row_lower=linear.lower,
        row_upper=linear.upper,
        **_kinds(every, assign),
        costs=linear.costs.toarray(),
        constants=linear.constants,
        grains=tuple(m.grains[k] for k in sorted(m.grains)),
        owner=_owners(rows, candidates, assign, taken),
        rule=_of_rows(linear.constraints, {k: _rule(own) for k, own in families.items()}),
        key=[constraint.index() for constraint in linear.constraints],
        family=_of_rows(linear.constraints, {k: _family(own) for k, own in families.items()}),
        names=_names(every, assign),
        owed=tuple(m.owed[k] for k in sorted(m.owed)),
        candidates=candidates,
        assign=assign,
        taken=taken,
    )


def _kinds(every: list[Any], assign: np.ndarray) -> dict[str, np.ndarray]:
    """Return the columns' bounds and which are whole; choices are 0 or 1."""
    lower, upper = np.zeros(len(every)), np.ones(len(every))
    integer = np.ones(len(every), dtype=bool)
    own = _but(len(every), assign)
    others = [every[j] for j in own]
    lower[own] = _numbers([v.lb for v in others], -np.inf)
    upper[own] = _numbers([v.ub for v in others], np.inf)
    integer[own] = [not v.is_continuous() for v in others]
    return {"lower": lower, "upper": upper, "integer": integer}


def _of_rows(constraints: list[Any], said: dict[int, str]) -> np.ndarray:
    """Return what is said of each row's component, (m,)."""
    found = np.empty(len(constraints), dtype=object)
    found[:] = [said[id(constraint.parent_component())] for constraint in constraints]
    return found


def _names(every: list[Any], assign: np.ndarray) -> np.ndarray:
    own = _but(len(every), assign)
    names = np.full(len(every), "", dtype=object)
    names[own] = [every[j].name for j in own]
    return names


def _but(number: int, assign: np.ndarray) -> np.ndarray:
    """Return the columns that are no choices, by position, sorted."""
    others = np.ones(number, dtype=bool)
    others[assign] = False
    return np.flatnonzero(others)


def _numbers(values: list[float | None], missing: float) -> np.ndarray:
    return np.array([missing if value is None else value for value in values], dtype=float)


def _rule(component: Any) -> str:
    """Return the rule of a family of rows: the name of the block that holds it."""
    return str(component.parent_block().local_name)


def _family(component: Any) -> str:
    return f"{_rule(component)}.{component.local_name}"


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
