"""IAM roles as the templates of one app define them: which role a value names, and what its policies say.

Source: docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-iam-role.html, read 2026-11-22.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence

from iot_posture.template.nodes import Node, unknown_node
from iot_posture.template.policies import StatementView, read_document, statements
from iot_posture.template.resource import Resource
from iot_posture.template.template import Template

_IMPORT = "Fn::ImportValue "
_BESIDE = {"AWS::IAM::ManagedPolicy": "Roles", "AWS::IAM::Policy": "Roles", "AWS::IAM::RolePolicy": "RoleName"}
"""Policies that stand beside their role, and the property in which each names it."""
AWS_MANAGED = ":iam::aws:policy/"

Held = tuple[Resource, StatementView | Node]
"""A statement with the resource it stands in; or, in the resource where the trail ends, the place where it ends."""


def role_named(template: Template, node: Node, app: Sequence[Template]) -> Resource | None:
    """The role of the app that a name or an ARN stands for: a reference, an import, or the role's own name."""
    text = node.text
    if text is None:
        return None
    for hole in text.holes:
        if hole.target is not None:
            return _role(template.resource(hole.target))
        if hole.name.startswith(_IMPORT):
            return _exported(hole.name.removeprefix(_IMPORT), app)
    name = (text.literal or "").rpartition("/")[2]
    roles = [role for each in app for role in each.resources("AWS::IAM::Role")]
    return next((role for role in roles if name and role.properties.get("RoleName").literal == name), None)


def held_statements(app: Sequence[Template], kind: str, roles: Callable[[Resource], Iterable[Node]]) -> Iterator[Held]:
    """Every statement of the roles that resources of one type name; AWS's managed policies are not among them.

    Args:
        app: the templates that are checked together.
        kind: the type of the resources.
        roles: the nodes at which such a resource names its roles.
    """
    for template in app:
        for resource in template.resources(kind):
            for variant in resource.variants:
                for node in roles(variant):
                    yield from _held(resource, node, app)


def _held(resource: Resource, node: Node, app: Sequence[Template]) -> Iterator[Held]:
    role = role_named(resource.template, node, app)
    if role is None:
        known = node.text is not None and node.text.literal is not None
        reason = f"the role {node.text} is not in the templates that are checked" if known else node.unknown_reason
        yield resource, unknown_node(reason or "it names no role", node.path)
        return
    for variant in role.variants:
        for holder, statement in _statements(role, variant):
            unread = statement.unknown if isinstance(statement, StatementView) else None
            yield holder, unread or statement


def _statements(role: Resource, variant: Resource) -> Iterator[Held]:
    for inline in variant.properties.get("Policies").elements():
        for statement in statements(read_document(inline.get("PolicyDocument"))):
            yield role, statement
    attached = variant.properties.get("ManagedPolicyArns").elements()
    targets = {hole.target for arn in attached if arn.text is not None for hole in arn.text.holes}
    for policy in role.template.resources(*_BESIDE):
        for beside in policy.variants:
            names = beside.properties.get(_BESIDE[policy.type]).elements()
            if policy.logical_id in targets or any(_names(name, role) for name in names):
                for statement in statements(read_document(beside.properties.get("PolicyDocument"))):
                    yield policy, statement
    for arn in attached:
        if not _is_read(arn, role.template):
            missing = f"the policy {arn.text} is not in the template of its role" if arn.text else "it names no policy"
            reason = arn.unknown_reason or missing
            yield role, unknown_node(reason, arn.path)


def _is_read(arn: Node, template: Template) -> bool:
    text = arn.text
    if text is None:
        return False
    targets = [template.resource(hole.target) for hole in text.holes if hole.target is not None]
    return AWS_MANAGED in text.masked or any(found is not None and found.type in _BESIDE for found in targets)


def _names(name: Node, role: Resource) -> bool:
    text = name.text
    if text is None:
        return False
    own = role.properties.get("RoleName").literal
    return role.logical_id in [hole.target for hole in text.holes] or (own is not None and text.literal == own)


def _exported(name: str, app: Sequence[Template]) -> Resource | None:
    for template in app:
        for output in template.section("Outputs").values():
            match output:
                case {"Export": {"Name": exported}, "Value": {"Fn::GetAtt": [str(target), _]} | {"Ref": str(target)}}:
                    if exported == name:
                        return _role(template.resource(target))
    return None


def _role(found: Resource | None) -> Resource | None:
    return found if found is not None and found.type == "AWS::IAM::Role" else None
