"""FleetAlarms: alarms on the message broker's own metrics."""

from dataclasses import dataclass

from aws_cdk import aws_sns as sns
from constructs import Construct

from cdk_secure_iot._support.alarms import MINUTES, add_alarm
from cdk_secure_iot._support.arns import arn_of_topic
from cdk_secure_iot._support.expect import expect
from cdk_secure_iot._support.fragment import Fragment


@dataclass(frozen=True, slots=True)
class _Watch:
    """One metric of the broker. `floor` is the threshold for a fleet of no size, `per_device` what is added to it."""

    metric: str
    means: str
    floor: int
    per_device: float = 0
    protocols: tuple[str, ...] = ("MQTT",)


# Metrics and dimensions: docs.aws.amazon.com/iot/latest/developerguide/metrics_dimensions.html, read 2026-11-22.
# AWS prints no thresholds for them. These are starting points: a few for mistakes, and one in a thousand devices.
_WATCHES = (
    _Watch(
        "Connect.AuthError",
        "Devices are refused at connecting: wrong client ID, detached or inactive certificate",
        5,
        0.001,
    ),
    _Watch("PublishIn.AuthError", "Devices publish where their policy forbids it", 5, 0.001, ("MQTT", "HTTP")),
    _Watch("PublishOut.AuthError", "Messages are not delivered, as policies forbid to receive them", 5, 0.001),
    _Watch("Subscribe.AuthError", "Devices subscribe where their policy forbids it", 5, 0.001),
    _Watch(
        "Connect.ClientIDThrottle", "One client ID connects again and again: two devices share it, or one is stolen", 10
    ),
    _Watch("Connect.Throttle", "The account connects more devices a second than its quota allows", 1),
    _Watch(
        "PublishIn.Throttle",
        "The account publishes more than its quota allows; messages are dropped",
        1,
        0,
        ("MQTT", "HTTP"),
    ),
    _Watch("Throttle.Exceeded", "A client exceeds the quota of one connection and is disconnected", 1),
)


class FleetAlarms(Construct):
    """Alarms for what an attack on the fleet, or a broken roll-out, looks like at the broker.

    Secure defaults:
        * Refused connections, publishes, deliveries and subscriptions, client IDs that fight for one connection, throttles.
        * Each alarm has the dimension Protocol, without which it would wait for data for ever, tells when it is over too, and
          takes missing data as good: the metrics are only sent when something happened.
        * Alarms on refusals need two of three periods of 5 minutes, so that one device rebooting wakes nobody.
        * With `always_on`, an alarm when no device publishes for 15 minutes; there, missing data is bad.

    Relaxing:
        * `fleet_size`: an alarm on refusals fires at 5 in 5 minutes plus one for each thousand devices.

    Raises:
        ValueError: a fleet size below 1.

    Example:
        >>> from aws_cdk import App, Stack, aws_sns as sns
        >>> stack = Stack(App(), "Stack")
        >>> alarms = FleetAlarms(stack, "Alarms", fleet_size=10_000, alarm_topic=sns.Topic(stack, "Topic"))
        >>> alarms.refusals_threshold
        15

    Source: https://docs.aws.amazon.com/iot/latest/developerguide/metrics_dimensions.html
    """

    def __init__(
        self,
        scope: Construct,
        id: str,  # noqa: A002 -- the CDK's own name for it
        *,
        alarm_topic: sns.ITopic,
        fleet_size: int,
        always_on: bool = False,
    ) -> None:
        expect("FleetAlarms fleet_size", fleet_size, int, "the number of devices, such as 1000")
        if fleet_size < 1:
            raise ValueError(f"FleetAlarms fleet_size={fleet_size}: give the number of devices, 1 or more")
        super().__init__(scope, id)
        self.refusals_threshold = round(5 + 0.001 * fleet_size)
        """How many refusals in 5 minutes raise an alarm."""
        topic_arn = arn_of_topic(alarm_topic)
        fragment = Fragment()
        for watch in _WATCHES:
            for protocol in watch.protocols:
                threshold = round(watch.floor + watch.per_device * fleet_size)
                add_alarm(
                    fragment,
                    f"{watch.metric.replace('.', '')}{protocol.title()}Alarm",
                    datapoints=(2, 3) if watch.per_device else (1, 1),
                    description=f"{watch.means} ({threshold} or more in 5 minutes over {protocol}).",
                    dimensions={"Protocol": protocol},
                    metric=watch.metric,
                    threshold=threshold,
                    topic_arn=topic_arn,
                )
        if always_on:
            add_alarm(
                fragment,
                "SilenceAlarm",
                comparison="LessThanThreshold",
                description="The fleet is silent: no device has published over MQTT for 15 minutes.",
                dimensions={"Protocol": "MQTT"},
                metric="PublishIn.Success",
                missing="breaching",
                period=15 * MINUTES,
                topic_arn=topic_arn,
            )
        fragment.make(self)
