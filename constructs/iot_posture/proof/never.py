"""Never: no device under these policies can do this, on anything that a pattern names."""

from collections.abc import Iterator

from iot_posture.policy.actions import ACTIONS, find_action
from iot_posture.policy.errors import PolicyError, found
from iot_posture.policy.templates import Template
from iot_posture.policy.wildcards import Wildcard
from iot_posture.proof.answers import Answer
from iot_posture.proof.beginnings import may_deliver
from iot_posture.proof.characters import ANY, CLIENT_ID, THING_RESOURCE, TOPIC
from iot_posture.proof.patterns import Many, One, Tokens
from iot_posture.proof.quarry import Quarry
from iot_posture.proof.questions import DEFAULT_SECONDS, Policies, Situation, decide, unique
from iot_posture.proof.resources import joined
from iot_posture.proof.sentences import sentence
from iot_posture.proof.subscriptions import itself, readings

MADE_OF = {"topic": TOPIC, "client": CLIENT_ID, "thing": THING_RESOURCE, "": ANY}
"""What the names of a type of resource are made of; of the types that are not here, anything."""


def prove_never(
    policies: Policies, *, action: str, resource: str, exclusive: bool = False, seconds: float = DEFAULT_SECONDS
) -> Answer:
    """Decide whether no device under these policies can ever do an action on what a pattern names.

    One action is asked about alone. Whether a device can be *sent* what is published on a topic takes Subscribe and
    Receive together: see `prove_never_delivered`.

    Args:
        policies: what the device has; several are attached together.
        action: such as `iot:Publish`, in any case.
        resource: what stands after the type in the ARN (a topic, a topic filter, a client ID, a thing name, a role alias),
            with `*` and `?` as in a policy.
        exclusive: whether certificates are attached to things exclusively. Default: no, as on AWS.
        seconds: after which the question is undecided. Default: 2.

    Raises:
        PolicyError: no policy can grant the action, or it is asked for on no resource.

    Example:
        >>> from iot_posture.policy import parse_policy
        >>> from iot_posture.proof import prove_never
        >>> policy = parse_policy('''{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "iot:Receive",
        ...     "Resource": "arn:aws:iot:us-east-1:123456789012:topic/cmd/${iot:Connection.Thing.ThingName}/*"}}''')
        >>> prove_never(policy, action="iot:Receive", resource="dt/*").verdict.value
        'proved'
        >>> print(prove_never(policy, action="iot:Receive", resource="cmd/*/reboot").witness.sentence)
        thing `a` can receive what is published to `cmd/a/reboot`, through statement 1
    """
    known = find_action(action)
    if known is None:
        names = ", ".join(one.name for one in ACTIONS if one.resource_types)
        raise PolicyError(f"found the action {found(action)}, expected one that AWS IoT policies can grant: {names}")
    if not known.resource_types:
        raise PolicyError(
            f"{known.name} is asked for on `*` alone. Next: `iot-posture simulate` decides such a request"
        )
    kind = known.resource_types[0]
    wanted = glob(resource)

    def ask(situation: Situation) -> Iterator[Quarry]:
        for way in situation.ways(*known.protocols):
            rights = situation.rights(way)
            denied = rights.denied(known.name, kind)
            for right in unique(rights.allowed(known.name, kind)):
                yield Quarry(
                    way,
                    (*right.patterns, *itself(way, known.name), wanted),
                    lambda topic, _filter: ((known.name, kind, topic),),
                    (right.source,),
                    not_topic=(*denied, *right.excluded),
                    of=MADE_OF.get(kind, ANY),
                )

    query = f"never {known.name} on {kind}/{resource}"
    return decide(query, policies, ask, describe=sentence, seconds=seconds, exclusive=exclusive)


def prove_never_delivered(
    policies: Policies, topic: str, *, exclusive: bool = False, seconds: float = DEFAULT_SECONDS
) -> Answer:
    """Decide whether no device under these policies can ever be sent what is published on topics that a pattern names.

    Subscribe and Receive are composed: every filter that may be subscribed to, its `+` and `#` alive, shared
    subscriptions included. Conditions of the two are taken apart, so a subscription that was made earlier and is kept
    in a persistent session is covered.

    Args:
        policies: what the device has; several are attached together.
        topic: with `*` and `?` as in a policy.
        exclusive: whether certificates are attached to things exclusively. Default: no, as on AWS.
        seconds: after which the question is undecided. Default: 2.

    Example:
        >>> from iot_posture.policy import parse_policy
        >>> from iot_posture.proof import prove_never_delivered
        >>> arn = "arn:aws:iot:us-east-1:123456789012:"
        >>> policy = parse_policy(f'''{{"Version": "2012-10-17", "Statement": [
        ...     {{"Effect": "Allow", "Action": "iot:Subscribe", "Resource": "{arn}topicfilter/a/*"}},
        ...     {{"Effect": "Deny", "Action": "iot:Subscribe", "Resource": "{arn}topicfilter/a/secret/*"}},
        ...     {{"Effect": "Allow", "Action": "iot:Receive", "Resource": "{arn}topic/a/*"}}]}}''')
        >>> print(prove_never_delivered(policy, "a/secret/*").witness.sentence)  # doctest: +ELLIPSIS
        thing `a` can subscribe to `a/...` and receive what is published to `a/secret/...
    """
    wanted = glob(topic)

    def ask(situation: Situation) -> Iterator[Quarry]:
        for reading in readings(situation):
            received = reading.of(wanted)
            if situation.hunter.exists(received):
                for subscribe in reading.subscribes:
                    if may_deliver(subscribe.patterns, received.topic):
                        yield reading.by(subscribe, received)

    query = f"never delivered what is published on {topic}"
    return decide(query, policies, ask, describe=sentence, seconds=seconds, exclusive=exclusive)


def glob(text: str) -> Tokens:
    """Text with `*` and `?` as in a policy; `${*}`, `${?}` and `${$}` are the characters themselves.

    Raises:
        PolicyError: a policy variable stands in it.
    """
    template = Template.parse(text)
    if template.variables:
        name = template.variables[0].name
        raise PolicyError(
            f"found the variable ${{{name}}} in {found(text)}; a question is about all devices and takes * and ?"
        )
    return joined(
        part if isinstance(part, str) else Many() if part is Wildcard.MANY else One() for part in template.parts
    )
