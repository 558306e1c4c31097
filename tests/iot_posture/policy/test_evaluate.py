"""Decisions and their explanations."""

import pytest
from policy_questions import HERE, PUMP7, ask, decision, document, statement

from iot_posture.policy import (
    AttachedPolicy,
    Context,
    Decision,
    PolicyDocument,
    PolicyError,
    Request,
    Statement,
    StatementOutcome,
    evaluate,
    parse_policy_object,
)

ANY = parse_policy_object(document(statement(action="*")))
NONE = parse_policy_object(document())
DENY = parse_policy_object(document(statement("Deny", action="*")))
PUBLISH = Request("iot:Publish", f"{HERE}topic/a")


def test_the_explanation_has_each_statement_and_the_first_reason_against_it() -> None:
    policy = [
        statement(Sid="Mine", resource="topic/a"),
        statement(action="iot:Connect"),
        statement(resource="topic/b"),
        statement(Condition={"Bool": {"iot:Connection.Thing.IsAttached": "false"}}),
        statement(Condition={"StringEquals": {"aws:SourceVpc": "vpc-1"}}),
        statement(NotAction="iot:Pub*"),
        statement(NotResource="topic/*"),
        statement("Deny", Condition={"Null": {"aws:SourceVpc": "false"}}),
    ]
    explanation = ask(policy, "iot:Publish topic/a").explanation
    assert explanation.matched == (StatementOutcome("policy", "$.Statement[0]", "Allow", True, sid="Mine"),)
    assert [outcome.reason for outcome in explanation.not_matched] == [
        "no Action matches iot:Publish",
        f"no Resource matches {HERE}topic/a",
        "Bool: iot:Connection.Thing.IsAttached is 'true'",
        "StringEquals: aws:SourceVpc is absent",
        "NotAction names iot:Publish",
        f"NotResource covers {HERE}topic/a",
        "Null: aws:SourceVpc is absent",
    ]
    assert explanation.missing_context_values == ("aws:SourceVpc",)
    assert str(explanation).splitlines()[0] == "Allow policy $.Statement[0] (Mine): matches"


def test_no_policy_at_all() -> None:
    result = evaluate([], PUMP7, PUBLISH)
    assert result.decision is Decision.IMPLICIT_DENY
    assert str(result.explanation) == "no policy has a statement"


def test_several_policies_are_numbered_and_a_deny_in_any_wins() -> None:
    result = evaluate([ANY, DENY], PUMP7, PUBLISH)
    assert result.decision is Decision.EXPLICIT_DENY
    assert [outcome.policy for outcome in result.explanation.outcomes] == ["policy 1", "policy 2"]


@pytest.mark.parametrize(
    ("action", "request_", "expected"),
    [
        ("iot:publish", "IOT:PUBLISH topic/a", "ALLOWED"),
        ("iot:Pub*", "iot:Publish topic/a", "ALLOWED"),
        ("iot:?ublish", "iot:Publish topic/a", "ALLOWED"),
        ("*:Publish", "iot:Publish topic/a", "ALLOWED"),
        ("iot:*", "iotjobsdata:UpdateJobExecution thing/a", "IMPLICIT_DENY"),
        ("iot:UpdateJobExecution", "iotjobsdata:UpdateJobExecution thing/a", "IMPLICIT_DENY"),
        ("*", "iotjobsdata:UpdateJobExecution thing/a", "ALLOWED"),
        ("iot:Publish", "iot:RetainPublish topic/a", "IMPLICIT_DENY"),
        ("iot:RetainPublish", "iot:Publish topic/a", "IMPLICIT_DENY"),
        ("iot:Subscribe", "iot:Receive topic/a", "IMPLICIT_DENY"),
    ],
)
def test_actions(action: str, request_: str, expected: str) -> None:
    assert decision(statement(action=action), request_) == expected


