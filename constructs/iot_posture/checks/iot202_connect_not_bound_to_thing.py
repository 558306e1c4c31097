"""The policy lets a device connect with a client ID that is not its own.

### Why it matters

AWS IoT knows a connection by its client ID. A device that may choose it can connect under the client ID of another
device: the broker then drops the other one, takes over its session, and every permission that is written with
`${iot:ClientId}` follows. A device can also choose a client ID that is not its thing name, and so escape the policies
of its thing groups, quarantine included.

`${iot:ClientId}` in a Connect statement is no limit: it stands for whatever the device sent.

### How to fix it

Allow `iot:Connect` on `client/${iot:Connection.Thing.ThingName}` only, and demand `iot:Connection.Thing.IsAttached`.

### Examples

Non-compliant:

```json
{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Action": "iot:Connect",
      "Resource": "arn:aws:iot:us-east-1:123456789012:client/${iot:ClientId}"
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
      "Action": "iot:Connect",
      "Resource": "arn:aws:iot:us-east-1:123456789012:client/${iot:Connection.Thing.ThingName}",
      "Condition": {"Bool": {"iot:Connection.Thing.IsAttached": "true"}}
    }
  ]
}
```

### Limits

A statement that demands `iot:Connection.Thing.IsAttached` counts as bound on any resource, as it does for Device
Defender: the client ID must then be the thing name, unless the thing is attached exclusively. An unknown part of a
client ID counts as fixed text without wildcards. That a Deny elsewhere takes the right away again is not considered.
The policy of a claim certificate has to be wider: acknowledge this finding there.
"""

from collections.abc import Iterator

from iot_posture.analysis import Check, EachResource, Outcome, Severity, Unresolved, Violation
from iot_posture.template import NamePattern, Resource, StatementView, policy_document, reaches, statements

_ATTACHED = "iot:connection.thing.isattached"
_FIX = (
    "Allow iot:Connect on client/${iot:Connection.Thing.ThingName} only, with the condition "
    '{"Bool": {"iot:Connection.Thing.IsAttached": "true"}}.'
)


def judge(resource: Resource) -> Iterator[Outcome]:
    """Look for Connect on client IDs that the device can choose."""
    for statement in statements(policy_document(resource)):
        for reach in reaches(resource, statement, "iot:Connect", "client"):
            chosen = "unknown" if reach.names is None else _chosen_by(reach.names)
            if chosen is None or _demands_attachment(statement):
                continue
            condition = statement.node.get("Condition")
            unsure = condition if condition.unknown_reason is not None else reach.unsure
            if unsure is not None:
                yield Unresolved(unsure, "whether this binds the client ID to the thing")
            else:
                message = f"iot:Connect is allowed on {reach.node.text or 'all but the listed resources'}: {chosen}."
                audited = reach.names is not None and reach.names.masked in ("*", "${iot:ClientId}")
                yield Violation(reach.node, message, _FIX, device_defender=audited)


def _chosen_by(names: NamePattern) -> str | None:
    if names.has_wildcard:
        return "the wildcard lets the device choose the client ID of another"
    if "iot:clientid" in [name.lower() for name in names.variables]:
        return "${iot:ClientId} is whatever the device sends"
    return None


def _demands_attachment(statement: StatementView) -> bool:
    return any(
        operator == "bool"
        and key == _ATTACHED
        and [(value.literal or "").lower() for value in values.elements()] == ["true"]
        for operator, key, values in statement.conditions()
    )


CHECK = Check(
    id="IOT202",
    name="connect-not-bound-to-thing",
    severity=Severity.ERROR,
    since="0.1.0",
    scope=EachResource(("AWS::IoT::Policy",), judge),
    page=__doc__,
    device_defender="IOT_POLICY_OVERLY_PERMISSIVE_CHECK",
    controls=(
        "iot-lens:IOTSEC04-BP01",
        "iot-lens:IOTSEC01-BP01",
        "nistir-8259a:Logical Access to Interfaces",
        "nistir-8259a:Device Identification",
        "owasp:I3",
        "cra:Part I (2)(d)",
    ),
    references=(
        "https://docs.aws.amazon.com/iot/latest/developerguide/connect-policy.html",
        "https://docs.aws.amazon.com/iot/latest/developerguide/thing-policy-variables.html",
        "https://docs.aws.amazon.com/iot-device-defender/latest/devguide/audit-chk-iot-policy-permissive.html",
    ),
)
