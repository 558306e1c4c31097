"""Provisioning templates: JSON inside a CloudFormation property, with parameters and resources of its own.

Sources: docs.aws.amazon.com/iot/latest/developerguide/provision-template.html and .../jit-provisioning.html, read
2026-11-22.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from iot_posture.template.errors import TemplateError
from iot_posture.template.intrinsics import Scope
from iot_posture.template.nodes import Node, unknown_node
from iot_posture.template.resource import Resource
from iot_posture.template.template import Template
from iot_posture.template.values import MARK, Hole, Text

_FROM_CERTIFICATE = "AWS::IoT::Certificate::"
_READ_FROM_CERTIFICATE = tuple(
    f"{_FROM_CERTIFICATE}{name}"
    for name in (
        *("CommonName", "Country", "DistinguishedNameQualifier", "Id", "Organization", "OrganizationalUnit"),
        *("SerialNumber", "StateName"),
    )
)
"""Parameters that AWS IoT fills in from the certificate; AWS's examples use the Id without declaring it."""
_THING = "AWS::IoT::Thing"


@dataclass(frozen=True)
class ProvisioningBody:
    """The body of one provisioning template; everything in it stands where the body stands."""

    node: Node
    template: Template
    parameters: frozenset[str]
    written: frozenset[str]

    def resources(self, kind: str) -> Iterator[tuple[Resource, Node]]:
        """Each resource of this type with its properties."""
        for resource in self.template.resources(kind):
            if resource.logical_id in self.written:
                yield resource, self.node.get("Resources", resource.logical_id, "Properties")

    @property
    def sent_by_device(self) -> frozenset[str]:
        """The parameters that AWS IoT does not read from the certificate."""
        return frozenset(name for name in self.parameters if not name.startswith(_FROM_CERTIFICATE))

    @property
    def names_sent_by_device(self) -> list[str]:
        """The parameters that a device sends and that its thing is named by."""
        texts = [properties.get("ThingName").text for _, properties in self.resources(_THING)]
        targets = [hole.target for text in texts if text is not None for hole in text.holes]
        return [target for target in dict.fromkeys(targets) if target is not None and target in self.sent_by_device]


def provisioning_body(node: Node) -> ProvisioningBody | Node:
    """The body that stands at a node, as JSON text or as an object; or the place that keeps it from being read."""
    raw: object = node.value
    embedded = isinstance(raw, Text)
    if isinstance(raw, Text) and raw.whole_hole is None:
        try:
            raw = _parsed(json.loads(raw.masked), iter(raw.holes))
        except (ValueError, RecursionError):
            return unknown_node("the text is not JSON once its unknown parts are left out", node.path)
    if not isinstance(raw, Mapping):
        return unknown_node(node.unknown_reason or "it is no provisioning template", node.path)
    parameters, written = raw.get("Parameters"), raw.get("Resources")
    declared = map(str, parameters) if isinstance(parameters, Mapping) else ()
    names = frozenset((*_READ_FROM_CERTIFICATE, *declared))
    listed = written.items() if isinstance(written, Mapping) else ()
    own = {name: each for name, each in listed if isinstance(each, Mapping) and isinstance(each.get("Type"), str)}
    # What is provisioned is one thing, and the parameters name it.
    resources = {**{name: {"Type": _THING} for name in names}, **own}
    try:
        template = Template.from_dict({"Resources": resources}, file="provisioning template")
    except TemplateError:
        return unknown_node("it nests too deep", node.path)
    scope = Scope(parameters={}, mappings={}, resources=resources, conditions={})
    body = Node(raw, node.path, scope.resolve, embedded)
    return ProvisioningBody(body, template, names, frozenset(own))


def provisioning_bodies(resource: Resource) -> Iterator[ProvisioningBody | Node]:
    """The bodies of an AWS::IoT::ProvisioningTemplate, or of the registration configuration of a CA certificate."""
    steps = () if resource.type == "AWS::IoT::ProvisioningTemplate" else ("RegistrationConfig",)
    node = resource.properties.get(*steps, "TemplateBody")
    if node.present:
        yield provisioning_body(node)


def _parsed(value: object, holes: Iterator[Hole]) -> object:
    """JSON with its holes back in place; a text without one stays plain, so that intrinsic functions are read."""
    if isinstance(value, str) and MARK in value:
        first, *pieces = value.split(MARK)
        return Text.of(first, *(part for piece in pieces for part in (next(holes, Hole("value")), piece)))
    if isinstance(value, Mapping):
        return {_key(key, holes): _parsed(below, holes) for key, below in value.items()}
    return [_parsed(below, holes) for below in value] if isinstance(value, list) else value


def _key(key: str, holes: Iterator[Hole]) -> str:
    for _ in range(key.count(MARK)):
        next(holes, None)
    return key
