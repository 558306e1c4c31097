"""Every example in a docstring of the package runs."""

import doctest
import importlib
import pkgutil

import pytest

import iot_posture.proof

MODULES = sorted(module.name for module in pkgutil.iter_modules(iot_posture.proof.__path__, "iot_posture.proof."))


@pytest.mark.parametrize("name", MODULES)
def test_examples_in_docstrings(name: str) -> None:
    assert doctest.testmod(importlib.import_module(name)).failed == 0


def test_there_are_examples() -> None:
    finder = doctest.DocTestFinder()
    examples = [test for name in MODULES for test in finder.find(importlib.import_module(name)) if test.examples]
    assert len(examples) >= 8
