"""The size of a policy document in a template, against the size of the document itself and against botocore's regions."""

import json
from typing import Any

import botocore.session  # type: ignore[import-untyped]
import pytest
from hypothesis import given
from properties.policy_strategies import documents

from iot_posture.analysis.document_size import LENGTHS, document_size
from iot_posture.policy.documents import policy_size
from iot_posture.template import Template, policy_document


def size(document: object, parameters: dict[str, Any] | None = None) -> tuple[float, float]:
    policy = {"Type": "AWS::IoT::Policy", "Properties": {"PolicyDocument": document}}
    body = {"Parameters": parameters or {}, "Resources": {"P": policy}}
    (resource,) = Template.from_dict(body, file="a.json").resources()
    found = document_size(resource, policy_document(resource))
    return found.least, found.most


@given(documents())
def test_without_unknown_parts_it_is_the_size_that_aws_counts(document: dict[str, Any]) -> None:
    counted = policy_size(json.dumps(document, ensure_ascii=False))
    assert size(document) == size(json.dumps(document, indent=2, ensure_ascii=False)) == (counted, counted)


def test_quotes_and_backslashes_count_as_json_writes_them() -> None:
    document = {"Statement": [{"Sid": 'a "b" \\ é \n'}]}
    assert size(document)[0] == policy_size(json.dumps(document, ensure_ascii=False))


@pytest.mark.parametrize(
    ("parameter", "least", "most"),
    [
        ({"Type": "String"}, 0, 128),
        ({"Type": "String", "MinLength": 3, "MaxLength": "9"}, 3, 9),
        ({"Type": "String", "MaxLength": "many"}, 0, 128),
        ({"Type": "String", "AllowedValues": ["prod", "dev"]}, 3, 4),
        ({"Type": "String", "AllowedValues": []}, 0, 128),
    ],
)
def test_a_parameter_is_as_long_as_it_says(parameter: dict[str, Any], least: int, most: int) -> None:
    empty = size({"Statement": {"Sid": ""}})[0]
    assert size({"Statement": {"Sid": {"Ref": "Name"}}}, {"Name": parameter}) == (empty + least, empty + most)


def test_what_cannot_be_read_can_be_of_any_size() -> None:
    assert size({"Statement": {"Fn::Transform": {"Name": "Statements"}}})[1] == float("inf")


def test_every_region_and_partition_is_within_the_lengths() -> None:
    session = botocore.session.get_session()
    partitions = session.get_available_partitions()
    regions = [name for partition in partitions for name in session.get_available_regions("ec2", partition)]
    for key, names in (("AWS::Partition", partitions), ("AWS::Region", regions)):
        shortest, longest = LENGTHS[key]
        assert names
        assert all(shortest <= len(name) <= longest for name in names), key
