"""Provisioning templates are read where they stand, with parameters and intrinsic functions of their own."""

import json

import pytest

from iot_posture.template import Node, ProvisioningBody, Template, provisioning_bodies, unknown_node

DEEP = '{"Resources": {"a": {"Type": "T", "Properties": ' + "[" * 200 + "]" * 200 + "}}}"
BODY = {
    "Parameters": {"Serial": {"Type": "String"}, "AWS::IoT::Certificate::CommonName": {"Type": "String"}},
    "Resources": {
        "thing": {
            "Type": "AWS::IoT::Thing",
            "Properties": {"ThingName": {"Fn::Join": ["-", ["gw", {"Ref": "Serial"}]]}},
        },
        "policy": {"Type": "AWS::IoT::Policy", "Properties": {"PolicyName": "device"}},
        "Serial": {"Type": "AWS::IoT::Policy", "Properties": {"PolicyName": "named as a parameter"}},
    },
}


def read(body: object) -> ProvisioningBody | Node:
    resource = {"Type": "AWS::IoT::ProvisioningTemplate", "Properties": {"TemplateBody": body}}
    template = Template.from_dict({"Resources": {"T": resource}}, file="a.json")
    (found,) = provisioning_bodies(template.resources()[0])
    return found


@pytest.mark.parametrize("body", [BODY, json.dumps(BODY)], ids=["object", "text"])
def test_resources_and_parameters(body: object) -> None:
    found = read(body)
    assert isinstance(found, ProvisioningBody)
    named = {str(properties.get("PolicyName").text) for _, properties in found.resources("AWS::IoT::Policy")}
    assert named == {"device", "named as a parameter"}
    assert found.sent_by_device == {"Serial"}
    assert found.names_sent_by_device == ["Serial"]


def test_what_stands_in_a_text_stands_where_the_text_stands() -> None:
    for body, path in ((json.dumps(BODY), ""), (BODY, ".Resources.policy.Properties.PolicyName")):
        found = read(body)
        assert isinstance(found, ProvisioningBody)
        (name,) = (
            properties.get("PolicyName")
            for resource, properties in found.resources("AWS::IoT::Policy")
            if resource.logical_id == "policy"
        )
        assert name.dotted == f"Properties.TemplateBody{path}"


def test_what_the_outer_template_fills_in_is_a_named_hole() -> None:
    text = json.dumps({"Resources": {"p": {"Type": "AWS::IoT::Policy", "Properties": {"PolicyName": "a-${B}-c"}}}})
    found = read({"Fn::Sub": text})
    assert isinstance(found, ProvisioningBody)
    ((_, properties),) = found.resources("AWS::IoT::Policy")
    assert str(properties.get("PolicyName").text) == "a-<B>-c"


@pytest.mark.parametrize("body", ["{", "[]", DEEP, 5, {"Ref": "AWS::StackName"}, {"Fn::Sub": '{"a": ${B}}'}])
def test_what_cannot_be_read_says_why(body: object) -> None:
    found = read(body)
    assert isinstance(found, Node)
    assert found == unknown_node(found.unknown_reason or "", ("Properties", "TemplateBody"))
