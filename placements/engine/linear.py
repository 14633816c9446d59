"""The linear expressions of a Pyomo model as sparse rows.

Pyomo's own compilers walk every term as a node of a tree. Most rows are ``ChoiceSum``s, which know
their terms as arrays; those of other linear expressions can be taken as they are; anything else is
left to Pyomo to simplify.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyomo.environ as pyo
from pyomo.core.expr import LinearExpression
from pyomo.repn import generate_standard_repn
from scipy import sparse

from models.rows import ChoiceSum, Told
from models.rule import Model

SORTED = pyo.SortComponents.ORDERED_INDICES
"""Indices in order, so that a model is the same whatever order its rows were written in."""


@dataclass(frozen=True, eq=False)
class Linear:
    """A model's numbers, its variables in the order in which its expressions first use them.

    Parameters
    ----------
    variables
        Of each column, (n,): those used, then those asked for that no expression uses.
    constraints
        Of each row, (m,); those that hold whatever the variables are have none.
    rows, lower, upper
        Coefficients, (m, n), and bounds, (m,); infinite where there is none.
    costs, constants
        Coefficients, (objectives, n), and constant of each objective.
    """

    variables: list[Any]
    constraints: list[Any]
    rows: sparse.csr_array
    lower: np.ndarray
    upper: np.ndarray
    costs: sparse.csr_array
    constants: np.ndarray


class _Rows:
    """Coefficients collected row by row."""

    def __init__(self) -> None:
        self.variables: list[np.ndarray] = []
        self.coefficients: list[np.ndarray] = []
        self.ends = [0]

    def add(self, variables: np.ndarray, coefficients: np.ndarray) -> None:
        self.variables.append(variables)
        self.coefficients.append(coefficients)
        self.ends.append(self.ends[-1] + len(variables))

    @property
    def used(self) -> np.ndarray:
        """The variable of each term, by number."""
        return np.concatenate([np.empty(0, dtype=np.int64), *self.variables])

    def array(self, column: np.ndarray, number: int) -> sparse.csr_array:
        """Return the rows over a number of columns; several terms of one column are one."""
        shape = len(self.ends) - 1, number
        numbers = np.concatenate([np.empty(0), *self.coefficients])
        found = sparse.csr_array((numbers, column[self.used], np.array(self.ends)), shape=shape)
        found.sum_duplicates()
        found.eliminate_zeros()
        return found


class _Variables:
    """Every variable of a model, numbered as declared, and its component."""

    def __init__(self, m: Model) -> None:
        self.every: list[Any] = []
        component: list[int] = []
        for number, own in enumerate(m.component_objects(pyo.Var)):
            self.every.extend(own.values(SORTED))
            component.extend([number] * (len(self.every) - len(component)))
        self.component = np.array(component, dtype=np.int64)
        self._at = {id(variable): k for k, variable in enumerate(self.every)}
        self._of_choices: dict[int, np.ndarray] = {}

    def numbers(self, variables: Collection[Any]) -> np.ndarray:
        """Return the number of each variable."""
        return np.fromiter(
            map(self._at.__getitem__, map(id, variables)), np.int64, count=len(variables)
        )

    def terms(self, body: Any) -> tuple[np.ndarray, np.ndarray, float]:
        """Return an expression's variables by number, their coefficients, and its constant."""
        if isinstance(body, ChoiceSum):
            return *self._told(body.told), 0.0
        if isinstance(body, LinearExpression):
            variables, coefficients, constant = body.linear_vars, body.linear_coefs, body.constant
        else:
            simple = generate_standard_repn(body, quadratic=False)
            if not simple.is_linear():
                raise ValueError(f"not linear: {body}")
            variables, coefficients = simple.linear_vars, simple.linear_coefs
            constant = simple.constant
        return self.numbers(variables), np.array(coefficients, dtype=np.float64), float(constant)

    def _told(self, told: Told) -> tuple[np.ndarray, np.ndarray]:
        if id(told.choices) not in self._of_choices:
            self._of_choices[id(told.choices)] = self.numbers(told.choices)
        at = self._of_choices[id(told.choices)][told.positions]
        if not told.others:
            return at, told.coefficients
        factors, variables = zip(*told.others, strict=True)
        return (
            np.concatenate([at, self.numbers(variables)]),
            np.concatenate([told.coefficients, factors]),
        )

    def order(self, used: np.ndarray, asked: np.ndarray) -> np.ndarray:
        """Return the variables that get a column, by number: those used, then those asked for.

        Components come in the order in which expressions first use them, each as it was declared.
        """
        first = np.full(int(self.component.max(initial=-1)) + 1, len(used), dtype=np.int64)
        np.minimum.at(first, self.component[used], np.arange(len(used)))
        needed = np.zeros(len(self.every), dtype=bool)
        needed[used] = True
        order = np.lexsort((np.arange(len(self.every)), first[self.component]))
        return np.concatenate([order[needed[order]], asked[~needed[asked]]])


def read_model(m: Model, asked: Collection[Any]) -> Linear:
    """Return the numbers of a model's objectives and constraints.

    Parameters
    ----------
    asked
        Variables that get a column even where no expression uses them.

    Raises
    ------
    ValueError
        Where an expression is not linear, or a constraint cannot hold whatever the variables are.
    """
    known, objectives, rows = _Variables(m), _Rows(), _Rows()
    constants, constraints, lower, upper = [], [], [], []
    for objective in m.component_data_objects(pyo.Objective, sort=SORTED):
        *terms, constant = known.terms(objective.expr)
        objectives.add(*terms)
        constants.append(constant)
    for constraint in m.component_data_objects(pyo.Constraint, active=True, sort=SORTED):
        low, body, high = constraint.to_bounded_expression(evaluate_bounds=True)
        variables, coefficients, constant = known.terms(body)
        low = -np.inf if low is None else low - constant
        high = np.inf if high is None else high - constant
        if len(variables):
            rows.add(variables, coefficients)
            constraints.append(constraint)
            lower.append(low)
            upper.append(high)
        elif low > 0 or high < 0:
            raise ValueError(f"{constraint.name} cannot hold, whatever the variables are")
    order = known.order(np.concatenate([objectives.used, rows.used]), known.numbers(asked))
    column = np.empty(len(known.every), dtype=np.int64)
    column[order] = np.arange(len(order))
    return Linear(
        variables=[known.every[k] for k in order.tolist()],
        constraints=constraints,
        rows=rows.array(column, len(order)),
        lower=np.array(lower, dtype=np.float64),
        upper=np.array(upper, dtype=np.float64),
        costs=objectives.array(column, len(order)),
        constants=np.array(constants, dtype=np.float64),
    )
