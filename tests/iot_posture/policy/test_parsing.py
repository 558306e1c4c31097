"""What is refused, where, and in which words; and that hostile input meets nothing but a PolicyError."""

import json
import time

import pytest

from iot_posture.policy import PolicyDocument, PolicyError, Statement, json_text, parse_policy, parse_policy_object

TOPIC = "arn:aws:iot:us-east-1:123456789012:topic/a"
STATEMENT: dict[str, object] = {"Effect": "Allow", "Action": "iot:Publish", "Resource": TOPIC}


def document(**changes: object) -> dict[str, object]:
    return {"Version": "2012-10-17", "Statement": [{**STATEMENT, **changes}]}


def message(value: object) -> str:
    with pytest.raises(PolicyError) as caught:
        parse_policy_object(value)
    return str(caught.value)


def test_every_element_is_kept() -> None:
    text = json.dumps(
        {
            "Version": "2012-10-17",
            "Id": "mine",
            "Statement": [
                {
                    "Sid": "One",
                    "Effect": "Deny",
                    "NotAction": ["iot:Connect", "iot:Publish"],
                    "NotResource": [TOPIC],
                    "Condition": {
                        "Bool": {"iot:Connection.Thing.IsAttached": [True]},
                        "NumericLessThan": {"aws:EpochTime": 1.50},
                    },
                }
            ],
        }
    )
    parsed = parse_policy(text)
    assert parsed == PolicyDocument(
        (
            Statement(
                "Deny",
                (),
                (),
                {"Bool": {"iot:Connection.Thing.IsAttached": "true"}, "NumericLessThan": {"aws:EpochTime": "1.5"}},
                "One",
                ("iot:Connect", "iot:Publish"),
                (TOPIC,),
            ),
        ),
        "2012-10-17",
        "mine",
    )


def test_rendering_is_canonical() -> None:
    verbose = {
        "Version": "2012-10-17",
        "Statement": {"Effect": "Allow", "Resource": [TOPIC], "Action": ["iot:Publish"]},
    }
    assert parse_policy_object(verbose).render() == {"Version": "2012-10-17", "Statement": [STATEMENT]}


def test_a_document_without_a_version_stays_without() -> None:
    assert parse_policy_object({"Statement": STATEMENT}).render() == {"Statement": [STATEMENT]}


def test_a_blank_policy_is_a_policy() -> None:
    assert parse_policy('{"Version": "2012-10-17", "Statement": []}').statements == ()


@pytest.mark.parametrize(
    ("statement", "path"),
    [(STATEMENT, "$.Statement"), ([STATEMENT], "$.Statement[0]")],
)
def test_a_statement_knows_where_it_stood(statement: object, path: str) -> None:
    (parsed,) = parse_policy_object({"Version": "2012-10-17", "Statement": statement}).statements
    assert parsed.origin is not None
    assert parsed.origin.path == path
    assert parsed.origin.of("Action") == f"{path}.Action"


