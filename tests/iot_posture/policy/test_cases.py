"""Policy tests as data: both forms, and what is refused."""

import pytest
from policy_questions import HERE, document, statement

from iot_posture.policy import Decision, PolicyError
from iot_posture.policy.cases import BrokenTest, PolicyTest, read_tests

POLICY = document(statement(resource="topic/dt/${iot:Connection.Thing.ThingName}/*"))
PUMP7 = {"clientId": "pump7", "thingName": "pump7", "principalAttached": True}


def load(name: str) -> object:
    if name == "device.json":
        return POLICY
    raise PolicyError(f"{name} cannot be read")


def one(**changes: object) -> PolicyTest | BrokenTest:
    test = {"id": "t", "policies": [POLICY], "context": PUMP7, "request": "iot:Publish topic/dt/pump7/a"}
    (read,) = read_tests([{**test, "expected": "ALLOWED", **changes}], load)
    return read


def outcome(test: PolicyTest | BrokenTest) -> tuple[Decision, bool]:
    assert isinstance(test, PolicyTest), test.error
    decision = test.run().decision
    return decision, test.accepts(decision)


def test_the_short_form_shares_policies_and_contexts() -> None:
    tests = read_tests(
        {
            "policies": {"device": POLICY, "same": "device.json"},
            "contexts": {"pump7": PUMP7},
            "tests": [
                {
                    "policies": ["device"],
                    "context": "pump7",
                    "request": "iot:Publish topic/dt/pump7/a",
                    "expected": "ALLOWED",
                },
                {"policies": ["same"], "context": "pump7", "request": "iot:Publish topic/dt/a", "expected": "DENIED"},
                {
                    "policies": ["device.json"],
                    "context": {"use": "pump7", "protocol": "HTTPS"},
                    "request": "iot:Publish topic/dt/pump7/a",
                    "expected": "IMPLICIT_DENY",
                },
            ],
        },
        load,
    )
    assert [outcome(test)[1] for test in tests] == [True, True, True]
    assert [test.id for test in tests] == ["$.tests[0]", "$.tests[1]", "$.tests[2]"]


def test_the_file_says_where_short_resources_lie() -> None:
    policy = document(statement(resource="arn:aws-cn:iot:cn-north-1:000000000012:topic/a"))
    tests = [{"policies": [policy], "request": "iot:Publish topic/a", "expected": "ALLOWED"}]
    place = {"partition": "aws-cn", "region": "cn-north-1", "account": "12"}
    (test,) = read_tests({**place, "tests": tests}, load)
    assert outcome(test) == (Decision.ALLOWED, True)


@pytest.mark.parametrize(
    ("expected", "passes"),
    [("ALLOWED", False), ("IMPLICIT_DENY", True), ("EXPLICIT_DENY", False), ("DENIED", True)],
)
def test_expectations(expected: str, passes: bool) -> None:
    assert outcome(one(request="iot:Publish topic/x", expected=expected)) == (Decision.IMPLICIT_DENY, passes)


