"""Whom an IAM role lets assume it, and which resource of the same template a value refers to."""

from iot_posture.template.nodes import Node
from iot_posture.template.policies import read_document, statements
from iot_posture.template.resource import Resource
from iot_posture.template.values import MARK


def referenced(resource: Resource, node: Node, kind: str) -> Resource | None:
    """The resource of this type that a value refers to, if the value is nothing but a reference to one."""
    hole = None if node.text is None else node.text.whole_hole
    found = None if hole is None or hole.target is None else resource.template.resource(hole.target)
    return found if found is not None and found.type == kind else None


def trusts(role: Resource, service: str) -> bool | str:
    """Whether the role's trust policy lets a service (`iot.amazonaws.com`) assume it, or why that cannot be told."""
    unsure: str | None = None
    for statement in statements(read_document(role.properties.get("AssumeRolePolicyDocument"))):
        if statement.unknown is not None:
            unsure = statement.unknown.unknown_reason
        elif statement.allows:
            principal = statement.node.get("Principal")
            for named in [principal, *principal.get("Service").elements()]:
                text = None if named.text is None else named.text.masked
                if text in (service, "*") or (text and text.startswith(f"{service.partition('.')[0]}.{MARK}")):
                    return True
                unsure = named.unknown_reason or unsure
    return False if unsure is None else unsure
