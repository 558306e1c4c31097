"""The policy lets a device use the commands of other devices.

### Why it matters

A command is a request to one device. Whoever may subscribe to the requests of another device reads what it is told to
do; whoever may publish its responses can say that a command was carried out, or that it failed.

### How to fix it

Put the device's own name after `$aws/commands/things/` or `$aws/commands/clients/`. The execution ID may be a wildcard:
it is new for each command.

### Examples

Non-compliant:

```json
{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Action": "iot:Subscribe",
      "Resource": "arn:aws:iot:us-east-1:123456789012:topicfilter/$aws/commands/things/+/executions/+/request"
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
      "Action": "iot:Subscribe",
      "Resource": "arn:aws:iot:us-east-1:123456789012:topicfilter/$aws/commands/clients/${iot:ClientId}/executions/+/request"
    }
  ]
}
```

### Limits

Names without a wildcard are taken as meant. A wildcard that covers other features as well is reported by IOT210, one that
covers any topic by IOT203 and IOT205. Receive is not judged: without a subscription nothing comes from a reserved topic.
A Deny counts when it stands in the same document, has no condition, and takes away the whole resource or everything
but the listed ones. `${iot:ClientId}` is
as good as the check of the connection: see IOT202.
"""

from collections.abc import Iterator

from iot_posture.analysis import Check, EachResource, Outcome, Severity, broad, opened_features
from iot_posture.template import Resource

_FIX = "Write $aws/commands/things/${iot:Connection.Thing.ThingName}/executions/..."


def judge(resource: Resource) -> Iterator[Outcome]:
    """Look for commands of devices whose name the device can choose."""
    for opened in opened_features(resource):
        if opened.features == {"commands"}:
            message = f"{opened.access.named} reaches the commands of other devices."
            yield broad(opened.access, "whether this reaches the commands of other devices", message, _FIX)


CHECK = Check(
    id="IOT208",
    name="commands-of-others",
    severity=Severity.ERROR,
    since="0.1.0",
    scope=EachResource(("AWS::IoT::Policy",), judge),
    page=__doc__,
    controls=(
        "iot-lens:IOTSEC04-BP01",
        "nistir-8259a:Logical Access to Interfaces",
        "nistir-8259a:Device Configuration",
        "owasp:I3",
        "cra:Part I (2)(d)",
        "cra:Part I (2)(f)",
    ),
    references=(
        "https://docs.aws.amazon.com/iot/latest/developerguide/iot-remote-command-execution-start-monitor.html",
    ),
)
