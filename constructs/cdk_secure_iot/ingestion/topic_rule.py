"""TopicRule: messages of a topic into destinations, with nothing lost in silence."""

import re
from collections.abc import Sequence

from aws_cdk import Names
from aws_cdk import aws_iot as iot
from aws_cdk import aws_sns as sns
from constructs import Construct

from cdk_secure_iot._support.acknowledge import acknowledge_wildcards
from cdk_secure_iot._support.alarms import add_alarm, add_query_alarm
from cdk_secure_iot._support.arns import arn, arn_of_topic, note_stack
from cdk_secure_iot._support.expect import expect, expect_each
from cdk_secure_iot._support.fragment import Fragment
from cdk_secure_iot.ingestion.destinations import Destination, ErrorQueue, RuleSource
from cdk_secure_iot.topics import Topic

SQL_VERSION = "2016-03-23"
MAX_ACTIONS = 10
"""Source: https://docs.aws.amazon.com/iot/latest/developerguide/iot-rule-actions.html, read 2026-11-22."""

_RULE_NAME = re.compile(r"[a-zA-Z0-9_]{1,128}")


class TopicRule(Construct):
    """An AWS IoT rule over one topic of all things, from the broker into encrypted storage.

    Secure defaults:
        * An error action into an encrypted queue with a key of its own: a message that a destination refuses is kept.
        * Alarms when an action fails, when the error action fails, and when the SQL cannot be evaluated.
        * One role for each action, with the permissions of that action only, which AWS IoT may assume only for this rule of
          this account. The rule has a fixed name for that: a role cannot name a rule that is not named before it.
        * SQL version 2016-03-23. Without it, AWS IoT reads the SQL of 2015, in which some messages fail.

    Relaxing:
        * `error_queue` is yours when given: one for several rules.
        * `select` and `where` are the parts of the SQL; FROM is the topic's.
        * `enabled=False` keeps the rule from running.

    Limits:
        A rule has two alarms on Metrics Insights queries, of which CloudWatch allows 200 in an account and region, and a role
        with a policy for each action. An account of a hundred rules wants one rule with a wider topic rather than many.

    Raises:
        ValueError: no destination or more than ten, a rule name that AWS IoT refuses, an empty SELECT.

    Example:
        >>> from aws_cdk import App, Stack, aws_sns as sns
        >>> from cdk_secure_iot import S3Destination, Topic
        >>> stack = Stack(App(), "Stack")
        >>> rule = TopicRule(
        ...     stack,
        ...     "Readings",
        ...     topic=Topic("dt/acme/sensor/{thing}/temperature"),
        ...     destinations=[S3Destination(stack, "Archive")],
        ...     alarm_topic=sns.Topic(stack, "Alarms"),
        ... )
        >>> rule.sql
        "SELECT * FROM 'dt/acme/sensor/+/temperature'"

    Source: https://docs.aws.amazon.com/iot/latest/developerguide/iot-rules.html
    """

    def __init__(
        self,
        scope: Construct,
        id: str,  # noqa: A002 -- the CDK's own name for it
        *,
        topic: Topic,
        destinations: Sequence[Destination],
        alarm_topic: sns.ITopic,
        select: str = "*",
        where: str | None = None,
        error_queue: ErrorQueue | None = None,
        rule_name: str | None = None,
        enabled: bool = True,
    ) -> None:
        expect("TopicRule topic", topic, Topic, 'a Topic such as Topic("dt/acme/sensor/{thing}/state")')
        expect_each("TopicRule destinations", destinations, object, "a list such as [S3Destination(self, 'Archive')]")
        if not 1 <= len(destinations) <= MAX_ACTIONS:
            raise ValueError(
                f"TopicRule: {len(destinations)} destinations; AWS IoT allows 1 to {MAX_ACTIONS} for a rule"
            )
        if not select.strip() or (where is not None and not where.strip()):
            raise ValueError(
                f"TopicRule: select={select!r}, where={where!r}: an empty part of SQL; leave it out for the default"
            )
        if rule_name is not None and not _RULE_NAME.fullmatch(rule_name):
            raise ValueError(f"TopicRule rule_name {rule_name!r}: AWS IoT allows 1 to 128 of a-z A-Z 0-9 _")
        super().__init__(scope, id)
        note_stack(self, scope)
        self.topic = topic
        self.sql = f"SELECT {select} FROM {topic.sql_from}" + (f" WHERE {where}" if where else "")
        self.rule_name = rule_name or Names.unique_resource_name(self, separator="_", max_length=128)
        self.rule_arn = arn("iot", f"rule/{self.rule_name}")
        self.error_queue = error_queue or ErrorQueue(self, "ErrorQueue", alarm_topic=alarm_topic)
        """Where undelivered messages wait."""
        self._fragment = Fragment()
        source = RuleSource(self.rule_name, self.rule_arn, topic, self._fragment)
        payload = {
            "Actions": [destination.bind(source) for destination in destinations],
            "AwsIotSqlVersion": SQL_VERSION,
            "ErrorAction": self.error_queue.bind(source),
            "RuleDisabled": not enabled,
            "Sql": self.sql,
        }
        self._fragment.add("Rule", "AWS::IoT::TopicRule", {"RuleName": self.rule_name, "TopicRulePayload": payload})
        self._add_alarms(arn_of_topic(alarm_topic))
        self._fragment.make(self)
        for wildcards, owner in source.wildcards:
            acknowledge_wildcards(self, wildcards, owner)

    @property
    def cfn_topic_rule(self) -> iot.CfnTopicRule:
        """The L1, for what this construct does not offer."""
        return self._fragment.l1("Rule", iot.CfnTopicRule)

    def _add_alarms(self, topic_arn: str) -> None:
        rule = {"RuleName": self.rule_name}
        add_query_alarm(
            self._fragment,
            "FailureAlarm",
            description=f"A destination of the rule {self.rule_name} refuses messages; they are in the error queue.",
            metric="Failure",
            topic_arn=topic_arn,
            where=rule,
        )
        add_query_alarm(
            self._fragment,
            "LossAlarm",
            description=f"Messages of the rule {self.rule_name} are lost: a destination and the error queue refuse them.",
            metric="ErrorActionFailure",
            topic_arn=topic_arn,
            where=rule,
        )
        add_alarm(
            self._fragment,
            "ParseAlarm",
            description=f"The SQL of the rule {self.rule_name} cannot be evaluated on some message; no error action sees it.",
            dimensions=rule,
            metric="ParseError",
            topic_arn=topic_arn,
        )
