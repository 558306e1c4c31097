"""A policy out of a synthesized template, with the account and region of a question in place.

A simulation needs values where an analysis can do with names for what is unknown, so what only a deployment knows is
refused here. `iot_posture.template` resolves the intrinsic functions; this module fills the holes that it leaves.
"""

from collections.abc import Mapping

from iot_posture.policy.arns import Arn
from iot_posture.policy.documents import PolicyDocument
from iot_posture.policy.errors import PolicyError, found
from iot_posture.policy.parsing import parse_policy, parse_policy_object
from iot_posture.template import Node, Template, Text


def policy_in_template(template: Template, logical_id: str, place: Arn) -> PolicyDocument:
    """The document of an `AWS::IoT::Policy`.

    Args:
        template: the template; the defaults of its parameters count as their values.
        logical_id: of the policy.
        place: partition, region and account to put into its ARNs.

    Raises:
        PolicyError: no such policy, or a part of it is known only at deployment.
    """
    if not template.whole_app:
        raise PolicyError(f"{template.file} is a policy document, not a template. Next: name it with --policy")
    resource = template.resource(logical_id)
    if resource is None or resource.type != "AWS::IoT::Policy":
        policies = ", ".join(policy.logical_id for policy in template.resources("AWS::IoT::Policy")) or "none"
        raise PolicyError(f"{template.file} has no policy {found(logical_id)}; its policies are {policies}")
    values = _pseudo_parameters(place) | _defaults(template.section("Parameters"))
    root = f"$.Resources.{logical_id}"
    document = _filled(resource.properties.get("PolicyDocument"), values, root)
    path = f"{root}.Properties.PolicyDocument"
    if isinstance(document, str):
        try:
            return parse_policy(document)
        except PolicyError as error:
            raise PolicyError(f"in the text, {error}", path) from None
    return parse_policy_object(document, path)


def _pseudo_parameters(place: Arn) -> dict[str, str]:
    suffix = "amazonaws.com.cn" if place.partition == "aws-cn" else "amazonaws.com"
    return {
        "AWS::Partition": place.partition,
        "AWS::Region": place.region,
        "AWS::AccountId": place.account,
        "AWS::URLSuffix": suffix,
    }


def _defaults(parameters: Mapping[str, object]) -> dict[str, str]:
    declared = {name: value for name, value in parameters.items() if isinstance(value, Mapping)}
    plain = {
        name: value.get("Default") for name, value in declared.items() if value.get("Type") in {"String", "Number"}
    }
    return {name: str(value) for name, value in plain.items() if isinstance(value, str | int | float)}


def _filled(node: Node, values: Mapping[str, str], root: str) -> object:
    """The value of a node as plain objects, lists and text, without holes."""
    if isinstance(node.value, Text):
        return "".join(
            part if isinstance(part, str) else _named(part.name, values, node, root) for part in node.value.parts
        )
    if isinstance(node.value, Mapping):
        return {name: _filled(child, values, root) for name, child in node.members()}
    if isinstance(node.value, list | tuple):
        return [_filled(child, values, root) for child in node.elements()]
    if node.unknown_reason is not None:
        raise PolicyError(f"{node.unknown_reason}. {_NEXT}", _path(node, root))
    return node.value if node.present else None


_NEXT = "Next: write the policy with its values into a file, and give that with --policy"


def _named(name: str, values: Mapping[str, str], node: Node, root: str) -> str:
    if name not in values:
        raise PolicyError(f"the value of {name} is known only at deployment. {_NEXT}", _path(node, root))
    return values[name]


def _path(node: Node, root: str) -> str:
    return root + "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in node.path)
