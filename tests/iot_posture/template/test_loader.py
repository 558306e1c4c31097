"""Reading templates: what is read, and the one clear error for everything else."""

import contextlib
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iot_posture.analysis import analyse
from iot_posture.checks import CHECKS
from iot_posture.template import Shelf, Template, TemplateError, load_template, load_templates

BODY = {"Resources": {"Thing": {"Type": "AWS::IoT::Thing"}}}


def write(file: Path, text: str) -> Path:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    return file


def test_a_file_keeps_its_name_as_given(tmp_path: Path) -> None:
    file = write(tmp_path / "fleet.json", json.dumps(BODY))
    assert load_template(file).file == str(file)


def test_a_byte_order_mark_is_no_obstacle(tmp_path: Path) -> None:
    assert load_template(write(tmp_path / "fleet.json", "\ufeff" + json.dumps(BODY))).resources()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{", "{file} is not JSON: Expecting property name enclosed in double quotes at line 1, column 2"),
        ("", "{file} is not JSON: Expecting value at line 1, column 1"),
        ("[]", "{file} holds a list, but a CloudFormation template is a JSON object"),
        ("null", "{file} holds null, but a CloudFormation template is a JSON object"),
        ("{}", '{file} is not a CloudFormation template: it has no "Resources" with at least one resource'),
        (
            '{"Resources": {}}',
            '{file} is not a CloudFormation template: it has no "Resources" with at least one resource',
        ),
        ('{"Resources": {"A": 1}}', "{file} is not a CloudFormation template: the resource 'A' has no \"Type\" text"),
        ('{"a": 1, "a": 2}', "{file} has the key 'a' twice in one object, and only the last would count"),
        ('{"a": NaN}', "{file} holds NaN, which is not JSON"),
        (f'{{"a": {"9" * 5000}}}', "{file} holds a number that is too long to read"),
        ("[" * 100_000, "{file} nests too deep, which no CloudFormation template needs"),
        (
            '{"Resources": {"A": {"Type": "T"}}, "Metadata": ' + "[" * 100 + "]" * 100 + "}",
            "{file} nests more than 100 levels deep, which no CloudFormation template needs",
        ),
    ],
)
def test_what_is_no_template_is_one_clear_line(tmp_path: Path, text: str, message: str) -> None:
    file = write(tmp_path / "fleet.json", text)
    with pytest.raises(TemplateError) as error:
        load_template(file)
    assert str(error.value) == message.replace("{file}", str(file))


def test_a_file_that_is_not_text_or_not_there_or_too_large(tmp_path: Path) -> None:
    (tmp_path / "bytes.json").write_bytes(b"\xff\xfe\x00")
    write(tmp_path / "large.json", " " * 8_000_001)
    for name, message in (
        ("bytes.json", "is not UTF-8 text"),
        ("large.json", "is 8,000,001 bytes long, and at most 8,000,000 are read"),
        ("missing.json", "cannot be read: No such file or directory"),
        ("nul\0.json", "cannot be read: embedded null byte"),
    ):
        with pytest.raises(TemplateError) as error:
            load_templates(tmp_path / name)
        assert str(error.value) == f"{tmp_path / name} {message}"


STACK = {"type": "aws:cloudformation:stack", "properties": {"templateFile": "Fleet.template.json"}}
ADDRESS = {"Fn::Sub": "https://s3.${AWS::Region}.${AWS::URLSuffix}/assets/0a1b.json"}


def with_nested(**properties: object) -> str:
    return json.dumps({"Resources": {"Inner": {"Type": "AWS::CloudFormation::Stack", **properties}}})


def test_a_cloud_assembly_is_read_with_its_nested_stacks_and_stages(tmp_path: Path) -> None:
    stage = {"type": "cdk:cloud-assembly", "properties": {"directoryName": "assembly-Prod"}}
    tree = {"type": "cdk:tree", "properties": {"file": "tree.json"}}
    write(tmp_path / "manifest.json", json.dumps({"artifacts": {"Fleet": STACK, "Prod": stage, "Tree": tree}}))
    write(tmp_path / "Fleet.template.json", with_nested(Properties={"TemplateURL": ADDRESS}))
    paths = {"0a1b": "FleetInner.nested.template.json", "2c3d": "FleetInnerDeeper.nested.template.json", "ff": "x.zip"}
    assets = {key: {"source": {"path": path}} for key, path in paths.items()}
    write(tmp_path / "Fleet.assets.json", json.dumps({"files": assets}))
    address = {"Fn::Join": ["", ["https://", {"Ref": "AWS::Region"}, "/2c3d.json"]]}
    write(tmp_path / "FleetInner.nested.template.json", with_nested(Properties={"TemplateURL": address}))
    deepest = {"aws:asset:path": "FleetDeepest.nested.template.json"}
    write(tmp_path / "FleetInnerDeeper.nested.template.json", with_nested(Metadata=deepest))
    write(tmp_path / "FleetDeepest.nested.template.json", json.dumps(BODY))
    write(tmp_path / "Old.nested.template.json", "left behind by an earlier synth, and named by nobody")
    write(tmp_path / "assembly-Prod" / "manifest.json", json.dumps({"artifacts": {"Fleet": STACK}}))
    write(tmp_path / "assembly-Prod" / "Fleet.template.json", json.dumps(BODY))
    read = load_templates(tmp_path)
    assert [str(Path(template.file).relative_to(tmp_path)) for template in read] == [
        "Fleet.template.json",
        "FleetInner.nested.template.json",
        "FleetInnerDeeper.nested.template.json",
        "FleetDeepest.nested.template.json",
        "assembly-Prod/Fleet.template.json",
    ]
    assert [template.nested for template in read[:2]] == [{"Inner": read[1].file}, {"Inner": read[2].file}]
    # Four resources are an app that serves devices: what it leaves to another one is all there is to say.
    assert [found.check_id for found in analyse(read, CHECKS)] == ["IOT501", "IOT504"]


