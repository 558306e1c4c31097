"""Acknowledgements of baseline findings: scoped to one construct, with a reason, kept in the validation report."""

import re
from collections.abc import Mapping

from aws_cdk import Acknowledgment, Stack, Validations
from constructs import IConstruct

from cdk_secure_iot._support.arns import pseudo

_TOKEN = re.compile(r"\$\{Token\[[^]]*\]\}")
_known: dict[str, str] = {}


def acknowledge(construct: IConstruct, reasons: Mapping[str, str]) -> None:
    """Acknowledge findings on one construct; keys are ids as reports print them, such as `AwsSolutions::AwsSolutions-S1`."""
    Validations.of(construct).acknowledge(*(Acknowledgment(id=id_, reason=reason) for id_, reason in reasons.items()))


def acknowledge_wildcards(construct: IConstruct, reasons: Mapping[str, str]) -> None:
    """Acknowledge wildcards in the resources of the construct's IAM policies.

    Keys are the resources as the policies name them. The id of the finding holds the resource, so nothing else is covered.
    """
    acknowledge(
        construct,
        {f"AwsSolutions::AwsSolutions-IAM5[Resource::{_flat(construct, arn)}]": why for arn, why in reasons.items()},
    )


def _flat(scope: IConstruct, text: str) -> str:
    """A resource as cdk-nag spells it in the finding's id, with references as `<LogicalId.Arn>`."""
    if not _known:
        _known.update(zip(pseudo(), ("<AWS::Partition>", "<AWS::Region>", "<AWS::AccountId>"), strict=True))
    for token in _TOKEN.findall(text):
        if token not in _known:
            _known[token] = _reference(Stack.of(scope).resolve(token))
    return _TOKEN.sub(lambda match: _known[match[0]], text)


def _reference(resolved: object) -> str:
    match resolved:
        case {"Ref": str(name)}:
            return f"<{name}>"
        case {"Fn::GetAtt": [str(name), str(attribute)]}:
            return f"<{name}.{attribute}>"
        case {"Fn::Join": [str(separator), list(parts)]}:
            return separator.join(map(_reference, parts))
    return str(resolved)
