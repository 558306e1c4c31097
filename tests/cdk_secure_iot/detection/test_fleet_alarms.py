"""FleetAlarms: every alarm whole, so that none of them waits for data that nobody sends."""

import pytest
from aws_cdk import App, Stack
from aws_cdk import aws_sns as sns
from support.expected import Json, alarm
from support.templates import made

from cdk_secure_iot import FleetAlarms
from iot_posture.facts.metrics import METRIC_DIMENSIONS


def alarms(fleet_size: int, *, always_on: bool = False) -> dict[str, Json]:
    def build(stack: Stack) -> None:
        FleetAlarms(stack, "Fleet", alarm_topic=sns.Topic(stack, "Told"), always_on=always_on, fleet_size=fleet_size)

    return made(build).of("AWS::CloudWatch::Alarm")


REFUSED = {
    "Connect.AuthError": (
        "Devices are refused at connecting: wrong client ID, detached or inactive certificate",
        ["MQTT"],
    ),
    "PublishIn.AuthError": ("Devices publish where their policy forbids it", ["MQTT", "HTTP"]),
    "PublishOut.AuthError": ("Messages are not delivered, as policies forbid to receive them", ["MQTT"]),
    "Subscribe.AuthError": ("Devices subscribe where their policy forbids it", ["MQTT"]),
}
THROTTLED = {
    "Connect.ClientIDThrottle": (
        "One client ID connects again and again: two devices share it, or one is stolen",
        ["MQTT"],
        10,
    ),
    "Connect.Throttle": ("The account connects more devices a second than its quota allows", ["MQTT"], 1),
    "PublishIn.Throttle": (
        "The account publishes more than its quota allows; messages are dropped",
        ["MQTT", "HTTP"],
        1,
    ),
    "Throttle.Exceeded": ("A client exceeds the quota of one connection and is disconnected", ["MQTT"], 1),
}


def one(metric: str, means: str, protocol: str, threshold: int, datapoints: int, periods: int) -> tuple[str, Json]:
    return f"FleetResources{metric.replace('.', '')}{protocol.title()}Alarm", alarm(
        topic="<Told>",
        description=f"{means} ({threshold} or more in 5 minutes over {protocol}).",
        namespace="AWS/IoT",
        metric=metric,
        dimensions={"Protocol": protocol},
        threshold=threshold,
        datapoints=datapoints,
        periods=periods,
    )


def expected(refusals: int) -> dict[str, Json]:
    refused = [one(name, means, each, refusals, 2, 3) for name, (means, over) in REFUSED.items() for each in over]
    throttled = [
        one(name, means, each, threshold, 1, 1) for name, (means, over, threshold) in THROTTLED.items() for each in over
    ]
    return dict(refused + throttled)


@pytest.mark.parametrize(("fleet_size", "refusals"), [(1, 5), (1_000, 6), (100_000, 105)])
def test_an_attack_on_the_fleet_is_heard_and_one_device_that_reboots_is_not(fleet_size: int, refusals: int) -> None:
    assert alarms(fleet_size) == expected(refusals)


def test_a_fleet_that_falls_silent_is_heard_where_it_should_never_be_silent() -> None:
    silence = alarm(
        topic="<Told>",
        description="The fleet is silent: no device has published over MQTT for 15 minutes.",
        namespace="AWS/IoT",
        metric="PublishIn.Success",
        dimensions={"Protocol": "MQTT"},
        comparison="LessThanThreshold",
        period=900,
        missing="breaching",
    )
    assert alarms(1, always_on=True) == expected(5) | {"FleetResourcesSilenceAlarm": silence}


def test_every_metric_is_published_with_the_dimension_that_is_watched() -> None:
    watched = {each["MetricName"] for each in alarms(1, always_on=True).values()}
    assert {metric: METRIC_DIMENSIONS[metric] for metric in watched} == dict.fromkeys(watched, ("Protocol",))


@pytest.mark.parametrize("fleet_size", [0, -1])
def test_a_fleet_of_nobody_is_refused(fleet_size: int) -> None:
    stack = Stack(App(), "Stack")
    with pytest.raises(ValueError, match="^FleetAlarms") as refused:
        FleetAlarms(stack, "Fleet", alarm_topic=sns.Topic(stack, "Told"), fleet_size=fleet_size)
    assert str(refused.value) == f"FleetAlarms fleet_size={fleet_size}: give the number of devices, 1 or more"
