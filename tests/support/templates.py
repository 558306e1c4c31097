"""Synthesized templates in a form that tests can compare whole.

Logical ids lose their hash, and references become text: `<ArchiveKey.Arn>` is the ARN of the key, and
`arn:<AWS::Partition>:iot:...` a join. So an expected policy is one literal, and nothing in it can hide.
"""

import json
import re
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from aws_cdk import App, Environment, Stack
from aws_cdk.cx_api import CloudAssembly

Json = dict[str, Any]
_HASH = re.compile(r"[0-9A-F]{8}$")


@dataclass(frozen=True)
class Made:
    """The resources of a template, by readable name."""

    template: Json

    @cached_property
    def resources(self) -> dict[str, Json]:
        """Each resource under its readable name."""
        names = _readable(list(self.template.get("Resources", {})))
        found: dict[str, Json] = {
            names[name]: _flat(resource, names) for name, resource in self.template.get("Resources", {}).items()
        }
        return found

    def of(self, kind: str) -> dict[str, Json]:
        """The properties of every resource of a type, by name."""
        return {
            name: each.get("Properties", {}) for name, each in sorted(self.resources.items()) if each["Type"] == kind
        }

    def only(self, kind: str) -> Json:
        """The properties of the one resource of a type."""
        found = self.of(kind)
        assert len(found) == 1, f"{kind}: {sorted(found)}"
        return next(iter(found.values()))

    def __getitem__(self, name: str) -> Json:
        properties: Json = self.resources[name].get("Properties", {})
        return properties

    def kinds(self) -> dict[str, str]:
        """The type of every resource."""
        return {name: each["Type"] for name, each in sorted(self.resources.items())}

    def permissions(self, role: str) -> list[Json]:
        """The statements of every policy of a role: managed ones of the stack by their documents."""
        statements: list[Json] = []
        for arn in self[role].get("ManagedPolicyArns", []):
            policy = arn.strip("<>")
            statements += (
                self[policy]["PolicyDocument"]["Statement"] if policy in self.resources else [{"Managed": arn}]
            )
        assert "Policies" not in self[role], f"{role} has inline policies, which nobody looks at"
        others = [*self.of("AWS::IAM::Policy").values(), *self.of("AWS::IAM::RolePolicy").values()]
        assert not [each for each in others if role in json.dumps(each)], f"{role} has other policies"
        return statements


def made(build: Callable[[Stack], object], *, env: Environment | None = None) -> Made:
    """Synthesize one stack that `build` fills."""
    app = App()
    stack = Stack(app, "Stack", env=env)
    build(stack)
    return made_of(app.synth(), "Stack")


def made_of(assembly: CloudAssembly, stack: str) -> Made:
    """One stack of a synthesized app."""
    return read(Path(assembly.directory, f"{stack}.template.json"))


def read(path: Path) -> Made:
    """A template file."""
    return Made(json.loads(path.read_text(encoding="utf-8")))


def _readable(ids: list[str]) -> dict[str, str]:
    short = {name: _HASH.sub("", name) for name in ids}
    often = Counter(short.values())
    return {name: text if often[text] == 1 else name for name, text in short.items()}


def _flat(value: Any, names: Mapping[str, str]) -> Any:  # noqa: ANN401 -- JSON in, JSON out
    if isinstance(value, list):
        return [_flat(each, names) for each in value]
    if not isinstance(value, dict):
        return value
    match value:
        case {"Ref": str(name), **rest} if not rest:
            return f"<{names.get(name, name)}>"
        case {"Fn::GetAtt": [str(name), str(attribute)], **rest} if not rest:
            return f"<{names.get(name, name)}.{attribute}>"
        case {"Fn::Join": ["", list(parts)], **rest} if not rest:
            return "".join(_flat(part, names) for part in parts)
    flat = {key: _flat(each, names) for key, each in value.items()}
    if "DependsOn" in value and "Type" in value:
        flat["DependsOn"] = _targets(value["DependsOn"], names)
    return flat


def _targets(targets: str | list[str], names: Mapping[str, str]) -> list[str]:
    return sorted(names.get(each, each) for each in ([targets] if isinstance(targets, str) else targets))