def test_an_element_of_a_list_knows_its_index() -> None:
    (parsed,) = parse_policy_object(document(Action=["iot:Connect", "iot:Publish"])).statements
    assert parsed.origin is not None
    assert parsed.origin.of("Action", 1) == "$.Statement[0].Action[1]"


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ([], "$: found a list of 0, expected a policy document"),
        (None, "$: found null, expected a policy document"),
        ({"Version": "2012-10-17"}, "$: found no Statement, expected one or a list of them"),
        (
            {"Version": "2012", "Statement": []},
            "$.Version: found '2012', expected '2012-10-17', or '2008-10-17' in which variables are plain text",
        ),
        ({"Version": None, "Statement": []}, "$.Version: found null, expected '2012-10-17', or '2008-10-17' in which"),
        ({"Statement": [], "Comment": ""}, "$: found the element 'Comment', expected Version, Id, Statement"),
        ({"Statement": "x"}, "$.Statement: found 'x', expected a statement"),
        ({"Statement": [1]}, "$.Statement[0]: found a number, expected a statement"),
        (document(Effect="allow"), "$.Statement[0].Effect: found 'allow', expected 'Allow' or 'Deny'"),
        (document(Effect=["Allow"]), "$.Statement[0].Effect: found a list of 1, expected 'Allow' or 'Deny'"),
        (document(Sid=7), "$.Statement[0].Sid: found a number, expected a string"),
        (document(NotAction="iot:Connect"), "$.Statement[0]: found both Action and NotAction, expected exactly one"),
        (document(NotResource="*"), "$.Statement[0]: found both Resource and NotResource, expected exactly one"),
        (document(Action=[]), "$.Statement[0].Action: found an empty list, expected at least one value"),
        (document(Action=None), "$.Statement[0].Action: found null, expected a string"),
        (document(Action=["iot:Connect", {}]), "$.Statement[0].Action[1]: found an object of 0, expected a string"),
        (document(Action="Publish"), "$.Statement[0].Action: found the action 'Publish', expected * or service:Action"),
        (document(Action="iot:Pub lish"), "$.Statement[0].Action: found the action 'iot:Pub lish', expected *"),
        (document(Resource="topic/a"), "$.Statement[0].Resource: found the resource 'topic/a', expected * or an ARN"),
        (document(Resource=True), "$.Statement[0].Resource: found true, expected a string"),
        (document(Principal="*"), "$.Statement[0].Principal: found Principal; an AWS IoT policy has none"),
        (document(effect="Allow"), "$.Statement[0]: found the element 'effect', expected Sid, Effect, Action"),
        (
            document(Condition=[]),
            "$.Statement[0].Condition: found a list of 0, expected operators and their conditions",
        ),
        (
            document(Condition={"stringequals": {}}),
            "$.Statement[0].Condition.stringequals: found the condition operator 'stringequals'. Next: write",
        ),
        (document(Condition={"ForSomeValues:Bool": {}}), "$.Statement[0].Condition.ForSomeValues:Bool: found the"),
        (
            document(Condition={"NullIfExists": {}}),
            "$.Statement[0].Condition.NullIfExists: found the condition operator",
        ),
        (document(Condition={"Bool": "true"}), "$.Statement[0].Condition.Bool: found 'true', expected condition keys"),
        (document(Condition={"Bool": {"x": "true"}}), "$.Statement[0].Condition.Bool: found the condition key 'x'"),
        (
            document(Condition={"Bool": {"a:B": "true", "A:b": "true"}}),
            "$.Statement[0].Condition.Bool: found the condition key 'A:b' twice; key names are not case-sensitive",
        ),
        (
            document(Condition={"Bool": {"a:b": "yes"}}),
            "$.Statement[0].Condition.Bool.a:b: found 'yes', Bool expects true",
        ),
        (
            document(Condition={"Bool": {"a:b": [True, None]}}),
            "$.Statement[0].Condition.Bool.a:b[1]: found null, expected",
        ),
        (
            document(Condition={"IpAddress": {"a:b": "1.2.3"}}),
            "$.Statement[0].Condition.IpAddress.a:b: found '1.2.3', ",
        ),
        (
            document(Condition={"NumericEquals": {"a:b": "NaN"}}),
            "$.Statement[0].Condition.NumericEquals.a:b: found 'NaN'",
        ),
        (
            document(Condition={"DateEquals": {"a:b": "now"}}),
            "$.Statement[0].Condition.DateEquals.a:b: found 'now', Date",
        ),
        (
            document(Condition={"BinaryEquals": {"a:b": "?"}}),
            "$.Statement[0].Condition.BinaryEquals.a:b: found '?', Bin",
        ),
    ],
)
def test_message(value: object, expected: str) -> None:
    assert message(value).startswith(expected)


