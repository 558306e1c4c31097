"""Typed views of the policy documents that templates carry, in AWS::IoT::Policy and in IAM.

Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html, read 2026-11-22.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from iot_posture.template.memo import once, remembered
from iot_posture.template.nodes import Node
from iot_posture.template.resource import Resource
from iot_posture.template.values import MARK, Hole, Text
from iot_posture.template.wildcards import matches


@dataclass(frozen=True)
class StatementView:
    """One statement where it stands in the template."""

    node: Node

    @property
    def memo(self) -> dict[object, Any]:
        """What is known about this statement; see `template.memo`."""
        return self.node.memo

    @once
    def allows(self) -> bool:
        """Whether it is, or may turn out to be, an Allow statement."""
        effect = self.node.get("Effect")
        return effect.literal == "Allow" or effect.unknown_reason is not None

    @once
    def inverts_actions(self) -> bool:
        """Whether it lists the actions that it does not mean."""
        return self.node.get("NotAction").present

    @once
    def inverts_resources(self) -> bool:
        """Whether it lists the resources that it does not mean."""
        return self.node.get("NotResource").present

    @once
    def actions(self) -> list[Node]:
        """The entries of `Action` or `NotAction`."""
        return self.node.get("NotAction" if self.inverts_actions else "Action").elements()

    @once
    def resources(self) -> list[Node]:
        """The entries of `Resource` or `NotResource`."""
        return self.node.get("NotResource" if self.inverts_resources else "Resource").elements()

    @property
    def unknown(self) -> Node | None:
        """The place that keeps the whole statement from being read."""
        return self.node if self.node.unknown_reason is not None else None

    @once
    def allows_any_action(self) -> bool:
        """Whether an action stands there that covers all actions of AWS IoT, such as `iot:*`."""
        return not self.inverts_actions and any(map(is_any_action, self.actions))

    @once
    def denies_always(self) -> bool:
        """Whether it is a Deny that nothing makes conditional."""
        return self.node.get("Effect").literal == "Deny" and not self.node.get("Condition").present

    def means(self, action: str) -> bool | Node:
        """Whether the statement is about this action, or the node that keeps one from telling."""
        names, patterns, unsure = self._read_actions
        wanted = action.lower()
        if wanted in names or (patterns and any(matches(pattern, wanted) for pattern in patterns)):
            return not self.inverts_actions
        return self.inverts_actions if unsure is None else unsure

    @once
    def _read_actions(self) -> tuple[set[str], list[str], Node | None]:
        """The names and the patterns of its actions in lower case, and an action that the template does not tell."""
        names: set[str] = set()
        patterns: list[str] = []
        unsure: Node | None = None
        for node in self.actions:
            literal = node.literal
            if literal is None:
                unsure = node
            elif "*" in literal or "?" in literal:
                patterns.append(literal.lower())
            else:
                names.add(literal.lower())
        return names, patterns, unsure

    def conditions(self) -> Iterator[tuple[str, str, Node]]:
        """Each operator and key in lower case, because both are case-insensitive, with its values."""
        for operator, keys in self.node.get("Condition").members():
            for key, values in keys.members():
                yield operator.lower(), key.lower(), values


def is_any_action(action: Node) -> bool:
    """Whether this entry of `Action` covers all actions of AWS IoT."""
    return action.literal is not None and action.literal.lower().strip("*?") in ("", "iot:")


@remembered
def policy_document(resource: Resource) -> Node:
    """The document of an AWS::IoT::Policy, which may be written as an object or as JSON text."""
    return read_document(resource.properties.get("PolicyDocument"))


def read_document(node: Node) -> Node:
    """A document where it stands; JSON text is parsed, and everything in it stands where the text stands."""
    text = node.text
    parsed = None if text is None or text.whole_hole is not None else _parsed(node, text)
    return node if parsed is None else parsed


@remembered
def _parsed(node: Node, text: Text) -> Node | None:
    holes = iter(text.holes)
    try:
        raw = _with_holes(json.loads(text.masked), holes)
    except (ValueError, RecursionError):
        return None
    read = node.resolve(raw, node.path)
    return Node(read.value, node.path, read.resolve, embedded=True)


@remembered
def statements(document: Node) -> list[StatementView]:
    """The statements of a document, where a lone one needs no list. An unknown document is one unknown statement."""
    if document.unknown_reason is not None:
        return [StatementView(document)]
    return [StatementView(node) for node in document.get("Statement").elements()]


def _with_holes(parsed: object, holes: Iterator[Hole]) -> object:
    if isinstance(parsed, str):
        pieces = parsed.split(MARK)
        parts: list[str | Hole] = [pieces[0]]
        for piece in pieces[1:]:
            parts += [next(holes, Hole("value")), piece]
        return Text.of(*parts)
    if isinstance(parsed, Mapping):
        return {key: _with_holes(value, holes) for key, value in parsed.items() if MARK not in key or next(holes, True)}
    if isinstance(parsed, list):
        return [_with_holes(value, holes) for value in parsed]
    return parsed
