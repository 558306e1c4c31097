"""The statement names an action that AWS IoT policies cannot grant.

### Why it matters

AWS IoT policies decide what devices do on the data plane. Creating things, starting jobs or reading a bucket is
decided by IAM policies, so such an action in an AWS IoT policy has no effect: an Allow grants nothing, a Deny stops
nobody. It often means that a policy for a backend was put in the wrong place.

### How to fix it

Move the action to the IAM policy of the role that asks for it. A device that needs other AWS services gets a role
alias: allow `iot:AssumeRoleWithCertificate` here, and the action in the IAM role.

### Examples

Non-compliant:

```json
{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Action": ["iot:Publish", "iot:CreateThing"],
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

Actions of `greengrass:` are not judged, because devices use some of them. `iot:DescribeJobExecution` is an action of
the control plane; over HTTPS, devices ask for `iotjobsdata:DescribeJobExecution`.
"""

from collections.abc import Iterator

from iot_posture.analysis import Check, EachResource, Outcome, Severity, Unresolved, Violation
from iot_posture.policy.action_use import Use, use_of
from iot_posture.policy.actions import find_action
from iot_posture.template import Resource, policy_document, statements

_FIX = "Move it to the IAM policy of the role that uses it, or take it out."


def judge(resource: Resource) -> Iterator[Outcome]:
    """Look for actions of the control plane and of other services."""
    for statement in statements(policy_document(resource)):
        if statement.unknown is not None:
            yield Unresolved(statement.unknown, "whether devices can use its actions")
            continue
        for node in statement.actions:
            name = node.literal
            if name is None:
                yield Unresolved(node, "whether devices can use this action")
                continue
            use = use_of(name)
            if use is Use.IAM_ONLY:
                twin = find_action(f"iotjobsdata:{name.partition(':')[2]}")
                fix = f"Write {twin.name} for the HTTPS API of jobs. Otherwise: {_FIX}" if twin else _FIX
                yield Violation(node, f"{name} is decided by IAM policies, so it has no effect in this policy.", fix)
            elif use is Use.OTHER_SERVICE:
                message = f"{name} belongs to another service, which does not ask AWS IoT policies."
                yield Violation(node, message, _FIX)


CHECK = Check(
    id="IOT104",
    name="action-not-for-devices",
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
        "https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsiot.html",
        "https://docs.aws.amazon.com/iot/latest/developerguide/authorizing-direct-aws.html",
    ),
)
