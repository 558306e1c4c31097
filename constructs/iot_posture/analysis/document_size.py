"""How large a policy document is, with bounds for what only deployment knows.

Source: docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/pseudo-parameter-reference.html and
docs.aws.amazon.com/general/latest/gr/iot-core.html (names), read 2026-11-22.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from math import inf

from iot_posture.policy.documents import policy_size
from iot_posture.template import Hole, Node, Resource, Text

_LONGEST_NAME = 128
LENGTHS: Mapping[str, tuple[int, int]] = {
    "AWS::AccountId": (12, 12),
    "AWS::Partition": (3, 10),
    "AWS::Region": (9, 15),
    "AWS::StackName": (1, 128),
    "AWS::URLSuffix": (13, 16),
}
"""The shortest and the longest value of pseudo parameters."""


@dataclass(slots=True)
class DocumentSize:
    """The size of a document, as far as the template tells, and the place where most of the rest is open."""

    least: float = 0
    most: float = 0
    widest: float = 0
    where: Node | None = field(default=None)

    def add(self, least: float, most: float, node: Node) -> None:
        """Count a value that is at least and at most so long."""
        self.least += least
        self.most += most
        if most - least > self.widest:
            self.widest, self.where = most - least, node


def document_size(resource: Resource, document: Node) -> DocumentSize:
    """The size of a policy's document: of its text where it is written as text, else of the JSON that it becomes."""
    size = DocumentSize()
    written = resource.properties.get("PolicyDocument") if document.embedded else document
    _measure(resource, written, size, quoted=not document.embedded)
    return size


def _measure(resource: Resource, node: Node, size: DocumentSize, *, quoted: bool) -> None:
    text = node.text
    if type(node.value) is Text and node.value.literal is not None:  # nearly all values are such texts
        known = _length(node.value.literal, quoted)
        size.least += known
        size.most += known
    elif isinstance(node.value, (dict, Mapping)):
        members = list(node.members())
        known = sum([_length(key, True) for key, _ in members]) + len(members) + 1 + max(len(members), 1)
        size.add(known, known, node)
        for _, child in members:
            _measure(resource, child, size, quoted=True)
    elif text is not None:
        quotes = 2 if quoted and not isinstance(node.value, bool | int | float) else 0
        known = quotes + sum(_length(part, quoted) - quotes for part in text.parts if isinstance(part, str))
        bounds = [_bounds(resource, hole) for hole in text.holes]
        size.add(known + sum(least for least, _ in bounds), known + sum(most for _, most in bounds), node)
    elif isinstance(node.value, (list, Sequence)):
        children = node.elements()
        size.add(1 + max(len(children), 1), 1 + max(len(children), 1), node)
        for child in children:
            _measure(resource, child, size, quoted=True)
    else:
        size.add(0, inf, node)


@lru_cache(maxsize=512)
def _length(text: str, quoted: bool) -> int:
    """Characters that count: as JSON writes the text, or as it stands where it is JSON already."""
    return policy_size(json.dumps(text, ensure_ascii=False) if quoted else text)


def _bounds(resource: Resource, hole: Hole) -> tuple[float, float]:
    if hole.name in LENGTHS:
        return LENGTHS[hole.name]
    match resource.template.section("Parameters").get(hole.name):
        case {"AllowedValues": [_, *_] as values}:
            lengths = [len(str(value)) for value in values]
            return min(lengths), max(lengths)
        case Mapping() as parameter:
            return _number(parameter.get("MinLength"), 0), _number(parameter.get("MaxLength"), _LONGEST_NAME)
        case _:
            return 0, _LONGEST_NAME


def _number(value: object, otherwise: int) -> int:
    text = str(value)
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 6 else otherwise
