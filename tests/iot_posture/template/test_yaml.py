"""YAML templates: what CloudFormation reads, on which line it stands, and the one clear error for everything else."""

import time
from pathlib import Path

import pytest
import yaml

from iot_posture.template import Template, TemplateError, load_template
from iot_posture.template.yaml_source import FUNCTIONS, MAX_REPEATED, read_yaml


def body(text: str) -> object:
    return read_yaml(text, "a.yaml").body


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("!Ref A", {"Ref": "A"}),
        ("!Condition A", {"Condition": "A"}),
        ("!Sub a-${B}", {"Fn::Sub": "a-${B}"}),
        ("!GetAtt A.B", {"Fn::GetAtt": ["A", "B"]}),
        ("!GetAtt A.Outputs.B", {"Fn::GetAtt": ["A", "Outputs.B"]}),
        ("!GetAtt [A, B]", {"Fn::GetAtt": ["A", "B"]}),
        ("!Join ['', [a, !Ref B]]", {"Fn::Join": ["", ["a", {"Ref": "B"}]]}),
        (
            "!Select\n- 0\n- !Split [',', !ImportValue C]",
            {"Fn::Select": [0, {"Fn::Split": [",", {"Fn::ImportValue": "C"}]}]},
        ),
        ("!Transform {Name: AWS::Include}", {"Fn::Transform": {"Name": "AWS::Include"}}),
        ("!If [A, !Ref AWS::NoValue, x]", {"Fn::If": ["A", {"Ref": "AWS::NoValue"}, "x"]}),
    ],
)
def test_short_forms_are_the_functions_that_they_stand_for(text: str, value: object) -> None:
    assert body(text) == value


@pytest.mark.parametrize("name", sorted(FUNCTIONS - {"GetAtt"}))
def test_every_function_has_a_short_form(name: str) -> None:
    assert body(f"!{name} [a]") == {f"Fn::{name}": ["a"]}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("2012-10-17", "2012-10-17"),
        ("2012-10-17T00:00:00Z", "2012-10-17T00:00:00Z"),
        ("yes", True),
        ("On", True),
        ("OFF", False),
        ("y", "y"),
        ("'yes'", "yes"),
        ("! yes", "yes"),
        ("!!str yes", "yes"),
        ("!!int '5'", 5),
        ("0755", 493),
        ("012345678901", "012345678901"),
        ("123456789012", 123456789012),
        ("0x1F", 31),
        ("0b101", 5),
        ("0b_", "0b_"),
        ("1_000", 1000),
        ("-7", -7),
        ("1:30", 90),
        ("1.50", 1.5),
        ("1e3", "1e3"),
        ("1.5e+3", 1500.0),
        (".inf", ".inf"),
        (".", "."),
        ("-", [None]),
        ("~", None),
        ("=", "="),
        ("9" * 5000, "9" * 5000),
        ("", None),
    ],
)
def test_plain_scalars_mean_what_yaml_1_1_says_and_dates_stay_text(text: str, value: object) -> None:
    found = body(text)
    assert (found, type(found)) == (value, type(value))


def test_keys_are_text_as_written() -> None:
    assert body("on: 1\n2012-10-17: 2\n0755: 3\n~: 4") == {"on": 1, "2012-10-17": 2, "0755": 3, "~": 4}


def test_aliases_and_merges_are_followed() -> None:
    text = "a: &a {x: 1, y: 2}\nb: *a\nc: {<<: *a, y: 3}\nd: {<<: [*a, {z: 4}]}\n'<<': literal\n&k e: 1\nf: {*k : 2}\n"
    assert body(text) == {
        "a": {"x": 1, "y": 2},
        "b": {"x": 1, "y": 2},
        "c": {"y": 3, "x": 1},
        "d": {"x": 1, "y": 2, "z": 4},
        "<<": "literal",
        "e": 1,
        "f": {"e": 2},
    }


