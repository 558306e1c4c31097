"""Any account's topic rules may invoke the Lambda function.

### Why it matters

The permission names the service AWS IoT, which works for all customers. Without a source, a rule in anybody's account
that knows the function's ARN can invoke it with messages of its own making: the confused deputy problem.

### How to fix it

Add `SourceAccount` with your account, and `SourceArn` with the ARN of the rule that invokes the function.

### Examples

Non-compliant:

```json
{
  "Type": "AWS::Lambda::Permission",
  "Properties": {"Action": "lambda:InvokeFunction", "FunctionName": "readings", "Principal": "iot.amazonaws.com"}
}
```

Compliant:

```json
{
  "Type": "AWS::Lambda::Permission",
  "Properties": {
    "Action": "lambda:InvokeFunction",
    "FunctionName": "readings",
    "Principal": "iot.amazonaws.com",
    "SourceAccount": {"Ref": "AWS::AccountId"},
    "SourceArn": {"Fn::Sub": "arn:${AWS::Partition}:iot:${AWS::Region}:${AWS::AccountId}:rule/Readings"}
  }
}
```

### Limits

A permission for a function that AWS IoT asks about devices, such as a pre-provisioning hook, is left to IOT306. A
source ARN alone is enough, because it names the account.
"""

from collections.abc import Iterator

from iot_posture.analysis import Check, EachResource, Outcome, Severity, Unresolved, Violation
from iot_posture.template import MARK, Resource, asks_function


def judge(resource: Resource) -> Iterator[Outcome]:
    """Look for the source of a permission that AWS IoT has."""
    properties = resource.properties
    principal = properties.get("Principal").text
    if (
        principal is None
        or not principal.masked.startswith(("iot.amazonaws.com", f"iot.{MARK}"))
        or asks_function(resource)
    ):
        return
    account, arn = properties.get("SourceAccount"), properties.get("SourceArn")
    if _names_account(account.text.masked if account.text is not None else ""):
        return
    segments = arn.text.masked.split(":") if arn.text is not None else []
    if segments == [MARK] or (len(segments) > 4 and _names_account(segments[4])):
        return
    unknown = next((place for place in (account, arn) if place.text is None and place.unknown_reason), None)
    if unknown is not None:
        yield Unresolved(unknown, "whose rules may invoke this function")
    else:
        message = "AWS IoT may invoke this function for the rules of any account."
        yield Violation(arn, message, "Add SourceAccount with your account and SourceArn with the ARN of the rule.")


def _names_account(account: str) -> bool:
    return account != "" and "*" not in account and "?" not in account


CHECK = Check(
    id="IOT413",
    name="lambda-permission-without-source",
    severity=Severity.ERROR,
    since="0.1.0",
    scope=EachResource(("AWS::Lambda::Permission",), judge),
    page=__doc__,
    controls=(
        "nistir-8259a:Logical Access to Interfaces",
        "owasp:I3",
        "cra:Part I (2)(d)",
    ),
    references=("https://docs.aws.amazon.com/iot/latest/developerguide/lambda-rule-action.html",),
)
