"""Whose a topic is: declared by topic templates, inferred from the variables of policies, or reserved by AWS.

Sources, read 2026-11-22: docs.aws.amazon.com/iot/latest/developerguide/reserved-topics.html, iot-basic-ingest.html and
iot-remote-command-reserved-topics.html.
"""

import itertools
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from iot_posture.policy.errors import PolicyError, found
from iot_posture.policy.reserved import RESERVED
from iot_posture.policy.templates import Template, Variable
from iot_posture.policy.variables import key_of
from iot_posture.policy.wildcards import Wildcard
from iot_posture.proof.characters import LEVEL
from iot_posture.proof.patterns import Interval, Many, One, Side, Token, Tokens
from iot_posture.proof.policies import NamedPolicy, resources
from iot_posture.proof.resources import joined
from iot_posture.proof.ways import CLIENT, IDENTITIES, TEMPLATE, THING_NAME, Way, owner_of

_PLACEHOLDERS = {
    "thing": "iot:Connection.Thing.ThingName",
    "client": "iot:ClientId",
    "certificate": "iot:CertificateId",
}
_PLACEHOLDER = re.compile(r"(?<!\$)\{([^{}]*)\}")
_THING = owner_of(THING_NAME)


@dataclass(frozen=True, slots=True)
class Owned:
    """Topics that belong to the device whose value of one identity stands in them.

    Args:
        text: the template, for people.
        tokens: its pattern; the identity is the owner's.
        identity: the variable's one form.
        origin: `declared`, `inferred` or `reserved`.
        examples: narrower patterns that make better witnesses.
    """

    text: str
    tokens: Tokens
    identity: str
    origin: str
    examples: tuple[Tokens, ...] = ()


@lru_cache(maxsize=256)
def declared(template: str) -> Owned:
    """Topics as a topic space declares them.

    Args:
        template: a topic in which `{thing}` stands for the name of its owner (or `{client}`, `{certificate}`, or a policy
            variable); `+` for any level, `#` at the end for all that follows, `*` for any text.

    Raises:
        PolicyError: it names no owner, or a placeholder that is none.

    Example:
        >>> declared("dt/{thing}/#").identity
        'iot:connection.thing.thingname'
    """
    for name in _PLACEHOLDER.findall(template):
        if name not in _PLACEHOLDERS:
            known = ", ".join(f"{{{known}}}" for known in _PLACEHOLDERS)
            raise PolicyError(f"found {{{name}}} in the topic template {found(template)}, expected one of {known}")
    text = _PLACEHOLDER.sub(lambda match: f"${{{_PLACEHOLDERS[match[1]]}}}", template)
    owned = _owned(Template.parse(text), template, "declared", mqtt=True)
    if owned is None:
        raise PolicyError(
            f"found the topic template {found(template)}, which names no owner. Next: put {{thing}} where the name of the "
            "thing stands, or declare the topic shared"
        )
    return owned


def shared(template: str) -> Tokens:
    """Topics that belong to nobody, written as in `declared` but without an owner.

    Raises:
        PolicyError: it names an owner.
    """
    if _PLACEHOLDER.search(template) or "${" in template:
        raise PolicyError(f"found the shared topic {found(template)}, which names an owner; shared topics have none")
    return joined(_tokens(Template.parse(template, variables=False), mqtt=True))


def inferred(policies: Iterable[NamedPolicy]) -> list[Owned]:
    """The topics in which policies themselves use an identity of the device: those belong to it."""
    owners: dict[tuple[Tokens, str], Owned] = {}
    for resource in resources(policies):
        for owned in _of_resource(resource.readings[0]) if "$" in resource.text else ():
            owners.setdefault((owned.tokens, owned.identity), owned)
    return list(owners.values())


@lru_cache(maxsize=512)
def _of_resource(template: Template) -> tuple[Owned, ...]:
    if not template.variables:
        return ()
    parts = list(template.parts)
    first = parts[0]
    if not isinstance(first, str) or first.count(":") < 5:
        # A wildcard before the resource: what follows the type is still the topic.
        return tuple(_loose(template))
    kind, slash, name = first.split(":", 5)[5].partition("/")
    if (
        not slash
        or kind not in ("topic", "topicfilter")
        or (name.startswith("$aws/") and not name.startswith("$aws/rules/"))
    ):
        return ()  # whose the reserved topics are, AWS says
    rest = Template(template.text, (name, *parts[1:]) if name else tuple(parts[1:]))
    shown = template.text.split(":", 5)[5].partition("/")[2]
    return tuple(_on_levels(_owned(rest, shown, "inferred", mqtt=kind == "topicfilter")))


def _loose(template: Template) -> Iterator[Owned]:
    for kind in ("topic", "topicfilter"):
        before, found_, text = template.text.partition(f":{kind}/")
        if found_ and "${" not in before:
            yield from _on_levels(_owned(Template.parse(text), text, "inferred", mqtt=kind == "topicfilter"))


