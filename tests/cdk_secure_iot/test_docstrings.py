"""Every example in a docstring of the constructs, the stacks and the policy language runs; every public name is there."""

import doctest
import importlib
import pkgutil
from collections.abc import Iterator

import pytest

import cdk_secure_iot

PACKAGES = ("cdk_secure_iot", "iot_posture.policy", "stacks")


def modules() -> Iterator[str]:
    for package in PACKAGES:
        yield package
        path = importlib.import_module(package).__path__
        yield from (each.name for each in pkgutil.walk_packages(path, f"{package}."))


EXAMPLES = [
    pytest.param(example, id=example.name)
    for name in modules()
    for example in doctest.DocTestFinder(exclude_empty=True).find(importlib.import_module(name))
    if example.examples
]


@pytest.mark.parametrize("example", EXAMPLES)
def test_the_example_gives_what_it_says(example: doctest.DocTest) -> None:
    assert doctest.DocTestRunner(verbose=False).run(example, clear_globs=False).failed == 0


@pytest.mark.parametrize("name", cdk_secure_iot.__all__)
def test_every_public_name_is_there_and_documented(name: str) -> None:
    public = getattr(cdk_secure_iot, name)
    assert public.__doc__
    assert name in dir(cdk_secure_iot)


def test_every_public_construct_has_an_example_that_ran() -> None:
    shown = {str(example.id).rpartition(".")[2] for example in EXAMPLES}
    without = {"Destination", "RuleSource", "AuditCheck", "ThingPolicyError", "TopicError"}
    assert set(cdk_secure_iot.__all__) - without <= shown


def test_a_name_that_is_not_there_is_refused_with_those_that_are() -> None:
    with pytest.raises(AttributeError) as refused:
        cdk_secure_iot.ThingPolice  # noqa: B018 -- that it fails is the test
    assert str(refused.value) == (
        f"module 'cdk_secure_iot' has no attribute 'ThingPolice'; it has {', '.join(cdk_secure_iot.__all__)}"
    )
