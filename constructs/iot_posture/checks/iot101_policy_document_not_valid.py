"""AWS IoT does not accept the policy document.

### Why it matters

The deployment fails, and it fails late: a document with a misspelled element passes synthesis and most linters.

### How to fix it

Follow the message. Elements and effects are written as IAM writes them, in the same case.

### Examples

Non-compliant:

```json
{
  "Version": "2012-10-17",
  "Statement": [{"Effect": "Permit", "Action": "iot:Receive", "Resource": "arn:aws:iot:us-east-1:123456789012:topic/a"}]
}
```

Compliant:

```json
{
  "Version": "2012-10-17",
  "Statement": [{"Effect": "Allow", "Action": "iot:Receive", "Resource": "arn:aws:iot:us-east-1:123456789012:topic/a"}]
}
```

### Limits

The size is IOT110's, names of actions are IOT103's and IOT104's, and the form of ARNs is IOT105's. Operators and values
of conditions are not judged here.
"""

from collections.abc import Iterator, Mapping

from iot_posture.analysis import Check, EachResource, Outcome, Severity, Unresolved, Violation
from iot_posture.template import Node, Resource, policy_document, statements

_VERSIONS = ("2012-10-17", "2008-10-17")
_ELEMENTS = frozenset(("Sid", "Effect", "Action", "NotAction", "Resource", "NotResource", "Condition"))


def judge(resource: Resource) -> Iterator[Outcome]:
    """Look at the document's form, statement by statement."""
    document = policy_document(resource)
    if document.unknown_reason is not None:
        yield Unresolved(document, "whether this is a valid policy document")
    elif not isinstance(document.value, Mapping):
        said = "missing" if not document.present else "not a JSON object"
        yield Violation(document, f"The policy document is {said}.", "Write an object with Version and Statement.")
    else:
        yield from _judge_version(document.get("Version"))
        found = statements(document)
        if not found:
            yield Violation(document.get("Statement"), "The policy has no statement.", "Add at least one statement.")
        for statement in found:
            yield from _judge_statement(statement.node)


def _judge_version(version: Node) -> Iterator[Outcome]:
    if version.present and version.literal is None:
        yield Unresolved(version, "which version of the policy language this is")
    elif version.present and version.literal not in _VERSIONS:
        message = f"The version of the policy language is {version.literal}, and may be {' or '.join(_VERSIONS)}."
        yield Violation(version, message, f'Write "{_VERSIONS[0]}".')


def _judge_statement(statement: Node) -> Iterator[Outcome]:
    if statement.unknown_reason is not None:
        yield Unresolved(statement, "whether this is a valid statement")
        return
    if not isinstance(statement.value, Mapping):
        yield Violation(
            statement, "A statement is not a JSON object.", "Write Effect, Action and Resource in an object."
        )
        return
    for element, node in statement.members():
        if element not in _ELEMENTS:
            message = f"{element} is not an element of an AWS IoT policy statement."
            yield Violation(node, message, f"Take it out; the elements are {', '.join(sorted(_ELEMENTS))}.")
    effect = statement.get("Effect")
    if effect.unknown_reason is not None:
        yield Unresolved(effect, "whether this allows or denies")
    elif effect.literal not in ("Allow", "Deny"):
        said = effect.literal or "missing"
        yield Violation(
            effect, f"The effect of a statement is {said}, and may be Allow or Deny.", "Write Allow or Deny."
        )
    for positive in ("Action", "Resource"):
        given = [name for name in (positive, f"Not{positive}") if statement.get(name).elements()]
        if len(given) != 1:
            said = "both" if given else "neither"
            message = f"A statement needs either {positive} or Not{positive}, and this one has {said}."
            yield Violation(statement.get(positive), message, f"Write {positive} with at least one entry.")


CHECK = Check(
    id="IOT101",
    name="policy-document-not-valid",
    severity=Severity.ERROR,
    since="0.1.0",
    scope=EachResource(("AWS::IoT::Policy",), judge),
    page=__doc__,
    references=(
        "https://docs.aws.amazon.com/iot/latest/developerguide/iot-policies.html",
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html",
    ),
)
