"""Every example in a docstring of the package runs."""

import doctest
import importlib
import pkgutil

import pytest

import iot_posture.policy

MODULES = sorted(module.name for module in pkgutil.iter_modules(iot_posture.policy.__path__, "iot_posture.policy."))


@pytest.mark.parametrize("name", MODULES)
def test_examples_in_docstrings(name: str) -> None:
    assert doctest.testmod(importlib.import_module(name)).failed == 0


def test_there_are_examples() -> None:
    finder = doctest.DocTestFinder()
    examples = [test for name in MODULES for test in finder.find(importlib.import_module(name)) if test.examples]
    assert len(examples) >= 15
