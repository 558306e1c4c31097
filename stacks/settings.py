"""The settings of the reference fleet: edit `cdk.json`, or pass one on the command line, `cdk synth -c fleet:region=eu-west-1`."""

import difflib
import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from itertools import combinations
from typing import get_args

from cdk_secure_iot.detection.account_logging import RETENTION_DAYS, LogLevel
from cdk_secure_iot.topics import TopicError, TopicSpace

PREFIX = "fleet:"
MAX_RULES = 45
REGIONS = (
    *(
        "ap-east-1",
        "ap-northeast-1",
        "ap-northeast-2",
        "ap-south-1",
        "ap-southeast-1",
        "ap-southeast-2",
        "ap-southeast-5",
    ),
    *("ca-central-1", "eu-central-1", "eu-north-1", "eu-south-1", "eu-south-2", "eu-west-1", "eu-west-2", "eu-west-3"),
    *("il-central-1", "me-central-1", "me-south-1", "sa-east-1", "us-east-1", "us-east-2", "us-west-1", "us-west-2"),
    *("cn-north-1", "cn-northwest-1", "us-gov-east-1", "us-gov-west-1"),
)
"""Regions with AWS IoT Core. Source: the endpoints of botocore 1.44.5, 2026-11; a test compares them with botocore's."""


class SettingsError(ValueError):
    """Settings that cannot be: each line names one setting, its value, and what is allowed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceClass:
    """One kind of device: what it publishes, what it is told, and whether it uses its shadow."""

    name: str
    """The level of topics that tells the class, such as `sensor`."""
    publishes: tuple[str, ...]
    """Names of topics `dt/<application>/<class>/<thing>/<name>`; each gets a rule that stores the messages."""
    commands: tuple[str, ...] = ()
    """Names of topics `cmd/<application>/<class>/<thing>/<name>` that the device subscribes to."""
    shadow: bool = False
    """Whether the device reads and updates its classic shadow."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What can be chosen about the reference fleet. Each is the context key `fleet:<name>`; a default is the value here."""

    application: str = "acme"
    """The level of topics that tells the application, and the first part of stack names: a-z 0-9 -, up to 32, a letter first."""
    account: str | None = None
    """The 12 digits of the AWS account; left out, the one that the CDK CLI has credentials for."""
    region: str = "eu-central-1"
    """A region with AWS IoT Core."""
    fleet_size: int = 1_000
    """How many devices there are; the alarms on refused requests fire in proportion."""
    always_on: bool = False
    """Whether some device publishes at any time, so that silence is alarming."""
    emails: tuple[str, ...] = ()
    """Who is told of alarms and audit findings. Each address must confirm its subscription."""
    log_level: LogLevel = "INFO"
    """How much AWS IoT logs: DEBUG, INFO, WARN or ERROR."""
    log_retention_days: int = 365
    """How long logs are kept; one of the numbers that CloudWatch Logs allows."""
    keep_messages_days: int | None = None
    """How long messages are kept in S3; left out, for ever."""
    account_settings: bool = True
    """Whether this fleet makes what exists once per account and region: AWS IoT's logging and the Device Defender audit. False
    where another app makes them."""
    existing_log_group: bool = False
    """Whether AWS IoT's log group AWSIotLogsV2 is there already, as it is once AWS IoT has logged."""
    account_already_uses_detect: bool = False
    """Whether the account used Device Defender Detect before AWS closed it to new customers on 2026-08-31."""
    keep_data: bool = True
    """Whether buckets, tables, logs and keys outlive their stacks; false is for stacks that are to be thrown away."""
    device_classes: tuple[DeviceClass, ...] = field(
        default=(
            DeviceClass(name="sensor", publishes=("temperature", "firmware"), commands=("firmware",)),
            DeviceClass(name="gateway", publishes=("measurements",), commands=("configuration",), shadow=True),
        )
    )
    """The kinds of devices; each gets a policy, and a rule for everything it publishes."""

    @classmethod
    def from_context(cls, context: Mapping[str, object]) -> "Settings":
        """Read and check the settings in a CDK context; keys without the prefix `fleet:` are not ours.

        Raises:
            SettingsError: names every setting that is wrong, its value, and what is allowed.
        """
        given = {key.removeprefix(PREFIX): value for key, value in context.items() if key.startswith(PREFIX)}
        known = [each.name for each in fields(cls)]
        problems = [_unknown(name, known) for name in given if name not in known]
        values: dict[str, object] = {}
        for name in known:
            if name in given:
                try:
                    values[name] = _READ[name](given[name])
                except SettingsError as error:
                    problems.append(f"{PREFIX}{name} is {json.dumps(given[name], default=str)}: {error}")
        settings = cls(**values)  # type: ignore[arg-type]  # _READ gives each value its type
        problems += _topic_problems(settings)
        if problems:
            raise SettingsError("\n".join(problems))
        return settings

    def topics(self, device_class: DeviceClass) -> TopicSpace:
        """The topics of one class."""
        return TopicSpace(self.application, device_class.name)


def _unknown(name: str, known: Sequence[str]) -> str:
    near = difflib.get_close_matches(name, known, n=1)
    meant = f"; did you mean {PREFIX}{near[0]}?" if near else "."
    return f"{PREFIX}{name} is not a setting{meant} There are: {', '.join(known)}"


