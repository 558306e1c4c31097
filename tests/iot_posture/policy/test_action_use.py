"""Who can use an action, and the names of the control plane against cfn-lint's action data."""

import json
from importlib.util import find_spec
from pathlib import Path

import pytest

from iot_posture.facts.control_plane import CONTROL_PLANE_ACTIONS
from iot_posture.policy.action_use import Use, use_of
from iot_posture.policy.actions import ACTIONS, actions_matching, meant


def test_the_control_plane_is_what_iam_knows_and_devices_do_not() -> None:
    package = find_spec("cfnlint")  # found, not imported: that takes seconds
    assert package is not None
    assert package.origin is not None
    data = Path(package.origin).parent / "data" / "AdditionalSpecs" / "Policies.json"
    known = set(json.loads(data.read_text(encoding="utf-8"))["iot"]["Actions"])
    of_devices = {action.name.removeprefix("iot:").lower() for action in ACTIONS}
    assert {name.lower() for name in CONTROL_PLANE_ACTIONS} == known - of_devices


@pytest.mark.parametrize(
    ("pattern", "use"),
    [
        ("iot:Publish", Use.DEVICE),
        ("IOT:publish", Use.DEVICE),
        ("*", Use.DEVICE),
        ("i*:Pub*", Use.DEVICE),
        ("iotjobsdata:*", Use.DEVICE),
        ("greengrass:Discover", Use.DEVICE),
        ("green*:*", Use.DEVICE),
        ("iot:CreateThing", Use.IAM_ONLY),
        ("iot:create*", Use.IAM_ONLY),
        ("iot:DescribeJobExecution", Use.IAM_ONLY),
        ("iot:StartCommandExecution", Use.IAM_ONLY),
        ("s3:GetObject", Use.OTHER_SERVICE),
        ("iotwireless:*", Use.OTHER_SERVICE),
        ("iot:Publsh", Use.UNKNOWN),
        ("iot:GetPendingJobExecutions", Use.UNKNOWN),
        ("iotjobsdata:CreateJob", Use.UNKNOWN),
        ("iot-data:Publish", Use.UNKNOWN),
        ("Publish", Use.UNKNOWN),
        ("", Use.UNKNOWN),
    ],
)
def test_who_can_use_an_action(pattern: str, use: Use) -> None:
    assert use_of(pattern) is use


def test_every_catalogued_action_is_for_devices_and_matches_itself_alone() -> None:
    for action in ACTIONS:
        assert use_of(action.name) is Use.DEVICE
        assert actions_matching(action.name.upper()) == (action,)


@pytest.mark.parametrize(
    ("name", "intended"),
    [
        ("iot:Publsh", "iot:Publish"),
        ("Subscribe", "iot:Subscribe"),
        ("iot:UpdateJobExecution", "iotjobsdata:UpdateJobExecution"),
    ],
)
def test_the_action_that_was_meant(name: str, intended: str) -> None:
    found = meant(name)
    assert found is not None
    assert found.name == intended


def test_nothing_was_meant_by_a_name_like_no_other() -> None:
    assert meant("iot:Xyzzy") is None
