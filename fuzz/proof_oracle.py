"""Brute force: what the prover decides for all devices, decided by definition for a few, slow and obvious.

Nothing here knows how the prover works. Devices have names over two letters, connect as their own thing, under the
names of others and under hostile client IDs, and call over HTTPS; topics are all short strings, and those that the
patterns of the policies and of the owned topics spell. The evaluator of `iot_posture.policy` says what is allowed, and
`mqtt.filter_matches` what a filter delivers.
"""

import itertools
import random
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache

from iot_posture.policy import (
    Certificate,
    Context,
    Decision,
    Evaluator,
    PolicyDocument,
    PolicyError,
    Request,
    evaluate,
    mqtt,
)
from iot_posture.policy.evaluator import Connection
from iot_posture.proof import Witness

PLACE = "arn:aws:iot:us-east-1:123456789012:"
THING = "iot:Connection.Thing.ThingName"
ATTRIBUTE = "iot:Connection.Thing.Attributes[x]"
COMMON_NAME = "iot:Certificate.Subject.CommonName"
CERTIFICATE_ID = "iot:CertificateId"
CLIENT = "iot:ClientId"
NAMES = ("a", "b", "ab", "aa")
STRANGER = "c"
"""A thing whose name owns nothing, for those who come where thing names do not count."""
HOSTILE = (*NAMES, "+", "#", "a/b", "b/", "a/+", "*", "b/#", "$aws")
COMMON_NAMES = ("a", "b", "a/b", "b/")
DOMAIN = "d"
SHADOWS = ("GetThingShadow", "UpdateThingShadow", "DeleteThingShadow", "ListNamedShadowsForThing")
JOBS = ("DescribeJobExecution", "GetPendingJobExecutions", "StartNextPendingJobExecution", "UpdateJobExecution")
GROUPS = ("g", "a")

_PLACEHOLDERS = {"thing": THING, "client": CLIENT, "certificate": CERTIFICATE_ID}
_VARIABLE = re.compile(r"\$\{([^}]*)\}")
_IDENTITIES = (THING, CERTIFICATE_ID, COMMON_NAME)
_KNOWN = {name.lower(): name for name in _IDENTITIES} | {CLIENT.lower(): THING}
"""Identities by their names in lower case. The client ID of a device that comes as its own thing is its thing's name."""
_FILLS = ("", "a", "b", "/", "a/b", "/b", "b/", "aa", "ab", "b/a", "/b/", "a/b/a", "x")


def certificate_id(thing: str) -> str:
    """The ID of the one certificate of a thing; shorter than on AWS, so that much is tried in little time."""
    return thing.encode().hex().ljust(4, "0")


def words(longest: int, alphabet: str = "ab/") -> list[str]:
    """All strings up to a length, but the empty one."""
    return ["".join(one) for length in range(1, longest + 1) for one in itertools.product(alphabet, repeat=length)]


@dataclass(frozen=True, slots=True)
class Actor:
    """A device that comes in one way, and what it is known by."""

    context: Context
    identities: tuple[tuple[str, str], ...]

    def identity(self, name: str) -> str:
        """Its own value of an identity."""
        return dict(self.identities)[name]


@dataclass(frozen=True, slots=True)
class Violation:
    """What a device can do that it should not be able to."""

    actor: Actor
    requests: tuple[Request, ...]
    owner: str = ""


@dataclass(frozen=True, slots=True)
class Owner:
    """Topics in which the value of one identity of a device stands; written out as a regular expression for a value."""

    text: str
    identity: str
    pieces: tuple[str, ...]

    def topics(self, value: str) -> re.Pattern[str]:
        """The topics of the device of this value."""
        return _compiled(re.escape(value).join(self.pieces))


@lru_cache(maxsize=65536)
def _compiled(expression: str) -> re.Pattern[str]:
    return re.compile(expression, re.DOTALL)


@lru_cache(maxsize=65536)
def owner_of(template: str, *, levels: bool) -> Owner | None:
    """The owner that a template names, or None; `levels`: whether `+` and `#` are MQTT's."""
    text = re.sub(r"(?<!\$)\{(\w+)\}", lambda match: f"${{{_PLACEHOLDERS[match[1]]}}}", template)
    plain, names = _VARIABLE.split(text)[::2], _VARIABLE.findall(text)
    names = [_KNOWN.get(name.lower(), name) for name in names]
    identities = [name for name in names if name in _IDENTITIES]
    if not identities:
        return None
    identity = THING if THING in identities else identities[0]
    pieces = [_expression(plain[0], levels=levels)]
    for name, after in zip(names, plain[1:], strict=True):
        if name == identity:
            pieces.append("")
        else:
            pieces[-1] += ".*"
        pieces[-1] += _expression(after, levels=levels)
    return Owner(template, identity, tuple(pieces))