def _topic_problems(settings: Settings) -> list[str]:
    names = [each.name for each in settings.device_classes]
    problems = [
        f"{PREFIX}device_classes has {names.count(name)} classes with the name {name!r}: each name stands once, as it is the "
        "level of topics that keeps the classes apart"
        for name in sorted({name for name in names if names.count(name) > 1})
    ]
    rules = sum(len(each.publishes) for each in settings.device_classes)
    if rules > MAX_RULES:
        problems.append(
            f"{PREFIX}device_classes publish on {rules} topics in all: allowed is up to {MAX_RULES}, as each gets a rule of ten "
            "resources and CloudFormation takes 500 in a stack"
        )
    problems += [
        f"{PREFIX}device_classes: {one!r} and {other!r} differ in hyphens only: the outputs of the two would have one name"
        for one, other in combinations(dict.fromkeys(names), 2)
        if one.replace("-", "") == other.replace("-", "")
    ]
    for device_class in settings.device_classes:
        space = settings.topics(device_class)
        for what, topics, make in (
            ("publishes", device_class.publishes, space.telemetry),
            ("commands", device_class.commands, space.command),
        ):
            if len({topic.lower() for topic in topics}) < len(topics):
                problems.append(
                    f"{PREFIX}device_classes: {device_class.name} {what} {list(topics)}: each name stands once, whatever its case"
                )
            for topic in topics:
                try:
                    make(topic)
                except TopicError as error:
                    problems.append(f"{PREFIX}device_classes: {device_class.name} {what} {topic!r}: {error}")
    return problems


def _text(pattern: str, allowed: str) -> Callable[[object], str]:
    def read(value: object) -> str:
        if not isinstance(value, str) or not re.fullmatch(pattern, value):
            raise SettingsError(f"allowed is {allowed}")
        return value

    return read


def _one_of(allowed: Sequence[str]) -> Callable[[object], str]:
    def read(value: object) -> str:
        if value not in allowed:
            raise SettingsError(f"allowed is one of {', '.join(allowed)}")
        return str(value)

    return read


def _number(allowed: range | Sequence[int], words: str) -> Callable[[object], int]:
    def read(value: object) -> int:
        # The command line gives every value as text.
        number = int(value) if isinstance(value, str) and re.fullmatch(r"-?\d{1,9}", value) else value
        if isinstance(number, bool) or not isinstance(number, int) or number not in allowed:
            raise SettingsError(f"allowed is {words}")
        return number

    return read


def _flag(value: object) -> bool:
    if isinstance(value, str) and value in {"true", "false"}:
        return value == "true"
    if not isinstance(value, bool):
        raise SettingsError("allowed is true or false")
    return value


def _texts(item: Callable[[object], str]) -> Callable[[object], tuple[str, ...]]:
    def read(value: object) -> tuple[str, ...]:
        if not isinstance(value, Sequence) or isinstance(value, str):
            raise SettingsError('allowed is a list, such as ["name"]')
        return tuple(map(item, value))

    return read


def _classes(value: object) -> tuple[DeviceClass, ...]:
    if not isinstance(value, Sequence) or isinstance(value, str) or not value:
        raise SettingsError(
            'allowed is a list of at least one class, such as [{"name": "sensor", "publishes": ["temperature"]}]'
        )
    return tuple(map(_device_class, value))


def _device_class(value: object) -> DeviceClass:
    known = {each.name for each in fields(DeviceClass)}
    if not isinstance(value, Mapping) or not {"name", "publishes"} <= value.keys() <= known:
        raise SettingsError(f"a class has name and publishes, and may have commands and shadow; found {value!r}")
    names = _texts(_text(r".+", "a topic level"))
    return DeviceClass(
        name=_text(r"[a-z0-9-]{1,32}", "1 to 32 of a-z 0-9 - for the name of a class")(value["name"]),
        publishes=_at_least_one(names(value["publishes"])),
        commands=names(value.get("commands", [])),
        shadow=_flag(value.get("shadow", False)),
    )


def _at_least_one(names: tuple[str, ...]) -> tuple[str, ...]:
    if not names:
        raise SettingsError("a class publishes at least one topic")
    return names


_READ: Mapping[str, Callable[[object], object]] = {
    "application": _text(r"[a-z][a-z0-9-]{0,31}", "1 to 32 of a-z 0-9 -, a letter first"),
    "account": _text(r"\d{12}", "the 12 digits of an AWS account, as text"),
    "region": _one_of(REGIONS),
    "fleet_size": _number(range(1, 100_000_001), "a whole number from 1 to 100,000,000"),
    "always_on": _flag,
    "emails": _texts(_text(r"[^@\s]+@[^@\s]+", "e-mail addresses")),
    "log_level": _one_of(get_args(LogLevel)),
    "log_retention_days": _number(RETENTION_DAYS, "one of " + ", ".join(map(str, RETENTION_DAYS))),
    "keep_messages_days": _number(range(1, 36_501), "a whole number of days from 1 to 36,500"),
    "account_settings": _flag,
    "existing_log_group": _flag,
    "account_already_uses_detect": _flag,
    "keep_data": _flag,
    "device_classes": _classes,
}
