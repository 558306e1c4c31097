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

from collections.abc import Iterator, Mapping

from iot_posture.analysis import Check, EachResource, Outcome, Severity, Unresolved, Violation
from iot_posture.analysis.document_size import document_size
from iot_posture.policy.documents import MAX_POLICY_SIZE
from iot_posture.policy.limits import MAX_POLICIES_PER_PRINCIPAL
from iot_posture.template import Resource, policy_document


def judge(resource: Resource) -> Iterator[Outcome]:
    """Count the characters, with bounds for what only deployment knows."""
    document = policy_document(resource)
    if document.unknown_reason is not None:
        yield Unresolved(document, "whether the policy is small enough")
    elif isinstance(document.value, Mapping):
        size = document_size(resource, document)
        if size.least > MAX_POLICY_SIZE:
            less = "" if size.most == size.least else "at least "
            message = f"The policy has {less}{size.least:,} characters without white space, and may have"
            fix = f"Split it: a certificate takes up to {MAX_POLICIES_PER_PRINCIPAL} policies."
            yield Violation(document, f"{message} {MAX_POLICY_SIZE:,}.", fix)
        elif size.most > MAX_POLICY_SIZE and size.where is not None:
            known = f"{size.least:,} of {MAX_POLICY_SIZE:,} characters are known to be used"
            yield Unresolved(size.where, f"whether the policy is small enough ({known})")


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
