"""The numbers read off a model are those that Pyomo's own compiler finds."""

import numpy as np
import pyomo.environ as pyo
import pytest
from pyomo.repn.plugins.standard_form import LinearStandardFormCompiler
from scipy import sparse

from models.build import build
from models.rows import plus, total
from placements.engine.linear import read_model
from tests.engine.prepared import some


def test_models_of_rounds_are_what_pyomo_compiles():
    for one in some(300, 12):
        m = build(one.matrix.candidates)
        form = LinearStandardFormCompiler().write(m, mixed_form=True, set_sense=None)
        used = read_model(m, ())
        assert [v.name for v in used.variables] == [v.name for v in form.columns], one.seed
        assert [c.name for c in used.constraints] == [e.constraint.name for e in form.rows]
        assert abs(used.rows - sparse.csr_array(form.A)).sum() == 0, one.seed
        assert abs(used.costs - sparse.csr_array(form.c)).sum() == 0, one.seed
        assert np.array_equal(used.constants, form.c_offset), one.seed
        kinds, sides = np.array([entry.bound_type for entry in form.rows]), np.array(form.rhs)
        assert np.array_equal(used.upper[kinds >= 0], sides[kinds >= 0]), one.seed
        assert np.array_equal(used.lower[kinds <= 0], sides[kinds <= 0]), one.seed
        assert np.isinf(used.upper[kinds < 0]).all(), one.seed
        assert np.isinf(used.lower[kinds > 0]).all(), one.seed


@pytest.fixture
def m():
    model = pyo.ConcreteModel()
    model.assign = pyo.Var(range(3), domain=pyo.Binary)
    model.choices = np.array([*model.assign.values(), None], dtype=object)[:-1]
    model.other = pyo.Var(bounds=(0, 5))
    model.unused = pyo.Var()
    model.level = pyo.Objective(pyo.RangeSet(1))
    model.level[1] = total(model, [0, 2], np.array([2.0, 3.0])) + 7
    return model


def test_terms_of_one_variable_are_added_and_a_constant_moves_to_the_bounds(m):
    twice = plus(total(m, [0, 1, 1]), (2.0, m.other), (1.0, m.assign[0]))
    m.row = pyo.Constraint(expr=(1, twice + 4, 9))
    read = read_model(m, ())
    # 1 <= 2 x0 + 2 x1 + 2 other + 4 <= 9: one row with both bounds, 4 less each.
    assert read.rows.toarray().tolist() == [[2.0, 2.0, 0.0, 2.0]]
    assert (read.lower.tolist(), read.upper.tolist()) == ([-3.0], [5.0])
    assert read.costs.toarray().tolist() == [[2.0, 0.0, 3.0, 0.0]]
    assert read.constants.tolist() == [7.0]


def test_a_variable_that_nothing_uses_gets_a_column_only_where_asked_for(m):
    assert [v.name for v in read_model(m, ()).variables] == ["assign[0]", "assign[2]"]
    names = [v.name for v in read_model(m, [m.assign[0], m.unused]).variables]
    assert names == ["assign[0]", "assign[2]", "unused"]


def test_a_row_that_holds_whatever_is_chosen_is_none(m):
    m.row = pyo.Constraint(expr=(None, total(m, []), 0))
    assert read_model(m, ()).constraints == []


def test_a_row_that_cannot_hold_is_refused_by_name(m):
    m.row = pyo.Constraint(expr=(1, total(m, []), None))
    with pytest.raises(ValueError, match="row cannot hold"):
        read_model(m, ())


def test_what_is_not_linear_is_refused(m):
    m.row = pyo.Constraint(expr=m.other * m.unused <= 1)
    with pytest.raises(ValueError, match="not linear"):
        read_model(m, ())


def test_pyomo_takes_a_sum_of_choices_for_the_linear_expression_it_is(m):
    for variable, value in zip(m.assign.values(), (1, 0, 1), strict=True):
        variable.set_value(value)
    assert pyo.value(total(m, [0, 1, 2], np.array([1.0, 10.0, 100.0]))) == 101.0
    assert str(total(m, [0, 2]) + 1) == "assign[0] + assign[2] + 1"
