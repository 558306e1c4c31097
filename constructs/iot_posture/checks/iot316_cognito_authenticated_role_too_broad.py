"""Users who signed in with Amazon Cognito get a role that reaches every device.

### Why it matters

Everybody with an account of your app holds this role, and takes its credentials out of the app in a minute. With wide
rights one user reads the devices of all others, sends them commands, or changes things and policies. For most MQTT
actions an AWS IoT policy has to allow the same, but not for the administration of AWS IoT, and the AWS IoT policies of
apps are often just as wide.

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
        "Roles": {"authenticated": {"Fn::GetAtt": ["Role", "Arn"]}}
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
        "Roles": {"authenticated": {"Fn::GetAtt": ["Role", "Arn"]}}
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

The role is followed within the templates that are checked together: the role `authenticated`, and the roles of rules
in `RoleMappings`. A Deny, a permissions boundary and conditions other than `iot:Connection.Thing.IsAttached` are not
considered. Reading the registry's data of things that the statement names is taken as meant.
"""

from collections.abc import Iterator, Sequence

from iot_posture.analysis import Check, Outcome, Severity, WholeApp, judge_rights
from iot_posture.template import Node, Resource, Template, held_statements

_WHO = "Users who sign in with Amazon Cognito get this role"
_QUESTION = "what users who sign in with Amazon Cognito may do"
_FIX = "Allow only MQTT actions on client IDs and topics with ${cognito-identity.amazonaws.com:sub}."


def judge(templates: Sequence[Template]) -> Iterator[tuple[Resource, Outcome]]:
    """Follow the attachment to its roles, and judge every statement on AWS IoT."""
    for held in held_statements(templates, "AWS::Cognito::IdentityPoolRoleAttachment", _roles):
        for outcome in judge_rights(held, who=_WHO, question=_QUESTION, fix=_FIX):
            yield held[0], outcome


def _roles(attachment: Resource) -> Iterator[Node]:
    properties = attachment.properties
    named = [properties.get("Roles", "authenticated")]
    for _, mapping in properties.get("RoleMappings").members():
        named += [rule.get("RoleARN") for rule in mapping.get("RulesConfiguration", "Rules").elements()]
    return (node for node in named if node.present)


CHECK = Check(
    id="IOT316",
    name="cognito-authenticated-role-too-broad",
    severity=Severity.ERROR,
    since="0.1.0",
    scope=WholeApp(judge),
    page=__doc__,
    device_defender="AUTHENTICATED_COGNITO_ROLE_OVERLY_PERMISSIVE_CHECK",
    controls=(
        "iot-lens:IOTSEC03-BP01",
        "nistir-8259a:Logical Access to Interfaces",
        "owasp:I3",
        "cra:Part I (2)(d)",
        "cra:Part I (2)(j)",
    ),
    references=(
        "https://docs.aws.amazon.com/iot-device-defender/latest/devguide/audit-chk-auth-cognito-role-permissive.html",
        "https://docs.aws.amazon.com/iot/latest/developerguide/cognito-identities.html",
    ),
)
