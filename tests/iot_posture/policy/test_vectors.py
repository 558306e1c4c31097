"""The documented decisions of AWS IoT, as vectors: AWS's own examples and what follows from them."""

import json
from pathlib import Path

import pytest

from iot_posture.cli.files import read_data
from iot_posture.policy import Evaluator
from iot_posture.policy.cases import BrokenTest, PolicyTest, read_tests

VECTORS = json.loads((Path(__file__).parent / "data" / "policy-vectors.json").read_text(encoding="utf-8"))


def no_file(name: str) -> object:
    raise AssertionError(name)


TESTS = read_tests(VECTORS, no_file)
DECISIONS = read_tests(read_data(Path(__file__).parent / "data" / "decisions.yaml"), no_file)


def test_the_vectors_are_all_there() -> None:
    assert len(TESTS) == 160
    assert len({test.id for test in TESTS}) == 160


@pytest.mark.parametrize("test", TESTS, ids=lambda test: test.id)
def test_vector(test: PolicyTest | BrokenTest) -> None:
    assert isinstance(test, PolicyTest), test
    result = test.run()
    assert test.accepts(result.decision), str(result.explanation)


def test_vectors_that_aws_leaves_open_name_the_uncertainty_they_hang_on() -> None:
    open_questions = {vector["id"] for vector in VECTORS if vector["confidence"] == "unknown"}
    hanging = {test.id for test in TESTS if isinstance(test, PolicyTest) and test.run().explanation.depends_on}
    assert open_questions
    assert open_questions <= hanging
    assert hanging - open_questions == {"var-031", "var-035"}, (
        "these two hang on U7: the IoT guide has no example of them"
    )


@pytest.mark.parametrize("test", DECISIONS, ids=lambda test: test.id)
def test_decision(test: PolicyTest | BrokenTest) -> None:
    """Each case of decisions.yaml says why; both evaluators must agree with it."""
    assert isinstance(test, PolicyTest), test
    result = test.run()
    assert result.decision.value == test.expected, str(result.explanation)
    compiled = Evaluator(test.policies, role_policies=test.role_policies)
    assert compiled.decide(test.context, test.request) is result.decision


def test_decisions_have_names_of_their_own() -> None:
    assert len({test.id for test in DECISIONS}) == len(DECISIONS)
