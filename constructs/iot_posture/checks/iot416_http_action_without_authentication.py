"""The HTTP action of the topic rule does not say who is calling.

### Why it matters

The endpoint cannot tell AWS IoT from anybody else who knows its address. Whoever finds it sends messages that look like
those of devices, or fills what stands behind it.

### How to fix it

Sign the requests with `Auth` and `Sigv4`, or send a token of AWS Secrets Manager in a header:
`${get_secret('api-key', 'SecretString', 'key', 'arn:aws:iam::123456789012:role/read-api-key')}`.

### Examples

Non-compliant:

```json
{
  "Type": "AWS::IoT::TopicRule",
  "Properties": {
    "TopicRulePayload": {
      "AwsIotSqlVersion": "2016-03-23",
      "Sql": "SELECT * FROM 'dt/readings'",
      "Actions": [{"Http": {"Url": "https://hub.example.com/readings"}}],
      "ErrorAction": {"Lambda": {"FunctionArn": "arn:aws:lambda:us-east-1:123456789012:function:failed"}}
    }
  }
}
```

Compliant:

```json
{
  "Type": "AWS::IoT::TopicRule",
  "Properties": {
    "TopicRulePayload": {
      "AwsIotSqlVersion": "2016-03-23",
      "Sql": "SELECT * FROM 'dt/readings'",
      "Actions": [
        {
          "Http": {
            "Url": "https://hub.example.com/readings",
            "Auth": {
              "Sigv4": {
                "RoleArn": "arn:aws:iam::123456789012:role/r",
                "ServiceName": "execute-api",
                "SigningRegion": "us-east-1"
              }
            }
          }
        }
      ],
      "ErrorAction": {"Lambda": {"FunctionArn": "arn:aws:lambda:us-east-1:123456789012:function:failed"}}
    }
  }
}
```

### Limits

A header counts as authentication by its name: `Authorization`, or one with key, token, secret, signature or auth in it.
Whether the endpoint looks at it, and whether the value stands in the template in the clear, is not judged.
"""

import re
from collections.abc import Iterator

from iot_posture.analysis import Check, EachResource, Outcome, Severity, Unresolved, Violation
from iot_posture.template import Resource, rule_actions

_SAYS_WHO = re.compile(r"auth|key|token|secret|signature|password", re.IGNORECASE)


def judge(resource: Resource) -> Iterator[Outcome]:
    """Look for a signature, or a header that says who calls."""
    for action in rule_actions(resource):
        auth, headers = action.settings.get("Auth"), action.settings.get("Headers")
        if not action.kind:
            yield Unresolved(action.settings, "whether this action says who is calling")
        if action.kind != "Http" or auth.present:
            continue
        names = [header.get("Key") for header in headers.elements()]
        if any(_SAYS_WHO.search(name.literal or "") for name in names):
            continue
        unknown = next((place for place in (headers, *names) if place.unknown_reason is not None), None)
        if unknown is not None:
            yield Unresolved(unknown, "whether this action says who is calling")
        else:
            message = f"The requests to {action.settings.get('Url').text} carry no signature and no token."
            yield Violation(auth, message, "Add Auth with Sigv4, or a header with a token of AWS Secrets Manager.")


CHECK = Check(
    id="IOT416",
    name="http-action-without-authentication",
    severity=Severity.WARNING,
    since="0.1.0",
    scope=EachResource(("AWS::IoT::TopicRule",), judge),
    page=__doc__,
    controls=(
        "nistir-8259a:Logical Access to Interfaces",
        "owasp:I3",
        "cra:Part I (2)(d)",
    ),
    references=("https://docs.aws.amazon.com/iot/latest/developerguide/https-rule-action.html",),
)
