"""Acknowledgements of baseline findings: scoped to one construct, with a reason, kept in the validation report."""

from collections.abc import Mapping

from aws_cdk import Acknowledgment, Stack, Validations
from constructs import IConstruct

from cdk_secure_iot._support.arns import pseudo


def acknowledge(construct: IConstruct, reasons: Mapping[str, str]) -> None:
    """Acknowledge findings on one construct; keys are ids as reports print them, such as `AwsSolutions::AwsSolutions-S1`."""
    Validations.of(construct).acknowledge(*(Acknowledgment(id=id_, reason=reason) for id_, reason in reasons.items()))


def acknowledge_wildcards(policy: IConstruct, reasons: Mapping[str, str]) -> None:
    """Acknowledge wildcards in the resources of an IAM policy; keys are the resources as the policy names them."""
    acknowledge(
        policy,
        {f"AwsSolutions::AwsSolutions-IAM5[Resource::{_flat(policy, arn)}]": reason for arn, reason in reasons.items()},
    )


def _flat(scope: IConstruct, text: str) -> str:
    """A resource as cdk-nag spells it in the finding's id, with references as `<LogicalId.Arn>`."""
    for name, token in zip(("Partition", "Region", "AccountId"), pseudo(), strict=True):
        text = text.replace(token, f"<AWS::{name}>")
    if "${Token[" not in text:
        return text
    parts = Stack.of(scope).resolve(text)["Fn::Join"][1]
    return "".join(part if isinstance(part, str) else _reference(part) for part in parts)


def _reference(part: Mapping[str, object]) -> str:
    match part:
        case {"Ref": str(name)}:
            return f"<{name}>"
        case {"Fn::GetAtt": [str(name), str(attribute)]}:
            return f"<{name}.{attribute}>"
    return str(part.get("Fn::ImportValue", part))
