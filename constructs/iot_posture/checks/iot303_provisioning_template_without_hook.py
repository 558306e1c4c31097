r"""The fleet provisioning template has no pre-provisioning hook.

### Why it matters

Claim certificates are shared by a batch of devices and can be got out of any one of them. Without a hook AWS IoT asks
nobody: whoever holds a claim certificate registers as many things as they like, each with a certificate and the
policy of a real device.

### How to fix it

Set `PreProvisioningHook` to a Lambda function that looks the device up in a list of those that were built, answers
`allowProvisioning: false` for every other one and on every error, and allows each device once.

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
          "{\"Resources\": {\"policy\": {\"Type\": \"AWS::IoT::Policy\", ",
          "\"Properties\": {\"PolicyName\": \"device\"}}}}"
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

Where the device also chooses the name of its thing, IOT305 says both in one finding. What the function decides is not
judged. Templates of the type JITP take no hook: there the certificate authority decides. A template that only trusted
users provision with needs no hook: acknowledge the finding there.
"""

from collections.abc import Iterator

from iot_posture.analysis import Check, EachResource, Outcome, Severity, Unresolved, Violation
from iot_posture.template import ProvisioningBody, Resource, provisioning_bodies


def judge(resource: Resource) -> Iterator[Outcome]:
    """Look for the hook of a fleet provisioning template."""
    properties = resource.properties
    hook, kind = properties.get("PreProvisioningHook"), properties.get("TemplateType")
    if kind.literal == "JITP" or hook.get("TargetArn").present:
        return
    if kind.present and kind.literal is None:
        yield Unresolved(kind, "whether this template needs a pre-provisioning hook")
    elif not any(
        isinstance(body, ProvisioningBody) and body.names_sent_by_device for body in provisioning_bodies(resource)
    ):
        message = "Nobody is asked before a device is provisioned: a claim certificate is enough to register things."
        fix = "Set PreProvisioningHook to a Lambda function that allows only devices that you know, and each only once."
        yield Violation(hook, message, fix)


CHECK = Check(
    id="IOT303",
    name="provisioning-template-without-hook",
    severity=Severity.ERROR,
    since="0.1.0",
    scope=EachResource(("AWS::IoT::ProvisioningTemplate",), judge),
    page=__doc__,
    controls=(
        "iot-lens:IOTSEC01-BP01",
        "iot-lens:IOTOPS04-BP01",
        "nistir-8259a:Device Identification",
        "owasp:I8",
        "cra:Part I (2)(d)",
    ),
    references=(
        "https://docs.aws.amazon.com/iot/latest/developerguide/pre-provisioning-hook.html",
        "https://docs.aws.amazon.com/iot/latest/developerguide/provision-wo-cert.html",
    ),
)
