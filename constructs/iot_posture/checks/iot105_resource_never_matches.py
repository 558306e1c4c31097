"""The statement names a resource that no request can have.

### Why it matters

A resource of an AWS IoT policy is `*` or an ARN of the service iot with region, account and a type that devices use:
`client/`, `topic/`, `topicfilter/`, `thing/` or `rolealias/`. Anything else is compared with each request and never
matches. An Allow then grants nothing, and a Deny protects nothing.

### How to fix it

Write `arn:${AWS::Partition}:iot:${AWS::Region}:${AWS::AccountId}:topic/...` with `Fn::Sub`, and the type right after
the account's colon, without a slash before it.

### Examples

Non-compliant:

```json
{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Action": "iot:Publish",
      "Resource": "arn:aws:iot:us-east-1::/topic/a"
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

A wildcard in region or account is taken to match. Whether the type fits the action is left to IOT102, variables to
IOT106 and IOT113. Statements whose actions have no effect in AWS IoT policies are left to IOT103 and IOT104, and
resources of another service beside actions of that service are not judged.
"""

from collections.abc import Iterator

from iot_posture.analysis import Check, EachResource, Outcome, Severity, Unresolved, Violation
from iot_posture.analysis.resource_form import resource_faults
from iot_posture.template import Node, Resource, policy_document, statements

_FIX = "Write arn:<partition>:iot:<region>:<account>:<type>/<name>, with the type of resource that the action is on."


def judge(resource: Resource) -> Iterator[Outcome]:
    """Look for resources that are no ARN of AWS IoT."""
    for statement in statements(policy_document(resource)):
        if statement.unknown is not None:
            yield Unresolved(statement.unknown, "whether its resources can match a request")
            continue
        for node, fault in resource_faults(resource, statement):
            if isinstance(fault, Node):
                yield Unresolved(node, "whether a request can have this resource")
            elif fault is not None:
                shown = "This resource" if node.text is None else f"The resource {node.text}"
                yield Violation(node, f"{shown} matches no request: {fault}.", _FIX)


CHECK = Check(
    id="IOT105",
    name="resource-never-matches",
    severity=Severity.WARNING,
    since="0.1.0",
    scope=EachResource(("AWS::IoT::Policy",), judge),
    page=__doc__,
    controls=(
        "iot-lens:IOTSEC04-BP01",
        "nistir-8259a:Logical Access to Interfaces",
    ),
    references=(
        "https://docs.aws.amazon.com/iot/latest/developerguide/iot-action-resources.html",
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html",
    ),
)
