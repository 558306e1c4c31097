"""An alarm on AWS IoT, or on what its rules write to, cannot fire or tells nobody.

### Why it matters

CloudWatch keeps a metric for each set of dimensions. An alarm that leaves out a dimension, such as `Protocol` for
`Connect.AuthError`, watches a metric that nobody publishes and waits in INSUFFICIENT_DATA for ever. An alarm without
an action changes its colour, and nobody looks.

### How to fix it

Give the alarm all dimensions of its metric, and at least one entry in `AlarmActions`, for example an SNS topic.

### Examples

Non-compliant:

```json
{
  "Type": "AWS::CloudWatch::Alarm",
  "Properties": {
    "Namespace": "AWS/IoT",
    "MetricName": "Connect.AuthError",
    "Statistic": "Sum",
    "Period": 300,
    "EvaluationPeriods": 1,
    "Threshold": 5,
    "ComparisonOperator": "GreaterThanThreshold"
  }
}
```

Compliant:

```json
{
  "Type": "AWS::CloudWatch::Alarm",
  "Properties": {
    "Namespace": "AWS/IoT",
    "MetricName": "Connect.AuthError",
    "Dimensions": [{"Name": "Protocol", "Value": "MQTT"}],
    "Statistic": "Sum",
    "Period": 300,
    "EvaluationPeriods": 1,
    "Threshold": 5,
    "ComparisonOperator": "GreaterThanThreshold",
    "AlarmActions": ["arn:aws:sns:us-east-1:123456789012:security"]
  }
}
```

### Limits

Alarms on Kinesis and Amazon SQS are judged where a topic rule of the template writes there. Dimensions are judged for the
metrics whose dimensions AWS documents. An alarm that a composite alarm of the same template names needs no action of its
own. That an EventBridge rule reacts to the alarm's state is not seen: acknowledge the finding there. Metrics Insights
queries are not read.
"""

from collections.abc import Iterator

from iot_posture.analysis import Check, EachResource, Outcome, Severity, Unresolved, Violation
from iot_posture.facts.metrics import METRIC_DIMENSIONS, NAMESPACE, TARGET_DIMENSIONS
from iot_posture.template import Node, Resource, referred, rule_actions


def judge(resource: Resource) -> Iterator[Outcome]:
    """Look at the alarm's metrics, and whether it acts."""
    properties = resource.properties
    metrics = [properties, *(query.get("MetricStat", "Metric") for query in properties.get("Metrics").elements())]
    watched = {NAMESPACE, *_namespaces_of_targets(resource)}
    ours = [metric for metric in metrics if metric.get("Namespace").literal in watched]
    for metric in ours:
        yield from _judge_dimensions(metric)
    if ours:
        yield from _judge_actions(resource)


def _namespaces_of_targets(alarm: Resource) -> Iterator[str]:
    written = {action.kind for rule in alarm.template.resources("AWS::IoT::TopicRule") for action in rule_actions(rule)}
    return (namespace for namespace, (kind, _) in TARGET_DIMENSIONS.items() if kind in written)


def _judge_dimensions(metric: Node) -> Iterator[Outcome]:
    name, namespace = metric.get("MetricName"), metric.get("Namespace").literal or ""
    needed = (
        METRIC_DIMENSIONS.get(name.literal or "", ()) if namespace == NAMESPACE else TARGET_DIMENSIONS[namespace][1:]
    )
    dimensions = metric.get("Dimensions")
    entries = [entry.get("Name") for entry in dimensions.elements()]
    unknown = next((entry for entry in [name, dimensions, *entries] if entry.unknown_reason is not None), None)
    missing = [dimension for dimension in needed if dimension not in [entry.literal for entry in entries]]
    if unknown is not None and (missing or name.literal is None):
        yield Unresolved(unknown, "whether the alarm has the dimensions of its metric")
    elif missing:
        message = f"{namespace} has {name.literal} with the dimension {' and '.join(needed)}, and the alarm lacks "
        message += f"{' and '.join(missing)}: it will never have data."
        yield Violation(dimensions, message, f"Add {' and '.join(missing)} to Dimensions.")


def _judge_actions(resource: Resource) -> Iterator[Outcome]:
    composites = resource.template.resources("AWS::CloudWatch::CompositeAlarm")
    if any(resource.logical_id in referred(composite) for composite in composites):
        return
    actions, enabled = resource.properties.get("AlarmActions"), resource.properties.get("ActionsEnabled")
    if (enabled.literal or "").lower() == "false":
        yield Violation(enabled, "The actions of this alarm are switched off, so it tells nobody.", "Set it to true.")
    elif not actions.elements():
        message = "The alarm has no action, so it tells nobody."
        yield Violation(actions, message, "Add an SNS topic, or another action, to AlarmActions.")
    elif enabled.unknown_reason is not None:
        yield Unresolved(enabled, "whether the actions of this alarm are on")
    elif actions.unknown_reason is not None and actions.text is None:
        yield Unresolved(actions, "whether this alarm has an action")


CHECK = Check(
    id="IOT503",
    name="alarm-that-cannot-help",
    severity=Severity.WARNING,
    since="0.1.0",
    scope=EachResource(("AWS::CloudWatch::Alarm",), judge),
    page=__doc__,
    controls=(
        "security-hub:CloudWatch.15",
        "security-hub:CloudWatch.17",
        "config:cloudwatch-alarm-action-check",
        "config:cloudwatch-alarm-action-enabled-check",
        "iot-lens:IOTSEC06-BP02",
        "etsi:5.10-1",
        "nistir-8259a:Cybersecurity State Awareness",
        "owasp:I8",
        "cra:Part I (2)(l)",
    ),
    references=(
        "https://docs.aws.amazon.com/iot/latest/developerguide/metrics_dimensions.html",
        "https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/AlarmThatSendsEmail.html",
    ),
)
