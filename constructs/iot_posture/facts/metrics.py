"""The metrics of AWS IoT in CloudWatch, and the dimensions under which each is published.

Source: docs.aws.amazon.com/iot/latest/developerguide/metrics_dimensions.html, read 2026-11-22.
Metrics whose dimensions the page leaves open are not here.
"""

from collections.abc import Mapping

NAMESPACE = "AWS/IoT"

_BROKER = {
    "Connect": ("AuthError", "ClientError", "ClientIDThrottle", "ServerError", "Success", "Throttle"),
    "Connection": ("AuthNError",),
    "Ping": ("Success",),
    "PublishIn": ("AuthError", "ClientError", "ServerError", "Success", "Throttle"),
    "PublishOut": ("AuthError", "ClientError", "Success", "Throttle"),
    "PublishRetained": ("AuthError", "ServerError", "Success", "Throttle"),
    "Queued": ("ServerError", "Success", "Throttle"),
    "Subscribe": ("AuthError", "ClientError", "ServerError", "Success", "Throttle"),
    "Unsubscribe": ("ClientError", "ServerError", "Success", "Throttle"),
    "Throttle": ("Exceeded",),
    "DeleteThingShadow": ("Accepted",),
    "GetThingShadow": ("Accepted",),
    "ListThingShadow": ("Accepted",),
    "UpdateThingShadow": ("Accepted",),
}
_RULE = ("ParseError", "RuleExecutionThrottled", "RuleMessageThrottled", "RuleNotFound", "TopicMatch")
_RULE_ACTION = ("ErrorActionFailure", "ErrorActionSuccess", "Failure", "Success")
_HTTP_ACTION = (
    "HttpCode_4XX",
    "HttpCode_5XX",
    "HttpCode_Other",
    "HttpInvalidUrl",
    "HttpRequestTimeout",
    "HttpUnknownHost",
)

METRIC_DIMENSIONS: Mapping[str, tuple[str, ...]] = {
    **{f"{operation}.{result}": ("Protocol",) for operation, results in _BROKER.items() for result in results},
    **dict.fromkeys(_RULE, ("RuleName",)),
    **dict.fromkeys(_RULE_ACTION, ("RuleName", "ActionType")),
    **dict.fromkeys(_HTTP_ACTION, ("RuleName", "ActionType")),
    **dict.fromkeys(("NonCompliantResources", "ResourcesEvaluated"), ("ScheduledAuditName", "CheckName")),
    **{f"ProvisionThing.{result}": ("CaCertificateId",) for result in ("ClientError", "ServerError", "Success")},
    "RegisterThingFailed": ("TemplateName",),
    "ApproximateNumberOfThingsRegistered": ("ClaimCertificateId",),
}
"""An alarm that leaves out a dimension watches a metric that nobody publishes."""

TARGET_DIMENSIONS: Mapping[str, tuple[str, str]] = {
    "AWS/Kinesis": ("Kinesis", "StreamName"),
    "AWS/SQS": ("Sqs", "QueueName"),
}
"""Namespaces of what topic rules write to, where every metric has one dimension: the rule action, and the dimension.

Sources: docs.aws.amazon.com/streams/latest/dev/monitoring-with-cloudwatch.html and docs.aws.amazon.com/AWSSimpleQueueService/
latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html, read 2026-11-23.
"""
