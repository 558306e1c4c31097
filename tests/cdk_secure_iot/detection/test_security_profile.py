"""SecurityProfile and Behavior: asked for in words, whole, and told on a topic that can be published to."""

from typing import Any, get_args

import pytest
from aws_cdk import App, Stack
from support.expected import allow, allow_key, arn, trust
from support.schemas import schema
from support.templates import Json, made

from cdk_secure_iot import Behavior, NotificationTopic, SecurityProfile
from cdk_secure_iot.detection.behaviors import AWS_SAMPLE, CLOUD_SIDE_METRICS, Comparison

FEW = Behavior("few", "aws:num-disconnects", "less-than-equals", 5, duration_s=600)


def profile(stack: Stack, **properties: Any) -> SecurityProfile:  # noqa: ANN401 -- the properties of the construct
    told = NotificationTopic(stack, "Told")
    defaults = {"account_already_uses_detect": True, "notifications": told, "profile_name": "sensors"}
    return SecurityProfile(stack, "Profile", **{**defaults, **properties})


def behavior(name: str, metric: str, value: str, seconds: int | None) -> Json:
    duration = {} if seconds is None else {"DurationSeconds": seconds}
    return {
        "Name": name,
        "Metric": metric,
        "Criteria": {
            "ComparisonOperator": "less-than-equals",
            "ConsecutiveDatapointsToAlarm": 1,
            "ConsecutiveDatapointsToClear": 1,
            "Value": {"Count": value},
            **duration,
        },
    }


def test_a_device_that_behaves_otherwise_than_its_kind_is_told_of() -> None:
    found = made(profile)
    assert found.only("AWS::IoT::SecurityProfile") == {
        "AlertTargets": {"SNS": {"AlertTargetArn": "<Told>", "RoleArn": "<ProfileResourcesAlertRole.Arn>"}},
        "Behaviors": [
            behavior("AuthorizationFailures", "aws:num-authorization-failures", "5", 300),
            behavior("ConnectionAttempts", "aws:num-connection-attempts", "5", 600),
            behavior("Disconnects", "aws:num-disconnects", "5", 600),
            behavior("MessagesSent", "aws:num-messages-sent", "50", 300),
            behavior("MessageSize", "aws:message-byte-size", "1024", None),
        ],
        "SecurityProfileName": "sensors",
        "TargetArns": [arn("iot", "all/things")],
    }


def test_another_profile_cannot_use_the_role_and_the_role_publishes_to_one_topic() -> None:
    found = made(profile)
    assert found["ProfileResourcesAlertRole"]["AssumeRolePolicyDocument"] == trust(
        arn("iot", "securityprofile/sensors")
    )
    assert found.permissions("ProfileResourcesAlertRole") == [
        allow("sns:Publish", "<Told>"),
        allow_key("<ToldKey.Arn>", "sns", "kms:Decrypt", "kms:GenerateDataKey"),
    ]


def test_behaviors_targets_and_name_can_be_chosen() -> None:
    def build(stack: Stack) -> None:
        here = profile(stack, behaviors=[FEW], targets=["thinggroup/a", "all/registered-things"], profile_name=None)
        assert here.cfn_security_profile.cfn_resource_type == "AWS::IoT::SecurityProfile"

    found = made(build).only("AWS::IoT::SecurityProfile")
    assert found["Behaviors"] == [behavior("few", "aws:num-disconnects", "5", 600)]
    assert found["TargetArns"] == [arn("iot", "thinggroup/a"), arn("iot", "all/registered-things")]
    assert found["SecurityProfileName"].startswith("Stack_Profile_")


def test_an_account_that_cannot_deploy_it_is_told_before_it_tries() -> None:
    with pytest.raises(ValueError, match="^SecurityProfile") as refused:
        profile(Stack(App(), "Stack"), account_already_uses_detect=False)
    assert str(refused.value) == (
        "SecurityProfile: AWS closed Device Defender Detect to new customers on 2026-08-31, and a new account cannot deploy "
        "this. Where the account used Detect before, say account_already_uses_detect=True; elsewhere use FleetAlarms, which "
        "needs no Detect"
    )


@pytest.mark.parametrize("behaviors", [[], [FEW, FEW]])
def test_each_behavior_has_a_name_of_its_own(behaviors: list[Behavior]) -> None:
    with pytest.raises(ValueError, match="^SecurityProfile") as refused:
        profile(Stack(App(), "Stack"), behaviors=behaviors)
    names = [each.name for each in behaviors]
    assert str(refused.value) == f"SecurityProfile behaviors {names}: give 1 to 100, each with a name of its own"


@pytest.mark.parametrize("targets", [[], ["all"], ["thinggroup/"], ["all/things", "thing/x"]])
def test_a_profile_that_watches_nothing_is_refused(targets: list[str]) -> None:
    with pytest.raises(ValueError, match="^SecurityProfile") as refused:
        profile(Stack(App(), "Stack"), targets=targets)
    assert str(refused.value) == (
        f"SecurityProfile targets {targets}: give all/things, all/registered-things, all/unregistered-things or "
        "thinggroup/<name>; a profile without a target watches nothing"
    )


METRICS = ", ".join(CLOUD_SIDE_METRICS)


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"metric": "aws:x"}, f"Behavior 'few': metric 'aws:x' is not one of {METRICS}"),
        (
            {"comparison": "nope"},
            "Behavior 'few': 'nope' is not one of less-than, less-than-equals, greater-than, greater-than-equals",
        ),
        ({"value": -1}, "Behavior 'few': value=-1 is negative; a count or a size is 0 or more"),
        (
            {"duration_s": 301},
            "Behavior 'few': duration_s=301 for aws:num-disconnects; allowed: (300, 600, 900, 1800, 3600)",
        ),
        (
            {"duration_s": None},
            "Behavior 'few': duration_s=None for aws:num-disconnects; allowed: (300, 600, 900, 1800, 3600)",
        ),
        (
            {"metric": "aws:message-byte-size"},
            "Behavior 'few': duration_s=600 for aws:message-byte-size; allowed: (None,)",
        ),
    ],
)
def test_a_behavior_that_device_defender_does_not_know_is_refused(wrong: dict[str, Any], message: str) -> None:
    right = {"metric": "aws:num-disconnects", "comparison": "less-than-equals", "value": 5, "duration_s": 600}
    with pytest.raises(ValueError, match="^Behavior") as refused:
        Behavior("few", **{**right, **wrong})
    assert str(refused.value) == message


def test_comparisons_and_fields_are_those_of_cloudformation() -> None:
    definitions = schema("AWS::IoT::SecurityProfile")["definitions"]
    assert set(get_args(Comparison)) <= set(definitions["BehaviorCriteria"]["properties"]["ComparisonOperator"]["enum"])
    for each in AWS_SAMPLE:
        criteria = each.render()["Criteria"]
        assert isinstance(criteria, dict)
        assert set(criteria) <= set(definitions["BehaviorCriteria"]["properties"])
