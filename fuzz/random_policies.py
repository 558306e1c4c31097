"""Random small policies for the prover, made to meet one another: the shapes in which policies go wrong."""

import random
from typing import Any

from fuzz.proof_oracle import ATTRIBUTE, CERTIFICATE_ID, CLIENT, COMMON_NAME, DOMAIN, PLACE, THING

T, C, ID, A, N = (f"${{{name}}}" for name in (THING, CLIENT, CERTIFICATE_ID, ATTRIBUTE, COMMON_NAME))
DEFAULT = "${iot:Certificate.Subject.Title, 'b'}"
_VARIABLES = (T, T, T, T, T, T, C, C, C, ID, A, N, T.replace("T", "t", 1), DEFAULT)
_OWNED = (
    "{thing}",
    "{thing}/b",
    "a/{thing}",
    "a/{thing}/b",
    "a/{thing}/#",
    "+/{thing}",
    "+/{thing}/#",
    "a{thing}",
    "{thing}-b",
    "a/{thing}b",
    "{thing}/{thing}",
    "{thing}/a/b",
    "b/{thing}/b",
    "a/{client}",
    "{certificate}/a",
    "a/*{thing}",
)
_SHARED = ("a/b", "a/#", "+/b", "b/+", "b", "a/a/#", "*b", "a/+", "+")
_ACTIONS = (
    ["iot:Publish"],
    ["iot:Publish"],
    ["iot:Receive"],
    ["iot:Subscribe"],
    ["iot:Publish", "iot:Receive"],
    ["iot:Subscribe", "iot:Receive"],
    ["iot:*"],
    ["*"],
    ["iot:GetRetainedMessage"],
    ["iot:?ublish", "iot:Re*"],
)


def plain(chance: random.Random) -> str:
    """A topic as policies mostly have it: at most one variable, which fills a level."""
    levels = [chance.choice(("a", "b", "ab")) for _ in range(chance.randint(0, 2))]
    if chance.random() < 0.75:
        levels.insert(chance.randint(0, len(levels)), chance.choice((T, T, T, C)))
    if chance.random() < 0.4 or not levels:
        levels.append("*")
    return "/".join(levels)


def wild(chance: random.Random) -> str:
    """A topic of any shape: variables glued to text and to each other, repeated, with wildcards anywhere."""
    if chance.random() < 0.5:
        return "/".join(_level(chance) for _ in range(chance.randint(1, 3)))
    pieces = ("a", "b", "/", "/", "*", "?", "+", "#", "-", chance.choice(_VARIABLES), chance.choice(_VARIABLES))
    return "".join(chance.choice(pieces) for _ in range(chance.randint(1, 6)))


def _level(chance: random.Random) -> str:
    variable = chance.choice(_VARIABLES)
    return chance.choice(
        (
            "a",
            "b",
            "*",
            "?",
            "+",
            "",
            variable,
            variable,
            f"{variable}*",
            f"a{variable}",
            f"{variable}b",
            f"*{variable}",
        )
    )


def topic(chance: random.Random, *, ordinary: bool) -> str:
    """The text of a topic or of a filter."""
    text = plain(chance) if ordinary else wild(chance)
    if chance.random() < 0.05:
        text = chance.choice(("$aws/things/", "$aws/rules/", "$aws/rules/*", "$aws/rules/r/", "$share/g/", "$")) + text
    return text


def condition(chance: random.Random) -> dict[str, Any]:
    """A condition on what the device is, or on what it may choose."""
    return chance.choice(
        (
            {"Bool": {"iot:Connection.Thing.IsAttached": chance.choice(("true", "false"))}},
            {"StringEquals": {CLIENT: T}},
            {"StringNotEquals": {CLIENT: T}},
            {"StringEquals": {THING: C}},
            {"StringEquals": {CLIENT: chance.choice(("a", "b", "+"))}},
            {"StringLike": {CLIENT: chance.choice(("a*", "*", "?", f"{T}*"))}},
            {"StringNotLike": {CLIENT: "a*"}},
            {"Null": {THING: chance.choice(("true", "false"))}},
            {"Null": {CLIENT: chance.choice(("true", "false"))}},
            {"StringEquals": {"iot:DomainName": DOMAIN}},
            {"StringNotEquals": {"iot:DomainName": DOMAIN}},
            {"StringEquals": {ATTRIBUTE: "a"}},
            {"StringEqualsIfExists": {THING: T}},
            {"ForAllValues:StringEquals": {THING: chance.choice(("a", T))}},
        )
    )


