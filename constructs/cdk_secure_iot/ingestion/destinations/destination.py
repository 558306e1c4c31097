"""What a topic rule and its destinations tell one another."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from aws_cdk import aws_iot as iot
from constructs import Construct

from cdk_secure_iot._support.acknowledge import acknowledge_wildcards
from cdk_secure_iot._support.roles import JsonStatement, service_role
from cdk_secure_iot.topics import Topic


@dataclass(frozen=True, slots=True)
class RuleSource:
    """The rule that feeds a destination, as far as the destination needs to know it."""

    scope: Construct
    rule_name: str
    rule_arn: str
    topic: Topic

    def role_arn(
        self,
        purpose: str,
        statements: Sequence[JsonStatement],
        wildcards: Mapping[str, str] | None = None,
    ) -> str:
        """A role that AWS IoT can assume for this rule alone, for one action of it.

        `wildcards` names resources of the statements that hold a `*`, each with the reason why it must.
        """
        role, policy = service_role(
            self.scope,
            f"{purpose}Role",
            description=f"Lets the AWS IoT rule {self.rule_name} write to its {purpose} destination, and nothing else",
            source_arn=self.rule_arn,
            statements=statements,
        )
        if wildcards and policy is not None:
            acknowledge_wildcards(policy, wildcards)
        return role.attr_arn


class Destination(Protocol):
    """Something that can be the action, or the error action, of a topic rule."""

    def bind(self, source: RuleSource) -> iot.CfnTopicRule.ActionProperty:
        """Make the role for this rule and describe the action."""
        ...