@pytest.mark.parametrize(
    ("resource", "requested", "expected"),
    [
        ("arn:aws:iot:*:*:topic/a", "topic/a", "ALLOWED"),
        ("arn:*:topic/a", "topic/a", "ALLOWED"),
        ("arn:aws:iot:us-east-1:123456789012:*", "topic/a", "ALLOWED"),
        ("arn:aws-cn:iot:us-east-1:123456789012:topic/a", "topic/a", "IMPLICIT_DENY"),
        ("arn:aws:iot:eu-west-1:123456789012:topic/a", "topic/a", "IMPLICIT_DENY"),
        ("arn:aws:iot:us-east-1:12345678901?:topic/a", "topic/a", "ALLOWED"),
        ("topic/a", "topic/A", "IMPLICIT_DENY"),
        ("topic/*", "topic/$aws/things/x/shadow/update", "ALLOWED"),
        ("topic/a", "arn:aws:iot:us-east-1:123456789012:/topic/a", "IMPLICIT_DENY"),
        ("topicfilter/a", "topic/a", "IMPLICIT_DENY"),
    ],
)
def test_resources(resource: str, requested: str, expected: str) -> None:
    assert decision(statement(resource=resource), f"iot:Publish {requested}") == expected


def test_list_retained_messages_is_on_everything_or_nothing() -> None:
    assert decision(statement(action="iot:*"), "iot:ListRetainedMessages *") == "ALLOWED"
    assert decision(statement(action="iot:*", resource="topic/*"), "iot:ListRetainedMessages *") == "IMPLICIT_DENY"


def test_named_shadows_are_listed_by_either_form() -> None:
    for resource in ("*", "thing/pump7", "thing/*"):
        policy = statement(action="iot:ListNamedShadowsForThing", resource=resource)
        assert decision(policy, "iot:ListNamedShadowsForThing thing/pump7") == "ALLOWED"


def test_not_resource_covers_what_any_of_its_patterns_matches() -> None:
    policy = [statement(), statement("Deny", NotResource=["topic/a", "topic/b/*"])]
    assert decision(policy, "iot:Publish topic/a") == "ALLOWED"
    assert decision(policy, "iot:Publish topic/b/c") == "ALLOWED"
    assert decision(policy, "iot:Publish topic/b") == "EXPLICIT_DENY"


def group(policy: object) -> AttachedPolicy:
    return AttachedPolicy(parse_policy_object(policy), "group", "THING_GROUP")


def test_a_thing_group_policy_needs_the_client_id_to_be_the_thing_name() -> None:
    deny = group(document(statement("Deny")))
    assert evaluate([ANY, deny], PUMP7, PUBLISH).decision is Decision.EXPLICIT_DENY
    escaped = Context(client_id="other", thing_name="pump7", principal_attached=True)
    result = evaluate([ANY, deny], escaped, PUBLISH)
    assert result.allowed
    reason = "a thing-group policy needs an MQTT connection whose client ID is the thing name"
    assert result.explanation.not_matched[0].reason == reason
    assert evaluate([ANY, deny], Context("HTTPS", "pump7", "pump7", principal_attached=True), PUBLISH).allowed


def test_thing_group_policies_do_not_cover_greengrass() -> None:
    request = Request("greengrass:Discover", "arn:aws:greengrass:us-east-1:123456789012:/greengrass/things/pump7")
    assert not evaluate([group(document(statement(action="*")))], PUMP7, request).allowed
    assert evaluate([ANY], PUMP7, request).allowed


COGNITO = Context("MQTT_WSS", "u1", principal_type="COGNITO_AUTHENTICATED")
GUEST = Context("MQTT_WSS", "u1", principal_type="COGNITO_UNAUTHENTICATED")


