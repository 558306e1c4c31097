"""Policies out of templates: what only a deployment knows is a variable, and what nobody knows proves nothing."""

import json
from typing import Any

import pytest

from iot_posture.proof import Answer, Verdict, prove_isolation, prove_never
from iot_posture.proof.from_template import TemplatePolicy, policies_in
from iot_posture.template import Template

Json = dict[str, Any]

ARN = "arn:${AWS::Partition}:iot:${AWS::Region}:${AWS::AccountId}:"
HERE = "arn:aws:iot:us-east-1:123456789012:"
THING = "${iot:Connection.Thing.ThingName}"
SUB_THING = "${!iot:Connection.Thing.ThingName}"
CONDITIONS = {"IsTest": {"Fn::Equals": [{"Ref": "Prefix"}, "test"]}}


def read(*statements: object, metadata: Json | None = None, **others: Json) -> list[TemplatePolicy]:
    document = {"Version": "2012-10-17", "Statement": list(statements)}
    return of_document(document, metadata=metadata, **others)


def of_document(document: object, metadata: Json | None = None, **others: Json) -> list[TemplatePolicy]:
    policy = {"Type": "AWS::IoT::Policy", "Properties": {"PolicyDocument": document}, "Metadata": metadata or {}}
    body = {
        "Parameters": {"Prefix": {"Type": "String"}, "prefix": {"Type": "String"}},
        "Conditions": CONDITIONS,
        "Resources": {"P": policy} | others,
    }
    return list(policies_in(Template.from_dict(body, file="t.json")))


def allow(resource: object, action: object = "iot:Publish", **more: object) -> Json:
    return {"Effect": "Allow", "Action": action, "Resource": resource} | more


def deny(resource: object) -> Json:
    return {"Effect": "Deny", "Action": "iot:Publish", "Resource": resource}


def sub(text: str) -> Json:
    return {"Fn::Sub": ARN + text}


def resources(policy: TemplatePolicy) -> list[str]:
    assert policy.policy is not None
    return [resource for statement in policy.policy.document.statements for resource in statement.resources]


def isolation(policy: TemplatePolicy, **more: Any) -> Answer:  # noqa: ANN401 -- the arguments of prove_isolation
    return policy.ask(lambda policies: prove_isolation(policies, shared=policy.shared, **more))


@pytest.mark.parametrize(
    ("written", "as_read"),
    [
        (f"{HERE}topic/a", f"{HERE}topic/a"),
        (sub(f"topic/dt/{SUB_THING}/*"), f"{HERE}topic/dt/{THING}/*"),
        (sub("topic/${Prefix}/a"), HERE + "topic/${template:Prefix}/a"),
        (
            {"Fn::Join": ["", ["arn:aws:iot:", {"Ref": "AWS::Region"}, ":", {"Ref": "AWS::AccountId"}, ":topic/a"]]},
            f"{HERE}topic/a",
        ),
        (sub("topic/${Bucket}/a"), HERE + "topic/${template:Bucket}/a"),
        (sub("topic/${Pump}/a"), f"{HERE}topic/{THING}/a"),
        ({"Fn::Sub": "arn:aws:iot:eu-west-1:${AWS::AccountId}:topic/a"}, "arn:aws:iot:eu-west-1:123456789012:topic/a"),
        ("*", "*"),
    ],
    ids=[
        "literal",
        "pseudo parameters",
        "parameter",
        "join",
        "a resource",
        "a thing",
        "region written out",
        "anything",
    ],
)
def test_a_resource_is_read_with_what_is_open_as_a_variable(written: object, as_read: str) -> None:
    (policy,) = read(allow(written), Pump={"Type": "AWS::IoT::Thing"}, Bucket={"Type": "AWS::S3::Bucket"})
    assert resources(policy) == [as_read]
    assert policy.unsure == {}


def test_parameters_whose_names_differ_in_case_stay_apart() -> None:
    (policy,) = read(allow(sub("topic/${Prefix}/a")), allow(sub("topic/${prefix}/a")), allow(sub("topic/${Prefix}/b")))
    one, other, again = (resource.partition("{template:")[2].partition("}")[0] for resource in resources(policy))
    assert one.lower() != other.lower()
    assert one == again


@pytest.mark.parametrize(
    "statement",
    [
        allow({"Fn::ImportValue": "Topics"}),
        allow(sub("topic/a"), action={"Ref": "Prefix"}),
        allow({"Fn::Sub": "${Prefix}/a"}),
        {"Effect": {"Ref": "Prefix"}, "Action": "iot:Publish", "Resource": f"{HERE}topic/a"},
        {"Ref": "Prefix"},
    ],
    ids=["resource", "action", "beginning of a resource", "effect", "statement"],
)
def test_what_nobody_knows_is_undecided_and_says_why(statement: object) -> None:
    (policy,) = read(statement)
    answer = isolation(policy)
    assert (answer.verdict, answer.witnesses) == (Verdict.UNDECIDED, ())
    assert "is known only at deployment" in answer.reason


def test_a_deny_that_nobody_knows_denies_nothing() -> None:
    (policy,) = read(allow(f"{HERE}topic/dt/*"), deny({"Fn::ImportValue": "Topics"}))
    assert isolation(policy, owned=["dt/{thing}/#"]).verdict is Verdict.REFUTED


def test_a_counterexample_that_needs_nothing_unknown_stands() -> None:
    (policy,) = read(allow({"Fn::ImportValue": "Topics"}), allow(f"{HERE}topic/dt/{THING}*"))
    answer = isolation(policy, witnesses=100)
    assert answer.verdict is Verdict.REFUTED
    assert {source.statement for source in answer.statements} == {2}


