"""Everybody, without signing in to Amazon Cognito, gets a role that reaches devices of others.

### Why it matters

The identity pool hands this role to anybody on the internet who knows its ID, and the ID is in every copy of the app.
No AWS IoT policy is asked: the role alone decides. Wide rights here are open to the world, and even reading the
registry tells strangers which devices exist.

### How to fix it

Allow the MQTT actions on client IDs and topics that end in `${cognito-identity.amazonaws.com:sub}`, and keep the
administration of AWS IoT behind an API of your own.

### Examples

Non-compliant:

```json
{
  "Resources": {
    "Attachment": {
      "Type": "AWS::Cognito::IdentityPoolRoleAttachment",
      "Properties": {
        "IdentityPoolId": "us-east-1:0f0e",
        "Roles": {"unauthenticated": {"Fn::GetAtt": ["Role", "Arn"]}}
      }
    },
    "Role": {
      "Type": "AWS::IAM::Role",
      "Properties": {
        "AssumeRolePolicyDocument": {"Statement": []},
        "Policies": [
          {
            "PolicyName": "app",
            "PolicyDocument": {"Statement": {"Effect": "Allow", "Action": "iot:Connect", "Resource": "*"}}
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
    "Attachment": {
      "Type": "AWS::Cognito::IdentityPoolRoleAttachment",
      "Properties": {
        "IdentityPoolId": "us-east-1:0f0e",
        "Roles": {"unauthenticated": {"Fn::GetAtt": ["Role", "Arn"]}}
      }
    },
    "Role": {
      "Type": "AWS::IAM::Role",
      "Properties": {
        "AssumeRolePolicyDocument": {"Statement": []},
        "Policies": [
          {
            "PolicyName": "app",
            "PolicyDocument": {
              "Statement": {
                "Effect": "Allow",
                "Action": "iot:Connect",
                "Resource": "arn:aws:iot:us-east-1:123456789012:client/${cognito-identity.amazonaws.com:sub}"
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

The role is followed within the templates that are checked together. A Deny, a permissions boundary and conditions
other than `iot:Connection.Thing.IsAttached` are not considered. Whether the identity pool allows identities that have
not signed in is not looked at.
"""

from collections.abc import Iterator, Sequence

from iot_posture.analysis import Check, Outcome, Severity, WholeApp, judge_rights
from iot_posture.template import Node, Resource, Template, held_statements

_WHO = "Everybody gets this role from Amazon Cognito without signing in"
_QUESTION = "what everybody may do without signing in"
_FIX = "Allow only MQTT actions on client IDs and topics with ${cognito-identity.amazonaws.com:sub}."


def judge(templates: Sequence[Template]) -> Iterator[tuple[Resource, Outcome]]:
    """Follow the attachment to its role, and judge every statement on AWS IoT."""
    for held in held_statements(templates, "AWS::Cognito::IdentityPoolRoleAttachment", _roles):
        for outcome in judge_rights(held, who=_WHO, question=_QUESTION, fix=_FIX, reads_own_thing=False):
            yield held[0], outcome


def _roles(attachment: Resource) -> Iterator[Node]:
    role = attachment.properties.get("Roles", "unauthenticated")
    return iter([role] if role.present else [])


CHECK = Check(
    id="IOT317",
    name="cognito-unauthenticated-role-too-broad",
    severity=Severity.ERROR,
    since="0.1.0",
    scope=WholeApp(judge),
    page=__doc__,
    device_defender="UNAUTHENTICATED_COGNITO_ROLE_OVERLY_PERMISSIVE_CHECK",
    controls=(
        "iot-lens:IOTSEC03-BP01",
        "nistir-8259a:Logical Access to Interfaces",
        "owasp:I3",
        "cra:Part I (2)(d)",
        "cra:Part I (2)(e)",
        "cra:Part I (2)(j)",
    ),
    references=(
        "https://docs.aws.amazon.com/iot-device-defender/latest/devguide/audit-chk-unauth-cognito-role-permissive.html",
        "https://docs.aws.amazon.com/iot/latest/developerguide/cognito-identities.html",
    ),
)