def _expression(text: str, *, levels: bool) -> str:
    meaning = {"*": ".*", "?": "."} | ({"+": "[^/]*", "#": ".*"} if levels else {})
    return "".join(meaning.get(character, re.escape(character)) for character in text)


def implied(documents: Iterable[PolicyDocument]) -> tuple[Owner, ...]:
    """The owners that policies imply: a topic in which an identity of the device stands belongs to it.

    Whose the reserved topics are, AWS says, so a policy claims none; behind `$aws/rules/` stands a topic of its own.
    """
    found: dict[Owner, None] = {}
    for document in documents:
        for statement in document.statements:
            for resource in (*statement.resources, *statement.not_resources):
                match = re.match(r"[^$]*:(topic|topicfilter)/(.*)", resource, re.DOTALL)
                reserved = match and match[2].startswith("$aws/") and not match[2].startswith("$aws/rules/")
                if match and not reserved and document.version == "2012-10-17":
                    owner = owner_of(match[2], levels=match[1] == "topicfilter")
                    found |= dict.fromkeys(_on_levels(owner) if owner is not None else ())
    return tuple(found)


def _on_levels(owner: Owner) -> Iterator[Owner]:
    """A policy claims no topic by a wildcard that makes its own name longer: where one stands, a level begins or ends."""
    before, behind, *rest = owner.pieces
    firsts, lasts = [before], [behind]
    for wild in (".*", "[^/]*"):
        if before.endswith(wild):
            firsts = [re.sub(f"({re.escape(wild)})+$", "", before), before + "/"]
        if behind.startswith(wild):
            lasts = [re.sub(f"^({re.escape(wild)})+", "", behind), "/" + behind]
    for first, last in itertools.product(firsts, lasts):
        yield replace(owner, pieces=(first, last, *rest))


RESERVED = tuple(
    owner
    for text in ("$aws/things/{thing}/#", "$aws/commands/things/{thing}/#")
    if (owner := owner_of(text, levels=True)) is not None
)


@lru_cache(maxsize=65536)
def deliverers(topic: str) -> tuple[str, ...]:
    """Every filter that is sent what is published on a topic: each level itself or `+`, the rest itself or `#`."""
    levels = topic.split("/")
    plain: list[str] = []
    for kept in range(len(levels) + 1):
        end = () if kept == len(levels) else ("#",)
        plain += ["/".join((*chosen, *end)) for chosen in itertools.product(*((level, "+") for level in levels[:kept]))]
    sent = [one for one in dict.fromkeys(plain) if one and mqtt.filter_matches(one, topic)]
    return (*sent, *(f"$share/{group}/{one}" for group in GROUPS for one in sent))


