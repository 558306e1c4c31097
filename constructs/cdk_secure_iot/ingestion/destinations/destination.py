"""What a topic rule and its destinations tell one another."""

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from constructs import IConstruct

from cdk_secure_iot._support.fragment import Fragment, Json, att
from cdk_secure_iot._support.roles import add_service_role
from cdk_secure_iot.topics import Topic


@dataclass(slots=True)
class RuleSource:
    """The rule that feeds a destination, as far as the destination needs to know it."""

    rule_name: str
    rule_arn: str
    topic: Topic
    fragment: Fragment
    wildcards: list[tuple[Mapping[str, str], IConstruct | None]] = field(default_factory=list)
    """Resources in the roles' policies that hold a `*`, each with the reason why it must, and the construct that owns them."""
    _taken: set[str] = field(default_factory=set)

    def role_arn(
        self,
        purpose: str,
        statements: Sequence[Json],
        wildcards: Mapping[str, str] | None = None,
        owner: IConstruct | None = None,
    ) -> Json:
        """Add a role that AWS IoT can assume for this rule alone, for one action of it; give its ARN.

        A purpose that is taken gets a number: two S3 destinations have a role each.
        """
        numbered = (f"{purpose}Role{number}" for number in itertools.count(2))
        name = next(name for name in itertools.chain([f"{purpose}Role"], numbered) if name not in self._taken)
        self._taken.add(name)
        if wildcards:
            self.wildcards.append((wildcards, owner))
        add_service_role(
            self.fragment,
            name,
            description=f"Lets the AWS IoT rule {self.rule_name} use its {purpose} action, and nothing else",
            source_arn=self.rule_arn,
            statements=statements,
        )
        return att(name)


class Destination(Protocol):
    """Something that can be an action of a topic rule. Write one of your own for an action that this library lacks."""

    def bind(self, source: RuleSource) -> Json:
        """Add what the action needs to the rule, and describe the action as CloudFormation does: JSON, with tokens as text.

        Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-iot-topicrule-action.html
        """
        ...
