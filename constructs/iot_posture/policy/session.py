"""A whole device: connect, then subscribe, publish and receive over one connection.

Sources, read 2026-11-22: docs.aws.amazon.com/iot/latest/developerguide/ iot-policy-actions.html, mqtt.html (last
will, retained messages, persistent sessions), iot-basic-ingest.html and direct-messaging.html.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from iot_posture.policy import mqtt, reserved
from iot_posture.policy.arns import Arn
from iot_posture.policy.context import Context
from iot_posture.policy.documents import PolicyDocument
from iot_posture.policy.errors import PolicyError
from iot_posture.policy.evaluation import Request, evaluate
from iot_posture.policy.explain import Result
from iot_posture.policy.principals import AttachedPolicy

EVERYWHERE = Arn("aws", "iot", "us-east-1", "123456789012", "")
"""The account and region of a session that names none."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a policy says to one step of a device, which may need several actions.

    Args:
        results: of each action the step needs, by its name.
        notes: what AWS IoT does besides, whatever the policy says.
    """

    results: dict[str, Result]
    notes: tuple[str, ...] = ()

    @property
    def allowed(self) -> bool:
        """Whether every action the step needs is allowed."""
        return all(result.allowed for result in self.results.values())


@dataclass(slots=True)
class Session:
    """One device and its policies.

    Args:
        policies: the AWS IoT policies of the principal and of the groups of its thing.
        context: the connection; its client ID is the device's.
        place: account and region, as an ARN whose resource does not matter. Default: us-east-1 of 123456789012.
        role_policies: of the IAM role of a Cognito identity. Default: none are known.

    Example:
        >>> from iot_posture.policy import Context, Session, parse_policy
        >>> policy = parse_policy('''{"Version": "2012-10-17",
        ...     "Statement": {"Effect": "Allow", "Action": "iot:*", "Resource": "*"}}''')
        >>> session = Session([policy], Context(client_id="pump7"))
        >>> session.connect().allowed, session.subscribe("cmd/pump7/#").allowed
        (True, True)
        >>> session.receives("cmd/pump7/reboot"), session.receives("cmd/pump8/reboot")
        (True, False)
    """

    policies: Sequence[PolicyDocument | AttachedPolicy]
    context: Context
    place: Arn = EVERYWHERE
    role_policies: Sequence[PolicyDocument] | None = None
    connected: bool = field(default=False, init=False)
    filters: list[str] = field(default_factory=list, init=False)

    def connect(self, *, will_topic: str | None = None, will_retain: bool = False, persistent: bool = False) -> Answer:
        """Connect, with a last will or a persistent session if asked for. A new connection has no subscriptions.

        Args:
            will_topic: the topic of the last will. It needs Publish as well, when it is checked is open (U1).
                Default: none.
            will_retain: whether the will is retained, which needs RetainPublish as well. Default: false.
            persistent: MQTT 3.1.1 without clean session, or MQTT 5 with a session expiry above zero. Default: false.

        Returns:
            The results of iot:Connect and, for a will, of iot:Publish and iot:RetainPublish. `connected` follows
            Connect alone.

        Raises:
            PolicyError: the will topic is none, or the context has no MQTT client ID.
        """
        if not self.context.over_mqtt or not self.context.client_id:
            raise PolicyError(
                "found a context without an MQTT client ID, and only MQTT clients connect. Next: set client_id"
            )
        attributes = ("PersistentConnect",) * persistent + ("LastWill",) * (will_topic is not None)
        will = None
        if will_topic is not None:
            mqtt.check_topic(will_topic)
            will = str(self.place.sibling(f"topic/{will_topic}"))
        self.context = replace(self.context, connect_attributes=attributes, last_will_topic=will)
        client = f"client/{self.context.client_id}"
        results = {"iot:Connect": self._ask("iot:Connect", client)}
        self.connected = results["iot:Connect"].allowed
        self.filters = []
        if will_topic is not None:
            results["iot:Publish"] = self._ask("iot:Publish", f"topic/{will_topic}")
            if will_retain:
                results["iot:RetainPublish"] = self._ask("iot:RetainPublish", f"topic/{will_topic}")
        notes = ("U1: when Publish on the will topic is checked is not documented",) if will_topic is not None else ()
        return Answer(results, notes + self._reauthorization(results["iot:Connect"], client))

    def subscribe(self, topic_filter: str) -> Answer:
        """Subscribe. The policy is asked about the filter's text alone, with `$share/<group>/` when it has that.

        Raises:
            PolicyError: no such filter can be.
        """
        mqtt.check_filter(topic_filter)
        result = self._ask("iot:Subscribe", f"topicfilter/{topic_filter}")
        answer = Answer({"iot:Subscribe": result}, _notes(topic_filter, "Subscribe"))
        if self.connected and answer.allowed and topic_filter not in self.filters:
            self.filters.append(topic_filter)
        return answer

    def publish(self, topic: str, *, retain: bool = False) -> Answer:
        """Publish. A retained message needs RetainPublish as well.

        Raises:
            PolicyError: no such topic can be.
        """
        mqtt.check_topic(topic)
        results = {"iot:Publish": self._ask("iot:Publish", f"topic/{topic}")}
        notes = _notes(topic, "Publish")
        if retain:
            results["iot:RetainPublish"] = self._ask("iot:RetainPublish", f"topic/{topic}")
            if mqtt.is_reserved(topic):
                notes += ("messages on reserved topics cannot be retained",)
        return Answer(results, notes)

    def receive(self, topic: str) -> Answer:
        """Whether the policy lets a message on this topic through to the device, subscribed or not.

        Raises:
            PolicyError: no such topic can be.
        """
        mqtt.check_topic(topic)
        result = self._ask("iot:Receive", f"topic/{topic}")
        notes: tuple[str, ...] = ()
        for shared in self.filters:
            if mqtt.unshared(shared) != shared and mqtt.filter_matches(shared, topic):
                form = f"$share/{shared.split('/')[1]}/{topic}"
                other = self._ask("iot:Receive", f"topic/{form}")
                if other.decision is not result.decision:
                    notes += (f"U2: judged on topic/{form} this would be {other.decision.value}",)
        return Answer({"iot:Receive": result}, notes)

    def receives(self, topic: str) -> bool:
        """Whether the device gets a message that is published: connected, subscribed, and allowed to receive it."""
        subscribed = any(mqtt.filter_matches(topic_filter, topic) for topic_filter in self.filters)
        return self.connected and subscribed and self.receive(topic).allowed

    def send_direct(self, client_id: str, topic: str) -> Answer:
        """Send a direct message to another client. `$` topics are excluded, which the answer notes.

        Raises:
            PolicyError: no such topic can be.
        """
        mqtt.check_topic(topic)
        context = replace(self.context, direct_message_topic=topic)
        result = self._ask("iot:SendDirectMessage", f"client/{client_id}", context)
        notes = (
            ("direct messages on $ topics are not sent, whatever the policy says",) if mqtt.is_reserved(topic) else ()
        )
        return Answer({"iot:SendDirectMessage": result}, notes)

    def receives_direct(self, topic: str) -> bool:
        """Whether the device gets a direct message: it needs Receive but no subscription; `$` topics are excluded."""
        return self.connected and not mqtt.is_reserved(topic) and self.receive(topic).allowed

    def _ask(self, action: str, resource: str, context: Context | None = None) -> Result:
        request = Request(action, str(self.place.sibling(resource)))
        return evaluate(self.policies, context or self.context, request, role_policies=self.role_policies)

    def _reauthorization(self, connected: Result, client: str) -> tuple[str, ...]:
        """Users of MQTTnet report (issue 1729) that AWS IoT asks again later, without the last-will topic."""
        if self.context.last_will_topic is None or not connected.allowed:
            return ()
        if self._ask("iot:Connect", client, replace(self.context, last_will_topic=None)).allowed:
            return ()
        return ("users report a disconnect within minutes when Connect is allowed by iot:LastWillTopic alone",)


def _notes(topic: str, operation: reserved.Operation) -> tuple[str, ...]:
    rule = mqtt.basic_ingest_rule(topic)
    if rule is not None and operation == "Publish":
        return (f"Basic Ingest: the message goes to the topic rule {rule} only; nobody can subscribe to it",)
    if not mqtt.is_reserved(topic) or topic.startswith("$share/"):
        return ()
    if any(level in {"+", "#"} for level in topic.split("/")) and rule is None:
        return ()
    if operation in reserved.permitted(topic):
        return ()
    return (f"reserved topic: AWS documents no {operation} on {topic}, which may end the connection",)
