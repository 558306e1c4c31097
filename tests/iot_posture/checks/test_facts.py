"""Facts agree with an independent source that ships offline: the CloudFormation schemas of cfn-lint, and botocore."""

import importlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from iot_posture.checks.iot301_role_trusts_iot_without_source import SENDS_SOURCE_ARN
from iot_posture.checks.iot403_rule_target_chosen_by_message import NAME_FIELDS
from iot_posture.checks.iot501_logging_disabled import LEVELS
from iot_posture.facts.audit_checks import AUDIT_CHECKS
from iot_posture.facts.control_plane import CONTROL_PLANE_ACTIONS
from iot_posture.facts.device_rights import DATA_PLANE, SECURITY_SERVICES, THING_READS, THING_WRITES
from iot_posture.facts.managed_policies import ADMINISTRATOR_POLICIES, BROAD_POLICIES
from iot_posture.facts.metrics import METRIC_DIMENSIONS
from iot_posture.facts.rule_actions import RULE_ACTIONS, TARGETS, TargetFacts
from iot_posture.policy.actions import find_action
from iot_posture.template import DECIDING_FUNCTIONS


def schema(kind: str) -> Mapping[str, Any]:
    manager = importlib.import_module("cfnlint.schema.manager").PROVIDER_SCHEMA_MANAGER
    found: Mapping[str, Any] = manager.get_resource_schema("us-east-1", kind).schema
    return found


def test_the_audit_checks_are_those_of_cloudformation() -> None:
    properties = schema("AWS::IoT::AccountAuditConfiguration")["definitions"]["AuditCheckConfigurations"]["properties"]
    assert sorted(AUDIT_CHECKS) == sorted(properties)
    assert [name.replace("_", "").lower() for name in AUDIT_CHECKS.values()] == [name.lower() for name in AUDIT_CHECKS]


def test_the_log_levels_are_those_of_cloudformation() -> None:
    levels = schema("AWS::IoT::Logging")["properties"]["DefaultLogLevel"]["enum"]
    assert {*LEVELS, "DISABLED"} == set(levels)


def test_the_name_fields_of_rule_actions_are_properties_of_cloudformation() -> None:
    definitions = schema("AWS::IoT::TopicRule")["definitions"]
    ended = {"IotAnalytics", "IotEvents", "IotSiteWise"}
    assert set(NAME_FIELDS) == set(definitions["Action"]["properties"]) - ended
    for action, fields in NAME_FIELDS.items():
        known = set(definitions[definitions["Action"]["properties"][action]["$ref"].rpartition("/")[2]]["properties"])
        assert {field.partition(".")[0] for field in fields} <= known, action


@pytest.mark.parametrize(("kind", "step"), SENDS_SOURCE_ARN.items())
def test_the_properties_that_take_a_role_are_properties_of_cloudformation(kind: str, step: str) -> None:
    assert step in schema(kind)["properties"]


def test_every_metric_has_a_dimension_and_none_of_them_is_a_repetition() -> None:
    assert all(dimensions and len(set(dimensions)) == len(dimensions) for dimensions in METRIC_DIMENSIONS.values())
    assert METRIC_DIMENSIONS["Connect.AuthError"] == ("Protocol",)
    assert METRIC_DIMENSIONS["ErrorActionFailure"] == ("RuleName", "ActionType")


@pytest.mark.parametrize(("kind", "step"), DECIDING_FUNCTIONS.items())
def test_the_functions_that_decide_are_named_in_properties_of_cloudformation(kind: str, step: str) -> None:
    found = schema(kind)
    name, _, below = step.partition(".")
    assert name in found["properties"]
    if below:
        assert below in found["definitions"][found["properties"][name]["$ref"].rpartition("/")[2]]["properties"]


def test_the_rights_over_things_are_operations_of_the_control_plane() -> None:
    assert THING_READS | THING_WRITES <= CONTROL_PLANE_ACTIONS
    assert not THING_READS & THING_WRITES


def test_the_data_plane_is_judged_on_the_resource_types_of_the_action_catalogue() -> None:
    for kind, actions in DATA_PLANE.items():
        for name in actions:
            action = find_action(name)
            assert action is not None, name
            assert action.resource_types == (kind,), name


def test_the_security_services_are_services_of_iam() -> None:
    package = importlib.import_module("cfnlint")
    data = Path(str(package.__file__)).parent / "data" / "AdditionalSpecs" / "Policies.json"
    assert set(json.loads(data.read_text(encoding="utf-8"))) >= SECURITY_SERVICES


def test_every_broad_policy_says_what_it_does_and_what_to_write_instead() -> None:
    assert not set(BROAD_POLICIES) & set(ADMINISTRATOR_POLICIES)
    assert all(does and fix.endswith(".") for does, fix in BROAD_POLICIES.values())


def test_the_targets_of_rule_actions_are_properties_and_types_of_cloudformation() -> None:
    definitions = schema("AWS::IoT::TopicRule")["definitions"]
    for kind, facts in RULE_ACTIONS.items():
        settings = definitions[definitions["Action"]["properties"][kind]["$ref"].rpartition("/")[2]]["properties"]
        assert facts.target.partition(".")[0] in {"", *settings}, kind
        assert ("RoleArn" in settings) is bool(facts.permissions), kind
        assert facts.type in {"", *TARGETS}, kind


@pytest.mark.parametrize(("kind", "facts"), TARGETS.items())
def test_the_names_and_keys_of_targets_are_properties_of_cloudformation(kind: str, facts: TargetFacts) -> None:
    known = schema(kind)
    assert {facts.name, facts.key.partition(".")[0]} <= {"", *known["properties"]}
    assert bool(facts.key) is bool(facts.service) is bool(facts.key_actions)


def test_the_permissions_of_rule_actions_are_operations_of_the_services() -> None:
    models = {"es": None, "states": "stepfunctions", "geo": "location", "timestream": "timestream-write"}
    session = importlib.import_module("botocore.session").get_session()
    for facts in RULE_ACTIONS.values():
        for permission in (*facts.permissions, *facts.also):
            service, _, operation = permission.partition(":")
            model = models.get(service, service)
            if permission != "iot:Publish" and model is not None:
                assert operation in session.get_service_model(model).operation_names, permission