@dataclass(frozen=True)
class World:
    """Policies that every device has, and whose topics are whose.

    Args:
        documents: the policies, attached together.
        owned: templates of owned topics; None for those that the policies imply.
        shared: topics of nobody.
        exclusive: whether certificates are attached exclusively.
        longest: how long the topics are that are all tried.
    """

    documents: tuple[PolicyDocument, ...]
    owned: tuple[str, ...] | None = None
    shared: tuple[str, ...] = ()
    exclusive: bool = False
    longest: int = 4

    @cached_property
    def text(self) -> str:
        """All that the policies say."""
        return repr([document.render() for document in self.documents])

    @cached_property
    def owners(self) -> tuple[Owner, ...]:
        """Who owns which topics, reserved topics aside."""
        if self.owned is None:
            return implied(self.documents)
        return tuple(owner for text in self.owned if (owner := owner_of(text, levels=True)) is not None)

    @cached_property
    def says_connect(self) -> bool:
        """Whether the policies allow to connect at all."""
        return any(
            statement.effect == "Allow"
            and any(_named(action, "iot:connect") for action in statement.actions or statement.not_actions)
            != bool(statement.not_actions)
            for document in self.documents
            for statement in document.statements
        )

    @cached_property
    def _evaluator(self) -> Evaluator:
        return Evaluator(self.documents)

    def connection(self, actor: Actor) -> Connection:
        """Decisions for one device."""
        return self._evaluator.connection(actor.context)

    @cached_property
    def actors(self) -> tuple[Actor, ...]:
        """Every device that is tried, in every way that it may come in."""
        return self.coming(self.text)

    def coming(self, text: str) -> tuple[Actor, ...]:
        """The devices that can make a difference to policies of this text, as far as these policies let them in."""
        # Where no policy looks at the client ID, one that is not the name of the thing is like any other.
        alike = "iot:clientid" not in text.lower()
        seen: set[str] = set()
        found = []
        for actor in self._all(text):
            context = actor.context
            kind = repr(context if context.names_thing else replace(context, client_id=None))
            if not (alike and kind in seen) and self.comes_in(actor):
                seen.add(kind)
                found.append(actor)
        return tuple(found)

    def comes_in(self, actor: Actor) -> bool:
        """Whether the policies let a device in, where they have a say in that."""
        context = actor.context
        if context.protocol == "HTTPS" or not self.says_connect or (context.names_thing and not self.exclusive):
            return True
        return self.connection(actor).decide("iot:Connect", f"{PLACE}client/{context.client_id}") is Decision.ALLOWED

    def _all(self, text: str) -> Iterator[Actor]:
        if self.exclusive:
            named: list[tuple[str, str | None]] = [(name, client) for name in NAMES[:3] for client in HOSTILE]
        else:
            named = [*((name, name) for name in NAMES), *((STRANGER, client) for client in HOSTILE)]
        named.append((STRANGER, None))
        common_names = COMMON_NAMES if COMMON_NAME in text else ("cn",)
        attributes = (None, "a", "a/b", "b#", "x") if "Attributes[" in text else (None,)
        domains = (None, DOMAIN) if "DomainName" in text else (None,)
        for (thing, client), common_name, attribute, domain in itertools.product(
            named, common_names, attributes, domains
        ):
            context = Context(
                protocol="MQTT" if client is not None else "HTTPS",
                client_id=client,
                thing_name=thing,
                principal_attached=True,
                attachment_type="EXCLUSIVE_THING" if self.exclusive else "NON_EXCLUSIVE_THING",
                thing_attributes={} if attribute is None else {"x": attribute},
                certificate=Certificate(certificate_id(thing), subject={"CommonName": (common_name,)}),
                domain_name=domain,
            )
            identities = ((THING, thing), (CERTIFICATE_ID, certificate_id(thing)), (COMMON_NAME, common_name))
            yield Actor(context, identities)

    def values(self, identity: str) -> tuple[str, ...]:
        """What other devices may have as an identity."""
        if identity == CERTIFICATE_ID:
            return tuple(map(certificate_id, NAMES))
        return COMMON_NAMES if identity == COMMON_NAME else NAMES

    @cached_property
    def topics(self) -> tuple[str, ...]:
        """Every topic that is tried."""
        every = dict.fromkeys(_short(self.longest))
        chance = random.Random(self.text)  # noqa: S311 - the same topics every time
        for pattern in (*self._patterns, *(owner.text for owner in self.owners)):
            every |= dict.fromkeys(_spelled(pattern, chance))
        if "$aws" in self.text or "*" in self.text:
            every |= dict.fromkeys(_RESERVED_TOPICS)
        every |= dict.fromkeys(f"$aws/rules/r/{topic}" for topic in list(every)[:39] if topic[0] != "$")
        return tuple(topic for topic in every if _is_topic(topic))

    @cached_property
    def _patterns(self) -> tuple[str, ...]:
        found: dict[str, None] = {}
        for document in self.documents:
            for statement in document.statements:
                for resource in (*statement.resources, *statement.not_resources):
                    match = re.search(r":(topic|topicfilter)/(.*)", resource, re.DOTALL)
                    if match:
                        found[mqtt.unshared(match[2]).replace("+", "*").replace("#", "*")] = None
        return tuple(found)

    def is_shared(self, topic: str) -> bool:
        """Whether a topic was declared to be nobody's."""
        return any(_compiled(_expression(text, levels=True)).fullmatch(topic) for text in self.shared)

    def taken(self, owners: Sequence[Owner], actor: Actor, *, ingest: bool = False) -> Iterator[tuple[str, str]]:
        """The topics that belong to another device than the actor, each with its owner."""
        for owner in owners:
            mine = actor.identity(owner.identity)
            for value in self.values(owner.identity):
                if value != mine:
                    yield from ((topic, value) for topic in self._of(owner, value, ingest=ingest))

    @cached_property
    def _known(self) -> dict[tuple[Owner, str, bool], tuple[str, ...]]:
        return {}

    def _of(self, owner: Owner, value: str, *, ingest: bool) -> tuple[str, ...]:
        """The topics of the device of a value, those aside that were declared to be nobody's."""
        found = self._known.get((owner, value, ingest))
        if found is None:
            matches = owner.topics(value).fullmatch
            every = [topic for topic in self.topics if matches(topic) or (ingest and matches(_ingested(topic)))]
            found = self._known[owner, value, ingest] = tuple(topic for topic in every if not self.is_shared(topic))
        return found

    @cached_property
    def few(self) -> tuple[str, ...]:
        """Topics to try where most devices and most actions are asked about, so that not all can be."""
        chance = random.Random(self.text)  # noqa: S311 - the same topics every time
        return tuple(chance.sample(self.topics, min(len(self.topics), 100)))

    @cached_property
    def filters(self) -> tuple[str, ...]:
        """Filters to try where a filter alone is asked about."""
        every = list(dict.fromkeys(one for topic in self.few for one in deliverers(topic)))
        chance = random.Random(self.text)  # noqa: S311 - the same filters every time
        return tuple(chance.sample(every, min(len(every), 120)))


