"""What a role of the template may do, as far as the template shows it."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from iot_posture.template.nodes import Node
from iot_posture.template.policies import StatementView, read_document, statements
from iot_posture.template.rules import name_of
from iot_posture.template.template import Resource

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
            elif means and (statement.inverts_resources or any(may_be(node, target) for node in statement.resources)):
                return True
        return False if unsure is None else unsure


def permissions_of(role: Resource) -> Permissions:
    """The statements of a role's own policies and of the template's policies that are attached to it."""
    found = Permissions()
    inline = role.properties.get("Policies")
    documents = [policy.get("PolicyDocument") for policy in inline.elements()]
    for arn in role.properties.get("ManagedPolicyArns").elements():
        hole = arn.text.whole_hole if arn.text is not None else None
        policy = role.template.resource(hole.target) if hole is not None and hole.target is not None else None
        if policy is None:
            found.outside = f"the policy {arn.text or 'list'} is not in the template"
        else:
            documents.append(policy.properties.get("PolicyDocument"))
    documents += [policy.properties.get("PolicyDocument") for policy in _attached(role)]
    for document in documents:
        found.statements += statements(read_document(document))
    return found


def roles_of(policy: Resource) -> list[Resource]:
    """The roles of the template that a resource with IAM statements gives permissions to."""
    if policy.type == "AWS::IAM::Role":
        return [policy]
    return [
        role
        for role in policy.template.resources("AWS::IAM::Role")
        if _is_attached(policy, role)
        or any(_is_reference(arn, policy.logical_id) for arn in role.properties.get("ManagedPolicyArns").elements())
    ]


def may_be(node: Node, target: Resource | None) -> bool:
    """Whether a policy's resource may stand for a resource of the template. Only a clear no is False."""
    text = node.text
    if target is None or text is None:
        return True
    name = text.masked.split(":", 5)[-1]
    targets = {hole.target for hole in text.holes}
    open_parts = [hole for hole in text.holes if hole.target is None and not hole.name.startswith("AWS::")]
    given = name_of(target)
    wild = "*" in (name.partition("/")[0] if target.type == "AWS::S3::Bucket" else name)
    return target.logical_id in targets or bool(open_parts) or wild or bool(given and given in str(text))


def _attached(role: Resource) -> Iterator[Resource]:
    for policy in role.template.resources(*POLICY_TYPES):
        if _is_attached(policy, role):
            yield policy


def _is_attached(policy: Resource, role: Resource) -> bool:
    places = [*policy.properties.get("Roles").elements(), *policy.properties.get("RoleName").elements()]
    given = name_of(role)
    return any(_is_reference(place, role.logical_id) or bool(given and str(place.text) == given) for place in places)


def _is_reference(node: Node, logical_id: str) -> bool:
    return node.text is not None and any(hole.target == logical_id for hole in node.text.holes)
