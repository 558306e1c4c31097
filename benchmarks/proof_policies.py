"""Policies for the benchmark of proofs, generated: fleets that keep their devices apart, leaks, and policies that are hostile."""

import random
from typing import Any

from benchmarks.string_solvers import THING, Publishing
from iot_posture.policy import PolicyDocument, parse_policy_object

HERE = "arn:aws:iot:us-east-1:123456789012:"
NAME = "${iot:Connection.Thing.ThingName}"
ROOTS = ("dt", "evt", "log", "cmd", "cfg")
Statement = dict[str, Any]

LEAKS = (
    {2: ("iot:Publish", "topic/dt/{fleet}/{thing}*")},
    {2: ("iot:Publish", "topic/evt/{fleet}/*")},
    {1: ("iot:Publish", "topic/dt/*/{thing}/state")},
    {3: ("iot:GetRetainedMessage", "topic/cfg/{fleet}/*/wifi")},
    {0: ("iot:Connect", "client/*")},
    {3: ("iot:Subscribe", "topicfilter/cmd/{fleet}/+/reboot"), 4: ("iot:Receive", "topic/cmd/{fleet}/*")},
)
"""Rights that reach another device: which statements of `realistic` are replaced, and by what."""


def templates(fleet: str) -> tuple[str, ...]:
    """The five topic templates of a fleet."""
    return tuple(f"{root}/{fleet}/{THING}/#" for root in ROOTS)


def realistic(fleet: str) -> list[Statement]:
    """Eight statements of one kind of device: telemetry, events, commands, its shadow, and a Deny."""
    return [
        allow("iot:Connect", f"client/{THING}") | {"Condition": {"Bool": {"iot:Connection.Thing.IsAttached": "true"}}},
        allow("iot:Publish", f"topic/dt/{fleet}/{THING}/*", f"topic/evt/{fleet}/{THING}/*"),
        allow("iot:Publish", f"topic/$aws/things/{THING}/shadow/update"),
        allow("iot:Subscribe", f"topicfilter/cmd/{fleet}/{THING}/*"),
        allow("iot:Receive", f"topic/cmd/{fleet}/{THING}/*"),
        allow("iot:Subscribe", f"topicfilter/$aws/things/{THING}/shadow/update/*"),
        allow("iot:Receive", f"topic/$aws/things/{THING}/shadow/update/*"),
        allow("iot:Publish", f"topic/dt/{fleet}/*/internal") | {"Effect": "Deny"},
    ]


def realistic_to_publish(fleet: str) -> Publishing:
    """What `realistic` says about Publish."""
    return Publishing(
        (f"dt/{fleet}/{THING}/*", f"evt/{fleet}/{THING}/*", f"$aws/things/{THING}/shadow/update"),
        templates(fleet),
        (f"dt/{fleet}/*/internal",),
    )


def leaking(fleet: str, number: int) -> list[Statement]:
    """The same with a leak in the place of a statement or two, so there are eight still."""
    statements = realistic(fleet)
    for at, (action, resource) in LEAKS[number % len(LEAKS)].items():
        statements[at] = allow(action, resource.replace("{fleet}", fleet))
    return statements


def large(count: int, fleet: str) -> list[Statement]:
    """Many statements over the five templates, a third each to publish, subscribe and receive, every tenth a Deny."""
    made = realistic(fleet)[:1]
    for number in range(1, count):
        action, kind = (("iot:Publish", "topic"), ("iot:Subscribe", "topicfilter"), ("iot:Receive", "topic"))[
            number % 3
        ]
        root = ROOTS[number // 3 % 5]
        statement = allow(action, f"{kind}/{root}/{fleet}/{THING}/part{number // 3}/*")
        if number % 10 == 9:
            statement = allow(action, f"{kind}/{root}/{fleet}/*/part{number // 3}/internal") | {"Effect": "Deny"}
        made.append(statement)
    return made


def wider(statements: list[Statement]) -> list[Statement]:
    """The same, one resource in the middle opened by one level."""
    at = next(n for n in range(len(statements) // 2, 0, -1) if str(statements[n]["Resource"]).endswith("/*']"))
    resources = statements[at]["Resource"]
    opened = [resource.removesuffix("/*").rpartition("/")[0] + "/*" for resource in resources]
    return [*statements[:at], statements[at] | {"Resource": opened}, *statements[at + 1 :]]


def rewritten(statements: list[Statement]) -> list[Statement]:
    """At least the same, no Allow of it written as it was: resources end earlier, in `*`, and the order is another."""
    made: list[Statement] = []
    for statement in reversed(statements):
        resources = statement["Resource"]
        if statement["Effect"] == "Allow" and statement["Action"] != "iot:Connect":
            resources = [
                f"{resource[:-2]}*" if resource.endswith("/*") else f"{resource[:-1]}?" for resource in resources
            ]
        made.append(statement | {"Resource": resources, "Sid": f"No{len(made)}"})
    return made


def superstrings() -> tuple[list[Statement], tuple[str, ...]]:
    """Hostile: eight Denies that only a topic with all of eight long sequences passes."""
    chance = random.Random(1)  # noqa: S311 - the same policy in every run
    statements = [allow("iot:Publish", "topic/*")]
    for _ in range(8):
        letters = chance.sample("abcdefghijklmn", 14)
        statements.append(
            {"Effect": "Deny", "Action": "iot:Publish", "NotResource": f"{HERE}topic/*{'*'.join(letters)}*"}
        )
    return statements, ("dt/{thing}/#",)


def counters() -> tuple[list[Statement], tuple[str, ...]]:
    """Hostile: Denies that have to remember thirty characters at once, and leave no character free."""
    own = "${iot:CertificateId}"
    denied = [f"*{character}*" for character in "23456789abcdef"] + [f"*{bit}{'?' * 30}" for bit in "01"]
    deny = [allow("iot:Publish", f"topic/{pattern}") | {"Effect": "Deny"} for pattern in denied]
    return [allow("iot:Publish", f"topic/{own}*"), *deny], ("{certificate}/#",)


def parsed(statements: list[Statement]) -> PolicyDocument:
    """The policy."""
    return parse_policy_object({"Version": "2012-10-17", "Statement": statements})


def of(asked: Publishing) -> PolicyDocument:
    """The policy that says this about Publish, and lets a device connect under its own name."""
    denies = [allow("iot:Publish", f"topic/{one}") | {"Effect": "Deny"} for one in asked.deny]
    allows = [allow("iot:Publish", f"topic/{one}") for one in asked.allow]
    return parsed([allow("iot:Connect", f"client/{THING}"), *allows, *denies])


def allow(action: str, *resources: str) -> Statement:
    """A statement; `{thing}` stands for the policy variable."""
    arns = [HERE + resource.replace(THING, NAME) for resource in resources]
    return {"Effect": "Allow", "Action": action, "Resource": arns}
