"""Alarms that can fire: always with dimensions or a query, an action, and a word on missing data."""

from collections.abc import Mapping

from cdk_secure_iot._support.fragment import Fragment, Json

MINUTES = 60
DAYS = 86_400


def add_alarm(
    fragment: Fragment,
    name: str,
    *,
    description: str,
    topic_arn: str,
    metric: str,
    dimensions: Mapping[str, object],
    namespace: str = "AWS/IoT",
    threshold: int = 1,
    statistic: str = "Sum",
    comparison: str = "GreaterThanOrEqualToThreshold",
    period: int = 5 * MINUTES,
    datapoints: tuple[int, int] = (1, 1),
    missing: str = "notBreaching",
) -> None:
    """Add an alarm on one metric. `period` is in seconds; `datapoints` is (how many breach, of how many)."""
    watched = {
        "Namespace": namespace,
        "MetricName": metric,
        "Dimensions": [{"Name": key, "Value": value} for key, value in dimensions.items()],
        "Statistic": statistic,
        "Period": period,
    }
    _add(fragment, name, description, topic_arn, watched, (threshold, comparison, datapoints, missing))


def add_query_alarm(
    fragment: Fragment,
    name: str,
    *,
    description: str,
    topic_arn: str,
    metric: str,
    where: Mapping[str, str] | None = None,
) -> None:
    """Add an alarm that fires when a metric of AWS IoT is above zero, whatever dimensions are not named in `where`.

    Some metrics have dimensions whose values AWS does not document, such as ActionType on rule actions. An alarm on a wrong
    value would wait for data for ever; this one sums over all values with a Metrics Insights query.

    Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch-metrics-insights-alarms.html
    """
    query = f'SELECT SUM("{metric}") FROM "AWS/IoT"'
    if where:
        query += " WHERE " + " AND ".join(f"{key} = '{value}'" for key, value in where.items())
    watched = {"Metrics": [{"Id": "sum", "Expression": query, "Period": 5 * MINUTES, "ReturnData": True}]}
    _add(fragment, name, description, topic_arn, watched, (1, "GreaterThanOrEqualToThreshold", (1, 1), "notBreaching"))


def _add(
    fragment: Fragment,
    name: str,
    description: str,
    topic_arn: str,
    watched: Json,
    judged: tuple[int, str, tuple[int, int], str],
) -> None:
    threshold, comparison, (breaching, of), missing = judged
    properties = {
        "AlarmDescription": description,
        "ActionsEnabled": True,
        "AlarmActions": [topic_arn],
        "OKActions": [topic_arn],
        **watched,
        "Threshold": threshold,
        "ComparisonOperator": comparison,
        "DatapointsToAlarm": breaching,
        "EvaluationPeriods": of,
        "TreatMissingData": missing,
    }
    fragment.add(name, "AWS::CloudWatch::Alarm", properties)
