"""The ways in which a device can come to AWS IoT. Each decides what variables stand for and which conditions hold.

A policy that is safe for a device that comes as its own thing can be open to one that comes under another client ID, or
over HTTPS, where thing variables have no value and a Deny that uses one does not match.

Source: https://docs.aws.amazon.com/iot/latest/developerguide/thing-policy-variables.html, read 2026-11-22.
"""

from enum import Enum
from functools import cache, cached_property, lru_cache

from iot_posture.policy.context import Certificate, Context
from iot_posture.policy.keys import RequestKeys
from iot_posture.policy.statements import PreparedCondition
from iot_posture.policy.templates import Variable
from iot_posture.policy.uncertainties import Reading
from iot_posture.policy.variables import KNOWN_KEYS, is_known, key_of
from iot_posture.proof.characters import (
    ANY,
    ATTRIBUTE,
    CERTIFICATE_VALUE,
    CLIENT_ID,
    HEXADECIMAL,
    NAME,
    PLAIN_TEXT,
    CharacterClass,
)
from iot_posture.proof.patterns import Interval, Side

THING_NAME = "iot:connection.thing.thingname"
CLIENT = "iot:clientid"
CERTIFICATE_ID = "iot:certificateid"
_THING = "iot:connection.thing."
_ATTACHED = "iot:connection.thing.isattached"

TEMPLATE = "template:"
"""What the variables begin with that stand for what a template leaves open: one value, and the same for all devices."""

IDENTITIES = frozenset(
    {
        THING_NAME,
        CLIENT,
        CERTIFICATE_ID,
        "iot:certificate.serialnumber",
        "iot:certificate.subject.commonname",
        "iot:certificate.subject.serialnumber",
        "iot:certificate.subject.distinguishednamequalifier",
    }
)
"""Variables that name a device. Where a policy uses one in a topic, the topic belongs to the device of that value."""

_READINGS = tuple(Reading(frozenset(ids)) for ids in ((), ("U4",), ("U5",), ("U6",), ("U4", "U5", "U6")))


class Way(Enum):
    """How the device comes."""

    OWN = "connected as its own thing"
    OTHER = "connected under another client ID"
    EXCLUSIVE = "connected under any client ID, its certificate attached to its thing exclusively"
    HTTPS = "over HTTPS"

    __hash__ = object.__hash__  # each is one object; Enum's own hash is slow, and this is asked for all the time

    @cached_property
    def examples(self) -> tuple[Context, ...]:
        """Devices that come like this, one for each way in which the client ID and the name of the thing may relate."""
        clients = {Way.OWN: ("thing",), Way.EXCLUSIVE: ("thing", "other")}.get(self, ("other",))
        return tuple(self.context("thing", client) for client in clients)

    def context(self, thing: str, client: str, certificate: Certificate | None = None) -> Context:
        """The device of this thing that comes like this."""
        return Context(
            protocol="HTTPS" if self is Way.HTTPS else "MQTT",
            client_id=None if self is Way.HTTPS else client,
            thing_name=thing,
            principal_attached=True,
            attachment_type="EXCLUSIVE_THING" if self is Way.EXCLUSIVE else "NON_EXCLUSIVE_THING",
            certificate=certificate,
        )

    def stands_for(self, name: str) -> Interval | None:
        """What a policy variable stands for, or None when it has no value."""
        return _value(self, key_of(name))

    def condition(self, condition: PreparedCondition, action: str, effect: str) -> bool | None:
        """Whether a condition holds for every device that comes like this: yes, no, or that depends."""
        return _holds(self, condition, action, effect) if _is_decided(condition) else None


@lru_cache(maxsize=256)
def _holds(way: Way, condition: PreparedCondition, action: str, effect: str) -> bool | None:
    results = {
        condition.check(RequestKeys(example, action, reading), reading, effect).holds
        for example in way.examples
        for reading in _READINGS
    }
    return results.pop() if len(results) == 1 else None


@cache
def _value(way: Way, key: str) -> Interval | None:
    if key.startswith(TEMPLATE):
        return Interval(key, PLAIN_TEXT, may_be_empty=True)
    if not _has_value(key, way):
        return None
    if key == THING_NAME or (key == CLIENT and way is Way.OWN):
        # Where the thing name has a value and the attachment is not exclusive, the client ID is that name.
        return _thing_name()
    return Interval(key, _class(key), identity=key in IDENTITIES - {CLIENT}, fixed_length=key == CERTIFICATE_ID)


def _has_value(key: str, way: Way) -> bool:
    known = KNOWN_KEYS.get(key)
    if not is_known(key) or (known is not None and (known.multi_valued or known.action is not None)):
        return False
    if key == CLIENT:
        return way is not Way.HTTPS
    return not key.startswith(_THING) or way in (Way.OWN, Way.EXCLUSIVE)


def _thing_name() -> Interval:
    return Interval(THING_NAME, NAME, identity=True)


def owner_of(key: str) -> Interval:
    """The value that another device has for an identity."""
    return Interval(key, _class(key), Side.OWNER, identity=True, fixed_length=key == CERTIFICATE_ID)


def _class(key: str) -> CharacterClass:
    if key == CERTIFICATE_ID:
        return HEXADECIMAL
    if key == CLIENT:
        return CLIENT_ID
    if key.startswith(_THING + "attributes["):
        return ATTRIBUTE
    if key.startswith(_THING):
        return NAME
    if key.startswith("iot:certificate."):
        return CERTIFICATE_VALUE
    return ANY


def _is_decided(condition: PreparedCondition) -> bool:
    """Whether the way alone decides a condition, whatever the names are."""
    key = key_of(condition.key)
    if key == _ATTACHED:
        return True
    if condition.condition.operator.name == "Null":
        return key in (THING_NAME, CLIENT)
    pure = (CLIENT, THING_NAME)
    return key in pure and all(
        len(text.template.parts) == 1
        and isinstance(part := text.template.parts[0], Variable)
        and key_of(part.name) in pure
        for text in condition.values
    )
