"""The policy writes an MQTT wildcard where it is an ordinary character.

### Why it matters

The wildcards of policies are `*` and `?`. AWS IoT compares `+` and `#` in a policy as the characters they are: a Deny
on `topicfilter/secret/#` refuses the one filter `secret/#`, and lets `secret/a` and `secret/+` through. No topic
contains `+` or `#`, so `topic/secret/+` matches no message at all.

### How to fix it

Write `*` where any text is meant. In a Deny, refuse `iot:Receive` on the topics as well as `iot:Subscribe` on the
filters, because a wider filter is another text.

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
      "Action": "iot:Receive",
      "Resource": "arn:aws:iot:us-east-1:123456789012:topic/site/vault/#"
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
      "Action": "iot:Receive",
      "Resource": "arn:aws:iot:us-east-1:123456789012:topic/site/vault/*"
    }
  ]
}
```

### Limits

`+` and `#` in an Allow on `topicfilter/` are not reported: a device sends them in its filters, so they belong there.
A Deny that means to refuse one filter with a wildcard in it, such as `#` itself, is reported here as it is by Device
Defender; acknowledge it. Device Defender looks at Deny statements only. In `client/` and `thing/`, only levels that
are a wildcard are reported.
"""

import re
from collections.abc import Iterator

from iot_posture.analysis import Check, EachResource, Outcome, Severity, Unresolved, Violation
from iot_posture.analysis.resource_form import KINDS
from iot_posture.template import (
    MARK,
    NamePattern,
    Node,
    Resource,
    StatementView,
    arn_segments,
    names_of,
    policy_document,
    statements,
)

_OF_INTEREST = re.compile(rf"[+#{MARK}]")


def judge(resource: Resource) -> Iterator[Outcome]:
    """Look for + and # where no request has them, and in every Deny."""
    for statement in statements(policy_document(resource)):
        if statement.unknown is not None:
            yield Unresolved(statement.unknown, "whether it uses MQTT wildcards as text")
            continue
        for node in statement.resources:
            text = node.text
            if text is not None and not _is_of_interest(text.masked):
                continue
            names = {kind: names_of(resource, node, kind) for kind in KINDS}
            if any(isinstance(found, Node) for found in names.values()):
                yield Unresolved(node, "whether it uses MQTT wildcards as text")
            for kind, found in names.items():
                if isinstance(found, NamePattern) and _is_literal(found.masked, kind, statement):
                    yield from _judge(statement, node, kind)
                    break


def _is_of_interest(masked: str) -> bool:
    """Whether an MQTT wildcard may stand there; what only the deployment knows of region and account is none."""
    segments = arn_segments(masked)
    known = len(segments) == 6 and (segments[0], segments[2]) == ("arn", "iot")
    return _OF_INTEREST.search(segments[5] if known else masked) is not None


def _is_literal(name: str, kind: str, statement: StatementView) -> bool:
    if kind == "topicfilter" and (statement.inverts_resources or statement.node.get("Effect").literal == "Allow"):
        return False
    if kind in ("topic", "topicfilter"):
        return "+" in name or "#" in name
    return any(level in ("+", "#") for level in name.split("/"))


def _judge(statement: StatementView, node: Node, kind: str) -> Iterator[Outcome]:
    effect = statement.node.get("Effect")
    if kind == "topicfilter" and effect.unknown_reason is not None:
        yield Unresolved(effect, "whether this denies filters with MQTT wildcards")
        return
    denies = effect.literal == "Deny"
    message = f"{node.text} has an MQTT wildcard, which is an ordinary character in a policy."
    fix = "Write * for any text."
    if kind in ("topic", "topicfilter") and denies:
        fix += " Deny iot:Subscribe on the filters and iot:Receive on the topics."
    yield Violation(node, message, fix, device_defender=denies)


CHECK = Check(
    id="IOT109",
    name="mqtt-wildcard-is-literal",
    severity=Severity.WARNING,
    since="0.1.0",
    scope=EachResource(("AWS::IoT::Policy",), judge),
    page=__doc__,
    device_defender="IOT_POLICY_POTENTIAL_MISCONFIGURATION_CHECK",
    controls=(
        "iot-lens:IOTSEC04-BP01",
        "nistir-8259a:Logical Access to Interfaces",
        "cra:Part I (2)(d)",
    ),
    references=(
        "https://docs.aws.amazon.com/iot/latest/developerguide/pub-sub-policy.html",
        "https://docs.aws.amazon.com/iot/latest/developerguide/iot-policy-variables.html",
        "https://docs.aws.amazon.com/iot-device-defender/latest/devguide/audit-chk-iot-misconfigured-policies.html",
    ),
)
