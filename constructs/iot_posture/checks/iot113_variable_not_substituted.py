"""The policy uses a variable in a place where AWS IoT does not substitute it.

### Why it matters

Variables have a value after the account of an ARN, and in the values of string and ARN conditions. In the region or
account, in numbers, dates, addresses and booleans they stay text. A key with several values, such as
`iot:Certificate.Subject.Organization.List`, can be a condition key and never a variable. The statement then never
matches: an Allow grants nothing, and a Deny stops nobody.

### How to fix it

Write region and account out, or let CloudFormation fill them in with `Fn::Sub`. Take the first value of a certificate
attribute, without `.List`.

### Examples

Non-compliant:

```json
{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Action": "iot:Publish",
      "Resource": "arn:aws:iot:us-east-1:123456789012:topic/${iot:Certificate.Subject.Organization.List}"
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
      "Resource": "arn:aws:iot:us-east-1:123456789012:topic/${iot:Certificate.Subject.Organization}"
    }
  ]
}
```

### Limits

A document of the old policy language substitutes no variable anywhere, which is IOT107's finding. Variables that AWS
IoT does not define are IOT106's.
"""

from collections.abc import Iterator

from iot_posture.analysis import Check, EachResource, Outcome, Severity, Unresolved, Violation
from iot_posture.analysis.variable_uses import VariableUse, variable_uses
from iot_posture.policy.documents import LANGUAGE_VERSION
from iot_posture.policy.operators import OPERATORS
from iot_posture.policy.variables import KNOWN_KEYS, is_known, key_of
from iot_posture.template import Node, Resource, StatementView, policy_document, statements

_TAKE_VARIABLES = {name.lower() for name, operator in OPERATORS.items() if operator.variables}
_OPERATORS = {name.lower() for name in OPERATORS}


def judge(resource: Resource) -> Iterator[Outcome]:
    """Look for variables where they stay text."""
    document = policy_document(resource)
    version = document.get("Version")
    for statement in statements(document):
        if statement.unknown is not None:
            yield Unresolved(statement.unknown, "whether its variables are substituted")
        elif version.literal == LANGUAGE_VERSION or version.unknown_reason is not None:
            yield from _judge(statement, version)


def _judge(statement: StatementView, version: Node) -> Iterator[Outcome]:
    found: dict[int, tuple[VariableUse, str, str]] = {}
    for use in variable_uses(statement):
        reason, fix = _obstacle(use)
        if reason and is_known(use.variable.name):
            found.setdefault(id(use.node), (use, reason, fix))  # the first of a text stands for all of them
    for use, reason, fix in found.values():
        if version.unknown_reason is not None:
            yield Unresolved(version, f"whether {use.written} is a variable at all")
        else:
            yield Violation(use.node, f"{use.written} stays text here: {reason}.", fix)


def _obstacle(use: VariableUse) -> tuple[str, str]:
    """Why the variable is not substituted, and what to write instead; empty texts when it is."""
    key = key_of(use.variable.name)
    known = KNOWN_KEYS.get(key)
    if use.early:
        return "none is substituted before the resource part of an ARN", "Write region and account out, or use Fn::Sub."
    if known is not None and known.multi_valued:
        single = use.variable.name[: -len(".List")] if key.endswith(".list") else ""
        fix = f"Write ${{{single}}}, the first value." if single else "Use it as a condition key."
        return "its key has several values", fix
    operator = (use.operator or "").rpartition(":")[2].lower().removesuffix("ifexists")
    if operator in _OPERATORS - _TAKE_VARIABLES:
        return f"{use.operator} takes no variables", "Use a string or ARN operator, or write the value out."
    return "", ""


CHECK = Check(
    id="IOT113",
    name="variable-not-substituted",
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
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html",
        "https://docs.aws.amazon.com/iot/latest/developerguide/cert-policy-variables.html",
    ),
)
