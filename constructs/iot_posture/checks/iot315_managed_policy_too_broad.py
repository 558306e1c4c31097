"""A role has a managed policy of AWS that reaches far more than one use of AWS IoT.

### Why it matters

The managed policies of AWS are written for every account, so they name no resource: AWSIoTThingsRegistration attaches
any policy to any certificate, AWSIoTRuleActions writes to every table and bucket. AWS also adds actions to them later,
without a change to your template.

### How to fix it

Write a policy with the actions that are used, on the resources they are used on.

### Examples

Non-compliant:

```json
{
  "Type": "AWS::IAM::Role",
  "Properties": {
    "AssumeRolePolicyDocument": {"Statement": []},
    "ManagedPolicyArns": ["arn:aws:iam::aws:policy/service-role/AWSIoTThingsRegistration"]
  }
}
```

Compliant:

```json
{
  "Type": "AWS::IAM::Role",
  "Properties": {
    "AssumeRolePolicyDocument": {"Statement": []},
    "Policies": [
      {
        "PolicyName": "provision",
        "PolicyDocument": {
          "Statement": {
            "Effect": "Allow",
            "Action": ["iot:CreateThing", "iot:DescribeThing"],
            "Resource": "arn:aws:iot:us-east-1:123456789012:thing/gateway-*"
          }
        }
      }
    ]
  }
}
```

### Limits

The policies that are known to be broad are listed; any other managed policy is not judged. AdministratorAccess,
PowerUserAccess and the policies of a service that end in FullAccess are reported on roles that AWS IoT or its credential
provider may assume; on others they are no matter of AWS IoT.
"""

import re
from collections.abc import Iterator

from iot_posture.analysis import Check, EachResource, Outcome, Severity, Violation
from iot_posture.facts.managed_policies import ADMINISTRATOR_POLICIES, BROAD_POLICIES, FULL_ACCESS
from iot_posture.template import Resource, read_document, statements

_MANAGED = re.compile(r":iam::aws:policy/(?:.*/)?([^/]+)$")


def judge(resource: Resource) -> Iterator[Outcome]:
    """Look at the names of the attached managed policies."""
    for arn in resource.properties.get("ManagedPolicyArns").elements():
        found = None if arn.text is None else _MANAGED.search(arn.text.masked)
        name = "" if found is None else found.group(1)
        if name in BROAD_POLICIES:
            does, fix = BROAD_POLICIES[name]
            yield Violation(arn, f"{name} {does}.", fix)
        elif _for_administrators(name) and _is_assumed_by_iot(resource):
            message = f"AWS IoT may assume this role, and {name} {_for_administrators(name)}."
            yield Violation(
                arn, message, "Write a policy with the actions that are used, on the resources they are used on."
            )


def _for_administrators(name: str) -> str | None:
    full = "allows everything of its service, on every resource" if FULL_ACCESS.fullmatch(name) else None
    return ADMINISTRATOR_POLICIES.get(name, full)


def _is_assumed_by_iot(resource: Resource) -> bool:
    return any(
        service.text is not None and service.text.masked.startswith(("iot.", "credentials.iot."))
        for statement in statements(read_document(resource.properties.get("AssumeRolePolicyDocument")))
        for service in statement.node.get("Principal", "Service").elements()
    )


CHECK = Check(
    id="IOT315",
    name="managed-policy-too-broad",
    severity=Severity.WARNING,
    since="0.1.0",
    scope=EachResource(("AWS::IAM::Role",), judge),
    page=__doc__,
    controls=(
        "nistir-8259a:Logical Access to Interfaces",
        "owasp:I3",
        "cra:Part I (2)(d)",
        "cra:Part I (2)(j)",
    ),
    references=(
        "https://docs.aws.amazon.com/iot/latest/developerguide/security-iam-awsmanpol.html",
        "https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AWSIoTThingsRegistration.html",
        "https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AWSIoTRuleActions.html",
    ),
)
