"""The policy document is larger than AWS IoT accepts.

### Why it matters

AWS IoT takes 2,048 characters, white space not counted. Synthesis and most linters let a longer document through, and
the deployment fails.

### How to fix it

Split the policy: a certificate takes up to 10, so give connecting, readings, shadow and jobs a policy each. Or write
shorter topics, and actions that share resources in one statement.

### Examples

Non-compliant:

```json
{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Action": "iot:Publish",
      "Resource": [
        "arn:aws:iot:us-east-1:123456789012:topic/dt/${iot:Connection.Thing.ThingName}/measuring-point/00",
        "arn:aws:iot:us-east-1:123456789012:topic/dt/${iot:Connection.Thing.ThingName}/measuring-point/01",
        "arn:aws:iot:us-east-1:123456789012:topic/dt/${iot:Connection.Thing.ThingName}/measuring-point/02",
        "arn:aws:iot:us-east-1:123456789012:topic/dt/${iot:Connection.Thing.ThingName}/measuring-point/03",
        "arn:aws:iot:us-east-1:123456789012:topic/dt/${iot:Connection.Thing.ThingName}/measuring-point/04",
        "arn:aws:iot:us-east-1:123456789012:topic/dt/${iot:Connection.Thing.ThingName}/measuring-point/05",
        "arn:aws:iot:us-east-1:123456789012:topic/dt/${iot:Connection.Thing.ThingName}/measuring-point/06",
        "arn:aws:iot:us-east-1:123456789012:topic/dt/${iot:Connection.Thing.ThingName}/measuring-point/07",
        "arn:aws:iot:us-east-1:123456789012:topic/dt/${iot:Connection.Thing.ThingName}/measuring-point/08",
        "arn:aws:iot:us-east-1:123456789012:topic/dt/${iot:Connection.Thing.ThingName}/measuring-point/09",
        "arn:aws:iot:us-east-1:123456789012:topic/dt/${iot:Connection.Thing.ThingName}/measuring-point/10",
        "arn:aws:iot:us-east-1:123456789012:topic/dt/${iot:Connection.Thing.ThingName}/measuring-point/11",
        "arn:aws:iot:us-east-1:123456789012:topic/dt/${iot:Connection.Thing.ThingName}/measuring-point/12",
        "arn:aws:iot:us-east-1:123456789012:topic/dt/${iot:Connection.Thing.ThingName}/measuring-point/13",
        "arn:aws:iot:us-east-1:123456789012:topic/dt/${iot:Connection.Thing.ThingName}/measuring-point/14",
        "arn:aws:iot:us-east-1:123456789012:topic/dt/${iot:Connection.Thing.ThingName}/measuring-point/15",
        "arn:aws:iot:us-east-1:123456789012:topic/dt/${iot:Connection.Thing.ThingName}/measuring-point/16",
        "arn:aws:iot:us-east-1:123456789012:topic/dt/${iot:Connection.Thing.ThingName}/measuring-point/17",
        "arn:aws:iot:us-east-1:123456789012:topic/dt/${iot:Connection.Thing.ThingName}/measuring-point/18",
        "arn:aws:iot:us-east-1:123456789012:topic/dt/${iot:Connection.Thing.ThingName}/measuring-point/19",
        "arn:aws:iot:us-east-1:123456789012:topic/dt/${iot:Connection.Thing.ThingName}/measuring-point/20"
      ]
    }
  ]
}
```

Compliant:

```json
{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Action": "iot:Publish",
      "Resource": "arn:aws:iot:us-east-1:123456789012:topic/dt/${iot:Connection.Thing.ThingName}/measuring-point/*"
    }
  ]
}
```

### Limits

Parts that are known only at deployment count with the least and with the most they can be: pseudo parameters by their
known lengths, parameters by `AllowedValues`, `MinLength` and `MaxLength`, and everything else with up to 128 characters,
which is the longest thing name. When only the most is too much, the size is unresolved.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from math import inf

from iot_posture.analysis import Check, EachResource, Outcome, Severity, Unresolved, Violation
from iot_posture.policy.documents import MAX_POLICY_SIZE, policy_size
from iot_posture.policy.limits import MAX_POLICIES_PER_PRINCIPAL
from iot_posture.template import Hole, Node, Resource, policy_document

_LONGEST_NAME = 128
_LENGTHS: Mapping[str, tuple[int, int]] = {
    "AWS::AccountId": (12, 12),
    "AWS::Partition": (3, 10),
    "AWS::Region": (9, 14),
    "AWS::StackName": (1, 128),
    "AWS::URLSuffix": (13, 16),
}
"""The shortest and the longest value of pseudo parameters."""


@dataclass(slots=True)
class _Size:
    """The size of a document, as far as the template tells, and the place where most of the rest is open."""

    least: float = 0
    most: float = 0
    widest: float = 0
    where: Node | None = field(default=None)

    def add(self, least: float, most: float, node: Node) -> None:
        self.least += least
        self.most += most
        if most - least > self.widest:
            self.widest, self.where = most - least, node


def judge(resource: Resource) -> Iterator[Outcome]:
    """Count the characters, with bounds for what only deployment knows."""
    document = policy_document(resource)
    if document.unknown_reason is not None:
        yield Unresolved(document, "whether the policy is small enough")
    elif isinstance(document.value, Mapping):
        size = _Size()
        written = resource.properties.get("PolicyDocument")
        _measure(resource, written if document.embedded else document, size, quoted=not document.embedded)
        if size.least > MAX_POLICY_SIZE:
            less = "" if size.most == size.least else "at least "
            message = f"The policy has {less}{size.least:,} characters without white space, and may have"
            fix = f"Split it: a certificate takes up to {MAX_POLICIES_PER_PRINCIPAL} policies."
            yield Violation(document, f"{message} {MAX_POLICY_SIZE:,}.", fix)
        elif size.most > MAX_POLICY_SIZE and size.where is not None:
            known = f"{size.least:,} of {MAX_POLICY_SIZE:,} characters are known to be used"
            yield Unresolved(size.where, f"whether the policy is small enough ({known})")


def _measure(resource: Resource, node: Node, size: _Size, *, quoted: bool) -> None:
    text = node.text
    if isinstance(node.value, Mapping):
        members = list(node.members())
        names = sum(_length(key, quoted=True) + 1 for key, _ in members)
        size.add(names + 1 + max(len(members), 1), names + 1 + max(len(members), 1), node)
        for _, child in members:
            _measure(resource, child, size, quoted=True)
    elif text is not None:
        quotes = 2 if quoted and not isinstance(node.value, bool | int | float) else 0
        known = quotes + sum(_length(part, quoted=quoted) - quotes for part in text.parts if isinstance(part, str))
        bounds = [_bounds(resource, hole) for hole in text.holes]
        size.add(known + sum(least for least, _ in bounds), known + sum(most for _, most in bounds), node)
    elif isinstance(node.value, Sequence):
        children = node.elements()
        size.add(1 + max(len(children), 1), 1 + max(len(children), 1), node)
        for child in children:
            _measure(resource, child, size, quoted=True)
    else:
        size.add(0, inf, node)


def _length(text: str, *, quoted: bool) -> int:
    """Characters that count: as JSON writes the text, or as it stands where it is JSON already."""
    return policy_size(json.dumps(text, ensure_ascii=False) if quoted else text)


def _bounds(resource: Resource, hole: Hole) -> tuple[float, float]:
    if hole.name in _LENGTHS:
        return _LENGTHS[hole.name]
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


CHECK = Check(
    id="IOT110",
    name="policy-too-large",
    severity=Severity.ERROR,
    since="0.1.0",
    scope=EachResource(("AWS::IoT::Policy",), judge),
    page=__doc__,
    references=(
        "https://docs.aws.amazon.com/general/latest/gr/iot-core.html",
        "https://docs.aws.amazon.com/iot/latest/developerguide/iot-policies.html",
    ),
)
