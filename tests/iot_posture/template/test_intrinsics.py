"""Intrinsic functions become text with named holes, or say why they cannot."""

import pytest

from iot_posture.template import Template

BODY = {
    "Parameters": {"Prefix": {"Type": "String"}, "Names": {"Type": "CommaDelimitedList"}},
    "Mappings": {
        "Levels": {"us-east-1": {"Level": "ERROR", "Same": "INFO"}, "eu-west-1": {"Level": "WARN", "Same": "INFO"}},
        "Lists": {"us-east-1": {"L": ["a"]}, "eu-west-1": {"L": ["b"]}},
    },
}


def show(value: object) -> str:
    resources = {"R": {"Type": "AWS::IoT::Thing", "Properties": {"P": value}}, "Other": {"Type": "AWS::S3::Bucket"}}
    node = Template.from_dict(BODY | {"Resources": resources}, file="a.json").resources()[0].properties.get("P")
    if not node.present:
        return "absent"
    return str(node.text) if node.text is not None else f"unknown: {node.unknown_reason}"


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (None, "absent"),
        (True, "true"),
        (30, "30"),
        ("{{resolve:ssm:/level:1}}", "<{{resolve:ssm:/level:1}}>"),
        ({"Fn::Sub": "${Prefix}/{{resolve:ssm:/a}}/b"}, "<Prefix>/<{{resolve:ssm:/a}}>/b"),
        ("{{other}} ${AWS::Region}", "{{other}} ${AWS::Region}"),
        ({"Ref": "AWS::NoValue"}, "absent"),
        ({"Ref": "AWS::Region"}, "<AWS::Region>"),
        ({"Ref": "Prefix"}, "<Prefix>"),
        ({"Ref": "Other"}, "<Other>"),
        ({"Ref": "Names"}, "unknown: the list parameter Names is known only at deployment"),
        ({"Ref": "Missing"}, "unknown: Ref names Missing, which the template does not define"),
        ({"Fn::GetAtt": ["Other", "Arn"]}, "<Other.Arn>"),
        ({"Fn::GetAtt": "Other.Arn"}, "<Other.Arn>"),
        ({"Fn::Sub": "topic/${Prefix}/${!iot:ClientId}/*"}, "topic/<Prefix>/${iot:ClientId}/*"),
        ({"Fn::Sub": ["${a}/${b}", {"a": "x", "b": {"Ref": "Names"}}]}, "x/<b>"),
        ({"Fn::Join": ["/", ["a", {"Ref": "Prefix"}, {"Ref": "AWS::NoValue"}, "b"]]}, "a/<Prefix>/b"),
        ({"Fn::Join": ["", [{"Fn::Transform": {"Name": "M"}}, "/*"]]}, "<Fn::Transform>/*"),
        ({"Fn::Join": [",", {"Ref": "Names"}]}, "unknown: the list parameter Names is known only at deployment"),
        ({"Fn::Join": ["", {"Fn::Split": ["/", "a/b"]}]}, "ab"),
        ({"Fn::Select": [1, ["a", {"Ref": "Prefix"}]]}, "<Prefix>"),
        ({"Fn::Select": ["1", {"Fn::Split": [":", "a:b"]}]}, "b"),
        ({"Fn::Select": [2, ["a"]]}, "unknown: Fn::Select finds nothing at position 2"),
        (
            {"Fn::Select": [0, {"Fn::Split": [":", {"Ref": "Prefix"}]}]},
            "unknown: Fn::Split cuts a text that is known only at deployment",
        ),
        ({"Fn::FindInMap": ["Levels", "us-east-1", "Level"]}, "ERROR"),
        ({"Fn::FindInMap": ["Levels", {"Ref": "AWS::Region"}, "Same"]}, "INFO"),
        ({"Fn::FindInMap": ["Levels", {"Ref": "AWS::Region"}, "Level"]}, "<Fn::FindInMap>"),
        (
            {"Fn::FindInMap": ["Lists", {"Ref": "AWS::Region"}, "L"]},
            "unknown: Fn::FindInMap depends on a key that is known only at deployment",
        ),
        ({"Fn::ImportValue": "Shared"}, "<Fn::ImportValue Shared>"),
        ({"Fn::If": ["Prod", "a"]}, "unknown: Fn::If needs a condition name and two values"),
        ({"Fn::Length": [1]}, "unknown: Fn::Length is evaluated at deployment"),
        ({"Fn::Transform": {"Name": "M"}, "a": 1}, "unknown: Fn::Transform fills in this part at deployment"),
        ({"Fn::Sub": 1}, "unknown: Fn::Sub needs a text"),
        ({"Fn::Join": "a"}, "unknown: Fn::Join needs a separator and a list"),
        ({"Fn::GetAtt": 1}, "unknown: Fn::GetAtt needs a resource and an attribute"),
    ],
)
def test_a_function_resolves(value: object, shown: str) -> None:
    assert show(value) == shown


def test_each_outcome_of_up_to_four_conditions_is_a_variant() -> None:
    def variants(count: int) -> list[str | None]:
        levels = [{"Fn::If": [f"C{index}", "a", "b"]} for index in range(count)]
        body = {"Resources": {"R": {"Type": "AWS::IoT::Thing", "Properties": {"P": {"Fn::Join": ["", levels]}}}}}
        (resource,) = Template.from_dict(body, file="a.json").resources()
        return [variant.properties.get("P").literal for variant in resource.variants]

    assert variants(0) == [""]
    assert variants(2) == ["aa", "ab", "ba", "bb"]
    assert (len(variants(4)), variants(5)) == (16, [None])