def _on_levels(owned: Owned | None) -> Iterator[Owned]:
    """The same topics where a `*` beside the owner's name begins a level of its own.

    `dt/${...ThingName}*` says that `dt/pump7` is pump7's, and `dt/pump7/...`. That it also matches `dt/pump77` is the mistake
    to be found, not a claim to that topic.
    """
    if owned is None:
        return
    tokens = owned.tokens
    at = next(number for number, token in enumerate(tokens) if isinstance(token, Interval) and token.side is Side.OWNER)
    before, name, behind = tokens[:at], tokens[at : at + 1], tokens[at + 1 :]
    befores = [before]
    if before and isinstance(before[-1], Many):
        befores = [before[:-1], (*before, "/")]
    behinds = [behind]
    if behind and isinstance(behind[0], Many):
        behinds = [behind[1:], ("/", *behind)]
    for first, last in itertools.product(befores, behinds):
        yield replace(owned, tokens=joined((*first, *name, *last)))


def _owned(template: Template, text: str, origin: str, *, mqtt: bool) -> Owned | None:
    keys = [key_of(variable.name) for variable in template.variables]
    named = [THING_NAME if key == CLIENT else key for key in keys if key in IDENTITIES]
    if not named:
        return None
    identity = THING_NAME if THING_NAME in named else named[0]
    return Owned(text, joined(_tokens(template, mqtt=mqtt, identity=identity)), identity, origin)


def _tokens(template: Template, *, mqtt: bool, identity: str = "") -> Iterator[Token]:
    """The tokens of an owner's template; other variables in it stand for anything they may."""
    for part in template.parts:
        match part:
            case Wildcard.MANY:
                yield Many()
            case Wildcard.ONE:
                yield One()
            case Variable(name):
                # The client ID of a device that comes as its own thing is the name of the thing.
                key = THING_NAME if key_of(name) == CLIENT else key_of(name)
                if key.startswith(TEMPLATE):
                    yield Way.OWN.stands_for(name) or Many()
                else:
                    yield owner_of(key) if key == identity else Many()
            case str():
                yield from _mqtt(part) if mqtt else (part,)


def _mqtt(text: str) -> Iterator[Token]:
    for piece in re.split(r"([+#])", text):
        if piece == "+":
            yield Many(LEVEL)
        elif piece == "#":
            yield Many()
        elif piece:
            yield piece


def _reserved(*templates: str) -> tuple[Tokens, ...]:
    """The tokens of reserved topics, the first name in each being that of the owner."""
    return tuple(
        joined((before, _THING, *_mqtt(rest))) for before, _, rest in (one.partition("+") for one in templates)
    )


def _topics_for(operation: str) -> tuple[Tokens, ...]:
    return _reserved(
        *(
            topic
            for topic, operations in RESERVED.items()
            if operation in operations and topic.startswith("$aws/things/+")
        )
    )


_COMMANDS: Tokens = ("$aws/commands/things/", _THING, "/", Many())
_CLIENT_COMMANDS: Tokens = ("$aws/commands/clients/", _THING, "/", Many())
_THINGS: Tokens = ("$aws/things/", _THING, "/", Many())

RESERVED_TO_PUBLISH = (
    Owned("$aws/things/{thing}/#", _THINGS, THING_NAME, "reserved", _topics_for("Publish")),
    Owned("$aws/commands/things/{thing}/#", _COMMANDS, THING_NAME, "reserved"),
    Owned("$aws/commands/clients/{thing}/#", _CLIENT_COMMANDS, THING_NAME, "reserved"),
)
RESERVED_TO_READ = (
    Owned("$aws/things/{thing}/#", _THINGS, THING_NAME, "reserved", _topics_for("Subscribe")),
    Owned("$aws/commands/things/{thing}/#", _COMMANDS, THING_NAME, "reserved"),
    Owned("$aws/commands/clients/{thing}/#", _CLIENT_COMMANDS, THING_NAME, "reserved"),
)
SHADOWS = (
    Owned("thing/{thing}", (_THING,), THING_NAME, "reserved"),
    Owned("thing/{thing}/+", (_THING, "/", Many()), THING_NAME, "reserved"),
)
JOBS = SHADOWS[:1]
CLIENTS = (Owned("client/{thing}", (_THING,), THING_NAME, "reserved"),)


INGESTED: Tokens = ("$aws/rules/", Many(LEVEL), "/", Many())
"""Topics of Basic Ingest: what stands behind the third slash is what the rule sees."""


@lru_cache(maxsize=256)
def by_basic_ingest(owned: Owned) -> Owned:
    """The same topics as Basic Ingest has them: a rule that is sent `$aws/rules/<rule>/<topic>` sees `<topic>`."""
    return replace(
        owned,
        text=f"$aws/rules/+/{owned.text}",
        tokens=joined((*INGESTED[:-1], *owned.tokens)),
        examples=(),
    )
