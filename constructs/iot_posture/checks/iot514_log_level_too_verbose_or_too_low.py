"""The log level of AWS IoT says too much, or too little for what watches the log.

### Why it matters

`DEBUG` for the whole account writes what devices do into a log that many may read, costs with every message, and may
make AWS IoT switch logging off when traffic is high: the log is gone when it is needed. In the other direction, a metric
filter that waits for entries of a level that is not logged never counts anything, and its alarm stays green.

### How to fix it

Log `ERROR`, `WARN` or `INFO` by default, and `DEBUG` only for a thing group or client ID that is looked into, with
`AWS::IoT::ResourceSpecificLogging`. Log the level that the metric filters of `AWSIotLogsV2` wait for.

### Examples

Non-compliant:

```json
{
  "Type": "AWS::IoT::Logging",
  "Properties": {
    "AccountId": {"Ref": "AWS::AccountId"},
    "DefaultLogLevel": "DEBUG",
    "RoleArn": "arn:aws:iam::123456789012:role/iot-logging"
  }
}
```

Compliant:

```json
{
  "Type": "AWS::IoT::Logging",
  "Properties": {
    "AccountId": {"Ref": "AWS::AccountId"},
    "DefaultLogLevel": "INFO",
    "RoleArn": "arn:aws:iam::123456789012:role/iot-logging"
  }
}
```

### Limits

Metric filters are read where the same template declares them on `AWSIotLogsV2` and their pattern compares `$.logLevel`.
A level that a parameter brings is IOT501's to report.
"""

import re
from collections.abc import Iterator

from iot_posture.analysis import Check, EachResource, Outcome, Severity, Violation
from iot_posture.template import Node, Resource

_ORDER = ("DISABLED", "ERROR", "WARN", "INFO", "DEBUG")
_WAITS_FOR = re.compile(r"\$\.logLevel\s*=\s*\"?(ERROR|WARN|INFO|DEBUG)\b")
_GROUP = "AWSIotLogsV2"


def judge(resource: Resource) -> Iterator[Outcome]:
    """Look at the default level, and at what the metric filters of the same template wait for."""
    level = resource.properties.get("DefaultLogLevel")
    if level.literal == "DEBUG":
        message = "The log level of the whole account is DEBUG."
        yield Violation(
            level, message, "Set it to INFO or less, and DEBUG for single targets while you look into them."
        )
    elif level.literal in _ORDER[1:]:
        others = [event.get("LogLevel") for event in resource.properties.get("EventConfigurations").elements()]
        others += [
            target.properties.get("LogLevel")
            for target in resource.template.resources("AWS::IoT::ResourceSpecificLogging")
        ]
        if all(_logs_no_more(other, level.literal) for other in others):
            yield from _judge_filters(resource, level, level.literal)


def _judge_filters(resource: Resource, level: Node, logged: str) -> Iterator[Outcome]:
    for each in resource.template.resources("AWS::Logs::MetricFilter"):
        pattern = _WAITS_FOR.search(each.properties.get("FilterPattern").literal or "")
        if pattern and _ORDER.index(pattern[1]) > _ORDER.index(logged) and _watches(each):
            message = (
                f"The metric filter {each.logical_id} waits for {pattern[1]} entries, and only {logged} is logged."
            )
            yield Violation(level, message, f"Set the level to {pattern[1]}, or change the metric filter.")


def _logs_no_more(other: Node, logged: str) -> bool:
    return other.literal in _ORDER and _ORDER.index(other.literal) <= _ORDER.index(logged)


def _watches(metric_filter: Resource) -> bool:
    group = metric_filter.properties.get("LogGroupName")
    hole = None if group.text is None else group.text.whole_hole
    declared = None if hole is None or hole.target is None else metric_filter.template.resource(hole.target)
    return (group if declared is None else declared.properties.get("LogGroupName")).literal == _GROUP


CHECK = Check(
    id="IOT514",
    name="log-level-too-verbose-or-too-low",
    severity=Severity.INFO,
    since="0.1.0",
    scope=EachResource(("AWS::IoT::Logging",), judge),
    page=__doc__,
    controls=(
        "iot-lens:IOTOPS06-BP01",
        "iot-lens:IOTSEC06-BP01",
        "nistir-8259a:Cybersecurity State Awareness",
        "cra:Part I (2)(l)",
    ),
    references=("https://docs.aws.amazon.com/iot/latest/developerguide/configure-logging.html",),
)
