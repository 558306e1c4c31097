"""Alarms that can fire: always with dimensions, an action, and a word on missing data."""

from collections.abc import Mapping

from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_sns as sns
from constructs import Construct

MINUTES = 60


def alarm(
    scope: Construct,
    id: str,  # noqa: A002 -- the CDK's own name for it
    *,
    description: str,
    topic: sns.ITopic,
    namespace: str = "AWS/IoT",
    metric: str,
    dimensions: Mapping[str, str],
    threshold: float = 1,
    statistic: str = "Sum",
    comparison: str = "GreaterThanOrEqualToThreshold",
    period: int = 5 * MINUTES,
    datapoints: tuple[int, int] = (1, 1),
    missing: str = "notBreaching",
) -> cloudwatch.CfnAlarm:
    """Make an alarm on one metric. `period` is in seconds; `datapoints` is (how many breach, of how many)."""
    return cloudwatch.CfnAlarm(
        scope,
        id,
        alarm_description=description,
        actions_enabled=True,
        alarm_actions=[topic],
        ok_actions=[topic],
        namespace=namespace,
        metric_name=metric,
        dimensions=[cloudwatch.CfnAlarm.DimensionProperty(name=k, value=v) for k, v in dimensions.items()],
        statistic=statistic,
        period=period,
        datapoints_to_alarm=datapoints[0],
        evaluation_periods=datapoints[1],
        threshold=threshold,
        comparison_operator=comparison,
        treat_missing_data=missing,
    )


def query_alarm(
    scope: Construct,
    id: str,  # noqa: A002 -- the CDK's own name for it
    *,
    description: str,
    topic: sns.ITopic,
    metric: str,
    where: Mapping[str, str] | None = None,
) -> cloudwatch.CfnAlarm:
    """Make an alarm that fires when a metric of AWS IoT is above zero, whatever dimensions are not named in `where`.

    Some metrics have dimensions whose values AWS does not document, such as ActionType on rule actions. An alarm on a wrong
    value would wait for data for ever; this one sums over all values with a Metrics Insights query.

    Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch-metrics-insights-alarms.html
    """
    query = f'SELECT SUM("{metric}") FROM "AWS/IoT"'
    if where:
        query += " WHERE " + " AND ".join(f"{name} = '{value}'" for name, value in where.items())
    return cloudwatch.CfnAlarm(
        scope,
        id,
        alarm_description=description,
        actions_enabled=True,
        alarm_actions=[topic],
        ok_actions=[topic],
        metrics=[cloudwatch.CfnAlarm.MetricDataQueryProperty(id="sum", expression=query, period=5 * MINUTES, return_data=True)],
        evaluation_periods=1,
        datapoints_to_alarm=1,
        threshold=1,
        comparison_operator="GreaterThanOrEqualToThreshold",
        treat_missing_data="notBreaching",
    )