def _named(pattern: str, action: str) -> bool:
    return re.fullmatch(_expression(pattern.lower(), levels=False), action) is not None


def _ingested(topic: str) -> str:
    """What a rule sees of a Basic Ingest topic."""
    return topic.split("/", 3)[-1] if topic.startswith("$aws/rules/") and topic.count("/") > 2 else ""


@lru_cache(maxsize=8)
def _short(longest: int) -> tuple[str, ...]:
    return (*words(longest), "$", "$a", "$/b", "$a/b")


_RESERVED_TOPICS = tuple(
    f"$aws/{kind}/{name}/{rest}"
    for kind in ("things", "commands/things")
    for name in NAMES
    for rest in ("a", "b", "a/b", "shadow/get", "b/a/b")
)


def _is_topic(topic: str) -> bool:
    try:
        mqtt.check_topic(topic)
    except PolicyError:
        return False
    return True


def _spelled(pattern: str, chance: random.Random, most: int = 24) -> Iterator[str]:
    """Some topics that a pattern spells, with values in place of its variables and text in place of its wildcards."""
    parts = re.split(r"(\$\{[^}]*\}|\{\w+\}|[*?+#])", pattern)
    for _ in range(most):
        name, other = chance.choice(NAMES), chance.choice(NAMES)
        yield "".join(_filled(part, name if chance.random() < 0.8 else other, chance) for part in parts)


def _filled(part: str, name: str, chance: random.Random) -> str:
    if part in {"*", "+", "#"}:
        return chance.choice(_FILLS)
    if part == "?":
        return chance.choice("ab/")
    if CERTIFICATE_ID in part or part == "{certificate}":
        return certificate_id(name)
    return name if part.startswith(("${", "{")) else part


def isolation(world: World) -> Violation | None:
    """The first thing that a device can do to another, or None."""
    for actor in world.actors:
        connection = world.connection(actor)
        found = (
            _connects(world, actor, connection)
            or _publishes(world, actor, connection)
            or _reads(world, actor, connection)
            or _calls(world, actor, connection)
        )
        if found is not None:
            return found
    return None


def _connects(world: World, actor: Actor, connection: Connection) -> Violation | None:
    client = actor.context.client_id
    if client in NAMES and not actor.context.names_thing and world.says_connect:
        return _first(actor, connection, "iot:Connect", [(f"client/{client}", client)])
    return None


def _publishes(world: World, actor: Actor, connection: Connection) -> Violation | None:
    if not _ever(world, "iot:publish"):
        return None
    taken = itertools.chain(world.taken(world.owners, actor, ingest=True), world.taken(RESERVED, actor))
    return _first(actor, connection, "iot:Publish", ((f"topic/{topic}", owner) for topic, owner in taken))


def _reads(world: World, actor: Actor, connection: Connection) -> Violation | None:
    if actor.context.protocol == "HTTPS" or not _ever(world, "iot:subscribe") or not _ever(world, "iot:receive"):
        return None
    seen = set()
    for topic, owner in world.taken((*world.owners, *RESERVED), actor):
        if topic in seen:
            continue
        seen.add(topic)
        if connection.decide("iot:Receive", f"{PLACE}topic/{topic}") is Decision.ALLOWED:
            subscribed = subscribes(connection, topic)
            if subscribed is not None:
                received = Request("iot:Receive", f"{PLACE}topic/{topic}")
                return Violation(actor, (subscribed, received), owner)
    return None


