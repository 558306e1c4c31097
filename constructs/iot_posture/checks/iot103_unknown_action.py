"""The statement names an action that AWS IoT does not know.

### Why it matters

No request ever asks for such an action. An Allow then grants nothing, and the device is refused without a word about
the name; a Deny protects nothing although it looks as if it did.

### How to fix it

Write the action as AWS does, with its service: `iot:Publish`, and `iotjobsdata:GetPendingJobExecutions` for the HTTPS
API of jobs. The developer guide lists all of them.

### Examples

Non-compliant:

```json
{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Action": "iot:Publsh",
      "Resource": "arn:aws:iot:us-east-1:123456789012:topic/a"
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
      "Resource": "arn:aws:iot:us-east-1:123456789012:topic/a"
    }
  ]
}
```

### Limits

A pattern such as `iot:Pub*` is judged by what it covers today. Old pages of AWS write `iot:` before the jobs actions
of devices; AWS now documents them as `iotjobsdata:` only. Actions of `greengrass:` are not judged.
"""

from collections.abc import Iterator

from iot_posture.analysis import Check, EachResource, Outcome, Severity, Unresolved, Violation
from iot_posture.policy.action_use import Use, use_of
from iot_posture.policy.actions import meant
from iot_posture.template import Resource, policy_document, statements


def judge(resource: Resource) -> Iterator[Outcome]:
    """Look for actions that stand in no catalogue of AWS IoT."""
    for statement in statements(policy_document(resource)):
        if statement.unknown is not None:
            yield Unresolved(statement.unknown, "whether AWS IoT knows its actions")
            continue
        for node in statement.actions:
            name = node.literal
            if name is None:
                yield Unresolved(node, "whether AWS IoT knows this action")
            elif use_of(name) is Use.UNKNOWN:
                close = meant(name)
                fix = f"Write {close.name}." if close else "Write one of the actions that the developer guide lists."
                yield Violation(node, f"AWS IoT knows no action {name}, so nothing is ever asked for under it.", fix)


CHECK = Check(
    id="IOT103",
    name="unknown-action",
    severity=Severity.WARNING,
    since="0.1.0",
    scope=EachResource(("AWS::IoT::Policy",), judge),
    page=__doc__,
    controls=(
        "iot-lens:IOTSEC04-BP01",
        "nistir-8259a:Logical Access to Interfaces",
    ),
    references=(
        "https://docs.aws.amazon.com/iot/latest/developerguide/iot-policy-actions.html",
        "https://docs.aws.amazon.com/iot/latest/developerguide/iot-data-plane-jobs.html",
    ),
)
