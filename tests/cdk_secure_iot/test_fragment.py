"""Fragments: resources as CloudFormation JSON, made at once."""

import pytest
from aws_cdk import App, RemovalPolicy, Stack, Tags
from aws_cdk import aws_iot as iot
from aws_cdk import aws_sqs as sqs
from constructs import Construct
from support.templates import made

from cdk_secure_iot._support.fragment import Fragment, att, ref


def two_queues() -> Fragment:
    fragment = Fragment()
    fragment.add("Dead", "AWS::SQS::Queue", {"QueueName": None, "KmsMasterKeyId": "alias/x"})
    fragment.add(
        "Live",
        "AWS::SQS::Queue",
        {"RedrivePolicy": {"deadLetterTargetArn": att("Dead"), "maxReceiveCount": 3}},
        removal_policy=RemovalPolicy.RETAIN,
        depends_on=["Dead"],
    )
    return fragment


def test_resources_refer_to_one_another_and_what_is_none_is_left_out() -> None:
    found = made(lambda stack: two_queues().make(stack))
    assert found["ResourcesDead"] == {"KmsMasterKeyId": "alias/x"}
    assert found.resources["ResourcesLive"] == {
        "Type": "AWS::SQS::Queue",
        "Properties": {"RedrivePolicy": {"deadLetterTargetArn": "<ResourcesDead.Arn>", "maxReceiveCount": 3}},
        "DeletionPolicy": "Retain",
        "UpdateReplacePolicy": "Retain",
        "DependsOn": ["ResourcesDead"],
    }


def test_two_constructs_of_one_stack_do_not_meet() -> None:
    def build(stack: Stack) -> None:
        for name in ("One", "Two"):
            two_queues().make(Construct(stack, name))

    assert len(made(build).of("AWS::SQS::Queue")) == 4


def test_what_is_made_are_ordinary_l1s_which_tags_and_overrides_reach() -> None:
    def build(stack: Stack) -> None:
        fragment = two_queues()
        fragment.make(stack)
        Tags.of(stack).add("team", "iot")
        fragment.l1("Dead", sqs.CfnQueue).add_property_override("DelaySeconds", 5)

    assert made(build)["ResourcesDead"] == {
        "DelaySeconds": 5,
        "KmsMasterKeyId": "alias/x",
        "Tags": [{"Key": "team", "Value": "iot"}],
    }


def test_a_token_of_another_stack_becomes_an_import() -> None:
    app = App()
    there, here = Stack(app, "There"), Stack(app, "Here")
    fragment = Fragment()
    fragment.add("Queue", "AWS::SQS::Queue", {"KmsMasterKeyId": sqs.Queue(there, "Other").queue_arn})
    fragment.make(here)
    resources = app.synth().get_stack_by_name("Here").template["Resources"].values()
    assert ["Fn::ImportValue" in each["Properties"]["KmsMasterKeyId"] for each in resources] == [True]


def test_the_l1_of_another_kind_or_before_it_is_made_is_refused() -> None:
    fragment = two_queues()
    with pytest.raises(TypeError, match="Dead is not a CfnQueue of this fragment"):
        fragment.l1("Dead", sqs.CfnQueue)
    fragment.make(Stack(App(), "Stack"))
    with pytest.raises(TypeError, match="Dead is not a CfnPolicy of this fragment"):
        fragment.l1("Dead", iot.CfnPolicy)


def test_a_reference_is_cloudformations_own() -> None:
    assert (ref("A"), att("A", "Name")) == ({"Ref": "A"}, {"Fn::GetAtt": ["A", "Name"]})
