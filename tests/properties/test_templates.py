"""Whatever a file holds, `iot-posture check` gives findings or one clear line: never a traceback, never a crashed check."""

import contextlib
import copy
import io
import json
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import yaml
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.generated_templates import template
from iot_posture.cli import main

SAM = {
    "Transform": "AWS::Serverless-2016-10-31",
    "Globals": {"Function": {"Tags": {"team": "a"}, "PropagateTags": True}},
    "Resources": {
        "F": {
            "Type": "AWS::Serverless::Function",
            "Properties": {
                "Policies": [
                    "AWSIoTFullAccess",
                    {"Statement": [{"Effect": "Allow", "Action": "iot:*", "Resource": "*"}]},
                ],
                "Events": {"A": {"Type": "IoTRule", "Properties": {"Sql": "SELECT * FROM 'a'"}}},
            },
        },
        "App": {"Type": "AWS::Serverless::Application", "Properties": {"Location": "app.yaml"}},
    },
}
SERVERLESS = {
    "service": "fleet",
    "provider": {"name": "aws"},
    "functions": {
        "f": {"handler": "a.b", "events": [{"iot": {"sql": "SELECT * FROM '${self:custom.${opt:stage}}/+'"}}]}
    },
    "resources": {"Resources": template(1)["Resources"]},
}
POLICY = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": ["iot:*"], "Resource": "*"}]}
SEEDS: list[Any] = [template(0), template(1), SAM, SERVERLESS, POLICY]
TEXTS = st.text(max_size=8) | st.sampled_from(
    [
        "*",
        "iot:*",
        "${",
        "${self:a",
        "AWS::IoT::Policy",
        "Fn::Sub",
        "Ref",
        "arn:aws:iot:::topic/*",
        "\ud800",
        "<<",
        "on",
        "\x00",
    ]
)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | TEXTS,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(TEXTS, inner, max_size=3)
        | st.dictionaries(st.sampled_from(["Fn::If", "Fn::Join", "Fn::Sub", "Ref", "Fn::GetAtt"]), inner, max_size=1)
    ),
    max_leaves=8,
)


def outcome(text: str | bytes, suffix: str) -> tuple[int, str]:
    """The exit code of a check and what it says on standard error; a crashed check fails the test."""
    with TemporaryDirectory() as folder:
        file = Path(folder, f"fleet{suffix}")
        file.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass"))
        out, err = io.StringIO(), io.StringIO()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            code = main(["check", str(file), "--format", "json"])
    if code != 2:
        assert [
            found["message"] for found in json.loads(out.getvalue())["findings"] if found["verdict"] == "crash"
        ] == []
    return code, err.getvalue()


def one_clear_line(code: int, said: str) -> bool:
    if code in (0, 1):
        return said == ""
    return code == 2 and said.startswith("iot-posture check: ") and said.count("\n") == 1 and said.endswith("\n")


def places(value: object) -> list[tuple[Any, Any]]:
    """Every (container, key) of a value."""
    keys = list(value) if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else []
    below = [(value, key) for key in keys]
    return below + [found for key in keys for found in places(value[key])]  # type: ignore[index]


@st.composite
def mutated(draw: st.DrawFn) -> object:
    """A template in which some values are others, gone, or stand somewhere else."""
    body = copy.deepcopy(draw(st.sampled_from(SEEDS)))
    for _ in range(draw(st.integers(1, 4))):
        found = places(body)
        if found:
            container, key = draw(st.sampled_from(found))
            change = draw(st.sampled_from(["other", "gone", "moved", "named"]))
            if change == "other":
                container[key] = draw(VALUES)
            elif change == "gone":
                del container[key]
            elif change == "moved":
                other, place = draw(st.sampled_from(found))
                with contextlib.suppress(KeyError, IndexError):
                    container[key] = copy.deepcopy(other[place])
            elif isinstance(container, dict):
                container[draw(TEXTS)] = container.pop(key)
    return body


def as_json(body: object) -> str:
    return json.dumps(body)


def as_yaml(body: object) -> str:
    return str(yaml.safe_dump(body, sort_keys=False))


@given(mutated())
def test_mutated_templates_in_json(body: object) -> None:
    assert one_clear_line(*outcome(as_json(body), ".json"))


@given(mutated())
def test_mutated_templates_in_yaml(body: object) -> None:
    assert one_clear_line(*outcome(as_yaml(body), ".yaml"))


@given(VALUES)
def test_random_values(body: object) -> None:
    assert one_clear_line(*outcome(as_json(body), ".json"))
    assert one_clear_line(*outcome(as_yaml(body), ".yaml"))


YAML_SEEDS = [yaml.safe_dump(body, sort_keys=False) for body in SEEDS] + [
    "Resources: {P: {Type: AWS::IoT::Policy, Properties: !Sub '${A}'}}",
    "a: &a [1, *a]\nResources: {T: {<<: *a, Type: !If [a, b, c]}}\n",
]
JSON_SEEDS = [json.dumps(body, indent=1) for body in SEEDS]
NOISE = st.text(max_size=4) | st.sampled_from(
    [
        "{",
        "}",
        "[",
        "]",
        ":",
        ",",
        '"',
        "'",
        "- ",
        "\n",
        "\t",
        "!If ",
        "!Foo ",
        "&a ",
        "*a",
        "<<: ",
        "|",
        ">",
        "#",
        "%",
        "---\n",
    ]
)


@st.composite
def garbled(draw: st.DrawFn, seeds: list[str]) -> str:
    """A text in which pieces are cut out, doubled, or replaced by noise."""
    text = draw(st.sampled_from(seeds))
    for _ in range(draw(st.integers(1, 5))):
        start = draw(st.integers(0, len(text)))
        end = min(len(text), start + draw(st.integers(0, 20)))
        middle = draw(st.sampled_from([draw(NOISE), text[start:end] * 2, ""]))
        text = text[:start] + middle + text[end:]
    return text


@given(garbled(YAML_SEEDS))
def test_garbled_yaml(text: str) -> None:
    assert one_clear_line(*outcome(text, ".yaml"))


@given(garbled(JSON_SEEDS))
def test_garbled_json(text: str) -> None:
    assert one_clear_line(*outcome(text, ".json"))


@given(st.binary(max_size=200) | st.text(max_size=200).map(lambda text: text.encode("utf-8", "surrogatepass")))
def test_random_bytes(data: bytes) -> None:
    for suffix in (".json", ".yaml", ".template"):
        assert one_clear_line(*outcome(data, suffix))
