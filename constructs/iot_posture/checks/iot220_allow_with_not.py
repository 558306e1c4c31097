"""An Allow statement lists what it does not mean.

### Why it matters

`NotAction` and `NotResource` in an Allow statement allow everything but what is listed: every other action or every other
topic, those of other devices included, and whatever is added later. They look like a limit and are the opposite of
one.

### How to fix it

Write `Action` and `Resource` with what the device uses. To take something away, write a Deny statement: there
`NotAction` and `NotResource` are safe.

### Examples

Non-compliant:

```json
{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Action": "iot:Receive",
      "NotResource": "arn:aws:iot:us-east-1:123456789012:topic/secret/*"
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
      "Action": "iot:Receive",
      "Resource": "arn:aws:iot:us-east-1:123456789012:topic/cmd/${iot:Connection.Thing.ThingName}/*"
    },
    {
      "Effect": "Deny",
      "Action": "iot:Receive",
      "NotResource": "arn:aws:iot:us-east-1:123456789012:topic/cmd/*"
    }
  ]
}
```

### Limits

Each such statement is reported, however narrow its other half is; a list with `*` in it leaves nothing and is not
reported. What such a statement reaches is not reported again by the checks of topics, shadows and jobs. Denies
elsewhere are not considered.
"""

from collections.abc import Iterator

from iot_posture.analysis import Check, EachResource, Outcome, Severity, Unresolved, Violation
from iot_posture.template import Resource, StatementView, overly_permissive, policy_document, statements

_EVERYTHING = {
    "NotAction": ("every action that it does not list", ("*", "iot:*")),
    "NotResource": ("every resource that it does not list", ("*",)),
}
_FIX = "Write Action and Resource with what the device uses, and take things away with a Deny."


def judge(resource: Resource) -> Iterator[Outcome]:
    """Look for NotAction and NotResource in Allow statements."""
    for statement in statements(policy_document(resource)):
        if statement.unknown is None and statement.allows:
            yield from _judge_statement(resource, statement)


def _judge_statement(resource: Resource, statement: StatementView) -> Iterator[Outcome]:
    effect = statement.node.get("Effect")
    for element, (allowed, everything) in _EVERYTHING.items():
        listed = statement.node.get(element)
        if not listed.present or any((entry.literal or "").lower() in everything for entry in listed.elements()):
            continue
        if effect.unknown_reason is not None:
            yield Unresolved(effect, f"whether {element} allows or denies")
        else:
            message = f"{element} in an Allow statement allows {allowed}, also those that are added later."
            yield Violation(listed, message, _FIX, device_defender=overly_permissive(resource, statement))


CHECK = Check(
    id="IOT220",
    name="allow-with-not",
    severity=Severity.ERROR,
    since="0.1.0",
    scope=EachResource(("AWS::IoT::Policy",), judge),
    page=__doc__,
    device_defender="IOT_POLICY_OVERLY_PERMISSIVE_CHECK",
    controls=(
        "iot-lens:IOTSEC04-BP01",
        "nistir-8259a:Logical Access to Interfaces",
        "owasp:I3",
        "cra:Part I (2)(d)",
        "cra:Part I (2)(j)",
    ),
    references=(
        "https://docs.aws.amazon.com/iot/latest/developerguide/iot-policies.html",
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notaction.html",
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notresource.html",
        "https://docs.aws.amazon.com/iot-device-defender/latest/devguide/audit-chk-iot-policy-permissive.html",
    ),
)
