"""The examples in the docstrings of the importers are true."""

import doctest
import importlib
from pkgutil import walk_packages

import pytest

import placements.importers

MODULES = [
    module.name
    for module in walk_packages(placements.importers.__path__, "placements.importers.")
    if not module.ispkg
]


@pytest.mark.parametrize("name", MODULES)
def test_the_examples_are_true(name):
    assert doctest.testmod(importlib.import_module(name)).failed == 0
