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
no condition, or the same as the Deny of `iot:Subscribe`. Where the document allows `iot:Receive` on other topics only,
nothing is delivered, and nothing is reported. A document that is too large is left to IOT110.
"""

from collections.abc import Iterator, Sequence

from iot_posture.analysis import Check, EachResource, Outcome, Severity, Unresolved, Violation
from iot_posture.analysis.coverage import covers, symbols
from iot_posture.analysis.document_size import document_size
from iot_posture.analysis.places import Place, places
from iot_posture.analysis.subscriptions import as_topics, gets_around, has_same_condition, is_received
from iot_posture.policy.documents import MAX_POLICY_SIZE
from iot_posture.template import Resource, StatementView, Text, policy_document, statements


def judge(resource: Resource) -> Iterator[Outcome]:
    """Look for a Deny of Subscribe that wider filters get around."""
    document = policy_document(resource)
    found = statements(document)
    for statement in found:
        if statement.unknown is not None:
            yield Unresolved(statement.unknown, "whether a Deny of iot:Subscribe is got around")
    denied = [place for place in _filters(resource, found, "Deny") if not place.statement.inverts_resources]
    if not denied or document_size(resource, document).least > MAX_POLICY_SIZE:
        return
    allowed = [place for place in _filters(resource, found, "Allow") if not place.statement.inverts_resources]
    wide = [place for place in allowed if any(character in place.names for character in "*?+#")]
    for refusal in denied:
        around = [place for place in wide if gets_around(place, refusal)]
        if around and "+" not in refusal.names and "#" not in refusal.names:
            yield from _judge(resource, found, refusal, around)


def _filters(resource: Resource, found: Sequence[StatementView], effect: str) -> Iterator[Place]:
    return places(resource, found, "iot:Subscribe", "topicfilter", effect)


def _judge(
    resource: Resource, found: Sequence[StatementView], refusal: Place, around: list[Place]
) -> Iterator[Outcome]:
    topics = as_topics(refusal.node.text or Text.of())
    row = symbols(topics)
    stops = [
        place
        for place in places(resource, found, "iot:Receive", "topic", "Deny")
        if not place.statement.inverts_resources and has_same_condition(place.statement, refusal.statement)
    ]
    if any(place.unsure is None and covers(place.row, row) for place in stops) or not is_received(resource, found, row):
        return
    open_places = (refusal, *(place for place in stops if place.unsure is not None), *around[:1])
    unsure = [place.unsure for place in open_places if place.unsure is not None]
    if unsure:
        yield Unresolved(unsure[0], "whether the Deny of iot:Subscribe is got around by wider filters")
        return
    message = (
        f"The Deny of iot:Subscribe on {refusal.node.text} does not refuse wider filters, which "
        f"{around[0].node.text} allows, and iot:Receive is not denied on its topics."
    )
    yield Violation(refusal.node, message, f"Deny iot:Receive on {topics}.")


CHECK = Check(
    id="IOT112",
    name="deny-subscribe-without-deny-receive",
    severity=Severity.WARNING,
    since="0.1.0",
    scope=EachResource(("AWS::IoT::Policy",), judge),
    page=__doc__,
    device_defender="IOT_POLICY_POTENTIAL_MISCONFIGURATION_CHECK",
    controls=(
        "iot-lens:IOTSEC04-BP01",
        "nistir-8259a:Logical Access to Interfaces",
        "cra:Part I (2)(d)",
        "cra:Part I (2)(e)",
    ),
    references=(
        "https://docs.aws.amazon.com/iot/latest/developerguide/pub-sub-policy.html",
        "https://docs.aws.amazon.com/iot-device-defender/latest/devguide/audit-chk-iot-misconfigured-policies.html",
    ),
)
