"""The policy denies subscribing to topics that a wider filter still delivers.

### Why it matters

A subscription is decided by the text of its filter. When `topicfilter/site/*` is allowed, a Deny on
`topicfilter/site/vault/*` refuses `site/vault/#` and not `site/#`, and that delivers the messages below `site/vault`
all the same. `iot:Receive` is decided on the topic of every message, so it is the place for the refusal.

### How to fix it

Deny `iot:Receive` on the same topics, with `topic/` in place of `topicfilter/`. The Deny of `iot:Subscribe` may stay.

### Examples

Non-compliant:

```json
{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Action": "iot:Subscribe",
      "Resource": "arn:aws:iot:us-east-1:123456789012:topicfilter/site/*"
    },
    {
      "Effect": "Deny",
      "Action": "iot:Subscribe",
      "Resource": "arn:aws:iot:us-east-1:123456789012:topicfilter/site/vault/*"
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
      "Action": "iot:Subscribe",
      "Resource": "arn:aws:iot:us-east-1:123456789012:topicfilter/site/*"
    },
    {
      "Effect": "Deny",
      "Action": ["iot:Subscribe", "iot:Receive"],
      "Resource": [
        "arn:aws:iot:us-east-1:123456789012:topicfilter/site/vault/*",
        "arn:aws:iot:us-east-1:123456789012:topic/site/vault/*"
      ]
    }
  ]
}
```

### Limits

Only statements of one document are compared, and a variable or an unknown part only with itself. A Deny with
`NotResource` is not judged, nor one with MQTT wildcards, which is IOT109's. A Deny of `iot:Receive` counts when it has
no condition, or the same as the Deny of `iot:Subscribe`.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from iot_posture.analysis import Check, EachResource, Outcome, Severity, Unresolved, Violation
from iot_posture.analysis.coverage import Symbol, covers, overlaps, symbols
from iot_posture.policy.wildcards import Wildcard
from iot_posture.template import (
    NamePattern,
    Node,
    Resource,
    StatementView,
    Text,
    names_of,
    policy_document,
    statements,
    with_known_arns,
)


@dataclass(frozen=True, slots=True)
class _Place:
    """A resource of a statement, for one action; `unsure` leaves open what it stands for, or whether it counts."""

    statement: StatementView
    node: Node
    row: tuple[Symbol, ...]
    names: str
    unsure: Node | None


def judge(resource: Resource) -> Iterator[Outcome]:
    """Look for a Deny of Subscribe that wider filters get around."""
    found = statements(policy_document(resource))
    for statement in found:
        if statement.unknown is not None:
            yield Unresolved(statement.unknown, "whether a Deny of iot:Subscribe is got around")
    wide = [
        place
        for place in _places(resource, found, "iot:Subscribe", "topicfilter", "Allow")
        if any(character in place.names for character in "*?+#")
    ]
    received = list(_places(resource, found, "iot:Receive", "topic", "Deny"))
    for denied in _places(resource, found, "iot:Subscribe", "topicfilter", "Deny"):
        around = [place for place in wide if _gets_around(place, denied)]
        if around and "+" not in denied.names and "#" not in denied.names:
            yield from _judge(denied, around, received)


def _judge(denied: _Place, around: list[_Place], received: list[_Place]) -> Iterator[Outcome]:
    topics = symbols(_as_topics(denied.node.text or Text.of()))
    refusals = [place for place in received if _same_condition(place.statement, denied.statement)]
    if any(place.unsure is None and covers(place.row, topics) for place in refusals):
        return
    maybe = [place for place in refusals if place.unsure is not None]
    unsure = [place.unsure for place in (denied, *maybe, *around[:1]) if place.unsure is not None]
    if unsure:
        yield Unresolved(unsure[0], "whether the Deny of iot:Subscribe is got around by wider filters")
        return
    message = (
        f"The Deny of iot:Subscribe on {denied.node.text} does not refuse wider filters, which "
        f"{around[0].node.text} allows, and iot:Receive is not denied on its topics."
    )
    yield Violation(denied.node, message, f"Deny iot:Receive on {_as_topics(denied.node.text or Text.of())}.")


def _places(resource: Resource, found: list[StatementView], action: str, kind: str, effect: str) -> Iterator[_Place]:
    for statement in found:
        written = statement.node.get("Effect")
        means = False if statement.unknown is not None else statement.means(action)
        if means is False or statement.inverts_resources or written.literal not in (effect, None):
            continue
        unsure = means if isinstance(means, Node) else written if written.unknown_reason is not None else None
        for node in statement.resources:
            names = names_of(resource, node, kind)
            if isinstance(names, NamePattern) and node.text is not None:
                text = with_known_arns(resource, node.text)
                yield _Place(statement, node, symbols(text), names.masked, unsure)
            elif isinstance(names, Node):
                yield _Place(statement, node, (Wildcard.MANY,), "*", node)


def _gets_around(allowed: _Place, denied: _Place) -> bool:
    """Whether some filter that is allowed, and not denied, delivers topics that the Deny is about."""
    return not covers(denied.row, allowed.row) and overlaps(_delivered(allowed.row), _delivered(denied.row))


def _delivered(row: tuple[Symbol, ...]) -> tuple[Symbol, ...]:
    """The topics that filters deliver: an MQTT wildcard in a filter stands for any text."""
    return tuple(Wildcard.MANY if symbol in ("+", "#") else symbol for symbol in row)


def _as_topics(filters: Text) -> Text:
    return Text.of(
        *(part if not isinstance(part, str) else part.replace(":topicfilter/", ":topic/") for part in filters.parts)
    )


def _same_condition(receive: StatementView, subscribe: StatementView) -> bool:
    condition = receive.node.get("Condition")
    return not condition.present or condition.value == subscribe.node.get("Condition").value


CHECK = Check(
    id="IOT112",
    name="deny-subscribe-without-deny-receive",
    severity=Severity.WARNING,
    since="0.1.0",
    scope=EachResource(("AWS::IoT::Policy",), judge),
    page=__doc__,
    device_defender="IOT_POLICY_POTENTIAL_MISCONFIGURATION_CHECK",
    references=(
        "https://docs.aws.amazon.com/iot/latest/developerguide/pub-sub-policy.html",
        "https://docs.aws.amazon.com/iot-device-defender/latest/devguide/audit-chk-iot-misconfigured-policies.html",
    ),
)
