"""Features of other devices, by the reserved topics that AWS documents."""

import pytest

from iot_posture.analysis import opened_features
from iot_posture.policy.actions import ACTIONS
from iot_posture.policy.reserved import RESERVED
from iot_posture.template import Template

ARN = "arn:aws:iot:us-east-1:123456789012:"
WITHOUT_OWNER = {"certificates", "provisioning-templates", "sitewise", "events"}
"""Provisioning has no device yet, asset properties are of assets, and events have a check of their own."""


def features(action: str, *resources: str) -> list[set[str]]:
    statement = {"Effect": "Allow", "Action": action, "Resource": [f"{ARN}{resource}" for resource in resources]}
    policy = {"Type": "AWS::IoT::Policy", "Properties": {"PolicyDocument": {"Statement": statement}}}
    (resource,) = Template.from_dict({"Resources": {"P": policy}}, file="a.json").resources()
    return [set(opened.features) for opened in opened_features(resource)]


@pytest.mark.parametrize("topic", RESERVED)
def test_a_wildcard_in_the_place_of_the_device_opens_the_feature_of_every_reserved_topic(topic: str) -> None:
    for operation in RESERVED[topic]:
        kind = "topic" if operation == "Publish" else "topicfilter"
        found = features(f"iot:{operation}", f"{kind}/{topic.replace('+', '*').replace('#', '*')}")
        assert len(found) == (topic.split("/")[1] not in WITHOUT_OWNER)


def test_the_thing_actions_are_those_of_the_policy_language() -> None:
    every = [action.name for action in ACTIONS if action.resource_types == ("thing",)]
    assert [features(action, "thing/*") for action in every] == [
        [{"jobs" if action.startswith("iotjobsdata:") else "shadow"}] for action in every
    ]
