"""Facts about an account's posture agree with an independent source that ships offline: CloudFormation's schemas, botocore."""

import importlib

import pytest
from support.schemas import schema

from iot_posture.checks.iot510_domain_without_client_authentication import TYPES
from iot_posture.facts.account_settings import DEVICES, SINGLETONS
from iot_posture.facts.ended_services import ENDED_ACTIONS, ENDED_TYPES, ended
from iot_posture.facts.taggable import TAGGABLE
from iot_posture.facts.tls_policies import MINIMUM_TLS


def test_the_taggable_resources_are_those_of_cloudformation() -> None:
    manager = importlib.import_module("cfnlint.schema.manager").PROVIDER_SCHEMA_MANAGER
    kinds = [kind for kind in manager.get_resource_types("us-east-1") if kind.startswith("AWS::IoT::")]
    tagged = {kind for kind in kinds if "Tags" in schema(kind)["properties"]}
    replaced = {kind for kind in tagged if "/properties/Tags" in schema(kind).get("createOnlyProperties", [])}
    assert set(TAGGABLE) == tagged - replaced
    assert replaced == {"AWS::IoT::JobTemplate"}


@pytest.mark.parametrize("kind", sorted(SINGLETONS.keys() - {"AWS::IoT::CertificateProvider"}))
def test_settings_of_the_account_are_identified_by_the_account(kind: str) -> None:
    assert schema(kind)["primaryIdentifier"] == ["/properties/AccountId"]


def test_the_certificate_provider_signs_for_the_whole_account() -> None:
    properties = schema("AWS::IoT::CertificateProvider")["properties"]
    assert properties["AccountDefaultForOperations"]["maxItems"] == 1


def test_the_authentication_types_are_those_of_cloudformation() -> None:
    assert {*TYPES, "DEFAULT"} == set(
        schema("AWS::IoT::DomainConfiguration")["properties"]["AuthenticationType"]["enum"]
    )


def test_devices_are_let_in_by_resources_of_cloudformation() -> None:
    assert all(schema(kind)["properties"] for kind in DEVICES)


def test_ended_services_are_gone_from_botocore_or_say_so_there() -> None:
    services = importlib.import_module("botocore.session").get_session().get_available_services()
    assert not {"iotevents", "iotevents-data", "iotanalytics", "iotfleethub", "iot1click-devices"} & set(services)


def test_the_features_that_closed_say_so_in_the_model_of_botocore() -> None:
    model = importlib.import_module("botocore.session").get_session().get_service_model("iot")
    for operation in ("CreateSecurityProfile", "CreateDimension", "CreateCustomMetric"):
        assert "August 31, 2026" in model.operation_model(operation).documentation


def test_ended_types_and_actions_are_known_to_cloudformation() -> None:
    manager = importlib.import_module("cfnlint.schema.manager").PROVIDER_SCHEMA_MANAGER
    kinds = manager.get_resource_types("us-east-1")
    unknown = {name for name in ENDED_TYPES if not any(kind.startswith(name) for kind in kinds)}
    # CloudFormation has dropped these; templates and CDK modules still have them.
    assert unknown == {"AWS::IoT1Click::", "AWS::IoTEvents::", "AWS::IoTFleetHub::"}
    actions = schema("AWS::IoT::TopicRule")["definitions"]["Action"]["properties"]
    assert set(ENDED_ACTIONS) <= set(actions)
    assert [ended(kind) is None for kind in ("AWS::Timestream::InfluxDBInstance", "AWS::GreengrassV2::Deployment")] == [
        True,
        True,
    ]


def test_tls_policies_are_named_after_what_they_accept() -> None:
    for name, minimum in MINIMUM_TLS.items():
        assert name.split("_")[2:4] == minimum.split("."), name
