"""The credentials that a role alias hands out live longer than an hour.

### Why it matters

To lock a device out you deactivate its certificate. That stops new credentials; those it already has work until they
expire, and whoever copied them from the device uses them from anywhere. With twelve hours a stolen device keeps its
access to AWS for half a day after the alarm.

### How to fix it

Leave out `CredentialDurationSeconds`, which makes it 3600, or set it as low as 900. Devices ask for new credentials
before the old ones expire.

### Examples

Non-compliant:

```json
{
  "Resources": {
    "Role": {"Type": "AWS::IAM::Role", "Properties": {"AssumeRolePolicyDocument": {"Statement": []}}},
    "Alias": {
      "Type": "AWS::IoT::RoleAlias",
      "Properties": {
        "RoleArn": {"Fn::GetAtt": ["Role", "Arn"]},
        "CredentialDurationSeconds": 43200,
        "Tags": [{"Key": "team", "Value": "fleet"}]
      }
    }
  }
}
```

Compliant:

```json
{
  "Resources": {
    "Role": {"Type": "AWS::IAM::Role", "Properties": {"AssumeRolePolicyDocument": {"Statement": []}}},
    "Alias": {
      "Type": "AWS::IoT::RoleAlias",
      "Properties": {
        "RoleArn": {"Fn::GetAtt": ["Role", "Arn"]},
        "CredentialDurationSeconds": 900,
        "Tags": [{"Key": "team", "Value": "fleet"}]
      }
    }
  }
}
```

### Limits

The longest session of the role, `MaxSessionDuration`, is not considered: AWS IoT refuses an alias that exceeds it.
"""

from collections.abc import Iterator

from iot_posture.analysis import Check, EachResource, Outcome, Severity, Unresolved, Violation
from iot_posture.template import Resource

LONGEST = 3600


def judge(resource: Resource) -> Iterator[Outcome]:
    """Look at how long the credentials live."""
    duration = resource.properties.get("CredentialDurationSeconds")
    seconds = duration.literal
    if not duration.present:
        return
    if seconds is None or not seconds.isdecimal():
        yield Unresolved(duration, "how long the credentials of this role alias live")
    elif int(seconds[:9]) > LONGEST:
        message = (
            f"Credentials of this role alias live {seconds} seconds: so long a device that is locked out keeps them."
        )
        yield Violation(duration, message, "Set CredentialDurationSeconds to 3600 or less, or leave it out.")


CHECK = Check(
    id="IOT311",
    name="role-alias-long-lived",
    severity=Severity.WARNING,
    since="0.1.0",
    scope=EachResource(("AWS::IoT::RoleAlias",), judge),
    page=__doc__,
    controls=(
        "iot-lens:IOTSEC04-BP01",
        "nistir-8259a:Logical Access to Interfaces",
        "cra:Part I (2)(k)",
    ),
    references=("https://docs.aws.amazon.com/iot/latest/developerguide/authorizing-direct-aws.html",),
)
