"""Policy documents as values: statements, the canonical rendering, and the size that AWS IoT counts."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from iot_posture.policy.errors import PolicyError

MAX_POLICY_SIZE = 2048
"""Characters without white space. Source: docs.aws.amazon.com/general/latest/gr/iot-core.html, read 2026-11-22."""

LANGUAGE_VERSION = "2012-10-17"
"""The version of the policy language in which policy variables work; in 2008-10-17 and without one they are plain
text."""

Effect = Literal["Allow", "Deny"]
Conditions = Mapping[str, Mapping[str, str | Sequence[str]]]

__all__ = [
    "LANGUAGE_VERSION",
    "MAX_POLICY_SIZE",
    "Conditions",
    "Effect",
    "Origin",
    "PolicyDocument",
    "PolicyError",
    "Statement",
    "policy_size",
]


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a statement stood in the text it was read from.

    Args:
        path: the JSON path of the statement.
        lists: the elements written as a list, such as `Action`; the others were a lone string.
    """

    path: str
    lists: frozenset[str] = frozenset()

    def of(self, element: str, index: int = 0) -> str:
        """The JSON path of one value of an element, for example `$.Statement[1].Action[0]`."""
        return f"{self.path}.{element}" + (f"[{index}]" if element in self.lists else "")


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement of an AWS IoT policy. Nothing is checked here: see `parse_policy` and `PolicyDocument.validate`.

    Args:
        effect: `Allow` or `Deny`.
        actions: what `Action` lists; empty when `not_actions` is given.
        resources: what `Resource` lists; empty when `not_resources` is given.
        conditions: operator, then condition key, then a value or several.
        sid: an identifier of yours. Default: none.
        not_actions: what `NotAction` lists, instead of `actions`. Default: none.
        not_resources: what `NotResource` lists, instead of `resources`. Default: none.
        origin: where the statement was read; no part of its value. Default: nowhere.

    Example:
        >>> Statement("Allow", ("iot:Publish",), ("arn:aws:iot:us-east-1:123456789012:topic/a",)).render()
        {'Effect': 'Allow', 'Action': 'iot:Publish', 'Resource': 'arn:aws:iot:us-east-1:123456789012:topic/a'}

    Source: https://docs.aws.amazon.com/iot/latest/developerguide/iot-policies.html
    """

    effect: Effect
    actions: tuple[str, ...]
    resources: tuple[str, ...]
    conditions: Conditions = field(default_factory=dict)
    sid: str | None = None
    not_actions: tuple[str, ...] = ()
    not_resources: tuple[str, ...] = ()
    origin: Origin | None = field(default=None, compare=False, repr=False)

    def render(self) -> dict[str, object]:
        """The statement as JSON: a lone action or resource as a string, parts in AWS's own order."""
        rendered: dict[str, object] = {} if self.sid is None else {"Sid": self.sid}
        rendered["Effect"] = self.effect
        for name, values in self._elements():
            rendered[name] = _one_or_many(values)
        if self.conditions:
            rendered["Condition"] = {
                operator: {
                    key: values if isinstance(values, str) else _one_or_many(tuple(values))
                    for key, values in keys.items()
                }
                for operator, keys in self.conditions.items()
            }
        return rendered

    def _elements(self) -> tuple[tuple[str, tuple[str, ...]], tuple[str, tuple[str, ...]]]:
        return (
            ("NotAction", self.not_actions) if self.not_actions else ("Action", self.actions),
            ("NotResource", self.not_resources) if self.not_resources else ("Resource", self.resources),
        )


@dataclass(frozen=True, slots=True)
class PolicyDocument:
    """A whole AWS IoT policy.

    Args:
        statements: in the order written; the order has no meaning.
        version: of the policy language. Default: 2012-10-17, in which policy variables work.
        id: an identifier of yours. Default: none.

    Example:
        >>> topic = "arn:aws:iot:us-east-1:123456789012:topic/a"
        >>> PolicyDocument((Statement("Allow", ("iot:Publish",), (topic,)),)).size
        136
    """

    statements: tuple[Statement, ...]
    version: str | None = LANGUAGE_VERSION
    id: str | None = None

    def render(self) -> dict[str, object]:
        """The document as JSON, ready for a template or for `create-policy`."""
        rendered: dict[str, object] = {} if self.version is None else {"Version": self.version}
        if self.id is not None:
            rendered["Id"] = self.id
        return rendered | {"Statement": [statement.render() for statement in self.statements]}

    @property
    def size(self) -> int:
        """Characters that count towards `MAX_POLICY_SIZE`."""
        return policy_size(json.dumps(self.render(), ensure_ascii=False))

    def validate(self) -> None:
        """Check the document as `parse_policy` would, and that it fits into `MAX_POLICY_SIZE`.

        Raises:
            PolicyError: the first thing AWS IoT would refuse, with its JSON path.
        """
        from iot_posture.policy.limits import check_size  # noqa: PLC0415 - both of them read documents
        from iot_posture.policy.parsing import parse_policy_object  # noqa: PLC0415

        parse_policy_object(self.render())
        check_size(self)


def policy_size(text: str) -> int:
    """The length of a document's text as AWS IoT counts it: without white space.

    Example:
        >>> policy_size('{ "Version": "2012-10-17" }')
        24
    """
    return len("".join(text.split()))


def _one_or_many(values: tuple[str, ...]) -> str | list[str]:
    return values[0] if len(values) == 1 else list(values)