def test_a_nested_stack_is_read_where_it_is_a_file_and_once(tmp_path: Path) -> None:
    outer = with_nested(Properties={"TemplateURL": "./inner/fleet.json"})
    write(tmp_path / "outer.json", outer)
    write(tmp_path / "inner" / "fleet.json", with_nested(Properties={"TemplateURL": "../outer.json"}))
    read = load_templates(tmp_path / "outer.json")
    assert [Path(template.file).name for template in read] == ["outer.json", "fleet.json"]
    for address in ("https://s3.amazonaws.com/templates/fleet.json", "gone.json", ""):
        write(tmp_path / "outer.json", with_nested(Properties={"TemplateURL": address}))
        assert [template.nested for template in load_templates(tmp_path / "outer.json")] == [{}]


def test_what_makes_room_on_the_shelf_is_read_again_when_asked(tmp_path: Path) -> None:
    shelf = Shelf(room=2)
    files = [write(tmp_path / f"{index}.json", json.dumps(BODY)) for index in range(5)]
    read = [load_template(file, shelf) for file in files]
    assert [template.resources("AWS::IoT::Thing")[0].logical_id for template in read] == ["Thing"] * 5
    files[0].write_text(json.dumps({"Resources": {"Thing": {"Type": "AWS::IoT::Thing", "Metadata": {"a": 1}}}}))
    assert read[0].resources()[0].metadata == {"a": 1}
    files[4].unlink()
    assert read[4].resources()[0].raw == {"Type": "AWS::IoT::Thing"}


def test_a_folder_that_cdk_did_not_write_says_what_to_name(tmp_path: Path) -> None:
    with pytest.raises(TemplateError, match=r"has no manifest.json, .* Next: name the template files themselves"):
        load_templates(tmp_path)
    write(tmp_path / "manifest.json", "{}")
    with pytest.raises(TemplateError, match="names no stack"):
        load_templates(tmp_path)


FUNCTIONS = st.sampled_from(
    [
        "Ref",
        "Fn::Sub",
        "Fn::Join",
        "Fn::GetAtt",
        "Fn::If",
        "Fn::Select",
        "Fn::Split",
        "Fn::FindInMap",
        "Fn::ImportValue",
    ]
)
WORDS = st.sampled_from(
    [
        "Statement",
        "Effect",
        "Allow",
        "Action",
        "iot:*",
        "Resource",
        "*",
        "PolicyDocument",
        "Condition",
        "TopicRulePayload",
        "Principal",
        "Service",
        "A",
        "AssumeRolePolicyDocument",
        "iot.amazonaws.com",
        "Namespace",
        "AWS/IoT",
        "${A}",
        "${!a}",
        "arn:aws:iot:::topic/*",
        "Metrics",
        "Actions",
        "AuditCheckConfigurations",
        "Dimensions",
        "S3",
        "Metadata",
    ]
)
TEXTS = WORDS | st.text(max_size=6)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | TEXTS,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(TEXTS, inner, max_size=3)
        | st.dictionaries(FUNCTIONS, inner, min_size=1, max_size=2)
    ),
    max_leaves=25,
)
TYPES = st.sampled_from(
    [f"AWS::IoT::{name}" for name in ("Policy", "TopicRule", "Logging", "AccountAuditConfiguration")]
)
RESOURCES = st.fixed_dictionaries(
    {"Type": TYPES | st.sampled_from(["AWS::IAM::Role", "AWS::CloudWatch::Alarm"])},
    optional={
        "Properties": VALUES | st.dictionaries(WORDS, VALUES, max_size=4),
        "Condition": TEXTS,
        "Metadata": st.dictionaries(st.just("iot_posture"), st.dictionaries(st.just("acknowledge"), VALUES)),
    },
)
TEMPLATES = st.fixed_dictionaries(
    {"Resources": st.dictionaries(TEXTS, RESOURCES, max_size=3)}, optional={"Parameters": VALUES, "Mappings": VALUES}
)


@given(VALUES | TEMPLATES)
def test_random_json_gives_findings_or_a_template_error_and_never_a_crash(body: object) -> None:
    source = json.dumps(body)
    with contextlib.suppress(TemplateError):
        template = Template.from_dict(json.loads(source), file="random.json", source=source)
        findings = analyse([template], CHECKS)
        assert [finding.message for finding in findings if finding.verdict == "crash"] == []
