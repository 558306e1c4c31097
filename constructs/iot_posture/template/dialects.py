"""Tells the dialect of a file, and reads it as resources of CloudFormation.

CloudFormation with or without SAM, the Serverless Framework, and a policy document on its own.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from iot_posture.template.contents import Contents, Entry
from iot_posture.template.errors import NotATemplateError
from iot_posture.template.reading import MAX_DEPTH, too_deep

if TYPE_CHECKING:
    from iot_posture.template.nodes import Path

_SAM = "AWS::Serverless-2016-10-31"
POLICY_ID = ""
"""The logical ID of a policy document on its own, which has none."""


def contents_of(body: object, file: str) -> Contents:
    """What a parsed file holds.

    Raises:
        TemplateError: this is not a template.
    """
    if not isinstance(body, Mapping):
        raise NotATemplateError(f"{file} holds {_kind(body)}, but a CloudFormation template is a JSON object")
    _require_depth(body, file)
    if "Resources" not in body and "service" in body and "provider" in body:
        from iot_posture.template import serverless  # noqa: PLC0415 -- few files are of this dialect

        return serverless.contents(body, file)
    if "Statement" in body and "Resources" not in body:
        return _policy(body)
    return _cloudformation(body, file)


def _cloudformation(body: Mapping[str, object], file: str) -> Contents:
    resources = body.get("Resources")
    if not isinstance(resources, Mapping) or not resources:
        raise NotATemplateError(
            f'{file} is not a CloudFormation template: it has no "Resources" with at least one resource'
        )
    entries: list[Entry] = []
    for name, raw in resources.items():
        if not isinstance(name, str):
            raise NotATemplateError(f"{file} is not a CloudFormation template: {name!r} is no name of a resource")
        if name.startswith("Fn::"):
            continue
        if not isinstance(raw, Mapping) or not isinstance(raw.get("Type"), str):
            raise NotATemplateError(
                f'{file} is not a CloudFormation template: the resource {name!r} has no "Type" text'
            )
        entries.append(Entry(name, raw["Type"], raw, ("Resources", name)))
    transform = body.get("Transform")
    if transform != _SAM and not (isinstance(transform, list) and _SAM in transform):
        return Contents(body, tuple(entries))
    from iot_posture.template import sam  # noqa: PLC0415 -- few files are of this dialect

    return Contents(body, tuple(sam.with_made(entries, body)), open_names=True)


def _policy(body: Mapping[str, object]) -> Contents:
    raw = {"Type": "AWS::IoT::Policy", "Properties": {"PolicyDocument": body}}
    places: dict[Path, Path] = {("Properties", "PolicyDocument"): ()}
    return Contents({}, (Entry(POLICY_ID, "AWS::IoT::Policy", raw, (), places),), whole_app=False)


def _require_depth(body: object, file: str) -> None:
    level: list[object] = [body]
    for _ in range(MAX_DEPTH):
        level = [
            child
            for value in level
            for child in (value.values() if isinstance(value, dict) else value if isinstance(value, list) else ())
            if isinstance(child, (dict, list))
        ]
        if not level:
            return
    raise too_deep(file)


def _kind(value: object) -> str:
    names = {list: "a list", str: "a text", bool: "a boolean", int: "a number", float: "a number"}
    return names.get(type(value), "null" if value is None else f"a {type(value).__name__}")
