"""From a question about words to an answer about devices: search, bind, confirm.

A search that finds nothing is a proof. What it finds is a candidate: its values are bound, the words searched again where
needed, and the evaluator asked about each request. Only what the evaluator allows is a witness.
"""

import itertools
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from iot_posture.policy import mqtt
from iot_posture.policy.arns import Arn
from iot_posture.policy.context import Context
from iot_posture.policy.errors import PolicyError
from iot_posture.policy.evaluation import Request, evaluate
from iot_posture.policy.limits import MAX_TOPIC_SLASHES
from iot_posture.policy.uncertainties import UNCERTAINTIES
from iot_posture.proof.answers import Witness
from iot_posture.proof.budget import Budget
from iot_posture.proof.characters import CLIENT_ID, NAME, TOPIC
from iot_posture.proof.contexts import Parties, Values, context_of, contexts, names_asked_for, parties, whole
from iot_posture.proof.owners import INGESTED
from iot_posture.proof.patterns import Forbidden, Interval, Side, Tokens, bind, track
from iot_posture.proof.policies import NamedPolicy
from iot_posture.proof.quarry import Quarry, bound, sharing
from iot_posture.proof.search import Search
from iot_posture.proof.states import Found
from iot_posture.proof.ways import CLIENT, TEMPLATE, THING_NAME, Way

_CANDIDATES = 12
_PAIRS = (("a", "b"), ("a", "ab"), ("ab", "a"), ("aa", "a"), ("b", "a"))


class UndecidedError(Exception):
    """A candidate was found that is neither confirmed nor ruled out; the text says why."""


