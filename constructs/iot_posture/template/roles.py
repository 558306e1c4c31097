"""What an IAM role may do, and who may use it, as far as one template shows it."""

from collections.abc import Iterator
from dataclasses import dataclass

from iot_posture.template.nodes import Node
from iot_posture.template.policies import StatementView, read_document, statements
from iot_posture.template.references import references
from iot_posture.template.template import Resource
from iot_posture.template.values import MARK
from iot_posture.template.wildcards import matches


@dataclass(frozen=True, slots=True)
class Permissions:
    """The statements of a role's policies; `elsewhere` are the managed policies that the template does not show."""

    statements: tuple[StatementView, ...]
    elsewhere: tuple[Node, ...]

    def allow(self, action: str, on: Node) -> bool | Node:
        """Whether an Allow covers this action on this resource, or the place that keeps one from telling.

        Conditions and Deny statements are not considered.
        """
        unsure: Node | None = next(iter(self.elsewhere), None)
        for statement in self.statements:
            if statement.unknown is not None:
                unsure = statement.unknown
                continue
            means = statement.means(action) if statement.allows else False
            if isinstance(means, Node):
                unsure = means
            elif means and (statement.inverts_resources or any(_covers(node, on) for node in statement.resources)):
                return True
        return False if unsure is None else unsure


def role_at(resource: Resource, arn: Node) -> Resource | None:
    """The role of the same template whose ARN stands here."""
    return referenced(resource, arn, "AWS::IAM::Role")


def referenced(resource: Resource, node: Node, kind: str) -> Resource | None:
    """The resource of this type that a value refers to, if the value is nothing but a reference to one."""
    hole = None if node.text is None else node.text.whole_hole
    found = None if hole is None or hole.target is None else resource.template.resource(hole.target)
    return found if found is not None and found.type == kind else None


def permissions_of(role: Resource) -> Permissions:
    """The permissions of a role: its inline policies, and the policies of the template that name it."""
    documents = [policy.get("PolicyDocument") for policy in role.properties.get("Policies").elements()]
    elsewhere: list[Node] = []
    for arn in role.properties.get("ManagedPolicyArns").elements():
        managed = referenced(role, arn, "AWS::IAM::ManagedPolicy")
        if managed is None:
            elsewhere.append(arn)
        else:
            documents.append(managed.properties.get("PolicyDocument"))
    documents += [policy.properties.get("PolicyDocument") for policy in _attached(role)]
    read = tuple(statement for document in documents for statement in statements(read_document(document)))
    return Permissions(read, tuple(elsewhere))


def trusts(role: Resource, service: str) -> bool | Node:
    """Whether the role's trust policy lets a service (`iot.amazonaws.com`) assume it."""
    unsure: Node | None = None
    for statement in statements(read_document(role.properties.get("AssumeRolePolicyDocument"))):
        if statement.unknown is not None:
            unsure = statement.unknown
        elif statement.allows:
            principal = statement.node.get("Principal")
            for named in [principal, *principal.get("Service").elements()]:
                text = None if named.text is None else named.text.masked
                if text in (service, "*") or (text and text.startswith(f"{service.partition('.')[0]}.{MARK}")):
                    return True
                if named.unknown_reason is not None:
                    unsure = named
    return False if unsure is None else unsure


def key_of(resource: Resource, topic: Node) -> Node | None:
    """The customer managed key of an SNS topic of the same template; the key that AWS manages needs no rights."""
    declared = referenced(resource, topic, "AWS::SNS::Topic")
    key = None if declared is None else declared.properties.get("KmsMasterKeyId")
    return None if key is None or not key.present or key.literal == "alias/aws/sns" else key


def key_names(resource: Resource, key: Node, role: Resource) -> bool:
    """Whether the policy of a key of the same template names the role, and so may give it rights itself."""
    declared = referenced(resource, key, "AWS::KMS::Key")
    return declared is not None and any(name == role.logical_id for _, name in references(declared))


def _attached(role: Resource) -> Iterator[Resource]:
    name = role.properties.get("RoleName").literal
    for policy in role.template.resources("AWS::IAM::Policy", "AWS::IAM::ManagedPolicy", "AWS::IAM::RolePolicy"):
        roles = policy.properties.get("RoleName" if policy.type == "AWS::IAM::RolePolicy" else "Roles")
        for entry in roles.elements():
            if referenced(policy, entry, role.type) is role or (name is not None and entry.literal == name):
                yield policy


def _covers(pattern: Node, wanted: Node) -> bool:
    """Whether a policy resource may mean this one; only what is certainly another one is ruled out."""
    left, right = pattern.text, wanted.text
    if left is None or right is None:
        return True
    if left.literal is not None and right.literal is not None:
        return matches(left.literal, right.literal)
    one, other = left.whole_hole, right.whole_hole
    if one is not None and other is not None and one.target is not None and other.target is not None:
        return one.target == other.target
    return True