def subscribes(connection: Connection, topic: str) -> Request | None:
    """A subscription that is allowed and is sent what is published on a topic."""
    for topic_filter in deliverers(topic):
        if connection.decide("iot:Subscribe", f"{PLACE}topicfilter/{topic_filter}") is Decision.ALLOWED:
            return Request("iot:Subscribe", f"{PLACE}topicfilter/{topic_filter}")
    return None


def _calls(world: World, actor: Actor, connection: Connection) -> Violation | None:
    if actor.context.protocol != "HTTPS":
        return None
    found = None
    if _ever(world, "iot:getretainedmessage"):
        topics = ((f"topic/{topic}", owner) for topic, owner in world.taken(world.owners, actor))
        found = _first(actor, connection, "iot:GetRetainedMessage", topics)
    for name in SHADOWS:
        if found is None and _ever(world, f"iot:{name}".lower()):
            shadows = [(f"thing/{owner}{rest}", owner) for owner in NAMES for rest in ("", "/s", "/a/b")]
            found = _first(actor, connection, f"iot:{name}", shadows)
    for name in JOBS:
        if found is None and _ever(world, f"iotjobsdata:{name}".lower()):
            jobs = [(f"thing/{owner}", owner) for owner in NAMES]
            found = _first(actor, connection, f"iotjobsdata:{name}", jobs)
    return found


def _ever(world: World, action: str) -> bool:
    """Whether any statement could be about an action: only to save time."""
    return any(
        statement.effect == "Allow"
        and (statement.not_actions or any(_named(pattern, action) for pattern in statement.actions))
        for document in world.documents
        for statement in document.statements
    )


def _first(actor: Actor, connection: Connection, action: str, resources: Iterable[tuple[str, str]]) -> Violation | None:
    for resource, owner in resources:
        if connection.decide(action, PLACE + resource) is Decision.ALLOWED:
            return Violation(actor, (Request(action, PLACE + resource),), owner)
    return None


def never(world: World, action: str, pattern: str) -> Violation | None:
    """A device that can do an action on a resource that a policy pattern matches, or None."""
    matches = _compiled(_expression(pattern, levels=False)).fullmatch
    kind = pattern.split(":", 5)[5].partition("/")[0]
    over_http = action not in {"iot:Receive", "iot:Subscribe", "iot:Connect"}
    if kind == "topic":
        names = world.topics
    elif kind == "topicfilter":
        names = world.filters
    else:
        names = HOSTILE
    resources = [name for name in names if matches(f"{PLACE}{kind}/{name}")]
    for actor in world.actors:
        if actor.context.protocol == "HTTPS" and not over_http:
            continue
        if action == "iot:Connect":
            resources = [
                client for client in (actor.context.client_id,) if client and matches(f"{PLACE}{kind}/{client}")
            ]
        found = _first(actor, world.connection(actor), action, ((f"{kind}/{name}", "") for name in resources))
        if found is not None:
            return found
    return None


def never_delivered(world: World, pattern: str) -> Violation | None:
    """A device that is sent what is published on a topic that a policy pattern matches, or None."""
    matches = _compiled(_expression(pattern, levels=False)).fullmatch
    topics = [topic for topic in world.topics if matches(topic)]
    for actor in world.actors:
        if actor.context.protocol == "HTTPS":
            continue
        connection = world.connection(actor)
        for topic in topics:
            if connection.decide("iot:Receive", f"{PLACE}topic/{topic}") is Decision.ALLOWED:
                subscribed = subscribes(connection, topic)
                if subscribed is not None:
                    return Violation(actor, (subscribed, Request("iot:Receive", f"{PLACE}topic/{topic}")))
    return None


REFINED = (
    ("iot:Publish", "topic"),
    ("iot:Receive", "topic"),
    ("iot:Subscribe", "topicfilter"),
    ("iot:Connect", "client"),
    ("iot:GetRetainedMessage", "topic"),
    ("iot:GetThingShadow", "thing"),
)


