"""Reads CloudFormation JSON from files and from the cloud assemblies that `cdk synth` writes."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import NoReturn

from iot_posture.template.errors import TemplateError
from iot_posture.template.template import Template

MAX_BYTES = 8_000_000
"""CloudFormation takes 1 MB; `cdk synth` writes templates indented, which can be several times as long."""


def load_template(path: str | Path) -> Template:
    """Read one template from a JSON file.

    Raises:
        TemplateError: the file cannot be read, or is not a CloudFormation template.
    """
    file = str(path)
    if Path(path).suffix.lower() in {".yaml", ".yml"}:
        raise TemplateError(
            f"{file} is YAML, and only JSON templates are read so far. Next: check what `cdk synth` writes, "
            "or convert it to JSON first, for example with `cfn-flip`"
        )
    text = _read(Path(path))
    return Template.from_dict(parse_json(text, file), file=file, source=text)


def load_templates(path: str | Path) -> list[Template]:
    """Read what a path names: one file, or a cloud assembly with its nested stacks and nested assemblies.

    Raises:
        TemplateError: nothing is there, or a part of it cannot be read.
    """
    directory = Path(path)
    if not directory.is_dir():
        return [load_template(path)]
    manifest_file = directory / "manifest.json"
    if not manifest_file.is_file():
        raise TemplateError(
            f"{directory} has no manifest.json, so it is not what `cdk synth` writes. "
            "Next: name the template files themselves"
        )
    manifest = parse_json(_read(manifest_file), str(manifest_file))
    artifacts = manifest.get("artifacts") if isinstance(manifest, Mapping) else None
    templates: list[Template] = []
    for artifact in artifacts.values() if isinstance(artifacts, Mapping) else ():
        match artifact:
            case {"type": "aws:cloudformation:stack", "properties": {"templateFile": str(name)}}:
                templates.append(load_template(directory / name))
            case {"type": "cdk:cloud-assembly", "properties": {"directoryName": str(name)}}:
                templates += load_templates(directory / name)
    templates += [load_template(file) for file in sorted(directory.glob("*.nested.template.json"))]
    if not templates:
        raise TemplateError(f"{manifest_file} names no stack. Next: check the output folder of `cdk synth`")
    return templates


def parse_json(text: str, file: str) -> object:
    """Parse JSON strictly: a duplicate key or a number that JSON has not is an error, not a guess.

    Raises:
        TemplateError: the text is not JSON, or two values stand under one key.
    """

    def no_duplicates(pairs: list[tuple[str, object]]) -> dict[str, object]:
        parsed = dict(pairs)
        if len(parsed) < len(pairs):
            keys = [key for key, _ in pairs]
            twice = next(key for key in keys if keys.count(key) > 1)
            raise TemplateError(f"{file} has the key {twice!r} twice in one object, and only the last would count")
        return parsed

    def no_constant(name: str) -> NoReturn:
        raise TemplateError(f"{file} holds {name}, which is not JSON")

    try:
        parsed: object = json.loads(text, object_pairs_hook=no_duplicates, parse_constant=no_constant)
    except json.JSONDecodeError as error:
        raise TemplateError(f"{file} is not JSON: {error.msg} at line {error.lineno}, column {error.colno}") from None
    except RecursionError:
        raise TemplateError(f"{file} nests too deep, which no CloudFormation template needs") from None
    except TemplateError:
        raise
    except ValueError:  # a whole number of more digits than Python converts
        raise TemplateError(f"{file} holds a number that is too long to read") from None
    return parsed


def _read(path: Path) -> str:
    try:
        if path.stat().st_size > MAX_BYTES:
            raise TemplateError(f"{path} is {path.stat().st_size:,} bytes long, and at most {MAX_BYTES:,} are read")
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise TemplateError(f"{path} is not UTF-8 text") from None
    except (OSError, ValueError) as error:
        if isinstance(error, TemplateError):
            raise
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise TemplateError(f"{path} cannot be read: {reason}") from None
