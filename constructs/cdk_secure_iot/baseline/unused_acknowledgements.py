"""Acknowledgements in an app that no finding needed: left in place, they hide the finding when it comes back."""

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from aws_cdk import PolicyViolatingResource, PolicyViolation

if TYPE_CHECKING:
    from iot_posture.analysis import Finding

_KEY = "aws:cdk:acknowledged-rules"
_CHECK = "IOT002"


def unused_acknowledgements(
    template_paths: Sequence[str], findings: Sequence["Finding"], plugin: str
) -> Iterator[PolicyViolation]:
    """A violation for each `Validations.of(...).acknowledge(...)` of this plugin below which there is no such finding.

    The CDK writes acknowledgements beside each template, which costs no call into it; those on the app itself or on a stage
    stand elsewhere, and are not looked at.
    """
    for path in template_paths:
        file = Path(f"{path.removesuffix('.template.json')}.metadata.json")
        text = file.read_text(encoding="utf-8") if file.is_file() else ""
        if f"{plugin}::" in text:
            yield from _in_stack(json.loads(text), findings, plugin)


def _in_stack(
    metadata: Mapping[str, list[Mapping[str, object]]], findings: Sequence["Finding"], plugin: str
) -> Iterator[PolicyViolation]:
    logical_ids: dict[str, set[str]] = {}
    acknowledged: list[tuple[str, str]] = []
    for path, entries in metadata.items():
        for entry in entries:
            match entry:
                case {"type": "aws:cdk:logicalId", "data": str(logical_id)}:
                    logical_ids.setdefault(logical_id, set()).add(path)
                case {"type": str(kind), "data": {**rules}} if kind == _KEY:
                    ours = (
                        rule.removeprefix(f"{plugin}::") for rule in map(str, rules) if rule.startswith(f"{plugin}::")
                    )
                    acknowledged += [(path, rule) for rule in ours]
    found = {(finding.check_id, path) for finding in findings for path in logical_ids.get(finding.resource, ())}
    for path, rule in dict.fromkeys(acknowledged):
        if rule != _CHECK and not any(rule == check and f"{at}/".startswith(f"{path}/") for check, at in found):
            yield PolicyViolation(
                rule_name=_CHECK,
                description=f"acknowledgement-not-needed: {rule} is acknowledged here, and finds nothing on this construct.",
                fix="Take the acknowledgement out, or move it to the construct that it is meant for.",
                severity="warning",
                rule_metadata={"verdict": "violation"},
                violating_resources=[PolicyViolatingResource(locations=[], construct_path=path.removeprefix("/"))],
            )
