"""The compiled evaluator gives the decisions of the plain one."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from policy_questions import HERE, PUMP7, document, statement

from iot_posture.policy import AttachedPolicy, Context, Decision, Evaluator, Request, evaluate, parse_policy_object
from iot_posture.policy.cases import PolicyTest, read_tests

VECTORS = Path(__file__).parent / "data" / "policy-vectors.json"
TESTS = [
    test for test in read_tests(json.loads(VECTORS.read_text(encoding="utf-8")), str) if isinstance(test, PolicyTest)
]


@pytest.mark.parametrize("test", TESTS, ids=lambda test: test.id)
def test_the_compiled_evaluator_agrees_on_every_vector(test: PolicyTest) -> None:
    evaluator = Evaluator(test.policies, role_policies=test.role_policies)
    assert evaluator.decide(test.context, test.request) is test.run().decision


def test_decisions_of_a_batch_are_in_order() -> None:
    policy = parse_policy_object(document(statement(resource="topic/a"), statement("Deny", resource="topic/b")))
    connection = Evaluator([policy]).connection(PUMP7)
    requests = [("iot:Publish", f"{HERE}topic/{name}") for name in "bac"]
    assert connection.decide_all(requests) == [Decision.EXPLICIT_DENY, Decision.ALLOWED, Decision.IMPLICIT_DENY]
    assert connection.decide("iot:publish", f"{HERE}topic/a") is Decision.ALLOWED


def test_another_context_is_another_connection() -> None:
    policy = parse_policy_object(document(statement(resource="topic/${iot:ClientId}")))
    evaluator = Evaluator([policy])
    request = Request("iot:Publish", f"{HERE}topic/pump7")
    decisions = [evaluator.decide(context, request) for context in (PUMP7, replace(PUMP7, client_id="pump8"), PUMP7)]
    assert decisions == [Decision.ALLOWED, Decision.IMPLICIT_DENY, Decision.ALLOWED]


SHAPES = {
    "nothing": [],
    "allow": [statement(resource="topic/*")],
    "deny alone": [statement("Deny", resource="topic/*")],
    "allow except": [statement(NotResource="topic/a")],
    "deny except": [statement(), statement("Deny", NotResource=["topic/a", "topic/b"])],
    "two exceptions": [statement(NotResource="topic/a"), statement(NotResource="topic/b")],
    "exception and pattern": [statement(NotResource="topic/*"), statement(resource="topic/a")],
    "not action": [statement(NotAction="iot:Connect")],
    "failed condition": [statement(Condition={"Bool": {"iot:Connection.Thing.IsAttached": "false"}})],
    "unresolved": [statement(resource=["topic/${iot:CertificateId}", "topic/a"])],
    "unresolved exception": [statement(), statement("Deny", NotResource="topic/${iot:CertificateId}")],
    "unresolved allow exception": [statement(NotResource="topic/${iot:CertificateId}")],
    "named shadows": [statement(action="iot:*", resource="thing/a"), statement("Deny", "iot:*", NotResource="thing/*")],
}


@pytest.mark.parametrize("shape", SHAPES)
def test_every_shape_of_statement(shape: str) -> None:
    policy = parse_policy_object(document(*SHAPES[shape]))
    evaluator = Evaluator([policy])
    for action in ("iot:Publish", "iot:ListNamedShadowsForThing"):
        for resource in ("topic/a", "topic/b", "topic/c", "thing/a"):
            request = Request(action, HERE + resource)
            assert evaluator.decide(PUMP7, request) is evaluate([policy], PUMP7, request).decision


def test_an_unauthenticated_identity_without_a_role_is_denied() -> None:
    policy = parse_policy_object(document(statement()))
    context = Context(principal_type="COGNITO_UNAUTHENTICATED")
    assert Evaluator([policy]).decide(context, Request("iot:Publish", f"{HERE}topic/a")) is Decision.IMPLICIT_DENY


def test_a_thing_group_policy_that_is_not_in_effect_is_left_out() -> None:
    deny = AttachedPolicy(parse_policy_object(document(statement("Deny"))), target="THING_GROUP")
    evaluator = Evaluator([parse_policy_object(document(statement())), deny])
    request = Request("iot:Publish", f"{HERE}topic/a")
    assert evaluator.decide(PUMP7, request) is Decision.EXPLICIT_DENY
    assert evaluator.decide(replace(PUMP7, client_id="other"), request) is Decision.ALLOWED