def test_a_counterexample_stands_behind_as_many_as_are_wanted_of_what_is_not_known() -> None:
    (policy,) = read(allow({"Fn::ImportValue": "Topics"}), allow(f"{HERE}topic/dt/{THING}*"))
    assert isolation(policy, witnesses=1).verdict is Verdict.REFUTED


def test_a_proof_holds_for_every_value_of_a_parameter() -> None:
    (policy,) = read(allow(sub(f"topic/${{Prefix}}/{SUB_THING}/*")))
    assert isolation(policy).verdict is Verdict.PROVED


def test_a_collision_that_hangs_on_one_value_is_undecided_and_named() -> None:
    (policy,) = read(allow(sub("topic/${Prefix}")))
    answer = isolation(policy, owned=["dt/{thing}/x"])
    assert answer.verdict is Verdict.UNDECIDED
    assert "prefix is 'dt/b/x'" in answer.reason


@pytest.mark.parametrize(
    ("written", "topic"),
    [
        ("topic/admin${Prefix}", "admin"),
        ("topic/${Prefix}admin", "admin"),
        ("topic/${Prefix}", "admin"),
        ("topic/a${Prefix}${prefix}b", "ab"),
    ],
)
def test_what_is_open_may_turn_out_empty_and_nothing_is_proved_that_needs_a_text(written: str, topic: str) -> None:
    (policy,) = read(allow(sub(written)))
    answer = policy.ask(lambda policies: prove_never(policies, action="iot:Publish", resource=topic))
    assert (answer.verdict, "hangs on what the template leaves open" in answer.reason) == (Verdict.UNDECIDED, True)
    answer = policy.ask(lambda policies: prove_never(policies, action="iot:Publish", resource="x"))
    assert answer.verdict is (Verdict.UNDECIDED if written == "topic/${Prefix}" else Verdict.PROVED)


def test_an_empty_part_before_the_name_is_empty_for_all_devices() -> None:
    (policy,) = read(
        allow(sub(f"topic/${{Prefix}}dt/{SUB_THING}/${{prefix}}/*")), allow(sub(f"client/{SUB_THING}"), "iot:Connect")
    )
    assert isolation(policy).verdict is Verdict.PROVED


def test_a_separator_that_may_be_empty_does_not_keep_names_apart() -> None:
    (policy,) = read(allow(sub(f"topic/dt/{SUB_THING}${{Prefix}}*")))
    assert isolation(policy, owned=["dt/{thing}/#"]).verdict is not Verdict.PROVED


def test_a_leak_for_any_value_is_refuted_with_the_value_that_was_tried() -> None:
    (policy,) = read(allow(sub(f"topic/dt/${{Prefix}}/{SUB_THING}*")))
    answer = isolation(policy)
    assert answer.witness is not None
    assert answer.witness.sentence.endswith("through statement 1 of P, where prefix is `prefix`")


def test_a_condition_of_the_template_gives_a_policy_for_each_way_it_can_turn_out() -> None:
    policies = read(
        allow({"Fn::If": ["IsTest", f"{HERE}topic/dt/{THING}*", f"{HERE}topic/dt/{THING}/*"]}),
    )
    assert sorted(isolation(policy).verdict for policy in policies) == [Verdict.PROVED, Verdict.REFUTED]


def test_a_condition_of_a_statement_with_an_open_value_can_be_met() -> None:
    (policy,) = read(allow(f"{HERE}topic/dt/*", Condition={"StringEquals": {"aws:SourceVpce": {"Ref": "Prefix"}}}))
    assert isolation(policy, owned=["dt/{thing}/#"]).verdict is not Verdict.PROVED


def test_shared_topics_are_declared_in_the_metadata() -> None:
    (policy,) = read(allow(sub("topic/news/*")), metadata={"iot_posture": {"shared_topics": {"news/#": "for all"}}})
    assert policy.shared == ("news/#",)
    assert isolation(policy).verdict is Verdict.PROVED


@pytest.mark.parametrize("settings", [["news/#"], {"shared_topics": ["news/#"]}, "news/#"])
def test_metadata_without_reasons_declares_nothing(settings: object) -> None:
    (policy,) = read(allow(sub("topic/news/*")), metadata={"iot_posture": settings})
    assert policy.shared == ()


def test_a_document_as_json_text_is_read() -> None:
    text = json.dumps({"Version": "2012-10-17", "Statement": [allow(f"{HERE}topic/a")]})
    (policy,) = of_document(text)
    assert resources(policy) == [f"{HERE}topic/a"]


def test_a_policy_that_aws_iot_would_not_take_is_none() -> None:
    (policy,) = read({"Effect": "Allow", "Action": "iot:Publish"})
    assert policy.policy is None


def test_variables_are_text_in_a_document_without_a_version() -> None:
    (policy,) = of_document({"Statement": [allow(f"{HERE}topic/dt/{THING}/x")]})
    assert policy.policy is not None
    assert policy.policy.document.version != "2012-10-17"


def test_an_open_region_may_be_the_one_that_is_written_out() -> None:
    (policy,) = read(
        allow({"Fn::Sub": "arn:aws:iot:eu-west-1:${AWS::AccountId}:topicfilter/cmd/*"}, "iot:Subscribe"),
        allow(sub("topic/cmd/*"), "iot:Receive"),
    )
    assert isolation(policy, owned=["cmd/{thing}/#"]).verdict is not Verdict.PROVED


def test_an_open_part_may_hold_region_and_account() -> None:
    (policy,) = read(allow({"Fn::Sub": "arn:aws:iot:${Prefix}:topic/dt/*"}))
    assert isolation(policy, owned=["dt/{thing}/#"]).verdict is not Verdict.PROVED
