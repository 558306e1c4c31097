"""The policy of a claim certificate allows more than provisioning with one template.

### Why it matters

A whole batch of devices is built with the same claim certificate, so an attacker gets it out of one device and holds
it for all. Its policy is all that limits what it is good for. With a wildcard in the place of the template name it
provisions with every template of the account, and so with the most generous one. With topics of operation it sends
readings without any device identity.

### How to fix it

Name one template: `topic/$aws/provisioning-templates/fleet/provision/*`. Besides it a claim certificate needs
`topic/$aws/certificates/create/*` or, better, `topic/$aws/certificates/create-from-csr/*`, and nothing else.

### Examples

Non-compliant:

```json
{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Action": ["iot:Publish", "iot:Receive"],
      "Resource": [
        "arn:aws:iot:us-east-1:123456789012:topic/$aws/certificates/create-from-csr/json",
        "arn:aws:iot:us-east-1:123456789012:topic/$aws/provisioning-templates/*"
      ]
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
      "Action": ["iot:Publish", "iot:Receive"],
      "Resource": [
        "arn:aws:iot:us-east-1:123456789012:topic/$aws/certificates/create-from-csr/json*",
        "arn:aws:iot:us-east-1:123456789012:topic/$aws/provisioning-templates/fleet/provision/json*"
      ]
    }
  ]
}
```

### Limits

A policy counts as that of a claim certificate when it allows Publish on `$aws/provisioning-templates/` and uses no
variable of a thing: a claim certificate has no thing. Which client IDs it may connect with is left to IOT202, rights on
every topic to IOT203 and IOT205, and a right to publish on topics of operation to IOT219. That the template is the
right one is not judged.
"""

import re
from collections.abc import Iterator

from iot_posture.analysis import Check, EachResource, Outcome, Severity, Unresolved, Violation
from iot_posture.template import PROVISIONING_TEMPLATES, PROVISIONING_TOPICS, Node, Reach, Resource, claim_rights

_FIX = "Allow only $aws/certificates/create-from-csr/ and $aws/provisioning-templates/NAME/provision/ of one template."


def judge(resource: Resource) -> Iterator[Outcome]:
    """Look at the topics of a policy that allows provisioning."""
    reached = claim_rights(resource)
    works = any(action == "iot:Publish" and _is_beyond(reach) for action, reach in reached)
    said: dict[str, tuple[Node, str, list[str]]] = {}
    for action, reach in reached:
        if reach.names is None or reach.unsure is not None:
            yield Unresolved(reach.unsure or reach.node, "whether this policy of a claim certificate is too wide")
        elif _is_any_template(reach.names.masked):
            why = "the wildcard stands for every provisioning template"
            said.setdefault(reach.node.dotted, (reach.node, why, []))[2].append(action)
        elif _is_beyond(reach) and not works:
            why = "provisioning does not use this topic"
            said.setdefault(reach.node.dotted, (reach.node, why, []))[2].append(action)
    for node, why, actions in said.values():
        yield Violation(node, f"A claim certificate may use {', '.join(actions)} on {node.text}: {why}.", _FIX)


def _is_any_template(name: str) -> bool:
    level = name.removeprefix(PROVISIONING_TEMPLATES).partition("/")[0]
    return name.startswith(PROVISIONING_TEMPLATES) and any(sign in level for sign in "*?+#")


def _is_beyond(reach: Reach) -> bool:
    """Whether these are topics of something else; those that hold every topic, or every reserved one, are not."""
    name = "" if reach.names is None else reach.names.masked
    fixed = re.split(r"[*?]|(?:^|/)[+#]", name, maxsplit=1)[0]
    return not name.startswith(PROVISIONING_TOPICS) and not any(
        prefix.startswith(fixed) for prefix in PROVISIONING_TOPICS
    )


CHECK = Check(
    id="IOT302",
    name="claim-policy-too-wide",
    severity=Severity.ERROR,
    since="0.1.0",
    scope=EachResource(("AWS::IoT::Policy",), judge),
    page=__doc__,
    controls=(
        "iot-lens:IOTSEC04-BP01",
        "iot-lens:IOTSEC05-BP01",
        "nistir-8259a:Logical Access to Interfaces",
        "owasp:I3",
        "cra:Part I (2)(d)",
        "cra:Part I (2)(j)",
    ),
    references=(
        "https://docs.aws.amazon.com/iot/latest/developerguide/provision-wo-cert.html",
        "https://docs.aws.amazon.com/iot/latest/developerguide/fleet-provision-api.html",
    ),
)