def statement(chance: random.Random, effect: str, *, ordinary: bool) -> dict[str, Any]:
    """A statement about topics or filters."""
    actions = chance.choice(_ACTIONS)
    kinds = [kind for kind, names in (("topic", "Publish Receive Retain ublish Re*"), ("topicfilter", "Subscribe"))
             if any(word in action for word in names.split() for action in actions)] or ["topic", "topicfilter"]  # fmt: skip
    made: dict[str, Any] = {"Effect": effect, "Action": actions}
    resources = []
    for kind in kinds:
        place = PLACE if ordinary or chance.random() < 0.95 else "arn:aws:iot:*:*:"
        resources += [f"{place}{kind}/{topic(chance, ordinary=ordinary)}" for _ in range(chance.choice((1, 1, 1, 2)))]
    if not ordinary and chance.random() < 0.03:
        resources = ["*"]
    made["NotResource" if chance.random() < (0.01 if ordinary else 0.07) else "Resource"] = resources
    if not ordinary and chance.random() < 0.03:
        made["NotAction"] = made.pop("Action")
    if chance.random() < (0.05 if ordinary else 0.18):
        made["Condition"] = condition(chance)
    return made


def connect(chance: random.Random) -> list[dict[str, Any]]:
    """What the policy says about connecting; mostly what it should, sometimes nothing."""
    name = chance.choices((T, C, "*", f"{T}*", "a*", "a/*", None), (50, 8, 12, 4, 3, 3, 20))[0]
    if name is None:
        return []
    made: dict[str, Any] = {"Effect": "Allow", "Action": "iot:Connect", "Resource": f"{PLACE}client/{name}"}
    if chance.random() < 0.25:
        made["Condition"] = {"Bool": {"iot:Connection.Thing.IsAttached": "true"}}
    return [made]


def policy(chance: random.Random, *, ordinary: bool) -> dict[str, Any]:
    """A policy of one to five statements."""
    statements = connect(chance)
    allows = chance.choice((1, 1, 2, 2, 3))
    statements += [statement(chance, "Allow", ordinary=ordinary) for _ in range(allows)]
    if chance.random() < (0.12 if ordinary else 0.4):
        statements += [statement(chance, "Deny", ordinary=ordinary) for _ in range(chance.choice((1, 1, 2)))]
    if chance.random() < 0.04:
        actions = chance.choice((["iot:GetThingShadow"], ["iot:*Shadow"], ["iotjobsdata:*"]))
        name = chance.choice((T, f"{T}*", "*", "a", "b/*", f"*{T}"))
        statements.append({"Effect": "Allow", "Action": actions, "Resource": f"{PLACE}thing/{name}"})
    chance.shuffle(statements)
    version = "2012-10-17" if ordinary or chance.random() < 0.98 else "2008-10-17"
    return {"Version": version, "Statement": statements}


def owned(chance: random.Random) -> tuple[str, ...] | None:
    """Whose topics are whose: as the policies imply, or as templates say."""
    if chance.random() < 0.4:
        return None
    return tuple(chance.sample(_OWNED, chance.choice((1, 1, 2))))


def shared(chance: random.Random) -> tuple[str, ...]:
    """Topics of nobody."""
    return tuple(chance.sample(_SHARED, 1)) if chance.random() < 0.2 else ()


def resource(chance: random.Random) -> str:
    """A pattern without variables, for what must never be allowed."""
    pieces = ("a", "b", "/", "a/", "b/", "*", "?", "+", "ab")
    return "".join(chance.choice(pieces) for _ in range(chance.randint(1, 4)))
