"""Reads what `cdk synth` writes, with nested stacks and nested assemblies, and nested stacks beside any template."""

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from iot_posture.template.errors import NotATemplateError, TemplateError
from iot_posture.template.json_source import parse_json
from iot_posture.template.loader import load_template
from iot_posture.template.reading import read_text
from iot_posture.template.resource import Resource
from iot_posture.template.shelf import Shelf
from iot_posture.template.template import Template

MANIFEST = "manifest.json"
NESTED = {"AWS::CloudFormation::Stack": "TemplateURL", "AWS::Serverless::Application": "Location"}
"""The types that stand for another template, and the property that says where it is."""


def load_templates(path: str | Path, shelf: Shelf | None = None) -> list[Template]:
    """Read what a path names: one file, or a cloud assembly; with the nested stacks whose files are there.

    Raises:
        TemplateError: nothing is there, or a part of it cannot be read.
    """
    return list(each_template(path, shelf))


def each_template(path: str | Path, shelf: Shelf | None = None) -> Iterator[Template]:
    """The same, one after the other."""
    directory = Path(path)
    if not directory.is_dir():
        yield from with_nested(load_template(path, shelf), shelf)
        return
    manifest_file = directory / MANIFEST
    if not manifest_file.is_file():
        raise TemplateError(
            f"{directory} has no manifest.json, so it is not what `cdk synth` writes. "
            "Next: name the template files themselves"
        )
    manifest = parse_json(read_text(manifest_file), str(manifest_file))
    artifacts = manifest.get("artifacts") if isinstance(manifest, Mapping) else None
    found = False
    for artifact in artifacts.values() if isinstance(artifacts, Mapping) else ():
        match artifact:
            case {"type": "aws:cloudformation:stack", "properties": {"templateFile": str(name)}}:
                found = True
                yield from with_nested(load_template(directory / name, shelf), shelf)
            case {"type": "cdk:cloud-assembly", "properties": {"directoryName": str(name)}}:
                found = True
                yield from each_template(directory / name, shelf)
    if not found:
        raise TemplateError(f"{manifest_file} names no stack. Next: check the output folder of `cdk synth`")


def with_nested(template: Template, shelf: Shelf | None = None) -> Iterator[Template]:
    """A template, and those of its nested stacks that are files, however deep.

    Raises:
        TemplateError: one of them cannot be read.
    """
    if not template.resources(*NESTED):
        yield template
        return
    waiting, seen = [template], {Path(template.file).resolve()}
    assets: Mapping[str, str] | None = None
    while waiting:
        current = waiting.pop(0)
        nested = current.resources(*NESTED)
        if nested and assets is None:
            assets = _assets(Path(template.file))  # those of the outermost name the nested ones of all below it
        for logical_id, file in _nested_files(nested, assets or {}):
            if file.resolve() not in seen:
                try:
                    waiting.append(load_template(file, shelf))
                except NotATemplateError:
                    continue  # the outer template names something else, so its nested stack stays unread
                seen.add(file.resolve())
            current.nested[logical_id] = str(file)
        yield current


def _nested_files(nested: Sequence[Resource], assets: Mapping[str, str]) -> Iterator[tuple[str, Path]]:
    for resource in nested:
        file = _file_of(resource, assets)
        if file is not None and file.is_file():
            yield resource.logical_id, file


def _file_of(resource: Resource, assets: Mapping[str, str]) -> Path | None:
    folder = Path(resource.template.file).parent
    named = resource.metadata.get("aws:asset:path")
    if isinstance(named, str):
        return folder / named
    place = resource.properties.get(NESTED[resource.type])
    written = json.dumps(resource.raw.get("Properties"), default=str)
    asset = next((path for key, path in assets.items() if key in written), None)
    if asset is not None:
        return folder / asset
    text = place.literal
    return None if text is None or not text or "://" in text or "\0" in text else folder / text


def _assets(file: Path) -> dict[str, str]:
    """The nested templates that the CDK lists beside a template, by the hash that their address holds."""
    manifest = file.with_name(f"{file.name.removesuffix('.template.json')}.assets.json")
    if not manifest.is_file():
        return {}
    body = parse_json(read_text(manifest), str(manifest))
    files = body.get("files") if isinstance(body, Mapping) else None
    found: dict[str, str] = {}
    for key, asset in files.items() if isinstance(files, Mapping) else ():
        match asset:
            case {"source": {"path": str(path)}} if path.endswith(".nested.template.json"):
                found[key] = path
    return found