def exceeds(world: World, specification: Sequence[PolicyDocument]) -> Violation | None:
    """A request that the policies allow a device and the specification does not, or None."""
    bound = replace(world, documents=tuple(specification))
    coming = world.coming(world.text + bound.text)
    chance = random.Random(world.text)  # noqa: S311 - the same devices every time
    for actor in chance.sample(coming, min(len(coming), 8)):
        connection, limit = world.connection(actor), bound.connection(actor)
        for action, kind in REFINED:
            if not _ever(world, action.lower()):
                continue
            for name in _asked_of(world, bound, actor, action, kind):
                resource = f"{PLACE}{kind}/{name}"
                allowed = connection.decide(action, resource) is Decision.ALLOWED
                if allowed and limit.decide(action, resource) is not Decision.ALLOWED:
                    return Violation(actor, (Request(action, resource),))
    return None


def _asked_of(world: World, bound: World, actor: Actor, action: str, kind: str) -> Iterable[str]:
    over_http = actor.context.protocol == "HTTPS"
    if action in {"iot:Receive", "iot:Subscribe", "iot:Connect"} and over_http:
        return ()
    if action in {"iot:GetRetainedMessage", "iot:GetThingShadow"} and not over_http:
        return ()
    if kind == "client":
        return () if actor.context.client_id is None else (actor.context.client_id,)
    if kind == "topicfilter":
        return (*world.filters, *bound.filters)
    return NAMES if kind == "thing" else (*world.few, *bound.few)


def objection(world: World, witness: Witness, *, isolated: bool = True) -> str:
    """Why a witness shows nothing, or an empty text: judged without the prover."""
    for request in witness.requests:
        if evaluate(list(world.documents), witness.context, request).decision is not Decision.ALLOWED:
            return f"{request} is not allowed"
    last = witness.requests[-1]
    kind, _, name = last.resource.split(":", 5)[5].partition("/")
    problem = _impossible(world, witness.context) or _undeliverable(witness, last.action, kind, name)
    return problem or (_not_owned(world, witness, last.action, name) if isolated else "")


def _undeliverable(witness: Witness, action: str, kind: str, name: str) -> str:
    if action in {"iot:Receive", "iot:Subscribe"} and witness.context.protocol == "HTTPS":
        return "there are no subscriptions over HTTPS"
    if kind == "topic" and not _is_topic(name):
        return f"{name} is no topic"
    if action != "iot:Receive" or len(witness.requests) == 1:
        return ""
    topic_filter = witness.requests[0].resource.partition(":topicfilter/")[2]
    try:
        mqtt.check_filter(topic_filter)
    except PolicyError as error:
        return str(error)
    return "" if mqtt.filter_matches(topic_filter, name) else f"{topic_filter} does not deliver {name}"


def _impossible(world: World, context: Context) -> str:
    if context.protocol == "HTTPS":
        return "a client ID over HTTPS" if context.client_id is not None else ""
    if context.client_id is None or "\0" in context.client_id or not 1 <= len(context.client_id) <= 128:
        return f"no client ID: {context.client_id!r}"
    if re.fullmatch(r"[a-zA-Z0-9:_-]{1,128}", context.thing_name or "") is None:
        return f"no thing name: {context.thing_name!r}"
    if context.exclusive != world.exclusive and not context.names_thing:
        return "attached otherwise than was asked"
    if not context.names_thing and world.says_connect:
        request = Request("iot:Connect", f"{PLACE}client/{context.client_id}")
        if evaluate(list(world.documents), context, request).decision is not Decision.ALLOWED:
            return f"{context.client_id} may not connect"
    return ""


def _not_owned(world: World, witness: Witness, action: str, name: str) -> str:
    owner, context = witness.owner, witness.context
    if owner is None:
        return "no owner"
    if action == "iot:Connect":
        return "" if owner == name == context.client_id != context.thing_name else f"{name} is its own"
    if ":thing/" in witness.requests[-1].resource:
        return "" if name.split("/", maxsplit=1)[0] == owner != context.thing_name else f"{name} is not {owner}'s"
    if world.is_shared(name):
        return f"{name} is shared"
    certificate = context.certificate
    mine = {
        THING: context.thing_name,
        CERTIFICATE_ID: certificate.certificate_id if certificate else None,
        COMMON_NAME: (certificate.subject.get("CommonName") or (None,))[0] if certificate else None,
    }
    for one in (*world.owners, *RESERVED):
        if mine[one.identity] != owner:
            matches = one.topics(owner).fullmatch
            if matches(name) or (action == "iot:Publish" and matches(_ingested(name))):
                return ""
    return f"{name} is not {owner}'s"
