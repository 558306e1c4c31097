"""The policy uses variables, but not the version of the policy language that has them.

### Why it matters

Only in version 2012-10-17 is `${...}` a variable. In 2008-10-17, which is also what a document without `Version` is
read as, it is plain text: the policy then names a device that is called `${iot:Connection.Thing.ThingName}`. What is
allowed never matches, and neither does what is denied.

### How to fix it

Write `"Version": "2012-10-17"`.

### Examples

Non-compliant:

```json
{
  "Statement": [
    {
      "Effect": "Allow",
      "Action": "iot:Publish",
      "Resource": "arn:aws:iot:us-east-1:123456789012:topic/dt/${iot:Connection.Thing.ThingName}"
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
      "Resource": "arn:aws:iot:us-east-1:123456789012:topic/dt/${iot:Connection.Thing.ThingName}"
    }
  ]
}
```

### Limits

The rule is IAM's; AWS IoT says that its policies follow the same conventions, and shows no policy of the old version.
Wildcards work in both versions, so documents without variables are not reported.
"""

from collections.abc import Iterator

from iot_posture.analysis import Check, EachResource, Outcome, Severity, Unresolved, Violation
from iot_posture.analysis.variable_uses import variable_uses
from iot_posture.policy.documents import LANGUAGE_VERSION
from iot_posture.policy.variables import is_known
from iot_posture.template import Resource, policy_document, statements


def judge(resource: Resource) -> Iterator[Outcome]:
    """Look for variables in documents of the old version."""
    document = policy_document(resource)
    version = document.get("Version")
    if version.literal == LANGUAGE_VERSION:
        return
    found = statements(document)
    used = next(
        (use.written for statement in found for use in variable_uses(statement) if is_known(use.variable.name)), None
    )
    unknown = next((statement.unknown for statement in found if statement.unknown is not None), None)
    if used is not None and version.unknown_reason is not None:
        yield Unresolved(version, f"whether {used} is a variable in this version of the policy language")
    elif used is not None:
        said = f"is {version.literal}" if version.present else "is not given, which means 2008-10-17"
        message = f"{used} is plain text here: the version of the policy language {said}."
        yield Violation(version, message, f'Write "Version": "{LANGUAGE_VERSION}".')
    elif unknown is not None:
        yield Unresolved(unknown, "whether it uses variables that this version does not have")


CHECK = Check(
    id="IOT107",
    name="variable-without-version",
    severity=Severity.WARNING,
    since="0.1.0",
    scope=EachResource(("AWS::IoT::Policy",), judge),
    page=__doc__,
    controls=(
        "iot-lens:IOTSEC04-BP01",
        "nistir-8259a:Logical Access to Interfaces",
        "cra:Part I (2)(d)",
    ),
    references=(
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_version.html",
        "https://docs.aws.amazon.com/iot/latest/developerguide/iot-policy-variables.html",
    ),
)
