"""Which features of AWS IoT a policy opens for other devices than its own, by their reserved topics and APIs.

Receive is not looked at: no direct message goes to a reserved topic, so Receive alone brings none of their messages.
Sources: those of `iot_posture.policy.reserved`; docs.aws.amazon.com/iot/latest/developerguide/direct-messaging.html,
read 2026-11-22.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from iot_posture.policy import actions
from iot_posture.policy.actions import SHADOW_ACTIONS
from iot_posture.policy.reserved import RESERVED
from iot_posture.template import NAME, Access, NamePattern, Resource, accesses, is_audited, leaves_open
from iot_posture.template.memo import remembered

JOB_ACTIONS = (*actions.JOB_ACTIONS, *(name.replace("iotjobsdata:", "iot:") for name in actions.JOB_ACTIONS))
"""Older pages write these with `iot:`, the page of the Device Defender audit check among them."""
_OWNER_LEVEL = {"things": 2, "commands": 3, "device_location": 2, "rules": 2}
_UNKNOWN = frozenset({"things"})


@dataclass(frozen=True, slots=True)
class Opened:
    """One resource of an Allow statement whose wildcards reach these features of other devices.

    Features are named as in the topics: shadow, jobs, tunnels, streams, defender, commands, device_location, rules;
    things stands for topics below `$aws/things/` that AWS does not document.
    """

    access: Access
    features: frozenset[str]
    audited: bool


@remembered
def opened_features(resource: Resource) -> list[Opened]:
    """What the policy opens below `$aws/`, and with the APIs of shadows and jobs."""
    return list(_opened(resource))


def _opened(resource: Resource) -> Iterator[Opened]:
    for kind, action, operation in (("topic", "iot:Publish", "Publish"), ("topicfilter", "iot:Subscribe", "Subscribe")):
        for access in accesses(resource, kind, (action,)):
            if access.names is not None:
                features = _features(access.names, operation)
                if features:
                    yield Opened(access, features, _audited(access.names, kind))
    for access in accesses(resource, "thing", SHADOW_ACTIONS + JOB_ACTIONS):
        if access.names is None or any(leaves_open(access.names, form) for form in (NAME, f"{NAME}/#")):
            jobs = [action for action in access.actions if action in JOB_ACTIONS]
            features = frozenset(
                ({"jobs"} if jobs else set()) | ({"shadow"} if len(jobs) < len(access.actions) else set())
            )
            yield Opened(access, features, access.names is not None and is_audited(access.names, "thing"))


def _audited(names: NamePattern, kind: str) -> bool:
    return is_audited(names, kind) or names.masked.startswith("$aws/things/")


@lru_cache(maxsize=1024)
def _features(names: NamePattern, operation: str) -> frozenset[str]:
    mqtt = operation == "Subscribe"
    if not names.masked.startswith("$") or not _has_wildcard(names, mqtt):
        return frozenset()
    reached = _reached(names, mqtt, as_meant=True) or _reached(names, mqtt, as_meant=False)
    if not reached and leaves_open(names, f"$aws/things/{NAME}/#", mqtt=mqtt):
        return _UNKNOWN
    return frozenset(feature for feature, allowed in reached if operation in allowed)


def _reached(names: NamePattern, mqtt: bool, *, as_meant: bool) -> list[tuple[str, frozenset[str]]]:
    return [(feature, to) for feature, form, to in _FORMS if leaves_open(names, form, mqtt=mqtt, as_meant=as_meant)]


def _has_wildcard(names: NamePattern, mqtt: bool) -> bool:
    levels = NamePattern("/".join(names.masked.split("/")[: max(_OWNER_LEVEL.values()) + 1]))
    return levels.has_wildcard or (mqtt and any(level in ("+", "#") for level in levels.masked.split("/")))


def _forms() -> Iterator[tuple[str, str, frozenset[str]]]:
    for topic, operations in {**RESERVED, "$aws/rules/+/#": RESERVED["$aws/rules/#"]}.items():
        levels = topic.split("/")
        owner = _OWNER_LEVEL.get(levels[1])
        if owner is not None and topic != "$aws/rules/#":
            feature = levels[3] if levels[1] == "things" else levels[1]
            levels[owner] = NAME
            yield feature, "/".join(levels), frozenset(operations)


_FORMS = tuple(_forms())
