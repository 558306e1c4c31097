r"""A device that is provisioned chooses the name of its thing.

### Why it matters

The name of the thing is a parameter that the device sends, and nothing looks at it. Whoever holds a claim certificate
sends the name of a device that exists: AWS IoT then attaches the new certificate to that thing, and every policy
written with `${iot:Connection.Thing.ThingName}` lets the attacker in as that device.

### How to fix it

Set a pre-provisioning hook, and let it put the name into `parameterOverrides`, from what you know of the device, or
refuse. Or take the name from `AWS::IoT::Certificate::Id`, which no device can choose.

### Examples

Non-compliant:

```json
{
  "Type": "AWS::IoT::ProvisioningTemplate",
  "Properties": {
    "ProvisioningRoleArn": "arn:aws:iam::123456789012:role/provisioning",
    "TemplateBody": {
      "Fn::Join": [
        "",
        [
          "{\"Parameters\": {\"Serial\": {\"Type\": \"String\"}}, ",
          "\"Resources\": {\"thing\": {\"Type\": \"AWS::IoT::Thing\", ",
          "\"Properties\": {\"ThingName\": {\"Ref\": \"Serial\"}}}}}"
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
    "ProvisioningRoleArn": "arn:aws:iam::123456789012:role/provisioning",
    "PreProvisioningHook": {"TargetArn": "arn:aws:lambda:us-east-1:123456789012:function:hook"},
    "TemplateBody": {
      "Fn::Join": [
        "",
        [
          "{\"Parameters\": {\"Serial\": {\"Type\": \"String\"}}, ",
          "\"Resources\": {\"thing\": {\"Type\": \"AWS::IoT::Thing\", ",
          "\"Properties\": {\"ThingName\": {\"Ref\": \"Serial\"}}}}}"
        ]
      ]
    },
    "Tags": [{"Key": "team", "Value": "fleet"}]
  }
}
```

### Limits

With a hook nothing is reported: whether it looks at the name is not in the template. In just-in-time provisioning the
parameters come from the certificate, and so from whoever signed it.
"""

from collections.abc import Iterator

from iot_posture.analysis import Check, EachResource, Outcome, Severity, Unresolved, Violation
from iot_posture.template import ProvisioningBody, Resource, provisioning_bodies


def judge(resource: Resource) -> Iterator[Outcome]:
    """Look for thing names that are made of what the device sends."""
    properties = resource.properties
    if properties.get("TemplateType").literal == "JITP" or properties.get("PreProvisioningHook", "TargetArn").present:
        return
    for body in provisioning_bodies(resource):
        if not isinstance(body, ProvisioningBody):
            yield Unresolved(body, "who chooses the name of the thing")
            continue
        for name in body.names_sent_by_device:
            message = f"The device chooses the name of its thing: {name} is a parameter that it sends, and no hook looks at it."
            fix = "Set a PreProvisioningHook that decides on the name, or take it from AWS::IoT::Certificate::Id."
            yield Violation(body.node, message, fix)


CHECK = Check(
    id="IOT305",
    name="provisioning-lets-device-name-itself",
    severity=Severity.ERROR,
    since="0.1.0",
    scope=EachResource(("AWS::IoT::ProvisioningTemplate",), judge),
    page=__doc__,
    controls=(
        "iot-lens:IOTSEC01-BP01",
        "nistir-8259a:Device Identification",
        "nistir-8259a:Logical Access to Interfaces",
        "owasp:I3",
        "cra:Part I (2)(d)",
    ),
    references=(
        "https://docs.aws.amazon.com/iot/latest/developerguide/pre-provisioning-hook.html",
        "https://docs.aws.amazon.com/iot/latest/developerguide/provision-template.html",
    ),
)
