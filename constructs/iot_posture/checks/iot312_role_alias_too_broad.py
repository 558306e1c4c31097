"""A role alias hands out more rights than one device needs.

### Why it matters

Every device that may use the alias gets the same role. What the role allows without a variable of the device, each of
them may do for all: read every object, publish as every other device, change policies and things. The services that
watch over the account, such as CloudTrail and IAM, are no business of a device at all.

### How to fix it

Name the actions that the device uses, on resources that end in `${credentials-iot:ThingName}`, for example
`arn:aws:s3:::bucket/${credentials-iot:ThingName}/*`.

### Examples

Non-compliant:

```json
{
  "Resources": {
    "Alias": {
      "Type": "AWS::IoT::RoleAlias",
      "Properties": {"RoleArn": {"Fn::GetAtt": ["Role", "Arn"]}, "Tags": [{"Key": "team", "Value": "fleet"}]}
    },
    "Role": {
      "Type": "AWS::IAM::Role",
      "Properties": {
        "AssumeRolePolicyDocument": {"Statement": []},
        "Policies": [
          {
            "PolicyName": "device",
            "PolicyDocument": {"Statement": {"Effect": "Allow", "Action": "s3:*", "Resource": "*"}}
          }
        ]
      }
    }
  }
}
```

Compliant:

```json
{
  "Resources": {
    "Alias": {
      "Type": "AWS::IoT::RoleAlias",
      "Properties": {"RoleArn": {"Fn::GetAtt": ["Role", "Arn"]}, "Tags": [{"Key": "team", "Value": "fleet"}]}
    },
    "Role": {
      "Type": "AWS::IAM::Role",
      "Properties": {
        "AssumeRolePolicyDocument": {"Statement": []},
        "Policies": [
          {
            "PolicyName": "device",
            "PolicyDocument": {
              "Statement": {
                "Effect": "Allow",
                "Action": "s3:PutObject",
                "Resource": "arn:aws:s3:::uploads/${credentials-iot:ThingName}/*"
              }
            }
          }
        ]
      }
    }
  }
}
```

### Limits

The role is followed within the templates that are checked together, with its policies in the same template. A Deny, a
permissions boundary and the conditions of a statement are not considered. Single actions of other services are not
judged, nor are all of them on resources with a variable of the device. Device Defender reports all actions of a
service only where the role used that service within a year, which no template tells. Managed policies of AWS are
judged by IOT315.
"""

from collections.abc import Iterator, Sequence

from iot_posture.analysis import Check, Outcome, Severity, Violation, WholeApp, judge_rights
from iot_posture.facts.device_rights import SECURITY_SERVICES
from iot_posture.template import Resource, StatementView, Template, held_statements

_WHO = "Devices get this role from a role alias"
_QUESTION = "what devices may do with the role of a role alias"
_FIX = "Name the actions that the device uses, on resources with ${credentials-iot:ThingName}."


def judge(templates: Sequence[Template]) -> Iterator[tuple[Resource, Outcome]]:
    """Follow each role alias to its role, and judge every statement of it."""
    for held in held_statements(templates, "AWS::IoT::RoleAlias", lambda alias: [alias.properties.get("RoleArn")]):
        for outcome in judge_rights(held, who=_WHO, question=_QUESTION, fix=_FIX):
            yield held[0], outcome
        if isinstance(held[1], StatementView):
            for outcome in _judge_services(held[1]):
                yield held[0], outcome


def _judge_services(statement: StatementView) -> Iterator[Outcome]:
    if not statement.allows or statement.inverts_actions:
        return
    for node in statement.actions:
        service, _, action = ("" if node.text is None else node.text.masked).lower().partition(":")
        if service in SECURITY_SERVICES:
            message = f"{_WHO}, and {node.text} reaches a service that watches over the account."
            yield Violation(node, message, f"Take {node.text} out: no device needs it.")
        elif action == "*" and service != "iot" and not _is_bounded(statement):
            message = f"{_WHO}, and {node.text} allows everything of its service."
            yield Violation(node, message, _FIX, device_defender=False)


def _is_bounded(statement: StatementView) -> bool:
    names = [node.text.masked.lower() if node.text is not None else "" for node in statement.resources]
    return not statement.inverts_resources and all("${credentials-iot:" in name for name in names)


CHECK = Check(
    id="IOT312",
    name="role-alias-too-broad",
    severity=Severity.ERROR,
    since="0.1.0",
    scope=WholeApp(judge),
    page=__doc__,
    device_defender="IOT_ROLE_ALIAS_OVERLY_PERMISSIVE_CHECK",
    controls=(
        "iot-lens:IOTSEC04-BP01",
        "nistir-8259a:Logical Access to Interfaces",
        "owasp:I3",
        "cra:Part I (2)(d)",
        "cra:Part I (2)(j)",
    ),
    references=(
        "https://docs.aws.amazon.com/iot-device-defender/latest/devguide/audit-chk-iot-role-alias-permissive.html",
        "https://docs.aws.amazon.com/iot/latest/developerguide/authorizing-direct-aws.html",
    ),
)
