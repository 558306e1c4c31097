"""Acknowledgements of baseline findings: scoped to one construct, with a reason, kept in the validation report."""

import re
from collections.abc import Mapping

from aws_cdk import Acknowledgment, Stack, Validations
from constructs import IConstruct

from cdk_secure_iot._support.arns import name_pseudo, stack_of

_TOKEN = re.compile(r"\$\{Token\[[^]]*\]\}")
_known: dict[tuple[Stack, Stack, str], str] = {}


def acknowledge(construct: IConstruct, reasons: Mapping[str, str]) -> None:
    """Acknowledge findings on one construct; keys are ids as reports print them, such as `AwsSolutions::AwsSolutions-S1`."""
    Validations.of(construct).acknowledge(*(Acknowledgment(id=id_, reason=reason) for id_, reason in reasons.items()))


def acknowledge_wildcards(construct: IConstruct, reasons: Mapping[str, str], owner: IConstruct | None = None) -> None:
    """Acknowledge wildcards in the resources of the construct's IAM policies.

    Keys are the resources as the policies name them. The id of the finding holds the resource, so nothing else is covered.
    `owner` is the construct to which the resources belong, where that may stand in another stack.
    """
    acknowledge(
        construct,
        {
            f"AwsSolutions::AwsSolutions-IAM5[Resource::{_flat(construct, arn, owner)}]": why
            for arn, why in reasons.items()
        },
    )


def _flat(scope: IConstruct, text: str, owner: IConstruct | None) -> str:
    """A resource as cdk-nag spells it in the finding's id, with references as `<LogicalId.Arn>`."""
    text = name_pseudo(text, "<", ">")
    if not _TOKEN.search(text):
        return text
    here = stack_of(scope)
    there = here if owner is None else stack_of(owner)
    for token in _TOKEN.findall(text):
        if (here, there, token) not in _known:
            # Another stack's resource is named by the export that the CDK will make of it.
            seen = token if here is there else there.export_value(token)
            _known[here, there, token] = _reference(here.resolve(seen))
    return _TOKEN.sub(lambda match: _known[here, there, match[0]], text)


def _reference(resolved: object) -> str:
    match resolved:
        case {"Ref": str(name)}:
            return f"<{name}>"
        case {"Fn::GetAtt": [str(name), str(attribute)]}:
            return f"<{name}.{attribute}>"
        case {"Fn::ImportValue": str(name)}:
            return name
        case {"Fn::Join": [str(separator), list(parts)]}:
            return separator.join(map(_reference, parts))
    return str(resolved)
