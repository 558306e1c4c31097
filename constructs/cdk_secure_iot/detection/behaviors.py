"""Behaviors of Device Defender Detect: what a device of the fleet is expected to do, as values that can be wrong early."""

from dataclasses import dataclass
from typing import Literal, get_args

Comparison = Literal["less-than", "less-than-equals", "greater-than", "greater-than-equals"]
DURATIONS_S = (300, 600, 900, 1800, 3600)
CLOUD_SIDE_METRICS = (
    "aws:message-byte-size",
    "aws:num-authorization-failures",
    "aws:num-connection-attempts",
    "aws:num-disconnects",
    "aws:num-messages-received",
    "aws:num-messages-sent",
)
"""Numeric metrics that AWS IoT itself measures, without an agent on the device.

Source: https://docs.aws.amazon.com/iot-device-defender/latest/devguide/detect-cloud-side-metrics.html, read 2026-11-22.
"""


@dataclass(frozen=True, slots=True)
class Behavior:
    """One expectation on each device: `metric` `comparison` `value`, over `duration_s` seconds.

    Raises:
        ValueError: a metric, comparison or duration that Device Defender does not offer, a negative value, or a duration on
            the message size, which is judged message by message.

    Example:
        >>> Behavior("few-disconnects", "aws:num-disconnects", "less-than-equals", 5, duration_s=600).value
        5

    Source: https://docs.aws.amazon.com/iot-device-defender/latest/devguide/detect-cloud-side-metrics.html
    """

    name: str
    metric: str
    comparison: Comparison
    value: int
    duration_s: int | None = None

    def __post_init__(self) -> None:
        if self.metric not in CLOUD_SIDE_METRICS:
            raise ValueError(
                f"Behavior {self.name!r}: metric {self.metric!r} is not one of {', '.join(CLOUD_SIDE_METRICS)}"
            )
        if self.comparison not in get_args(Comparison):
            raise ValueError(
                f"Behavior {self.name!r}: {self.comparison!r} is not one of {', '.join(get_args(Comparison))}"
            )
        if self.value < 0:
            raise ValueError(f"Behavior {self.name!r}: value={self.value} is negative; a count or a size is 0 or more")
        allowed = (None,) if self.metric == "aws:message-byte-size" else DURATIONS_S
        if self.duration_s not in allowed:
            raise ValueError(
                f"Behavior {self.name!r}: duration_s={self.duration_s} for {self.metric}; allowed: {allowed}"
            )

    def render(self) -> dict[str, object]:
        """The behavior as CloudFormation takes it."""
        criteria: dict[str, object] = {
            "ComparisonOperator": self.comparison,
            "ConsecutiveDatapointsToAlarm": 1,
            "ConsecutiveDatapointsToClear": 1,
            "Value": {"Count": str(self.value)},
        }
        if self.duration_s is not None:
            criteria["DurationSeconds"] = self.duration_s
        return {"Name": self.name, "Metric": self.metric, "Criteria": criteria}


AWS_SAMPLE = (
    Behavior("AuthorizationFailures", "aws:num-authorization-failures", "less-than-equals", 5, 300),
    Behavior("ConnectionAttempts", "aws:num-connection-attempts", "less-than-equals", 5, 600),
    Behavior("Disconnects", "aws:num-disconnects", "less-than-equals", 5, 600),
    Behavior("MessagesSent", "aws:num-messages-sent", "less-than-equals", 50, 300),
    Behavior("MessageSize", "aws:message-byte-size", "less-than-equals", 1024),
)
"""The only thresholds that AWS prints, from the page above: a start for a fleet of small sensors."""