def test_a_path_prefix_is_put_before_every_path() -> None:
    with pytest.raises(PolicyError) as caught:
        parse_policy_object(document(Effect=1), "$.Resources.P.Properties.PolicyDocument")
    assert caught.value.path == "$.Resources.P.Properties.PolicyDocument.Statement[0].Effect"


@pytest.mark.parametrize("element", [*STATEMENT, "Sid", "Condition", "NotAction", "NotResource"])
@pytest.mark.parametrize("value", [None, 1, True, 1.5, {}, [[]], [{}], [None], {"a": {"b": {}}}, "", "\ud800"])
def test_wrong_types_in_every_element(element: str, value: object) -> None:
    changed = {**STATEMENT, element: value}
    changed.pop(element.removeprefix("Not") if element.startswith("Not") else "", None)
    if (element, value) in [("Sid", ""), ("Condition", {})]:
        parse_policy_object({"Statement": changed})
    else:
        assert message({"Statement": changed}).startswith("$.Statement")


HOSTILE = {
    "empty": "",
    "truncated": '{"Version": "2012-10-17", "Statement": [{"Eff',
    "truncated string": '{"Version": "2012-10-17',
    "trailing comma": '{"Statement": [],}',
    "not an object": '"x"',
    "duplicate element": '{"Statement": {"Effect": "Allow", "Effect": "Deny", "Action": "*", "Resource": "*"}}',
    "duplicate key": '{"Statement": {"Effect": "Deny", "Action": "*", "Resource": "*", "Condition":'
    ' {"Bool": {"a:b": "true", "a:b": "false"}}}}',
    "duplicate statement": '{"Statement": [], "Statement": []}',
    "10 MB": '{"Statement": "' + "x" * 10_000_000 + '"}',
    "10 MB of brackets": "[" * 10_000_000,
    "nesting": "[" * 10_000 + "]" * 10_000,
    "nesting objects": '{"Statement":' * 10_000 + "1" + "}" * 10_000,
    "nesting inside limits of length": '{"Statement": ' + '{"Condition":' * 60 + "1" + "}" * 61,
    "lone surrogate": '{"Statement": {"Effect": "Allow", "Action": "*", "Resource": "*\\ud800"}}',
    "lone surrogate in a key": '{"\\udfff": 1, "Statement": []}',
    "huge number": '{"Statement": ' + "9" * 100_000 + "}",
    "huge exponent": '{"Statement": {"Effect": "Allow", "Action": "*", "Resource": "*", "Condition": {"NumericEquals":'
    ' {"a:b": 1e99999999999999999999}}}}',
    "NaN": '{"Statement": NaN}',
    "backslashes": '{"Statement": "' + "\\\\" * 200_000,
    "quotes": '"' * 400_000,
    "nul": '{"Statement": "\0"}',
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_text(text: str) -> None:
    started = time.perf_counter()
    with pytest.raises(PolicyError) as caught:
        parse_policy(text)
    assert time.perf_counter() - started < 2
    assert caught.value.path.startswith("$")
    assert len(str(caught.value)) < 700
    str(caught.value).encode()


def test_hostile_bytes() -> None:
    with pytest.raises(PolicyError, match=r"^\$: not UTF-8: .* at byte 1\. Next: save it as UTF-8$"):
        parse_policy(b"{\xff}")


def test_a_deep_object_is_refused_without_descending() -> None:
    deep: object = "x"
    for _ in range(100_000):
        deep = [deep]
    assert message({"Statement": {**STATEMENT, "Effect": deep}}).startswith("$.Statement.Effect: found a list of 1")


def test_json_is_read_as_deep_as_the_limit_says_and_no_deeper() -> None:
    assert json_text.load("[" * json_text.MAX_DEPTH + "]" * json_text.MAX_DEPTH) is not None
    with pytest.raises(PolicyError, match="nested more than 64 deep"):
        json_text.load("[" * (json_text.MAX_DEPTH + 1) + "]" * (json_text.MAX_DEPTH + 1))
