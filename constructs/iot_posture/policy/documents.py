"""Policy documents as values: statements, the canonical rendering, and the size that AWS IoT counts."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

MAX_POLICY_SIZE = 2048
"""Characters without white space. Source: docs.aws.amazon.com/general/latest/gr/iot-core.html, read 2026-11-22."""

Effect = Literal["Allow", "Deny"]


class PolicyError(ValueError):
    """A policy document is not what AWS IoT accepts. The message names the place, what stands there and what may."""


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement of an AWS IoT policy.

    Example:
        >>> Statement("Allow", ("iot:Publish",), ("arn:aws:iot:us-east-1:123456789012:topic/a",)).render()
        {'Effect': 'Allow', 'Action': 'iot:Publish', 'Resource': 'arn:aws:iot:us-east-1:123456789012:topic/a'}

    Source: https://docs.aws.amazon.com/iot/latest/developerguide/iot-policies.html
    """

    effect: Effect
    actions: tuple[str, ...]
    resources: tuple[str, ...]
    conditions: Mapping[str, Mapping[str, str | Sequence[str]]] = field(default_factory=dict)
    sid: str | None = None

    def render(self) -> dict[str, object]:
        """The statement as JSON: a lone action or resource as a string, parts in AWS's own order."""
        rendered: dict[str, object] = {} if self.sid is None else {"Sid": self.sid}
        rendered |= {
            "Effect": self.effect,
            "Action": _one_or_many(self.actions),
            "Resource": _one_or_many(self.resources),
        }
        if self.conditions:
            rendered["Condition"] = {operator: dict(values) for operator, values in self.conditions.items()}
        return rendered


@dataclass(frozen=True, slots=True)
class PolicyDocument:
    """A whole AWS IoT policy of the language version in which policy variables work."""

    statements: tuple[Statement, ...]
    version: str = "2012-10-17"

    def render(self) -> dict[str, object]:
        """The document as JSON, ready for a template or for `create-policy`."""
        return {"Version": self.version, "Statement": [statement.render() for statement in self.statements]}

    @property
    def size(self) -> int:
        """Characters that count towards `MAX_POLICY_SIZE`."""
        return policy_size(json.dumps(self.render(), ensure_ascii=False))


def policy_size(text: str) -> int:
    """The length of a document's text as AWS IoT counts it: without white space."""
    return len("".join(text.split()))


def _one_or_many(values: tuple[str, ...]) -> str | list[str]:
    return values[0] if len(values) == 1 else list(values)
