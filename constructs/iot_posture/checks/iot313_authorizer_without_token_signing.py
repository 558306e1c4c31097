"""The custom authorizer does not check the signature of the token.

### Why it matters

With signing, AWS IoT itself refuses a request whose token your key has not signed. Without it, every request from
anywhere that names the authorizer invokes its function: strangers cause cost, use up the concurrency of Lambda so that
real devices are refused, and try token after token.

### How to fix it

Leave out `SigningDisabled`, and set `TokenKeyName` and `TokenSigningPublicKeys`. The setting can only be made when the
authorizer is created, so changing it replaces the authorizer.

### Examples

Non-compliant:

```json
{
  "Type": "AWS::IoT::Authorizer",
  "Properties": {
    "AuthorizerFunctionArn": "arn:aws:lambda:us-east-1:123456789012:function:authorize",
    "SigningDisabled": true,
    "Tags": [{"Key": "team", "Value": "fleet"}]
  }
}
```

Compliant:

```json
{
  "Type": "AWS::IoT::Authorizer",
  "Properties": {
    "AuthorizerFunctionArn": "arn:aws:lambda:us-east-1:123456789012:function:authorize",
    "TokenKeyName": "token",
    "TokenSigningPublicKeys": {"first": {"Ref": "AWS::StackName"}},
    "Tags": [{"Key": "team", "Value": "fleet"}]
  }
}
```

### Limits

Clients that cannot send a signed token, such as those with only a user name and password, need an authorizer without
signing: acknowledge the finding there, and put a limit on the concurrency of its function.
"""

from collections.abc import Iterator

from iot_posture.analysis import Check, EachResource, Outcome, Severity, Unresolved, Violation
from iot_posture.template import Resource


def judge(resource: Resource) -> Iterator[Outcome]:
    """Look at whether signing is switched off."""
    disabled = resource.properties.get("SigningDisabled")
    if (disabled.literal or "").lower() == "true":
        message = "AWS IoT does not check the signature of the token, so anybody may invoke the function."
        yield Violation(disabled, message, "Leave out SigningDisabled; set TokenKeyName and TokenSigningPublicKeys.")
    elif disabled.unknown_reason is not None:
        yield Unresolved(disabled, "whether AWS IoT checks the signature of the token")


CHECK = Check(
    id="IOT313",
    name="authorizer-without-token-signing",
    severity=Severity.WARNING,
    since="0.1.0",
    scope=EachResource(("AWS::IoT::Authorizer",), judge),
    page=__doc__,
    controls=(
        "config:iot-authorizer-token-signing-enabled",
        "iot-lens:IOTSEC03-BP01",
        "etsi:5.1-3",
        "nistir-8259a:Logical Access to Interfaces",
        "owasp:I3",
        "cra:Part I (2)(d)",
        "cra:Part I (2)(h)",
    ),
    references=("https://docs.aws.amazon.com/iot/latest/developerguide/config-custom-auth.html",),
)
