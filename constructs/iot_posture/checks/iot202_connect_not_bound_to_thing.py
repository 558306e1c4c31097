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
Defender: the client ID must then be the thing name, unless the thing is attached exclusively. So does a Deny of the
same document that refuses connections that are not attached, or client IDs but the thing's own. Denies of other
policies are not seen. A wildcard behind the thing name counts as bound where no thing name goes on like that, as in
`${iot:Connection.Thing.ThingName}#*`: a Greengrass core numbers its further connections so, and the variable has a
value for them only when the thing is attached exclusively. The name of a thing of the same template counts like the
variable. An unknown part of a client ID counts as fixed text without wildcards. A claim certificate has no thing, so in
its policy a prefix such as `client/claim-*` is enough: name no thing like that. `NotResource` is IOT220's, any action
IOT201's.
"""

from collections.abc import Iterator

from iot_posture.analysis import Check, EachResource, Outcome, Severity, Unresolved, broad
from iot_posture.template import (
    NamePattern,
    Resource,
    accesses,
    claim_rights,
    demands_attachment,
    is_about_unattached,
    is_audited,
    names_of,
    policy_document,
    statements,
)

_QUESTION = "whether this binds the client ID to the thing"
_FIX = (
    "Allow iot:Connect on client/${iot:Connection.Thing.ThingName} only, with the condition "
    '{"Bool": {"iot:Connection.Thing.IsAttached": "true"}}.'
)


def judge(resource: Resource) -> Iterator[Outcome]:
    """Look for Connect on client IDs that the device can choose."""
    for access in accesses(resource, "client", ("iot:Connect",)):
        chosen = "unknown" if access.names is None else _chosen_by(access.names)
        if chosen is None or demands_attachment(access.statement) or _refused(resource, access.names):
            continue
        if access.names is not None and access.names.unbounded_prefix() and claim_rights(resource):
            continue  # a claim certificate has no thing; a prefix of its own is all that binds it
        condition = access.statement.node.get("Condition")
        if condition.unknown_reason is not None:
            yield Unresolved(condition, _QUESTION)
        else:
            message = f"iot:Connect is allowed on {access.node.text}: {chosen}."
            audited = access.names is not None and is_audited(access.names, "client")
            yield broad(access, _QUESTION, message, _FIX, audited=audited)


def _chosen_by(names: NamePattern) -> str | None:
    if names.unbounded_prefix() is not None:
        return "the wildcard lets the device choose the client ID of another"
    if "iot:clientid" in [name.lower() for name in names.variables]:
        return "${iot:ClientId} is whatever the device sends"
    return None


def _refused(resource: Resource, names: NamePattern | None) -> bool:
    return any(
        names is not None and isinstance(denied, NamePattern) and denied.covers(names)
        for statement in statements(policy_document(resource))
        if statement.node.get("Effect").literal == "Deny" and not statement.inverts_resources
        if statement.means("iot:Connect") is True and is_about_unattached(statement)
        for denied in (names_of(resource, node, "client") for node in statement.resources)
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
