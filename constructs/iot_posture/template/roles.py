"""What a role of the template may do, as far as the template shows it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from iot_posture.template.memo import remembered
from iot_posture.template.nodes import Node
from iot_posture.template.policies import StatementView, read_document, statements
from iot_posture.template.resource import Resource
from iot_posture.template.rules import name_of, named
from iot_posture.template.template import Template

POLICY_TYPES = ("AWS::IAM::Policy", "AWS::IAM::ManagedPolicy", "AWS::IAM::RolePolicy")


@dataclass(slots=True)
class Permissions:
    """The statements of a role. `outside` says why they may not be all, for example a policy that AWS manages."""

    statements: list[StatementView] = field(default_factory=list)
    outside: str | None = None

    def allow(self, action: str, target: Resource | None) -> bool | str:
        """Whether some statement allows an action on a resource (on any when None), or why that cannot be told."""
        unsure = self.outside
        for statement in self.statements:
            means = False if not statement.allows else statement.means(action)
            if statement.unknown is not None:
                unsure = statement.unknown.unknown_reason
            elif isinstance(means, Node):
                unsure = means.unknown_reason or "an action is not of the expected form"
            elif means and (statement.inverts_resources or _covers(statement, action, target)):
                return True
        return False if unsure is None else unsure


@remembered
def permissions_of(role: Resource) -> Permissions:
    """The statements of a role's own policies and of the template's policies that are attached to it."""
    attached, _ = _attachments(role.template)
    found = Permissions()
    documents = [policy.get("PolicyDocument") for policy in role.properties.get("Policies").elements()]
    documents += [policy.properties.get("PolicyDocument") for policy in attached.get(role.logical_id, ())]
    for arn in role.properties.get("ManagedPolicyArns").elements():
        if _managed(role, arn) is None:
            found.outside = f"the policy {arn.text or 'list'} is not in the template"
    for document in documents:
        found.statements += statements(read_document(document))
    return found


def roles_of(policy: Resource) -> Sequence[Resource]:
    """The roles of the template that a resource with IAM statements gives permissions to."""
    if policy.type == "AWS::IAM::Role":
        return [policy]
    return _attachments(policy.template)[1].get(policy.logical_id, ())


def may_be(node: Node, target: Resource | None) -> bool:
    """Whether a policy's resource may stand for a resource of the template. Only a clear no is False."""
    text = node.text
    if target is None or text is None:
        return True
    if any(hole.target == target.logical_id for hole in text.holes):
        return True
    if any(hole.target is None and not hole.name.startswith("AWS::") for hole in text.holes):
        return True
    given, name = name_of(target), text.masked.split(":", 5)[-1]
    wild = "*" in (name.partition("/")[0] if target.type == "AWS::S3::Bucket" else name)
    return wild or (given != "" and given in str(text))


def _covers(statement: StatementView, action: str, target: Resource | None) -> bool:
    objects = action == "s3:PutObject"
    return any(may_be(node, target) and not (objects and _is_bucket(node)) for node in statement.resources)


def _is_bucket(node: Node) -> bool:
    """Whether a resource names a bucket, and so none of the objects in it."""
    text = node.text
    known = text is not None and all(hole.target is not None or hole.name.startswith("AWS::") for hole in text.holes)
    return known and not any(sign in str(text) for sign in ("/", "*"))


@remembered
def _attachments(template: Template) -> tuple[Mapping[str, list[Resource]], Mapping[str, list[Resource]]]:
    """The policies of each role, and the roles of each policy, by their logical IDs."""
    policies: dict[str, list[Resource]] = {}
    roles: dict[str, list[Resource]] = {}

    def attach(policy: Resource, role: Resource) -> None:
        policies.setdefault(role.logical_id, []).append(policy)
        roles.setdefault(policy.logical_id, []).append(role)

    for policy in template.resources(*POLICY_TYPES):
        for name in ("Roles", "RoleName"):
            for place in policy.properties.get(name).elements():
                if (role := named(template, place, "AWS::IAM::Role")) is not None:
                    attach(policy, role)
    for role in template.resources("AWS::IAM::Role"):
        for arn in role.properties.get("ManagedPolicyArns").elements():
            if (managed := _managed(role, arn)) is not None:
                attach(managed, role)
    return policies, roles


def _managed(role: Resource, arn: Node) -> Resource | None:
    hole = arn.text.whole_hole if arn.text is not None else None
    return role.template.resource(hole.target) if hole is not None and hole.target is not None else None
