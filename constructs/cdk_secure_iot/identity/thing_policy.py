"""ThingPolicy: an AWS IoT policy made of typed grants, each bound to the thing that is connected."""

import re
from collections.abc import Mapping, Sequence
from types import MappingProxyType

from aws_cdk import RemovalPolicy
from aws_cdk import aws_iot as iot
from constructs import Construct

from cdk_secure_iot._support.arns import arn, pseudo
from cdk_secure_iot._support.expect import expect_each
from cdk_secure_iot._support.isolation import breach
from cdk_secure_iot.topics import THING_VARIABLE, Topic
from iot_posture.policy import MAX_POLICY_SIZE, PolicyDocument, Statement

_LONGEST = ("aws-us-gov", "ap-northeast-1", "1" * 12)
_POLICY_NAME = re.compile(r"[a-zA-Z0-9_+=,.@-]{1,128}")
_SHADOW_NAME = re.compile(r"[a-zA-Z0-9:_-]{1,64}")


class ThingPolicyError(ValueError):
    """A grant that would make the policy insecure, or too large."""


class ThingPolicy(Construct):
    """What one class of devices may do: each device under its own name, on its own topics.

    Secure defaults:
        * `iot:Connect` only as `client/<own thing name>`, and only while the certificate is attached to that thing. A device
          cannot connect as another, and thing-group policies, which apply only while client ID and thing name are equal,
          cannot be dodged.
        * Every other grant stands on topics that hold the thing's own name, so no device reaches another's.
        * Each grant is proved when it is made: for all things and all topics, no device writes, reads or impersonates another,
          not even one whose name was chosen to make two topics meet. A grant that breaks this raises, with a counterexample.
        * A grant to subscribe grants the matching Receive, and nothing wider: Receive alone is what a direct message needs.
        * Nothing retained, no shadow, no job until it is asked for.

    Relaxing:
        * `shared_because="..."` on `allow_publish` and `allow_subscribe` takes topics without `{thing}`: all devices of the
          class meet there, and one of them can speak for all. Only the listed topics are granted, never a wildcard. The
          reason ends in the template, as metadata of the policy.
        * `retain=True` on `allow_publish`.

    Limits:
        AWS IoT deletes no policy that a certificate holds, so a stack that tried would fail: by default the policy outlives
        its stack (`removal_policy` RETAIN).
        A change takes AWS IoT 6 to 8 minutes to apply. Thing variables exist over MQTT only, so HTTPS publish is not granted.

    Raises:
        ThingPolicyError: a shared topic without a reason, a grant that lets one device reach what is another's, or more than
            2,048 characters without white space.

    Example:
        >>> from aws_cdk import App, Stack
        >>> from cdk_secure_iot import Topic
        >>> policy = ThingPolicy(Stack(App(), "Stack"), "Sensor")
        >>> policy.allow_publish(Topic("dt/acme/sensor/{thing}/temperature"))
        >>> [statement.actions for statement in policy.document.statements]
        [('iot:Connect',), ('iot:Publish',)]

    Source: https://docs.aws.amazon.com/iot/latest/developerguide/thing-policy-variables.html
    """

    def __init__(
        self,
        scope: Construct,
        id: str,  # noqa: A002 -- the CDK's own name for it
        *,
        policy_name: str | None = None,
        removal_policy: RemovalPolicy = RemovalPolicy.RETAIN,
    ) -> None:
        if policy_name is not None and not _POLICY_NAME.fullmatch(policy_name):
            raise ThingPolicyError(f"policy_name {policy_name!r}: AWS IoT allows 1 to 128 of a-z A-Z 0-9 _ + = , . @ -")
        super().__init__(scope, id)
        self._grants: dict[str, dict[str, None]] = {}
        self.shared_topics: dict[str, str] = {}
        """Granted topics that all devices of the class share, each with the reason given; they end in the template."""
        self.cfn_policy = iot.CfnPolicy(self, "Policy", policy_document=self.document.render(), policy_name=policy_name)
        """The L1, for what this construct does not offer."""
        self.cfn_policy.apply_removal_policy(removal_policy)

    @property
    def policy_name(self) -> str:
        """The name to attach to certificates and to write into provisioning templates."""
        return self.cfn_policy.ref

    @property
    def policy_arn(self) -> str:
        """The ARN of the policy."""
        return self.cfn_policy.attr_arn

    @property
    def document(self) -> PolicyDocument:
        """The document as it stands: the pinned connection, then one statement for each granted action."""
        connect = Statement(
            "Allow",
            ("iot:Connect",),
            (arn("iot", f"client/{THING_VARIABLE}"),),
            {"Bool": {"iot:Connection.Thing.IsAttached": "true"}},
        )
        granted = (
            Statement("Allow", (action,), tuple(arn("iot", resource) for resource in resources))
            for action, resources in self._grants.items()
        )
        return PolicyDocument((connect, *granted))

    def allow_publish(self, *topics: Topic, retain: bool = False, shared_because: str | None = None) -> None:
        """Let each thing publish on these topics of its own; with `retain`, also as the retained message."""
        shared = self._shared(topics, shared_because)
        resources = [f"topic/{topic.policy_text}" for topic in topics]
        self._allow({"iot:Publish": resources} | ({"iot:RetainPublish": resources} if retain else {}), shared)

    def allow_subscribe(self, *topics: Topic, shared_because: str | None = None) -> None:
        """Let each thing subscribe to these topics of its own and receive what is published there."""
        shared = self._shared(topics, shared_because)
        self._allow(
            {
                "iot:Subscribe": [f"topicfilter/{topic.policy_text}" for topic in topics],
                "iot:Receive": [f"topic/{topic.policy_text}" for topic in topics],
            },
            shared,
        )

    def allow_shadow(self, name: str | None = None, *, delete: bool = False) -> None:
        """Let each thing read and update its own shadow over MQTT: the classic one, or the named one.

        Source: https://docs.aws.amazon.com/iot/latest/developerguide/reserved-topics.html#reserved-topics-shadow
        """
        if name is not None and not _SHADOW_NAME.fullmatch(name):
            raise ThingPolicyError(f"shadow name {name!r}: allowed are 1 to 64 of a-z A-Z 0-9 : _ -")
        shadow = f"$aws/things/{THING_VARIABLE}/shadow" + (f"/name/{name}" if name else "")
        verbs = ("get", "update", "delete") if delete else ("get", "update")
        self._allow(
            {
                "iot:Publish": [f"topic/{shadow}/{verb}" for verb in verbs],
                "iot:Subscribe": [f"topicfilter/{shadow}/{verb}/*" for verb in verbs],
                "iot:Receive": [f"topic/{shadow}/{verb}/*" for verb in verbs],
            }
        )

    def allow_jobs(self) -> None:
        """Let each thing learn of its own AWS IoT jobs, start them and report on them, over MQTT.

        Source: https://docs.aws.amazon.com/iot/latest/developerguide/reserved-topics.html#reserved-topics-job
        """
        jobs = f"$aws/things/{THING_VARIABLE}/jobs"
        publish = ("get", "start-next", "*/get", "*/update")
        self._allow(
            {
                "iot:Publish": [f"topic/{jobs}/{verb}" for verb in publish],
                "iot:Subscribe": [f"topicfilter/{jobs}/*"],
                "iot:Receive": [f"topic/{jobs}/*"],
            }
        )

    def _shared(self, topics: Sequence[Topic], reason: str | None) -> dict[str, str]:
        expect_each("ThingPolicy topics", topics, Topic, "Topic objects, such as Topic('dt/acme/sensor/{thing}/state')")
        if not topics:
            raise ThingPolicyError("no topic given: name at least one, such as Topic('dt/app/class/{thing}/state')")
        shared = [topic.template for topic in topics if not topic.owned]
        if reason and not shared:
            raise ThingPolicyError(
                f"shared_because={reason!r}: every topic holds {{thing}}, nothing is shared; leave it out"
            )
        if shared and not (reason and reason.strip()):
            raise ThingPolicyError(
                f"topic {shared[0]!r} has no {{thing}} level: every device of the class could use it in every other's name. "
                "Add the level, or say why they may share it: shared_because='...'"
            )
        return dict.fromkeys(shared, reason or "")

    def _allow(self, granted: dict[str, list[str]], shared: Mapping[str, str] = MappingProxyType({})) -> None:
        before = self._grants
        self._grants = {action: dict(resources) for action, resources in before.items()}
        for action, resources in granted.items():
            self._grants.setdefault(action, {}).update(dict.fromkeys(resources))
        try:
            self._expect_size()
            self._expect_isolation({**self.shared_topics, **shared})
        except ThingPolicyError:
            self._grants = before
            raise
        self.cfn_policy.policy_document = self.document.render()
        if shared:
            self.shared_topics |= shared
            self.cfn_policy.add_metadata("iot_posture", {"shared_topics": self.shared_topics})

    def _expect_size(self) -> None:
        # CDK tokens stand where partition, region and account will: count them at their longest.
        arns = 1 + sum(map(len, self._grants.values()))
        size = self.document.size + sum(map(len, _LONGEST)) * arns - sum(map(len, pseudo())) * arns
        if size > MAX_POLICY_SIZE:
            largest = max(self._grants, key=lambda action: sum(map(len, self._grants[action])))
            raise ThingPolicyError(
                f"the policy would have {size} characters without white space (with the longest region names); AWS IoT allows "
                f"{MAX_POLICY_SIZE}. Split it: up to 10 policies can be attached to a certificate, for example one ThingPolicy "
                "with allow_shadow and allow_jobs beside one with the topics. "
                f"Largest part: {largest} on {len(self._grants[largest])} resources"
            )

    def _expect_isolation(self, shared: Mapping[str, str]) -> None:
        found = breach(self._grants, shared)
        if found is not None:
            raise ThingPolicyError(
                f"with this grant {found}. Give the topics different levels before {{thing}}, so that no name of a thing "
                "can turn one into the other; or, where all devices may share the topic, write it without {thing} and say "
                "why: shared_because='...'"
            )
