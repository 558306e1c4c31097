"""An acknowledgement gives no reason, or does not say what it acknowledges.

### Why it matters

An acknowledgement says that somebody looked at a finding and may live with it. Without a reason the next reader
cannot tell a decision from a silenced alarm. An acknowledgement that is not valid acknowledges nothing: the finding
still counts.

### How to fix it

Give each entry the `id` of the check and a `reason` that is true.

### Examples

Non-compliant:

```json
{
  "Type": "AWS::IoT::Thing",
  "Metadata": {"iot_posture": {"acknowledge": [{"id": "IOT201"}]}}
}
```

Compliant:

```json
{
  "Type": "AWS::IoT::Policy",
  "Metadata": {"iot_posture": {"acknowledge": [{"id": "IOT201", "reason": "a test account without devices"}]}},
  "Properties": {
    "PolicyDocument": {
      "Version": "2012-10-17",
      "Statement": [{"Effect": "Allow", "Action": "iot:*", "Resource": "arn:aws:iot:us-east-1:123456789012:topic/a"}]
    }
  }
}
```

### Limits

Whether a reason is true is for people to judge.
"""

from collections.abc import Iterator

from iot_posture.analysis import Check, EachResource, Outcome, Severity, Violation, acknowledgements_of
from iot_posture.template import Resource

_FIX = 'Write {"iot_posture": {"acknowledge": [{"id": "IOT201", "reason": "why this is safe here"}]}} in Metadata.'


def judge(resource: Resource) -> Iterator[Outcome]:
    """Look at the acknowledgements in the resource's metadata."""
    for found in acknowledgements_of(resource):
        if found.fault is not None:
            yield Violation(
                found.where, f"{found.fault[0].upper()}{found.fault[1:]}, so it acknowledges nothing.", _FIX
            )


CHECK = Check(
    id="IOT001",
    name="acknowledgement-not-valid",
    severity=Severity.ERROR,
    since="0.1.0",
    scope=EachResource((), judge),
    page=__doc__,
    references=(),
)