LAUGHS = "a0: &a0 [x, x]\n" + "\n".join(
    f"a{number}: &a{number} [{', '.join([f'*a{number - 1}'] * 10)}]" for number in range(1, 20)
)
UNKNOWN = "which CloudFormation does not know"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "a: 1\nb: 2\na: 3",
            "a.yaml has the key 'a' twice in one object, and only the last would count: lines 1 and 3",
        ),
        ("a: !Foo b", f"a.yaml has the tag !Foo at line 1, {UNKNOWN}"),
        (
            "a:\n  !!python/object/apply:os.system [x]",
            f"a.yaml has the tag !!python/object/apply:os.system at line 2, {UNKNOWN}",
        ),
        ("!!binary aGk=", f"a.yaml has the tag !!binary at line 1, {UNKNOWN}"),
        ("a: *b", "a.yaml has the alias *b at line 1, and no value before it has that name"),
        ("a: &a [*a]", "a.yaml has the alias *a at line 1, and no value before it has that name"),
        ("? [a]\n: b", "a.yaml has a key that is no text at line 1"),
        ("a: &a [1]\n*a : 2", "a.yaml has a key that is no text at line 2"),
        ("a: 1\n---\nb: 2", "a.yaml holds several YAML documents, and a template is one"),
        ("a: {<<: 1}", "a.yaml merges something that is no mapping at line 1"),
        ("- " * 101 + "a", "a.yaml nests more than 100 levels deep, which no CloudFormation template needs"),
        ("- " * 100_000 + "a", "a.yaml nests more than 100 levels deep, which no CloudFormation template needs"),
        (
            LAUGHS,
            f"a.yaml repeats more than {MAX_REPEATED:,} values by aliases, which no CloudFormation template needs",
        ),
    ],
)
def test_what_is_no_template_is_one_clear_line(text: str, message: str) -> None:
    started = time.perf_counter()
    with pytest.raises(TemplateError) as error:
        body(text)
    assert str(error.value) == message
    assert time.perf_counter() - started < 5


@pytest.mark.parametrize("text", ["a: [1", "a: b: c", "\x00", "%YAML 9.9\n---\na", "a: 'x", "\ta: 1", "{a: &b *c}"])
def test_what_is_no_yaml_is_one_line(text: str) -> None:
    with pytest.raises(TemplateError, match=r"^a\.yaml is not YAML: [^\n]+$"):
        body(text)


TEXT = """\
Resources:
  Policy:
    Type: AWS::IoT::Policy
    Properties:
      PolicyDocument:
        Statement:
          - Effect: Allow
            Action:
              - iot:Publish
              - !Sub iot:${X}
            Resource: !If
              - Wide
              - "*"
              - !GetAtt A.Arn
"""


@pytest.mark.parametrize(
    ("path", "line"),
    [
        ((), 2),
        (("Type",), 3),
        (("Properties", "PolicyDocument", "Statement", 0), 7),
        (("Properties", "PolicyDocument", "Statement", 0, "Action", 1), 10),
        (("Properties", "PolicyDocument", "Statement", 0, "Resource"), 11),
        (("Properties", "PolicyDocument", "Statement", 0, "Resource", "Fn::If", 1), 13),
        (("Properties", "PolicyDocument", "Statement", 0, "Resource", "Fn::If", 2, "Fn::GetAtt"), 14),
        (("Properties", "PolicyDocument", "Statement", 0, "Condition"), 7),
    ],
)
def test_every_value_has_its_line(path: tuple[str | int, ...], line: int) -> None:
    template = Template.of(read_yaml(TEXT, "a.yaml"), file="a.yaml")
    assert template.line(("Resources", "Policy", *path)) == line
    assert template.uses_conditions


def test_without_the_c_library_the_result_is_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    fast = read_yaml(TEXT, "a.yaml")
    monkeypatch.delattr(yaml, "CSafeLoader")
    slow = read_yaml(TEXT, "a.yaml")
    path = ("Resources", "Policy", "Properties", "PolicyDocument", "Statement", 0, "Resource", "Fn::If", 1)
    assert (slow.body, slow.line(path)) == (fast.body, fast.line(path))


@pytest.mark.parametrize("name", ["a.yaml", "a.YML", "a.template", "template"])
def test_yaml_is_read_whatever_the_file_is_called(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text(TEXT, encoding="utf-8")
    assert load_template(tmp_path / name).resources()[0].type == "AWS::IoT::Policy"


def test_json_is_read_from_a_file_of_any_other_name(tmp_path: Path) -> None:
    (tmp_path / "fleet.template").write_text('\n{"Resources": {"T": {"Type": "AWS::IoT::Thing"}}}', encoding="utf-8")
    assert load_template(tmp_path / "fleet.template").line(("Resources", "T")) == 2
