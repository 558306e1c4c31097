r"""The policy in a provisioning template reaches other devices.

### Why it matters

Every device that is provisioned gets this policy. With a wildcard that no name of the device bounds, each of them
connects as any other, publishes in its name and changes its shadow. Policies inside a template body are easy to
overlook: they are JSON text within JSON.

### How to fix it

Name a policy of its own resource with `PolicyName`, so that it is reviewed and updated like any other. Or bound each
wildcard with `${iot:Connection.Thing.ThingName}`, which AWS IoT fills in at each connection.

### Examples

Non-compliant:

```json
{
  "Type": "AWS::IoT::ProvisioningTemplate",
  "Properties": {
    "TemplateType": "JITP",
    "ProvisioningRoleArn": "arn:aws:iam::123456789012:role/provisioning",
    "TemplateBody": {
      "Fn::Join": [
        "",
        [
          "{\"Resources\": {\"policy\": {\"Type\": \"AWS::IoT::Policy\", ",
          "\"Properties\": {\"PolicyDocument\": {",
          "\"Version\": \"2012-10-17\", \"Statement\": {\"Effect\": \"Allow\", ",
          "\"Action\": \"iot:*\", \"Resource\": \"*\"}}}}}}"
        ]
      ]
    },
    "Tags": [{"Key": "team", "Value": "fleet"}]
  }
}
```

Compliant:

```json
{
  "Type": "AWS::IoT::ProvisioningTemplate",
  "Properties": {
    "TemplateType": "JITP",
    "ProvisioningRoleArn": "arn:aws:iam::123456789012:role/provisioning",
    "TemplateBody": {
      "Fn::Join": [
        "",
        [
          "{\"Resources\": {\"policy\": {\"Type\": \"AWS::IoT::Policy\", ",
          "\"Properties\": {\"PolicyName\": \"device\"}}}}"
        ]
      ]
    },
    "Tags": [{"Key": "team", "Value": "fleet"}]
  }
}
```

### Limits

Each statement is judged by itself, and a Deny elsewhere is not considered. A parameter of the template body on a
level of its own counts as the name of the device, unless the device sends it and no hook looks at it: then the device
may send a `*`. Policies of AWS::IoT::Policy are judged where they stand.
"""

from collections.abc import Iterator

from iot_posture.analysis import Check, EachResource, Outcome, Severity, Unresolved, Violation
from iot_posture.template import (
    ProvisioningBody,
    Reach,
    Resource,
    StatementView,
    demands_attachment,
    provisioning_bodies,
    reaches,
    read_document,
    statements,
)

_KINDS = {
    "iot:Connect": "client",
    "iot:Publish": "topic",
    "iot:Receive": "topic",
    "iot:Subscribe": "topicfilter",
    "iot:GetThingShadow": "thing",
    "iot:UpdateThingShadow": "thing",
    "iot:DeleteThingShadow": "thing",
}
_FIX = "Put ${iot:Connection.Thing.ThingName} in the place of the wildcard, or name a policy with PolicyName."
_QUESTION = "what the policy in this provisioning template allows"


def judge(resource: Resource) -> Iterator[Outcome]:
    """Judge every policy of the template body."""
    for body in provisioning_bodies(resource):
        if not isinstance(body, ProvisioningBody):
            yield Unresolved(body, _QUESTION)
            continue
        asked = resource.properties.get("PreProvisioningHook").present
        for policy, properties in body.resources("AWS::IoT::Policy"):
            for statement in statements(read_document(properties.get("PolicyDocument"))):
                yield from _judge_statement(policy, statement, frozenset() if asked else body.sent_by_device)


def _judge_statement(policy: Resource, statement: StatementView, sent: frozenset[str]) -> Iterator[Outcome]:
    if statement.unknown is not None:
        yield Unresolved(statement.unknown, _QUESTION)
    elif statement.allows:
        broad = [str(node.text) for node in statement.actions if (node.literal or "").lower() in ("*", "iot:*")]
        if broad or statement.inverts_actions:
            what = "NotAction" if statement.inverts_actions else broad[0]
            message = f"The policy {policy.logical_id} of the template body allows every action with {what}."
            yield Violation(statement.node, message, "Name the actions that the device uses.")
            return
        for action, kind in _KINDS.items():
            for reach in reaches(policy, statement, action, kind):
                if reach.unsure is not None or reach.names is None:
                    yield Unresolved(reach.unsure or reach.node, _QUESTION)
                    return
                why = _why(reach, action, statement, sent)
                if why is not None:
                    on = reach.node.text or "all but the listed resources"
                    message = f"The policy {policy.logical_id} of the template body allows {action} on {on}: {why}."
                    yield Violation(reach.node, message, _FIX)
                    return


def _why(reach: Reach, action: str, statement: StatementView, sent: frozenset[str]) -> str | None:
    names, text = reach.names, reach.node.text
    if names is None:
        return None
    if action == "iot:Connect" and not demands_attachment(statement):
        if "iot:clientid" in [name.lower() for name in names.variables]:
            return "${iot:ClientId} is whatever the device sends"
        if names.has_wildcard:
            return "the wildcard lets the device connect as another"
    chosen = [hole.target for hole in text.holes if hole.target in sent] if text is not None else []
    if chosen:
        return f"the device sends {chosen[0]}, and may send a wildcard"
    prefix = None if action == "iot:Connect" else names.unbounded_prefix(mqtt=action == "iot:Subscribe")
    if prefix is None or (action in ("iot:Receive", "iot:Subscribe") and not _is_any(prefix)):
        return None
    return "the wildcard reaches every other device"


def _is_any(prefix: str) -> bool:
    return prefix == "" or "$aws/things/".startswith(prefix) or prefix.startswith("$aws/things/")


CHECK = Check(
    id="IOT304",
    name="provisioning-template-grants-wildcard",
    severity=Severity.ERROR,
    since="0.1.0",
    scope=EachResource(("AWS::IoT::ProvisioningTemplate", "AWS::IoT::CACertificate"), judge),
    page=__doc__,
    controls=(
        "iot-lens:IOTSEC04-BP01",
        "nistir-8259a:Logical Access to Interfaces",
        "owasp:I3",
        "cra:Part I (2)(d)",
        "cra:Part I (2)(j)",
    ),
    references=(
        "https://docs.aws.amazon.com/iot/latest/developerguide/provision-template.html",
        "https://docs.aws.amazon.com/iot/latest/developerguide/jit-provisioning.html",
    ),
)
