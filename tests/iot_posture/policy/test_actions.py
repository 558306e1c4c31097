"""The catalogue of actions, against what ships offline, so that drift is seen."""

import json
from importlib.util import find_spec
from pathlib import Path

import botocore.session  # type: ignore[import-untyped]
import pytest

from iot_posture.policy.actions import ACTIONS, find_action

NOT_IN_POLICIES = {
    "iot-data": set[str](),
    "iot-jobs-data": {"StartCommandExecution"},  # called by backends, with IAM policies
}
MQTT_ONLY = {"Connect", "Subscribe", "Receive", "RetainPublish"}
POLICY_ONLY = {"AssumeRoleWithCertificate"}


def names(prefix: str) -> set[str]:
    return {action.name.removeprefix(f"{prefix}:") for action in ACTIONS if action.name.startswith(f"{prefix}:")}


@pytest.mark.parametrize(
    ("service", "prefix", "extra"),
    [("iot-data", "iot", MQTT_ONLY | POLICY_ONLY), ("iot-jobs-data", "iotjobsdata", set[str]())],
)
def test_the_catalogue_has_the_operations_of_the_data_plane(service: str, prefix: str, extra: set[str]) -> None:
    operations = set(botocore.session.get_session().get_service_model(service).operation_names)
    assert names(prefix) - extra == operations - NOT_IN_POLICIES[service]


def test_test_authorization_knows_no_other_kinds_of_action() -> None:
    model = botocore.session.get_session().get_service_model("iot")
    assert set(model.shape_for("ActionType").enum) == {"PUBLISH", "SUBSCRIBE", "RECEIVE", "CONNECT"}
    assert set(model.shape_for("AuthDecision").enum) == {"ALLOWED", "EXPLICIT_DENY", "IMPLICIT_DENY"}


def test_the_catalogue_has_the_resource_types_of_the_authorization_reference() -> None:
    package = find_spec("cfnlint")  # found, not imported: that takes seconds
    assert package is not None
    assert package.origin is not None
    data = Path(package.origin).parent / "data" / "AdditionalSpecs" / "Policies.json"
    services = json.loads(data.read_text(encoding="utf-8"))
    different = {}
    for action in ACTIONS:
        prefix, _, name = action.name.partition(":")
        listed = services[prefix]["Actions"].get(name.lower())
        theirs = None if listed is None else tuple(listed.get("Resources", ()))
        if theirs != action.resource_types:
            different[action.name] = theirs
    # AssumeRoleWithCertificate exists only in AWS IoT policies, so IAM's reference has no such action.
    assert different == {"iot:AssumeRoleWithCertificate": None}


def test_names_are_found_in_any_case() -> None:
    assert find_action("IOTJOBSDATA:describejobexecution") is not None
    assert find_action("iot:Fly") is None


def test_every_action_names_a_page_of_aws() -> None:
    assert all(action.source.startswith("https://docs.aws.amazon.com/") for action in ACTIONS)
    assert len({action.name for action in ACTIONS}) == len(ACTIONS)
