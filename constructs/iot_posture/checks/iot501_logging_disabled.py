"""AWS IoT logging is switched off, or the app does not show that it is on.

### Why it matters

Without logs nobody can say which device tried what: refused connections, refused publishes and failed rule actions
leave no trace, so neither an attack nor a misconfigured policy can be investigated.

### How to fix it

Set `DefaultLogLevel` to `ERROR` or to a level that says more (`WARN`, `INFO`, `DEBUG`), and take out event
configurations and resource-specific levels that say `DISABLED`.

### Examples

Non-compliant:

```json
{
  "Type": "AWS::IoT::Logging",
  "Properties": {
    "AccountId": {"Ref": "AWS::AccountId"},
    "DefaultLogLevel": "DISABLED",
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
    "DefaultLogLevel": "ERROR",
    "RoleArn": "arn:aws:iam::123456789012:role/iot-logging"
  }
}
```

### Limits

Logging is a setting of the account, and another app may own it: so an app without `AWS::IoT::Logging` is an info, not an
error. All templates of an app are read together; fewer than four resources are taken for a part of one, unless they both let
devices in and set the account up.
"""

from collections.abc import Iterator, Sequence

from iot_posture.analysis import (
    Check,
    Outcome,
    Severity,
    Unresolved,
    Violation,
    WholeApp,
    serves_devices,
    where_it_stands,
)
from iot_posture.facts.account_settings import LOGGING
from iot_posture.template import Node, Resource, Template

LEVELS = ("ERROR", "WARN", "INFO", "DEBUG")
_FIX = f"Set the level to one of {', '.join(LEVELS)}."


def judge(templates: Sequence[Template]) -> Iterator[tuple[Resource, Outcome]]:
    """Look at every level of the app; where none stands, at whether one should."""
    for template in templates:
        for resource in template.resources(LOGGING, "AWS::IoT::ResourceSpecificLogging"):
            for variant in resource.variants:
                for outcome in _judge_levels(variant):
                    yield resource, outcome
    served = serves_devices(templates)
    if served is not None and not any(template.resources(LOGGING) for template in templates):
        message = f"This app serves devices, with {served.type} {served.logical_id}, and no template of it declares {LOGGING}."
        fix = "Declare it, or acknowledge this with the name of the app that does."
        where = where_it_stands(served)
        yield served, Violation(where, message, fix, device_defender=False, severity=Severity.INFO)


def _judge_levels(resource: Resource) -> Iterator[Outcome]:
    """Look at the default level and at the levels of single events and targets."""
    if resource.type == LOGGING:
        yield from _judge_level(
            resource.properties.get("DefaultLogLevel"), "logging of the whole account", audited=True
        )
        for event in resource.properties.get("EventConfigurations").elements():
            level = event.get("LogLevel")
            if level.present:
                yield from _judge_level(
                    level, f"logging of {event.get('EventType').text or 'these'} events", audited=False
                )
    else:
        target = resource.properties.get("TargetName").text or "this target"
        yield from _judge_level(resource.properties.get("LogLevel"), f"logging of {target}", audited=False)


def _judge_level(level: Node, what: str, *, audited: bool) -> Iterator[Outcome]:
    if level.literal is None and level.unknown_reason is not None:
        yield Unresolved(level, f"whether {what} is on")
    elif level.literal not in LEVELS:
        said = level.literal or "missing"
        yield Violation(level, f"The log level is {said}, so {what} is off.", _FIX, device_defender=audited)


CHECK = Check(
    id="IOT501",
    name="logging-disabled",
    severity=Severity.ERROR,
    since="0.1.0",
    scope=WholeApp(judge),
    page=__doc__,
    device_defender="LOGGING_DISABLED_CHECK",
    controls=(
        "iot-lens:IOTOPS06-BP01",
        "iot-lens:IOTSEC06-BP01",
        "etsi:5.10-1",
        "nistir-8259a:Cybersecurity State Awareness",
        "owasp:I8",
        "cra:Part I (2)(l)",
    ),
    references=(
        "https://docs.aws.amazon.com/iot/latest/developerguide/configure-logging.html",
        "https://docs.aws.amazon.com/iot-device-defender/latest/devguide/audit-chk-logging-disabled.html",
    ),
)
