"""The template tags its resources, and leaves this one out.

### Why it matters

Tags say whose a resource is, which costs it causes, and who may touch it where IAM policies ask for them. A role alias
or a policy without the tags of its neighbours falls through all three, and fails the Security Hub controls IoT.1 to
IoT.6 and the AWS Config rules that look for tags.

### How to fix it

Give it the tags of the other resources in `Tags`.

### Examples

Non-compliant:

```json
{
  "Resources": {
    "Sensors": {
      "Type": "AWS::IoT::ThingGroup",
      "Properties": {"Tags": [{"Key": "Owner", "Value": "fleet"}]}
    },
    "Rollout": {"Type": "AWS::IoT::ThingGroup"}
  }
}
```

Compliant:

```json
{
  "Resources": {
    "Sensors": {
      "Type": "AWS::IoT::ThingGroup",
      "Properties": {"Tags": [{"Key": "Owner", "Value": "fleet"}]}
    },
    "Rollout": {
      "Type": "AWS::IoT::ThingGroup",
      "Properties": {"Tags": [{"Key": "Owner", "Value": "fleet"}]}
    }
  }
}
```

### Limits

Tags of the stack reach its resources at deployment and are in no template. So a template in which no resource has tags
is not judged. `Name` does not count as a tag here. Job templates are left out: to tag one is to replace it.
"""

from collections.abc import Iterator, Mapping

from iot_posture.analysis import Check, EachResource, Outcome, Severity, Violation
from iot_posture.facts.taggable import TAGGABLE
from iot_posture.template import Node, Resource


def judge(resource: Resource) -> Iterator[Outcome]:
    """Look for tags here, and at other resources when there are none."""
    tags = resource.properties.get("Tags")
    if tags.unknown_reason is not None or any(_counts(tag) for tag in tags.elements()):
        return
    for other in resource.template.resources():
        properties = other.raw.get("Properties")
        if not isinstance(properties, Mapping) or "Tags" not in properties:
            continue
        keys = [tag.get("Key").text for tag in other.properties.get("Tags").elements() if _counts(tag)]
        if keys:
            message = f"This {resource.type} has no tags, and {other.type} {other.logical_id} of the same template has "
            message += f"{keys[0]}."
            yield Violation(tags, message, "Add the tags of the other resources to Tags.")
            return


def _counts(tag: Node) -> bool:
    key = tag.get("Key")
    return key.text is not None and key.literal != "Name"


CHECK = Check(
    id="IOT513",
    name="resource-without-tags",
    severity=Severity.INFO,
    since="0.1.0",
    scope=EachResource(TAGGABLE, judge),
    page=__doc__,
    controls=(
        "security-hub:IoT.1",
        "security-hub:IoT.2",
        "security-hub:IoT.3",
        "security-hub:IoT.4",
        "security-hub:IoT.5",
        "security-hub:IoT.6",
        "config:iot-scheduled-audit-tagged",
        "iot-lens:IOTCOST03-BP04",
    ),
    references=(
        "https://docs.aws.amazon.com/securityhub/latest/userguide/iot-controls.html",
        "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-resource-tags.html",
    ),
)
