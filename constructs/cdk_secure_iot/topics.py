"""Topic and TopicSpace: one model of MQTT topics for policies, subscriptions and rule SQL."""

import re
from dataclasses import dataclass

MAX_BYTES = 256
MAX_SLASHES = 7
"""Source: https://docs.aws.amazon.com/general/latest/gr/iot-core.html (message broker limits), read 2026-11-22."""
MAX_THING_NAME = 128
THING = "{thing}"
THING_VARIABLE = "${iot:Connection.Thing.ThingName}"

_THING_NAME = re.compile(r"[a-zA-Z0-9:_-]{1,128}")
_FORBIDDEN = {
    "+": "an MQTT wildcard",
    "#": "an MQTT wildcard",
    "*": "a policy wildcard",
    "?": "a policy wildcard",
    "$": "reserved for AWS topics and for variables",
    "'": "the quotation mark of rule SQL",
    '"': "a quotation mark",
    "\\": "an escape",
    "{": "the start of a placeholder",
    "}": "the end of a placeholder",
}


class TopicError(ValueError):
    """A topic that AWS IoT refuses, or that would mean something else in a policy than in a subscription."""


@dataclass(frozen=True, slots=True)
class Topic:
    """An MQTT topic in which `{thing}` stands for the name of the thing that owns it.

    One object renders as the resource of a policy, as an MQTT filter and as the FROM of a rule, so that the three agree.
    `{thing}` is a whole level and stands at most once; a topic without it is shared by all devices.

    `max_thing_name` is the length, in bytes, of the longest thing name that will be used (AWS allows 128); a smaller one
    leaves more of the 256 bytes of a topic for the other levels.

    Raises:
        TopicError: wildcards, `$`, quotation marks, empty levels, over 256 bytes with the longest thing name, over 7 slashes.

    Example:
        >>> topic = Topic("dt/acme/sensor/{thing}/temperature")
        >>> topic.policy_text
        'dt/acme/sensor/${iot:Connection.Thing.ThingName}/temperature'
        >>> topic.filter
        'dt/acme/sensor/+/temperature'
        >>> topic.sql_thing
        'topic(4)'
        >>> topic.of("s-1")
        'dt/acme/sensor/s-1/temperature'

    Source: https://docs.aws.amazon.com/iot/latest/developerguide/topics.html
    """

    template: str
    max_thing_name: int = MAX_THING_NAME

    def __post_init__(self) -> None:
        if not 1 <= self.max_thing_name <= MAX_THING_NAME:
            raise TopicError(f"max_thing_name={self.max_thing_name}: a thing name has 1 to {MAX_THING_NAME} characters")
        levels = self.template.split("/")
        for level in levels:
            _check_level(self.template, level)
        if levels.count(THING) > 1:
            raise self._error(f"{THING} stands {levels.count(THING)} times; one level can name the owner")
        if len(levels) - 1 > MAX_SLASHES:
            raise self._error(f"it has {len(levels) - 1} slashes; AWS IoT allows {MAX_SLASHES}")
        longest = len(self.template.replace(THING, "x" * self.max_thing_name).encode())
        if longest > MAX_BYTES:
            raise self._error(
                f"it is {longest} bytes long with a thing name of {self.max_thing_name}; AWS IoT allows {MAX_BYTES}. "
                "Shorten its levels, or promise shorter names with max_thing_name="
            )

    def _error(self, fact: str) -> TopicError:
        return TopicError(f"topic {self.template!r}: {fact}")

    @property
    def owned(self) -> bool:
        """Whether each thing has a topic of its own."""
        return THING in self.template

    @property
    def thing_level(self) -> int | None:
        """Which level holds the thing name, counted from 1 as SQL's `topic(n)` counts; None for a shared topic."""
        return self.template.split("/").index(THING) + 1 if self.owned else None

    @property
    def policy_text(self) -> str:
        """What stands behind `topic/` or `topicfilter/` in a policy: the thing is the one that is connected."""
        return self.template.replace(THING, THING_VARIABLE)

    @property
    def filter(self) -> str:
        """The MQTT filter for this topic of every thing: for services, never for devices."""
        return self.template.replace(THING, "+")

    @property
    def sql_from(self) -> str:
        """The FROM of a rule over this topic of every thing."""
        return f"'{self.filter}'"

    @property
    def sql_thing(self) -> str | None:
        """The SQL expression for the owner's name; the policies pin it, so a payload cannot claim another's."""
        return None if self.thing_level is None else f"topic({self.thing_level})"

    def of(self, thing: str) -> str:
        """The topic of one thing.

        Raises:
            TopicError: the name is not one that AWS IoT accepts, or longer than promised.
        """
        if not _THING_NAME.fullmatch(thing) or len(thing) > self.max_thing_name:
            raise TopicError(f"thing name {thing!r}: allowed are 1 to {self.max_thing_name} of a-z A-Z 0-9 : _ -")
        return self.template.replace(THING, thing)


@dataclass(frozen=True, slots=True)
class TopicSpace:
    """The topics of one class of device: `dt/` for what devices tell, `cmd/` for what they are told.

    The layout is that of AWS's whitepaper: kind, application, class, thing, name. The thing stands at the same level
    everywhere, so one look at a topic tells whose it is.

    Example:
        >>> sensors = TopicSpace("acme", "sensor")
        >>> sensors.telemetry("temperature").template
        'dt/acme/sensor/{thing}/temperature'
        >>> sensors.command("firmware").template
        'cmd/acme/sensor/{thing}/firmware'

    Source: https://docs.aws.amazon.com/whitepapers/latest/designing-mqtt-topics-aws-iot-core/mqtt-design-best-practices.html
    """

    application: str
    device_class: str
    max_thing_name: int = MAX_THING_NAME

    def __post_init__(self) -> None:
        for part in (self.application, self.device_class):
            if "/" in part or THING in part:
                raise TopicError(f"{part!r}: the application and the class are one topic level each")
        self.telemetry("x")

    def telemetry(self, name: str) -> Topic:
        """A topic on which each thing publishes."""
        return self._topic("dt", name)

    def command(self, name: str) -> Topic:
        """A topic on which each thing is told something."""
        return self._topic("cmd", name)

    def _topic(self, kind: str, name: str) -> Topic:
        return Topic(f"{kind}/{self.application}/{self.device_class}/{THING}/{name}", self.max_thing_name)


def _check_level(template: str, level: str) -> None:
    if level == THING:
        return
    if not level:
        raise TopicError(f"topic {template!r}: an empty level; write no leading, trailing or double slash")
    for character in level:
        if meaning := _FORBIDDEN.get(character):
            raise TopicError(
                f"topic {template!r}: {character!r} in level {level!r} is {meaning}. "
                f"A level is plain text, or {THING} as a whole"
            )
        if not character.isprintable() or character.isspace():
            raise TopicError(f"topic {template!r}: {character!r} in level {level!r} is not a visible character")
