"""The statement has no effect.

### Why it matters

A statement that changes nothing is read as if it did. An Allow below a Deny looks like a right that the device has; a
shadow action with the thing's name looks bound, and is never granted: over HTTPS that variable has no value.

### How to fix it

Take the statement out, or narrow the Deny that covers it. For shadows over MQTT allow Publish, Subscribe and Receive
on `$aws/things/${iot:Connection.Thing.ThingName}/shadow/...`; for the HTTPS API use a certificate variable, such as
`thing/${iot:Certificate.Subject.CommonName}`, when your own CA issues the certificates.

### Examples

Non-compliant:

```json
{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Action": "iot:GetThingShadow",
      "Resource": "arn:aws:iot:us-east-1:123456789012:thing/${iot:Connection.Thing.ThingName}"
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
      "Action": "iot:GetThingShadow",
      "Resource": "arn:aws:iot:us-east-1:123456789012:thing/${iot:Certificate.Subject.CommonName}"
    }
  ]
}
```

### Limits

Only what holds for certain is reported: an Allow whose every action and resource one unconditional Deny of the same
document covers, variables that no request of the actions has, and a repetition of an earlier statement. Parts that are
known only at deployment count as text of their own. What a branch of a condition adds is not taken to cover or to
repeat anything. Deny with NotAction or NotResource, and other policies, are not considered, nor is a Deny in a document
that is too large.
"""

from collections.abc import Iterator

from iot_posture.analysis import Check, EachResource, Outcome, Severity, Unresolved, Violation
from iot_posture.analysis.denials import denials, is_denied
from iot_posture.analysis.document_size import document_size
from iot_posture.analysis.repetitions import repetitions
from iot_posture.analysis.variable_uses import variable_uses
from iot_posture.policy.actions import actions_matching
from iot_posture.policy.documents import LANGUAGE_VERSION, MAX_POLICY_SIZE
from iot_posture.policy.variables import key_of
from iot_posture.template import Resource, StatementView, policy_document, statements

_BY_CREDENTIAL_PROVIDER = "iot:AssumeRoleWithCertificate"
_OF_MQTT = ("iot:connection.thing.", "iot:clientid")
_FIX = (
    "Write a variable that HTTPS requests have, such as ${iot:Certificate.Subject.CommonName}; for shadows and jobs over "
    "MQTT allow their topics."
)


def judge(resource: Resource) -> Iterator[Outcome]:
    """Look for statements that change no decision."""
    document = policy_document(resource)
    live = document.get("Version").literal == LANGUAGE_VERSION
    found = statements(document)
    denied = denials(found)
    if denied and document_size(resource, document).least > MAX_POLICY_SIZE:
        denied = []
    repeated = repetitions(found)
    for number, statement in enumerate(found):
        if statement.unknown is not None:
            yield Unresolved(statement.unknown, "whether this statement has an effect")
            continue
        if number in repeated:
            message = f"This statement has no effect: it repeats statement {repeated[number] + 1} of the policy."
            yield Violation(statement.node, message, "Take it out.")
        elif live and (dead := _never_has_value(statement)):
            yield Violation(statement.node, f"This statement has no effect: {dead}.", _FIX)
        elif denied and is_denied(resource, statement, denied):
            message = "This Allow has no effect: a Deny of the same policy covers everything it allows."
            yield Violation(statement.node, message, "Take it out, or narrow the Deny.")


def _never_has_value(statement: StatementView) -> str:
    """Which variables no request of the statement's actions has, when each of its resources hangs on one."""
    actions = [found for node in statement.actions for found in actions_matching(node.literal or "")]
    if (
        statement.inverts_actions
        or statement.inverts_resources
        or any(not actions_matching(node.literal or "") for node in statement.actions)
        or any("MQTT" in action.protocols or action.name == _BY_CREDENTIAL_PROVIDER for action in actions)
    ):
        return ""
    dead = {
        id(use.node): use.written
        for use in variable_uses(statement)
        if use.variable.default is None and key_of(use.variable.name).startswith(_OF_MQTT)
    }
    if not dead or any(id(node) not in dead for node in statement.resources):
        return ""
    names = ", ".join(dict.fromkeys(action.name for action in actions))
    return f"{names} is asked for over HTTPS, where {next(iter(dead.values()))} has no value"


CHECK = Check(
    id="IOT108",
    name="statement-without-effect",
    severity=Severity.WARNING,
    since="0.1.0",
    scope=EachResource(("AWS::IoT::Policy",), judge),
    page=__doc__,
    controls=(
        "iot-lens:IOTSEC04-BP01",
        "nistir-8259a:Logical Access to Interfaces",
    ),
    references=(
        "https://docs.aws.amazon.com/iot/latest/developerguide/iot-policies.html",
        "https://docs.aws.amazon.com/iot/latest/developerguide/thing-policy-variables.html",
    ),
)
