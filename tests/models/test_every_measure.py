"""Promises that every measure keeps, found by looking, and every level made of them."""

import sys

import pytest

from models.measure import LevelMeasure, Measure
from models.measures import MEASURES
from tests.models.agreement import differences, level_differences
from tests.models.cases import Case, assert_none

by_name = pytest.mark.parametrize("measure", MEASURES.values(), ids=lambda measure: measure.name)


@by_name
def test_has_its_name_and_its_mathematics(measure: Measure | LevelMeasure) -> None:
    module = sys.modules[measure.add.__module__]

    assert module.__name__ == f"models.measures.{measure.name}"
    assert "$$" in (module.__doc__ or "")
    assert "| symbol" in (module.__doc__ or "")
    assert measure.unit


@by_name
def test_model_and_judge_agree_on_any_plan(measure: Measure | LevelMeasure) -> None:
    assert_none(lambda case: differences(measure, case))


def test_levels_of_several_measures_agree() -> None:
    def levels(case: Case) -> list[str]:
        return list(level_differences(case.round.levels, case))

    assert_none(levels)
