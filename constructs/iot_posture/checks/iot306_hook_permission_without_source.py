"""AWS IoT may invoke a function that decides about devices, on behalf of any account.

### Why it matters

The resource policy of the Lambda function names AWS IoT and no source. So a provisioning template, authorizer or
certificate provider of any other account may invoke it through AWS IoT: a confused deputy. Its answers tell which
serial numbers exist, and each call uses up what is allowed once per device.

### How to fix it

Set `SourceArn` to the ARN of the provisioning template, authorizer, certificate provider or domain configuration, and
`SourceAccount` to your account.

### Examples

Non-compliant:

```json
{
  "Resources": {
    "Authorizer": {
      "Type": "AWS::IoT::Authorizer",
      "Properties": {
        "AuthorizerFunctionArn": "arn:aws:lambda:us-east-1:123456789012:function:authorize",
        "TokenKeyName": "token",
        "TokenSigningPublicKeys": {"first": {"Ref": "AWS::StackName"}},
        "Tags": [{"Key": "team", "Value": "fleet"}]
      }
    },
    "Permission": {
      "Type": "AWS::Lambda::Permission",
      "Properties": {
        "Action": "lambda:InvokeFunction",
        "FunctionName": "authorize",
        "Principal": "iot.amazonaws.com"
      }
    }
  }
}
```

Compliant:

```json
{
  "Resources": {
    "Authorizer": {
      "Type": "AWS::IoT::Authorizer",
      "Properties": {
        "AuthorizerFunctionArn": "arn:aws:lambda:us-east-1:123456789012:function:authorize",
        "TokenKeyName": "token",
        "TokenSigningPublicKeys": {"first": {"Ref": "AWS::StackName"}},
        "Tags": [{"Key": "team", "Value": "fleet"}]
      }
    },
    "Permission": {
      "Type": "AWS::Lambda::Permission",
      "Properties": {
        "Action": "lambda:InvokeFunction",
        "FunctionName": "authorize",
        "Principal": "iot.amazonaws.com",
        "SourceAccount": {"Ref": "AWS::AccountId"},
        "SourceArn": {"Fn::GetAtt": ["Authorizer", "Arn"]}
      }
    }
  }
}
```

### Limits

Only permissions for functions that a provisioning template, authorizer, certificate provider or domain configuration
of the same template uses are judged here. One of the two conditions is enough: with `SourceAccount` alone every
feature of AWS IoT in your own account may still invoke the function.
"""

from collections.abc import Callable, Iterator

from iot_posture.analysis import Check, EachResource, Outcome, Severity, Unresolved, Violation
from iot_posture.template import MARK, Node, Resource, asks_function


def judge(resource: Resource) -> Iterator[Outcome]:
    """Look at the sources of a permission for AWS IoT."""
    properties = resource.properties
    principal = properties.get("Principal").text
    if principal is None or not principal.masked.startswith(("iot.amazonaws.com", f"iot.{MARK}")):
        return
    user = asks_function(resource)
    if user is None:
        return
    account, arn = properties.get("SourceAccount"), properties.get("SourceArn")
    if _binds(account, _names_one) or _binds(arn, _names_account):
        return
    unknown = next((node for node in (account, arn) if node.present and node.text is None), None)
    if unknown is not None:
        yield Unresolved(unknown, "for which source AWS IoT may invoke this function")
    else:
        message = (
            f"AWS IoT may invoke the function of {user.type} {user.logical_id} for any account: no source is bound."
        )
        fix = f"Set SourceArn to the ARN of {user.logical_id}, and SourceAccount to your account."
        yield Violation(arn, message, fix)


def _binds(node: Node, bound: Callable[[str], bool]) -> bool:
    return node.text is not None and bound(node.text.masked)


def _names_one(account: str) -> bool:
    return account != "" and "*" not in account and "?" not in account


def _names_account(arn: str) -> bool:
    segments = arn.split(":", 5)
    return arn == MARK or (len(segments) == 6 and _names_one(segments[4]))


CHECK = Check(
    id="IOT306",
    name="hook-permission-without-source",
    severity=Severity.ERROR,
    since="0.1.0",
    scope=EachResource(("AWS::Lambda::Permission",), judge),
    page=__doc__,
    controls=(
        "nistir-8259a:Logical Access to Interfaces",
        "owasp:I3",
        "cra:Part I (2)(d)",
    ),
    references=(
        "https://docs.aws.amazon.com/iot/latest/developerguide/pre-provisioning-hook.html",
        "https://docs.aws.amazon.com/iot/latest/developerguide/config-custom-auth.html",
        "https://docs.aws.amazon.com/lambda/latest/dg/permissions-function-services.html",
    ),
)
