"""The policy uses a variable that AWS IoT does not define.

### Why it matters

What AWS IoT does not know has no value, so the resource or condition never matches. An Allow then grants nothing, and
a Deny stops nobody. Three mistakes are common: a name of a template written without `Fn::Sub`, which deploys as it
stands; a policy variable inside `Fn::Sub` without `!`, which CloudFormation takes for a name of the template; and
`iot:Thing.ThingName`, which older pages of AWS show.

### How to fix it

Write a variable that AWS IoT documents, such as `${iot:Connection.Thing.ThingName}`. Inside `Fn::Sub` write
`${!iot:Connection.Thing.ThingName}`, and put texts with `${AWS::Region}` into `Fn::Sub`.

### Examples

Non-compliant:

```json
{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Action": "iot:Publish",
      "Resource": "arn:aws:iot:us-east-1:123456789012:topic/dt/${iot:Thing.ThingName}"
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
      "Resource": "arn:aws:iot:us-east-1:123456789012:topic/dt/${iot:Connection.Thing.ThingName}"
    }
  ]
}
```

### Limits

`${cognito-identity.amazonaws.com:sub}` is not judged: it is documented for IAM policies, and its use in AWS IoT
policies is not settled. Names of thing attributes are the user's, so any is taken as defined.
"""

import difflib
from collections.abc import Iterator

from iot_posture.analysis import Check, EachResource, Outcome, Severity, Unresolved, Violation
from iot_posture.analysis.variable_uses import parsed, policy_texts, unreadable, variable_uses
from iot_posture.policy.variables import VARIABLES, is_known
from iot_posture.template import MARK, Node, Resource, StatementView, policy_document, statements

_COGNITO = "cognito-identity.amazonaws.com:"
_NAMES = {variable.name.lower(): variable.name for variable in VARIABLES}


def judge(resource: Resource) -> Iterator[Outcome]:
    """Look for variables without a meaning, in resources and in conditions."""
    for statement in statements(policy_document(resource)):
        if statement.unknown is not None:
            yield Unresolved(statement.unknown, "whether AWS IoT defines its variables")
            continue
        for place in unreadable(statement):
            yield Unresolved(place, "whether AWS IoT defines the variables here")
        yield from _judge_names(resource, statement)
        for node, _ in policy_texts(statement):
            yield from _judge_form(node)


def _judge_names(resource: Resource, statement: StatementView) -> Iterator[Outcome]:
    found: dict[int, tuple[Node, list[str]]] = {}
    for use in variable_uses(statement):
        name = use.variable.name
        if not is_known(name) and not name.lower().startswith(_COGNITO):
            found.setdefault(id(use.node), (use.node, []))[1].append(name)
    for node, names in found.values():
        if any(MARK in name for name in names):
            yield Unresolved(node, "which policy variable this is")
        else:
            written = " or ".join(f"${{{name}}}" for name in dict.fromkeys(names))
            message = f"AWS IoT defines no policy variable {written}, so there is never a value."
            yield Violation(node, message, _fix(resource, names[0]))


def _fix(resource: Resource, name: str) -> str:
    template = resource.template
    root = name.partition(".")[0]
    if name.startswith("AWS::") or root in template.section("Parameters") or template.resource(root) is not None:
        return f"CloudFormation fills in ${{{name}}} only inside Fn::Sub: put this text into one."
    if name.lower().startswith("credentials-iot:"):
        return "It exists in the IAM policies of the credential provider only; write ${iot:Connection.Thing.ThingName}."
    close = difflib.get_close_matches(name.lower(), _NAMES, 1, 0.7)
    return f"Write ${{{_NAMES[close[0]]}}}." if close else "Write one of the variables that AWS IoT documents."


def _judge_form(node: Node) -> Iterator[Outcome]:
    text = node.text
    if text is None:
        return
    for hole in text.holes:
        if ":" in hole.name and is_known(hole.name):
            message = f"Fn::Sub takes ${{{hole.name}}} for a name of the template, so it is no policy variable here."
            yield Violation(node, message, f"Write ${{!{hole.name}}}, which Fn::Sub leaves as ${{{hole.name}}}.")
    if "${" in text.masked and any(isinstance(part, str) and "${" in part for part in parsed(text.masked).parts):
        yield Violation(node, f"A policy variable in {text} does not end.", "Write it as ${name}, with both brackets.")


CHECK = Check(
    id="IOT106",
    name="variable-not-defined",
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
        "https://docs.aws.amazon.com/iot/latest/developerguide/iot-policy-variables.html",
        "https://docs.aws.amazon.com/iot/latest/developerguide/thing-policy-variables.html",
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html",
    ),
)
