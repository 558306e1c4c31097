"""The custom authorizer's answer is kept for later HTTP requests of a client.

### Why it matters

With `EnableCachingForHttp` AWS IoT asks the function once, and lets the client go on over the same connection for as
long as the function said in `refreshAfterInSeconds`, which can be a day. A token that is withdrawn or expires in this
time still works.

### How to fix it

Leave out `EnableCachingForHttp`. If the calls are too many, keep it, let the function answer with a
`refreshAfterInSeconds` of 300, and acknowledge the finding.

### Examples

Non-compliant:

```json
{
  "Type": "AWS::IoT::Authorizer",
  "Properties": {
    "AuthorizerFunctionArn": "arn:aws:lambda:us-east-1:123456789012:function:authorize",
    "TokenKeyName": "token",
    "TokenSigningPublicKeys": {"first": {"Ref": "AWS::StackName"}},
    "EnableCachingForHttp": true,
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

How long answers are kept is decided by the code of the function, which is not read. MQTT connections are never
concerned: there `refreshAfterInSeconds` and `disconnectAfterInSeconds` hold without this setting.
"""

from collections.abc import Iterator

from iot_posture.analysis import Check, EachResource, Outcome, Severity, Unresolved, Violation
from iot_posture.template import Resource


def judge(resource: Resource) -> Iterator[Outcome]:
    """Look at whether answers are kept."""
    caching = resource.properties.get("EnableCachingForHttp")
    if (caching.literal or "").lower() == "true":
        message = (
            "Answers of the authorizer are kept for HTTP clients, so a token that is withdrawn still works a while."
        )
        fix = "Leave out EnableCachingForHttp, or keep refreshAfterInSeconds of the function's answer at 300."
        yield Violation(caching, message, fix)
    elif caching.unknown_reason is not None:
        yield Unresolved(caching, "whether answers of the authorizer are kept")


CHECK = Check(
    id="IOT314",
    name="authorizer-caches-answers",
    severity=Severity.INFO,
    since="0.1.0",
    scope=EachResource(("AWS::IoT::Authorizer",), judge),
    page=__doc__,
    controls=(
        "iot-lens:IOTSEC03-BP01",
        "nistir-8259a:Logical Access to Interfaces",
        "cra:Part I (2)(d)",
    ),
    references=(
        "https://docs.aws.amazon.com/iot/latest/apireference/API_CreateAuthorizer.html",
        "https://docs.aws.amazon.com/iot/latest/developerguide/config-custom-auth.html",
    ),
)