@dataclass(slots=True)
class Hunter:
    """Looks for witnesses under policies that are attached together.

    Args:
        policies: what the acting device has.
        place: account and region of the requests.
        budget: what all its searches may spend together.
        needs_connect: whether a client ID counts only if these policies let a device connect under it.
        connects: for a way to come in, patterns of the client IDs that may connect.
    """

    policies: Sequence[NamedPolicy]
    place: Arn
    budget: Budget
    needs_connect: bool
    connects: Callable[[Way], Sequence[Tokens]]
    _known: dict[tuple[Tokens, ...], Forbidden] = field(default_factory=dict)

    def exists(self, quarry: Quarry) -> bool:
        """Whether a search finds anything at all: false is a proof that there is nothing."""
        return any(True for shared in sharing(quarry) for _ in self._search(quarry, shared))

    def hunt(self, quarry: Quarry) -> Witness | None:
        """A confirmed witness, or None when it is proved that there is none.

        Raises:
            UndecidedError: neither.
            BudgetSpentError: the budget ran out.
        """
        found = self._hunt(quarry)
        filled = [name for name in found.values if name.startswith(TEMPLATE)] if found is not None else []
        if found is None or not filled:
            return found
        # A deployment will hardly fill in the one text that happens to collide: any text has to do.
        plain = {(Side.ACTOR, name): name.removeprefix(TEMPLATE).rpartition(":")[2] for name in filled}
        try:
            other = self._hunt(bound(quarry, plain), plain)
        except UndecidedError:
            other = None
        if other is None:
            values = " and ".join(f"{name.removeprefix(TEMPLATE)} is {found.values[name]!r}" for name in filled)
            raise UndecidedError(f"it hangs on what the template leaves open: this is no proof where {values}")
        return other

    def _hunt(self, quarry: Quarry, given: Mapping[tuple[Side, str], str] = MappingProxyType({})) -> Witness | None:
        unconfirmed: Found | None = None
        for shared in sharing(quarry):
            for found in self._candidates(quarry, shared):
                unconfirmed = unconfirmed or found
                witness = self._confirmed(quarry, Found(found.topic, found.filter, {**given, **found.values}))
                if witness is not None:
                    return self._plainer(quarry, found.topic, shared, given) or witness
            if unconfirmed is None:
                continue
            for values in self._bindings(quarry, unconfirmed):
                narrowed = bound(quarry, values)
                for found in itertools.islice(self._search(narrowed, shared), _CANDIDATES):
                    all_values = {**given, **values, **found.values}
                    witness = self._confirmed(quarry, Found(found.topic, found.filter, all_values))
                    if witness is not None:
                        return witness
        if unconfirmed is None:
            return None
        raise UndecidedError(self._doubt(quarry, unconfirmed))

    def _candidates(self, quarry: Quarry, shared: bool) -> Iterator[Found]:
        """The first words found; where reserved topics are too long, those of Basic Ingest too, which may be longer."""
        too_long = False
        for found in itertools.islice(self._search(quarry, shared), _CANDIDATES):
            yield found
            too_long = too_long or (found.topic.startswith("$") and found.topic.count("/") > MAX_TOPIC_SLASHES)
        if too_long:
            yield from itertools.islice(self._search(quarry.within((INGESTED,), ()), shared), _CANDIDATES)

    def _plainer(
        self, quarry: Quarry, topic: str, shared: bool, given: Mapping[tuple[Side, str], str]
    ) -> Witness | None:
        """The same with something in levels that are empty: people read `dt/b/x` more easily than `dt/b/`."""
        filled = "/".join(level or "x" for level in topic.split("/"))
        if filled == topic:
            return None
        for found in itertools.islice(self._search(quarry.within(((filled,),), ()), shared), _CANDIDATES):
            witness = self._confirmed(quarry, Found(found.topic, found.filter, {**given, **found.values}))
            if witness is not None:
                return witness
        return None

    def _search(self, quarry: Quarry, shared: bool) -> Iterator[Found]:
        return Search(
            quarry.topic,
            quarry.filter,
            not_topic=self._forbidden(quarry.not_topic),
            not_filter=self._forbidden(quarry.not_filter),
            of=quarry.of,
            shared=shared,
            budget=self.budget,
        ).run()

    def _forbidden(self, patterns: tuple[Tokens, ...]) -> Forbidden:
        known = self._known.get(patterns)
        if known is None:
            known = self._known[patterns] = Forbidden(patterns)
        return known

    def _bindings(self, quarry: Quarry, found: Found) -> Iterator[dict[tuple[Side, str], str]]:
        """Values worth trying: those that were found, plain names, and names that patterns spell out."""
        yield whole(found.values)
        labels = {interval.label for tokens in (*quarry.topic, *quarry.filter) for interval in _intervals(tokens)}
        if CLIENT in labels:
            yield from self._clients(quarry.way)
        identity = quarry.owned.identity if quarry.owned is not None else THING_NAME
        spelled = list(dict.fromkeys(_spelled((*quarry.topic, *quarry.filter, *quarry.not_topic, *quarry.not_filter))))
        statements = [statement for policy in self.policies for statement in policy.statements]
        demanded = list(dict.fromkeys(name for name in names_asked_for(statements) if _is_name(name)))[:8]
        pairs = [
            *_PAIRS,
            *((name, f"{name}b") for name in demanded),
            *(("a", name) for name in demanded),
            *((name, "b") for name in spelled[:8]),
            *(("a", name) for name in spelled[:8]),
        ]
        for actor, owner in pairs:
            values = whole(found.values) | {(Side.ACTOR, identity): actor, (Side.OWNER, identity): owner}
            others = dict.fromkeys(((Side.ACTOR, label) for label in labels if label != identity), actor)
            yield whole(values | others)
            yield whole(values | dict.fromkeys(others, owner))

    def _clients(self, way: Way) -> Iterator[dict[tuple[Side, str], str]]:
        """Client IDs that may connect; `+` and `#` among them, which open a filter."""
        for tokens in self.connects(way)[:_CANDIDATES]:
            for beside in ((), (("+",),), (("#",),)):
                for found in itertools.islice(Search((tokens, *beside), of=CLIENT_ID, budget=self.budget).run(), 1):
                    yield {**found.values, (Side.ACTOR, CLIENT): found.topic}

    def _confirmed(self, quarry: Quarry, found: Found) -> Witness | None:
        values = whole(found.values)
        identity = quarry.owned.identity if quarry.owned is not None else None
        who = parties(values, quarry.way, identity)
        if who is None or not _sendable(quarry, found) or not _belongs(quarry, found.topic, values):
            return None
        requests = tuple(
            Request(action, str(self.place.sibling(f"{kind}/{name}")))
            for action, kind, name in quarry.requests(found.topic, found.filter)
        )
        documents = [policy.document for policy in self.policies]
        statements = [statement for policy in self.policies for statement in policy.statements]
        for context in contexts(context_of(values, quarry.way, who), statements):
            if not self._may_connect(quarry.way, context):
                continue
            if not all(evaluate(documents, context, request).decision.value == "ALLOWED" for request in requests):
                continue
            if quarry.must_fail and _allows(quarry.must_fail, context, requests[-1]):
                continue
            return self._witness(quarry, found, who, context, requests)
        return None

    def _may_connect(self, way: Way, context: Context) -> bool:
        """A device that comes under a client ID of its choice has to be let in under it."""
        if way not in (Way.OTHER, Way.EXCLUSIVE) or not self.needs_connect:
            return True
        documents = [policy.document for policy in self.policies]
        request = Request("iot:Connect", str(self.place.sibling(f"client/{context.client_id}")))
        return evaluate(documents, context, request).decision.value == "ALLOWED"

    def _witness(
        self, quarry: Quarry, found: Found, who: Parties, context: Context, requests: tuple[Request, ...]
    ) -> Witness:
        values = {
            ("owner " if side is Side.OWNER else "") + label: value for (side, label), value in found.values.items()
        }
        return Witness(
            sentence="",
            requests=requests,
            context=context,
            topic=found.topic,
            owner=who.owner,
            owned=quarry.owned.text if quarry.owned is not None else None,
            values=values,
            sources=quarry.sources,
        )

    def _doubt(self, quarry: Quarry, found: Found) -> str:
        """Why a candidate is neither confirmed nor ruled out."""
        shown = f"{found.topic!r}" + (f" through the filter {found.filter!r}" if found.filter else "")
        values = whole(found.values)
        who = parties(values, quarry.way, quarry.owned.identity if quarry.owned is not None else None)
        ids: set[str] = set()
        if who is not None:
            documents = [policy.document for policy in self.policies]
            for action, kind, name in quarry.requests(found.topic, found.filter):
                request = Request(action, str(self.place.sibling(f"{kind}/{name}")))
                result = evaluate(documents, context_of(values, quarry.way, who), request)
                ids |= {dependency.id for dependency in result.explanation.depends_on}
        pinned = [uncertainty for uncertainty in UNCERTAINTIES if uncertainty.id in ids]
        if pinned:
            return f"{shown}: AWS does not document what decides this. " + " ".join(
                f"{uncertainty.id}: {uncertainty.question}" for uncertainty in pinned
            )
        actions = ", ".join(action for action, _, _ in quarry.requests("", ""))
        return (
            f"{actions} on {shown} could be neither confirmed nor ruled out for all devices: it hangs on a condition, "
            "on a Deny with a variable, or on a variable that stands there more than once"
        )


