"""Promises that every rule keeps, found by looking: a new file is tested as soon as it is there."""

import sys

import networkx as nx
import pytest

from models.measures import MEASURES
from models.rule import Rule
from models.rules import RULES
from tests.models.agreement import differences
from tests.models.cases import assert_none

by_name = pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)


@by_name
def test_has_its_name_and_its_mathematics(rule: Rule) -> None:
    module = sys.modules[rule.add.__module__]

    assert module.__name__ == f"models.rules.{rule.name}"
    assert "$$" in (module.__doc__ or "")
    assert "| symbol" in (module.__doc__ or "")


@by_name
def test_model_and_judge_agree_on_any_plan(rule: Rule) -> None:
    assert_none(lambda case: differences(rule, case))


def test_no_rule_presumes_itself() -> None:
    graph = nx.DiGraph([(rule.name, name) for rule in RULES for name in rule.presumes])

    assert nx.is_directed_acyclic_graph(graph)
    assert set(graph) <= {rule.name for rule in RULES}


def test_no_two_blocks_of_the_model_have_one_name() -> None:
    assert not {rule.name for rule in RULES} & {*MEASURES, "assign", "taken", "level", "grains"}
