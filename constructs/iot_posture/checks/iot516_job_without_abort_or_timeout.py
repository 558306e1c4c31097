"""The job goes on when it fails on the devices.

### Why it matters

A job that breaks devices reaches the whole fleet unless something stops it. Abort criteria cancel it once a share of
the devices has failed; a timeout turns a device that hangs in an update into one that has failed, which the criteria
then count.

### How to fix it

Set `AbortConfig` with at least one criterion and `TimeoutConfig` with `InProgressTimeoutInMinutes`.

### Examples

Non-compliant:

```json
{
  "Type": "AWS::IoT::JobTemplate",
  "Properties": {
    "JobTemplateId": "firmware",
    "Description": "Updates the firmware",
    "DocumentSource": "https://s3.amazonaws.com/updates/firmware.json"
  }
}
```

Compliant:

```json
{
  "Type": "AWS::IoT::JobTemplate",
  "Properties": {
    "JobTemplateId": "firmware",
    "Description": "Updates the firmware",
    "DocumentSource": "https://s3.amazonaws.com/updates/firmware.json",
    "AbortConfig": {
      "CriteriaList": [
        {"Action": "CANCEL", "FailureType": "ALL", "MinNumberOfExecutedThings": 10, "ThresholdPercentage": 5}
      ]
    },
    "TimeoutConfig": {"InProgressTimeoutInMinutes": 60}
  }
}
```

### Limits

Whoever makes a job of a template may still bring both, or replace them. A job that is made of a template gets them from
there and is not judged.
"""

from collections.abc import Iterator

from iot_posture.analysis import Check, EachResource, Outcome, Severity, Unresolved, Violation
from iot_posture.template import Resource

_NEEDED = (
    ("AbortConfig", "CriteriaList", "it goes on to the whole fleet however many devices fail"),
    ("TimeoutConfig", "InProgressTimeoutInMinutes", "a device that hangs in it never counts as failed"),
)


def judge(resource: Resource) -> Iterator[Outcome]:
    """Look for abort criteria and for a timeout."""
    if resource.properties.get("JobTemplateArn").present:
        return
    for name, below, consequence in _NEEDED:
        setting = resource.properties.get(name)
        found = setting.get(below)
        if found.unknown_reason is not None and found.text is None:
            yield Unresolved(found, f"whether the job has {name}")
        elif not found.elements():
            yield Violation(setting, f"The job has no {name}, so {consequence}.", f"Set {below} in {name}.")


CHECK = Check(
    id="IOT516",
    name="job-without-abort-or-timeout",
    severity=Severity.WARNING,
    since="0.1.0",
    scope=EachResource(("AWS::IoT::Job", "AWS::IoT::JobTemplate"), judge),
    page=__doc__,
    controls=(
        "iot-lens:IOTREL08-BP01",
        "iot-lens:IOTSEC13-BP02",
        "nistir-8259a:Software Update",
        "owasp:I4",
        "cra:Part I (2)(c)",
        "cra:Part I (2)(h)",
    ),
    references=("https://docs.aws.amazon.com/iot/latest/developerguide/job-configurations-api.html",),
)