def _intervals(tokens: Tokens) -> Iterator[Interval]:
    return (token for token in tokens if isinstance(token, Interval))


def _is_name(text: str) -> bool:
    return bool(text) and all(one in NAME for one in text)


def _spelled(patterns: Iterable[Tokens]) -> Iterator[str]:
    """Names that patterns write out, a level or a part of one."""
    for tokens in patterns:
        for token in tokens:
            if isinstance(token, str):
                yield from (level for level in token.split("/") if _is_name(level))


def _sendable(quarry: Quarry, found: Found) -> bool:
    """Whether AWS IoT takes such a topic and such a filter."""
    if quarry.of is not TOPIC:
        return True
    try:
        mqtt.check_topic(found.topic)
        if found.filter:
            mqtt.check_filter(found.filter)
    except PolicyError:
        return False
    return not found.filter or mqtt.filter_matches(found.filter, found.topic)


def _belongs(quarry: Quarry, topic: str, values: Values) -> bool:
    """Whether a topic is the owner's once the owner is known: a name that stands there twice is one name."""
    return quarry.owned is None or track(bind(quarry.owned.tokens, values)).matches(topic)


def _allows(policies: Sequence[NamedPolicy], context: Context, request: Request) -> bool:
    return evaluate([policy.document for policy in policies], context, request).decision.value == "ALLOWED"
