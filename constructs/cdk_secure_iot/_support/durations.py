"""Durations of the CDK, made once each: making one is a round trip to the jsii kernel."""

from functools import cache

from aws_cdk import Duration


@cache
def days(number: int) -> Duration:
    """So many days."""
    return Duration.days(number)