def test_every_field_of_a_context_arrives() -> None:
    context = {
        "protocol": "MQTT_WSS",
        "clientId": "c",
        "thingName": "t",
        "thingTypeName": "T",
        "thingAttributes": {"a": "b", "gone": None},
        "certificate": {
            "certificateId": "id",
            "serialNumber": "92:12:85:cb:b7:a5:e0:86",
            "subject": {"Country": ["US", "CA"], "CommonName": "one"},
            "issuer": None,
            "subjectAlternativeName": {"DNSName": ["d"]},
            "issuerAlternativeName": {},
        },
        "principalAttached": True,
        "attachmentType": "EXCLUSIVE_THING",
        "sourceIp": "203.0.113.9",
        "principalType": "CUSTOM_AUTHORIZER",
        "connectAttributes": ["LastWill"],
        "lastWillTopic": "will/t",
        "directMessageTopic": "m",
        "domainName": "d",
        "sourceVpc": "vpc-1",
        "sourceVpce": "vpce-1",
        "vpcSourceIp": "10.0.0.1",
        "currentTime": "2026-11-22T12:00:00Z",
        "jobId": "job",
        "includeSocketInformation": True,
        "cognitoIdentityId": "us-east-1:x",
        "conditionKeys": {"my:Key": ["a", "b"], "my:None": []},
    }
    test = one(context=context)
    assert isinstance(test, PolicyTest), test.error
    read = test.context
    assert read.certificate is not None
    assert read.certificate.serial_number == "10525622389124227206"
    assert read.certificate.subject == {"Country": ("US", "CA"), "CommonName": ("one",)}
    assert read.certificate.subject_alternative_name == {"DNSName": ("d",)}
    assert read.last_will_topic == f"{HERE}topic/will/t"
    assert read.thing_attributes == {"a": "b"}
    assert read.condition_keys == {
        "my:Key": ("a", "b"),
        "iot:JobId": ("job",),
        "iot:IncludeSocketInformation": ("true",),
        "cognito-identity.amazonaws.com:sub": ("us-east-1:x",),
    }
    assert (read.protocol, read.attachment_type, read.principal_type) == (
        "MQTT_WSS",
        "EXCLUSIVE_THING",
        "CUSTOM_AUTHORIZER",
    )
    assert (read.source_vpc, read.source_vpce, read.vpc_source_ip) == ("vpc-1", "vpce-1", "10.0.0.1")
    assert (read.domain_name, read.current_time, read.direct_message_topic) == ("d", "2026-11-22T12:00:00Z", "m")


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"expected": "YES"}, "$[0].expected: found 'YES', expected ALLOWED, IMPLICIT_DENY, EXPLICIT_DENY, DENIED"),
        ({"expected": None}, "$[0].expected: found null, expected a string"),
        ({"extra": 1}, "$[0]: found the field 'extra', expected id, policies, policyTargets, iamRolePolicies, context"),
        ({"request": "iot:Publish"}, "$[0].request: found 'iot:Publish', expected an action and a resource"),
        ({"request": {"action": "iot:Publish"}}, "$[0].request.resource: found null, expected a string"),
        ({"request": {"action": "a:b", "resource": "*", "x": 1}}, "$[0].request: found the field 'x', expected action"),
        ({"request": 1}, "$[0].request: found a number, expected an object"),
        ({"request": "Publish topic/a"}, "$[0].request: found the action 'Publish', expected one action such as iot:P"),
        (
            {"request": "iot:Publsh topic/a"},
            "$[0].request: found 'iot:Publsh topic/a', but AWS IoT policies know no ac",
        ),
        ({"request": "iot:Publish a"}, "$[0].request: found 'iot:Publish a', but iot:Publish is asked for on topic/.."),
        ({"context": {"sourceIp": "1.2"}}, "$[0].context.sourceIp: found '1.2', expected an IPv4 or IPv6 address"),
        ({"policies": None}, "$[0].policies: found null, expected a list of policies or of their names"),
        (
            {"policies": ["nope"]},
            "$[0].policies[0]: found the policy 'nope', expected a file or one of $.policies: none",
        ),
        ({"policies": ["nope.json"]}, "$[0].policies[0]: nope.json cannot be read"),
        ({"policies": [{"Statement": 1}]}, "$[0].policies[0].Statement: found a number, expected a statement"),
        (
            {"policyTargets": ["THING"]},
            "$[0].policyTargets: found 'THING', expected CERTIFICATE, COGNITO_IDENTITY, THING_",
        ),
        ({"policyTargets": []}, "$[0].policyTargets: found a list of 0, expected one target for each of 1 policies"),
        ({"policyTargets": [["x"]]}, "$[0].policyTargets: found a list of 1, expected CERTIFICATE"),
        ({"context": "pump7"}, "$[0].context: found the context 'pump7', expected one of $.contexts: none"),
        ({"context": {"use": 1}}, "$[0].context: found a number, expected an object"),
        ({"context": {"clientID": "a"}}, "$[0].context: found the field 'clientID', expected conditionKeys, jobId"),
        ({"context": {"protocol": "AMQP"}}, "$[0].context.protocol: found 'AMQP', expected MQTT, MQTT_WSS, HTTPS"),
        ({"context": {"attachmentType": "BOTH"}}, "$[0].context.attachmentType: found 'BOTH', expected NON_EXCLUSIVE_"),
        ({"context": {"principalType": "ROOT"}}, "$[0].context.principalType: found 'ROOT', expected CERTIFICATE"),
        (
            {"context": {"principalAttached": "yes"}},
            "$[0].context.principalAttached: found 'yes', expected true or false",
        ),
        ({"context": {"clientId": 7}}, "$[0].context.clientId: found a number, expected a string"),
        ({"context": {"thingAttributes": []}}, "$[0].context.thingAttributes: found a list of 0, expected names and"),
        (
            {"context": {"connectAttributes": [1]}},
            "$[0].context.connectAttributes[0]: found a number, expected a string",
        ),
        ({"context": {"currentTime": "noon"}}, "$[0].context.currentTime: found 'noon', expected a date such as 2026-"),
        ({"context": {"certificate": "x"}}, "$[0].context.certificate: found 'x', expected a certificate or null"),
        ({"context": {"certificate": {"serial": 1}}}, "$[0].context.certificate: found the field 'serial', expected"),
        (
            {"context": {"certificate": {"serialNumber": "xy"}}},
            "$[0].context.certificate.serialNumber: found 'xy', expect",
        ),
        (
            {"context": {"certificate": {"subject": {"CN": "x"}}}},
            "$[0].context.certificate.subject: found the attribute",
        ),
        ({"iamRolePolicies": [1]}, "$[0].iamRolePolicies[0]: found a number, expected a policy document"),
    ],
)
def test_a_test_that_cannot_be_read_says_why(changes: dict[str, object], message: str) -> None:
    test = one(**changes)
    assert isinstance(test, BrokenTest)
    assert test.id == "t"
    assert str(test.error).startswith(message)


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (1, "$: found a number, expected a list of tests"),
        ("x", "$: found 'x', expected a list of tests"),
        ({"tests": {}}, "$.tests: found an object of 0, expected a list of tests"),
        ({"test": []}, "$: found the field 'test', expected policies, contexts, account, region, partition, tests"),
        ({"account": [], "tests": []}, "$.account: found a list of 0, expected an account ID of 12 digits"),
        ({"account": "mine", "tests": []}, "$.account: found 'mine', expected an account ID of 12 digits"),
        ({"region": 1, "tests": []}, "$.region: found a number, expected a string"),
        ([], "$: found no test, expected at least one: a file that tests nothing must not pass"),
        ({"policies": [], "tests": []}, "$.policies: found a list of 0, expected an object"),
    ],
)
def test_a_file_that_is_none(value: object, message: str) -> None:
    with pytest.raises(PolicyError) as caught:
        read_tests(value, load)
    assert str(caught.value).startswith(message)


def test_one_broken_test_does_not_stop_the_others() -> None:
    good = {"id": "good", "policies": [], "request": "iot:Publish topic/a", "expected": "DENIED"}
    tests = read_tests([1, good], load)
    assert [type(test).__name__ for test in tests] == ["BrokenTest", "PolicyTest"]
    assert tests[0].id == "$[0]"


def test_a_policy_file_is_named_in_its_errors() -> None:
    (test,) = read_tests(
        [{"policies": ["p.json"], "request": "iot:Publish topic/a", "expected": "DENIED"}], lambda _: {"Statement": 1}
    )
    assert isinstance(test, BrokenTest)
    assert str(test.error) == "$[0].policies[0]: p.json: $.Statement: found a number, expected a statement"