@pytest.mark.parametrize(
    ("policies", "role", "context", "expected"),
    [
        ([ANY], [ANY], COGNITO, "ALLOWED"),
        ([ANY], [NONE], COGNITO, "IMPLICIT_DENY"),
        ([], [ANY], COGNITO, "IMPLICIT_DENY"),
        ([ANY], [], COGNITO, "IMPLICIT_DENY"),
        ([DENY], [ANY], COGNITO, "EXPLICIT_DENY"),
        ([ANY], [ANY, DENY], COGNITO, "EXPLICIT_DENY"),
        ([ANY], None, COGNITO, "ALLOWED"),
        ([], [ANY], GUEST, "ALLOWED"),
        ([DENY], [ANY], GUEST, "ALLOWED"),
        ([ANY], [NONE], GUEST, "IMPLICIT_DENY"),
        ([ANY], [DENY], GUEST, "EXPLICIT_DENY"),
        ([ANY], None, GUEST, "IMPLICIT_DENY"),
    ],
)
def test_cognito(policies: list[object], role: list[object] | None, context: Context, expected: str) -> None:
    result = evaluate(policies, context, PUBLISH, role_policies=role)  # type: ignore[arg-type]
    assert result.decision.value == expected


def test_a_missing_role_is_warned_of() -> None:
    assert evaluate([ANY], COGNITO, PUBLISH).explanation.warnings == (
        "the policies of the identity's IAM role must allow this as well, and none are given",
    )
    assert evaluate([ANY], GUEST, PUBLISH).explanation.warnings == (
        "for an unauthenticated Cognito identity only the policies of its IAM role count, and none are given",
    )


@pytest.mark.parametrize(
    ("action", "resource", "message"),
    [
        ("Publish", "*", "found the action 'Publish', expected one action such as iot:Publish"),
        ("iot:*", "*", "found the action 'iot:*', expected one action"),
        ("iot:Publish", "topic/a", "found 'topic/a', expected arn:partition:iot:region:account:type/name"),
        ("iot:Publish", "arn:aws:iot", "found 'arn:aws:iot', expected arn:"),
    ],
)
def test_what_is_no_request(action: str, resource: str, message: str) -> None:
    with pytest.raises(PolicyError) as caught:
        evaluate([ANY], PUMP7, Request(action, resource))
    assert str(caught.value).startswith(message)


def test_the_mqtt_topics_of_shadows_are_not_the_shadow_api() -> None:
    policy = statement(action="iot:*Shadow", resource="thing/*")
    assert decision(policy, "iot:GetThingShadow thing/pump7/config") == "ALLOWED"
    assert decision(policy, "iot:Publish topic/$aws/things/pump7/shadow/get") == "IMPLICIT_DENY"


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"protocol": "mqtt"}, "found the protocol 'mqtt', expected MQTT, MQTT_WSS, HTTPS"),
        (
            {"attachment_type": "BOTH"},
            "found the attachment_type 'BOTH', expected NON_EXCLUSIVE_THING, EXCLUSIVE_THING",
        ),
        ({"principal_type": "ROOT"}, "found the principal_type 'ROOT', expected CERTIFICATE, COGNITO_AUTHENTICATED, "),
        ({"current_time": "noon"}, "found the current_time 'noon', expected a date such as 2026-11-22T12:00:00Z"),
    ],
)
def test_a_context_that_aws_has_not_is_refused(changes: dict[str, object], message: str) -> None:
    with pytest.raises(PolicyError) as caught:
        Context(**changes)  # type: ignore[arg-type]
    assert str(caught.value).startswith(message)


def test_hand_made_policies_are_refused_rather_than_misread() -> None:
    odd = PolicyDocument((Statement("allow", ("iot:*",), ("*",)),))  # type: ignore[arg-type]
    with pytest.raises(PolicyError, match=r"^found the effect 'allow', expected 'Allow' or 'Deny'$"):
        evaluate([odd], PUMP7, PUBLISH)
    with pytest.raises(PolicyError, match=r"^found the target 'GROUP', expected CERTIFICATE, COGNITO_IDENTITY, THING_"):
        AttachedPolicy(ANY, target="GROUP")  # type: ignore[arg-type]
